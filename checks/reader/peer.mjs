// A till that knows Sotto only from docs/PROTOCOL.md: node peer.mjs SESSION-KEY SKETCH-KEY, frames on stdin and stdout. It
// compares what it holds with the other end, changes a document of its own, waits for a change of theirs, and says BYE.
// Knows first lives and kinds LIFE and SET. At the end it says on stderr what it heard and what it holds, as JSON.
import { createHash } from 'node:crypto';
import * as cbor from './cbor.mjs';
import { Incoming, Outgoing, keys, lives, lp, text, written } from './frames.mjs';

const [sessionKey, sketchKey] = process.argv.slice(2).map((key) => Buffer.from(key, 'hex'));
const QUERY = 'SELECT * FROM orders';
const [FULL, SKETCHED] = [1 << 1, 7 << 1];
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const hex64 = (number) => number.toString(16).padStart(16, '0');

/** SipHash-2-4 as a number of 64 bits. */
function sip(key, message) {
  const [k0, k1] = [key.readBigUInt64LE(0), key.readBigUInt64LE(8)];
  const turn = (n, by) => BigInt.asUintN(64, (n << by) | (n >> (64n - by)));
  const add = (m, n) => BigInt.asUintN(64, m + n);
  let [a, b, c, d] = [k0 ^ 0x736f6d6570736575n, k1 ^ 0x646f72616e646f6dn, k0 ^ 0x6c7967656e657261n, k1 ^ 0x7465646279746573n];
  const round = () => {
    [a, c] = [add(a, b), add(c, d)];
    [b, d] = [turn(b, 13n) ^ a, turn(d, 16n) ^ c];
    [a, c] = [add(turn(a, 32n), d), add(c, b)];
    [b, c, d] = [turn(b, 17n) ^ c, turn(c, 32n), turn(d, 21n) ^ a];
  };
  const padded = Buffer.concat([message, Buffer.alloc(8 - (message.length % 8))]);
  padded[padded.length - 1] = message.length;
  for (let at = 0; at < padded.length; at += 8) {
    d ^= padded.readBigUInt64LE(at);
    [round(), round()];
    a ^= padded.readBigUInt64LE(at);
  }
  c ^= 0xffn;
  [round(), round(), round(), round()];
  return a ^ b ^ c ^ d;
}

// ---- documents: key in hex to {collection, id, entries by slot}
const held = new Map();
const lps = (...parts) => written((o) => parts.forEach((part) => lp.w(o, Buffer.from(part).toString('hex'))));
const docKey = ({ collection, id }) => sha256(lps('docKey1', collection, '', cbor.encode(id))).toString('hex', 0, 16);
const hlc = (entry) => hex64((BigInt(entry.millis) << 16n) | BigInt(entry.counter));
const canonical = (document, entry) => written((o) => {
  o.u8(1);
  o.raw(lps(document.collection, '', cbor.encode(document.id)));
  keys.w(o, entry.path);
  o.varint(entry.kind);
  lives.w(o, entry.lives);
  lp.w(o, entry.owner);
  o.hex(hlc(entry) + entry.actor);
  o.raw(lps(cbor.encode(entry.value)));
});
const entriesOf = (document) => [...document.entries.values()];
const digest = (document) =>
  sha256(...entriesOf(document).map((e) => sha256(canonical(document, e)).subarray(0, 16)).sort(Buffer.compare));
const hash = (document) => hex64(sip(sessionKey, digest(document)));

/** A copy with these entries as well: of a slot the one stays that is greater by stamp, actor, value. */
function join(document, entries) {
  const joined = { ...document, entries: new Map(document.entries) };
  const rank = (e) => Buffer.concat([Buffer.from(hlc(e) + e.actor, 'hex'), cbor.encode(e.value)]);
  for (const entry of entries) {
    if (entry.lives.length || entry.kind > 2) throw new Error('a second life or a container: not known to this till');
    const slot = JSON.stringify([entry.path, entry.kind, entry.owner]);
    const there = joined.entries.get(slot);
    if (!there || Buffer.compare(rank(entry), rank(there)) > 0) joined.entries.set(slot, entry);
  }
  return joined;
}
const empty = ({ collection, id }) => ({ collection, id, entries: new Map() });
const keep = (document) => held.set(docKey(document), document);
const sketchKeyOf = (salt, key) => sip(sketchKey, Buffer.from([salt, ...Buffer.from(key, 'hex')])) >> 20n;
/** The low 36 bits of the version in a sketch. */
const version = (document) => {
  const [all, p] = [sip(sketchKey, digest(document)), (1n << 61n) - 1n];
  return ((((all & p) + (all >> 61n)) % p) || 1n) & ((1n << 36n) - 1n);
};

// ---- the conversation
const incoming = new Incoming();
const outgoing = new Outgoing();
const heard = new Set();
const actor = '74696c6c2074696c6c2074696c6c2074' + '1122334455667788'; // store and epoch
const queries = new Set(['0000000000000000']);
let [lsn, peer, shown, compared, told, acknowledged] = [1, null, false, false, false, 0];
const send = (name, message) => process.stdout.write(outgoing.frame(name, message));
const own = { collection: 'orders', id: 'till' };
const total = (value) => ({ path: ['total'], kind: 2, lives: [], owner: '', millis: Date.now(), counter: value, actor, value });
keep(join(empty(own), [total(1)]));

/** The document that a name of theirs means. */
function named(name) {
  if ('mine' in name) return named(incoming.names.said.documents[name.mine]);
  if ('yours' in name) return named(outgoing.names.said.documents[name.yours]);
  if ('id' in name) return held.get(docKey(name)) ?? empty(name);
  const fits = ([key]) => ('key' in name ? key.startsWith(name.key) : sketchKeyOf(0, key) === BigInt('0x' + name.sketched));
  return [...held].find(fits)?.[1];
}
/** Asks about a document; with what we hold of it, if we do. */
function ask(name, document) {
  const form = 'sketched' in name ? SKETCHED : FULL;
  const mine = document && { hash: hash(document), entries: entriesOf(document) };
  send('SYNCREQ', { flags: form | (mine ? 0x10 : 0), document: name, hash: '0'.repeat(16), ...mine });
}
/** Keeps what fits the hash, and asks for the rest. */
function take(name, entries, wanted) {
  const joined = join(named(name), entries);
  if (hash(joined) === wanted) keep(joined);
  else ask({ collection: joined.collection, id: joined.id }, joined);
}
function fed() {
  acknowledged = incoming.names.lsn;
  send('ACK', { lsn: acknowledged });
}
/** A few documents are compared by their list. */
function feedWhenDefined() {
  if (!peer.subs.every((sub) => queries.has(sub.hash))) return;
  if (!peer.subs.some((sub) => sub.class & 4)) throw new Error('they hold documents and have no cursor, and do not compare');
  send('FEED', { set: peer.set });
  const cells = [...held].map(([key, document]) => [version(document), sketchKeyOf(0, key)]);
  send('CELLS', { flags: 1, salt: 0, documents: cells.length, from: 0, cells: cells.sort((a, b) => (a[1] < b[1] ? -1 : 1)) });
}
/** Once both sides were compared: a change of ours. */
function tell() {
  if (!compared || !shown || told) return;
  [told, lsn] = [true, lsn + 1];
  const mine = join(named(own), [total(2)]);
  keep(mine);
  send('DELTA', { flags: 1 | FULL, document: own, lsn, hash: hash(mine), entries: entriesOf(mine) });
}

const on = {
  HELLO(m) {
    peer = m;
    const sub = (name) => ({ hash: name, generation: 0, class: 4, epoch: m.epoch, cursor: [] });
    const name = sha256(Buffer.from('subHash1' + QUERY)).toString('hex', 0, 8);
    send('SUBS', { set: 1, subscriptions: [...queries, name].map(sub) });
  },
  SUBS(m) {
    Object.assign(peer, { set: m.set, subs: m.subscriptions });
    peer.subs.filter((sub) => !queries.has(sub.hash)).forEach((sub) => send('UNKNOWN', { hash: sub.hash }));
    feedWhenDefined();
  },
  UNKNOWN: (m) => send('SUBDEF', { hash: m.hash, query: QUERY, arguments: new Map() }),
  SUBDEF: (m) => (queries.add(m.hash), feedWhenDefined()),
  CELLS(m) {
    if (!(m.flags & 1)) throw new Error('a few documents were to be shown as a list');
    for (const [low, key] of m.cells) {
      const mine = [...held].find(([k]) => sketchKeyOf(m.salt, k) === BigInt(key))?.[1];
      if (!mine || version(mine) !== BigInt(low)) ask({ sketched: key.toString(16).padStart(12, '0') }, mine);
    }
    send('STOP', { set: 1, outcome: 0 });
  },
  STOP: () => ((shown = true), send('DONE', { lsn })),
  DONE: () => ((compared = true), fed()),
  SYNC: (m) => m.entries && take(m.document, m.entries, m.hash),
  SYNCREQ(m) {
    const mine = join(named(m.document), m.entries ?? []);
    keep(mine);
    const name = { collection: mine.collection, id: mine.id };
    send('SYNC', { flags: FULL, document: name, hash: hash(mine), entries: entriesOf(mine) });
  },
  DELTA: (m) => (take(m.document, m.entries, m.hash), fed(), send('BYE', { reason: 0, hint: 0, ack: acknowledged })),
  SKIP: fed,
  PING: (m) => send('PONG', { heartbeat: 15000, ack: acknowledged }),
  ...Object.fromEntries(['ACK', 'FEED', 'PRESENCE', 'CUT', 'LANE', 'LANE_ACK', 'PRUNE', 'GRAFT', 'CREDIT'].map((name) => [name, () => {}])),
};

process.stdin.on('data', (piece) =>
  incoming.feed(piece, (name, message) => {
    heard.add(name);
    if (!on[name]) throw new Error(`${name} came, which this till does not expect: ${JSON.stringify(message)}`);
    on[name](message);
    tell();
  }),
);
process.stdin.on('end', () => {
  const fields = (document) => Object.fromEntries(entriesOf(document).map((e) => [e.path.join('.'), e.value]));
  const holds = Object.fromEntries([...held.values()].map((document) => [document.id, fields(document)]));
  process.stderr.write(JSON.stringify({ heard: [...heard], holds }) + '\n');
});
send('HELLO', {
  version: 0, store: actor.slice(0, 32), epoch: '00000000000000a1', boot: '00000000000000b2', now: hlc(total(0)),
  capabilities: [], credit: 1 << 22, purge: '', policy: '0'.repeat(16), heartbeat: 15000, name: 'till', flags: 1,
  subscriptions: [], partials: [],
});
