// node peers.mjs ENGINE WORK.json: one engine does the work of ./sotto bench sync and prints its bytes as JSON. WORK.json has
// `documents`, `here` and `there` (edits of two replicas while apart) and `fields` (values of one field, one after the other).
// Times are milliseconds of copying and the median of single changes, until the other replica shows them, and microseconds of taking
// such a change into a replica; both replicas are in this process's memory (PouchDB's in files, without fsync), so they stand beside
// ours for what they are.
// Bytes are those of frames that would be handed to a secure channel, both directions, acknowledgements included; what is said
// before the first frame (an HTTP upgrade) is `handshake`.
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

const [engine, file] = process.argv.slice(2);
const work = JSON.parse(readFileSync(file, 'utf8'));
const tick = (millis) => new Promise((done) => setTimeout(done, millis));
const without = ({ _id, ...fields }) => fields;
const QUIET_MILLIS = 300;
const LAGS = 1000;
const MERGES = 200;

/** Returns when that number stays as it is. */
async function quiet(bytes) {
  for (let before = -1; before !== bytes(); ) {
    before = bytes();
    await tick(QUIET_MILLIS);
  }
}

/** Two replicas in this process whose messages have a length of four bytes in front. */
class Frames {
  bytes = 0;
  carry(message) {
    this.bytes += message.length + 4;
    return message;
  }
}

const engines = {
  /** One Y.Doc a side, over y-websocket's client and its protocol on a real WebSocket. */
  async yjs() {
    const Y = await import('yjs');
    const { WebsocketProvider } = await import('y-websocket');
    const { default: WebSocket, WebSocketServer } = await import('ws');
    const sync = await import('y-protocols/sync');
    const { createEncoder, toUint8Array, writeVarUint, length } = await import('lib0/encoding');
    const { createDecoder, readVarUint } = await import('lib0/decoding');
    const [a, b] = [new Y.Doc(), new Y.Doc()];
    let [socket, atUpgrade, handshake, took] = [null, 0, 0, 0];
    const crossed = () => (socket ? socket.bytesRead + socket.bytesWritten : 0);
    const http = createServer();
    const server = new WebSocketServer({ server: http });
    const message = (write) => {
      const encoder = createEncoder();
      writeVarUint(encoder, 0);
      write(encoder);
      return toUint8Array(encoder);
    };
    server.on('connection', (ws, request) => {
      [socket, atUpgrade] = [request.socket, request.socket.bytesRead + request.socket.bytesWritten];
      handshake = atUpgrade;
      ws.on('message', (data) => {
        const decoder = createDecoder(new Uint8Array(data));
        if (readVarUint(decoder) !== 0) return; // awareness
        const encoder = createEncoder();
        writeVarUint(encoder, 0);
        sync.readSyncMessage(decoder, encoder, a, ws);
        if (length(encoder) > 1) ws.send(toUint8Array(encoder));
      });
      const tell = (update, origin) => origin !== ws && ws.send(message((encoder) => sync.writeUpdate(encoder, update)));
      a.on('update', tell);
      ws.on('close', () => a.off('update', tell));
      ws.send(message((encoder) => sync.writeSyncStep1(encoder, a)));
    });
    await new Promise((done) => http.listen(0, '127.0.0.1', done));
    let provider;
    const put = (doc, documents) => doc.transact(() =>
      documents.forEach((d) => doc.getMap('orders').set(d._id, new Y.Map(Object.entries(without(d))))));
    return {
      insert: (documents) => put(a, documents),
      edit: (side, { id, field, value }) => (side ? b : a).getMap('orders').get(id).set(field, value),
      async meet() {
        const began = performance.now();
        provider = new WebsocketProvider(`ws://127.0.0.1:${http.address().port}`, 'orders', b, { WebSocketPolyfill: WebSocket, disableBc: true });
        await new Promise((done) => provider.once('sync', done));
        took = performance.now() - began;
        await quiet(crossed);
      },
      bytes: () => crossed() - atUpgrade,
      settle: () => quiet(crossed),
      part: () => (provider.destroy(), tick(QUIET_MILLIS)),
      shows: (side) => (side ? b : a).getMap('orders').toJSON(),
      shown: (side) => (side ? b : a).getMap('orders').get(work.documents[0]._id).get('table'),
      merges(values) {
        const [third, updates] = [new Y.Doc(), []];
        Y.applyUpdate(third, Y.encodeStateAsUpdate(a));
        a.on('update', (update) => updates.push(update));
        for (const value of values) this.edit(0, { id: work.documents[0]._id, field: 'table', value });
        return [updates.map((update) => () => Y.applyUpdate(third, update)),
          () => third.getMap('orders').get(work.documents[0]._id).get('table')];
      },
      handshake: () => handshake,
      took: () => took,
      end: () => (provider.destroy(), server.close(), http.close()),
    };
  },

  /** One LoroDoc a side; each tells its version and is sent what it lacks. */
  async loro() {
    const { LoroDoc, LoroMap, VersionVector } = await import('loro-crdt');
    const [a, b] = [new LoroDoc(), new LoroDoc()];
    let frames = new Frames();
    const give = (from, to, version) => to.import(frames.carry(from.export({ mode: 'update', from: version })));
    return {
      insert(documents) {
        for (const d of documents) {
          const map = a.getMap('orders').setContainer(d._id, new LoroMap());
          Object.entries(without(d)).forEach(([key, value]) => map.set(key, value));
        }
        a.commit();
      },
      edit(side, { id, field, value }) {
        const doc = side ? b : a;
        const before = doc.oplogVersion();
        doc.getMap('orders').get(id).set(field, value);
        doc.commit();
        if (this.live) give(doc, side ? a : b, before);
      },
      meet() {
        [frames, this.live] = [new Frames(), true];
        const [ofA, ofB] = [a, b].map((doc) => VersionVector.decode(frames.carry(doc.oplogVersion().encode())));
        give(a, b, ofB);
        give(b, a, ofA);
      },
      bytes: () => frames.bytes,
      settle() {},
      part() { this.live = false; },
      shows: (side) => (side ? b : a).toJSON().orders,
      shown: (side) => (side ? b : a).getMap('orders').get(work.documents[0]._id).get('table'),
      merges(values) {
        this.live = false;
        const third = new LoroDoc();
        third.import(a.export({ mode: 'snapshot' }));
        const updates = values.map((value) => {
          const before = a.oplogVersion();
          this.edit(0, { id: work.documents[0]._id, field: 'table', value });
          return a.export({ mode: 'update', from: before });
        });
        return [updates.map((update) => () => third.import(update)),
          () => third.getMap('orders').get(work.documents[0]._id).get('table')];
      },
      handshake: () => 0,
      end() {},
    };
  },

  /** One document a side, by Automerge's own sync protocol; its state about the other is kept as it says to. */
  async automerge() {
    const A = await import('@automerge/automerge');
    let docs = [A.from({ orders: {} }), null];
    docs[1] = A.clone(docs[0]);
    let states = [A.initSyncState(), A.initSyncState()];
    let frames = new Frames();
    const talk = () => {
      for (let said = true; said; ) {
        said = false;
        for (const side of [0, 1]) {
          const [next, message] = A.generateSyncMessage(docs[side], states[side]);
          states[side] = next;
          if (!message) continue;
          said = true;
          [docs[1 - side], states[1 - side]] = A.receiveSyncMessage(docs[1 - side], states[1 - side], frames.carry(message));
        }
      }
    };
    return {
      insert: (documents) => {
        docs[0] = A.change(docs[0], (doc) => documents.forEach((d) => (doc.orders[d._id] = without(d))));
      },
      edit(side, { id, field, value }) {
        docs[side] = A.change(docs[side], (doc) => { doc.orders[id][field] = value; });
        if (this.live) talk();
      },
      meet() {
        [frames, this.live] = [new Frames(), true];
        states = states.map((state) => A.decodeSyncState(A.encodeSyncState(state)));
        talk();
      },
      bytes: () => frames.bytes,
      settle() {},
      part() { this.live = false; },
      shows: (side) => JSON.parse(JSON.stringify(docs[side].orders)),
      shown: (side) => docs[side].orders[work.documents[0]._id].table,
      merges(values) {
        this.live = false;
        let third = A.clone(docs[0]);
        const changes = values.map((value) => {
          this.edit(0, { id: work.documents[0]._id, field: 'table', value });
          return A.getLastLocalChange(docs[0]);
        });
        return [changes.map((change) => () => { [third] = A.applyChanges(third, [change]); }),
          () => third.orders[work.documents[0]._id].table];
      },
      handshake: () => 0,
      end() {},
    };
  },

  /** A database a side, replicated both ways over HTTP with the defaults. */
  async pouchdb() {
    const { default: PouchDB } = await import('pouchdb');
    const { default: express } = await import('express');
    const { default: expressPouch } = await import('express-pouchdb');
    const folder = mkdtempSync(join(tmpdir(), 'sotto-bench-pouchdb-'));
    const At = PouchDB.defaults({ prefix: join(folder, 'a-') });
    const [a, b] = [new At('orders'), new PouchDB(join(folder, 'b-orders'))];
    const sockets = new Set();
    let [before, replication, changes, newest] = [0, null, null, null];
    const crossed = () => [...sockets].reduce((sum, socket) => sum + socket.bytesRead + socket.bytesWritten, 0);
    const http = createServer(express().use('/db', expressPouch(At, { inMemoryConfig: true, logPath: join(folder, 'log') })));
    http.on('connection', (socket) => sockets.add(socket));
    await new Promise((done) => http.listen(0, '127.0.0.1', done));
    return {
      insert: (documents) => a.bulkDocs(documents),
      async edit(side, { id, field, value }) {
        const db = side ? b : a;
        await db.put({ ...(await db.get(id)), [field]: value });
      },
      async meet() {
        before = crossed();
        await b.sync(`http://127.0.0.1:${http.address().port}/db/orders`);
      },
      bytes: () => crossed() - before,
      settle: () => quiet(crossed),
      part() {},
      /** Continuous replication, and what B's own feed of changes shows. */
      async stream() {
        replication = b.sync(`http://127.0.0.1:${http.address().port}/db/orders`, { live: true });
        await new Promise((done) => replication.once('paused', done));
        changes = b.changes({ since: 'now', live: true, include_docs: true });
        changes.on('change', ({ doc }) => { newest = doc.table; });
      },
      shown: () => newest,
      async shows(side) {
        const { rows } = await (side ? b : a).allDocs({ include_docs: true });
        return Object.fromEntries(rows.map(({ doc: { _rev, ...fields } }) => [fields._id, without(fields)]));
      },
      handshake: () => 0,
      end() {
        changes.cancel();
        replication.cancel();
        http.closeAllConnections();
        http.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};

async function verified(it, what) {
  const [here, there] = [await it.shows(0), await it.shows(1)];
  const count = Object.keys(here).length;
  if (count !== work.documents.length || !isDeepStrictEqual(here, there)) {
    throw new Error(`${engine} after ${what}: ${count} documents, equal ${isDeepStrictEqual(here, there)}`);
  }
}

const it = await engines[engine]();
const result = { engine };
await it.insert(work.documents);
const began = performance.now();
await it.meet();
// Without disk, secure channel or a second process: what these engines do by themselves.
result.copyMillis = it.took ? it.took() : performance.now() - began;
result.copy = it.bytes();
result.handshake = it.handshake();
await verified(it, 'the first copy');
await it.part();
for (const edit of work.here) await it.edit(0, edit);
for (const edit of work.there) await it.edit(1, edit);
await it.meet();
result.edits = it.bytes();
await verified(it, 'the edits');
await it.part();
await it.meet();
result.reconnect = it.bytes();
const first = work.documents[0]._id;
const write = (value) => it.edit(0, { id: first, field: 'table', value });
const size = (value) => (value < 24 ? 1 : 2);
if (it.stream) {
  // Acknowledgements come for several at once, so the mean of all, and not the median of each.
  await it.stream();
  await it.settle();
  const before = it.bytes();
  for (const value of work.fields) {
    await write(value);
    while (it.shown(1) !== value) await tick(1);
  }
  await it.settle();
  result.field = (it.bytes() - before - work.fields.reduce((sum, value) => sum + size(value), 0)) / work.fields.length;
} else {
  const costs = [];
  for (const value of work.fields) {
    const before = it.bytes();
    await write(value);
    if (engine === 'yjs') for (let at = -1; at !== it.bytes() || at === before; await tick(5)) at = it.bytes();
    costs.push(it.bytes() - before - size(value));
  }
  result.field = costs.sort((x, y) => x - y)[costs.length >> 1];
}
await verified(it, 'single fields');
const lags = [];
for (let value = work.fields.length + 1; lags.length < LAGS; value++) {
  const written = performance.now();
  await write(value);
  while (it.shown(1) !== value) await new Promise(setImmediate);
  lags.push(performance.now() - written);
}
result.latencyMillis = lags.sort((x, y) => x - y)[LAGS >> 1];
await it.settle();
await verified(it, 'timed fields');
if (it.merges) {
  // Changes of one field, already made, come into a third replica; the first half warms up.
  const values = Array.from({ length: 2 * MERGES }, (_, i) => 10_000 + i);
  const [steps, shown] = it.merges(values);
  steps.slice(0, MERGES).forEach((step) => step());
  const started = performance.now();
  steps.slice(MERGES).forEach((step) => step());
  result.mergeMicros = ((performance.now() - started) * 1_000) / MERGES;
  if (steps.length !== values.length || shown() !== values.at(-1)) throw new Error(`${engine} did not merge ${values.length} changes`);
}
await it.end();
console.log(JSON.stringify(result));
process.exit(0);
