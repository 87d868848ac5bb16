CREATE TABLE store (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  store_id BLOB NOT NULL,
  store_epoch INTEGER NOT NULL,
  actor_epoch INTEGER NOT NULL,
  lsn_reserved INTEGER NOT NULL,
  hlc INTEGER NOT NULL, copied INTEGER NOT NULL DEFAULT 0, heard_lsn INTEGER NOT NULL DEFAULT 0);
CREATE TABLE actor (
  ref INTEGER PRIMARY KEY,
  store_id BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  key_epoch INTEGER NOT NULL,
  UNIQUE (store_id, epoch, key_epoch));
CREATE TABLE collection (
  ref INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  mode INTEGER NOT NULL,
  since_hlc INTEGER NOT NULL);
CREATE TABLE document (
  rid INTEGER PRIMARY KEY,
  collection INTEGER NOT NULL,
  doc_key BLOB NOT NULL UNIQUE,
  _id BLOB NOT NULL,
  life INTEGER NOT NULL,
  lsn INTEGER NOT NULL,
  digest BLOB NOT NULL,
  json TEXT,
  state BLOB NOT NULL,
  flags INTEGER NOT NULL);
CREATE INDEX document_lsn ON document (lsn);
CREATE UNIQUE INDEX document_id ON document (collection, _id);
CREATE TABLE cursor (
  peer BLOB NOT NULL,
  peer_epoch INTEGER NOT NULL,
  sub_hash INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  intervals BLOB NOT NULL,
  PRIMARY KEY (peer, peer_epoch, sub_hash, generation)) WITHOUT ROWID;
CREATE TABLE held (
  peer BLOB NOT NULL,
  doc_key BLOB NOT NULL,
  PRIMARY KEY (peer, doc_key)) WITHOUT ROWID;
CREATE TABLE conflict (
  number INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  total INTEGER NOT NULL,
  content BLOB NOT NULL);
CREATE TABLE mark (
  number INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  id BLOB NOT NULL,
  content BLOB NOT NULL,
  UNIQUE (kind, id));
