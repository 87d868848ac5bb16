// Frames and messages of docs/PROTOCOL.md, read and written from one description of each.
import { inflateRawSync } from 'node:zlib';
import * as cbor from './cbor.mjs';
import { narrow } from './cbor.mjs';

export const NAMES = ['', 'AUTH', 'HELLO', 'SUBS', 'UNKNOWN', 'SUBDEF', 'FEED', 'DELTA', 'BATCH', 'HAVE', 'SKIP', 'ACK',
  'SYNCREQ', 'SYNC', 'PING', 'PONG', 'REFUSE', 'BYE', 'EXITS', 'CELLS', 'NEXT', 'STOP', 'DONE', 'CUT', 'PART', 'CREDIT',
  'PRUNE', 'GRAFT', 'PRESENCE', 'RECEIPT', 'BLOBHAVE', 'BLOBWANT', 'BLOBDATA', 'POLICY', 'POLREQ', 'SEAL', 'EVREQ', 'DEFLATED',
  'CERTIFICATE', 'REVOCATIONS', 'STANDBY', 'LANE', 'LANE_ACK', '', '', 'RETIREMENTS'];
const CONTINUED = 0x40;

export class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  get left() { return this.bytes.length - this.at; }
  raw(n) { return this.bytes.subarray(this.at, (this.at += this.claimed(n))); }
  claimed(n) {
    if (n > this.left) throw new Error(`${n} claimed, ${this.left} bytes left`);
    return n;
  }
  u8() { return this.raw(1)[0]; }
  word(n) { return BigInt('0x' + this.hex(n)); }
  hex(n) { return Buffer.from(this.raw(n)).toString('hex'); }
  utf8(n) { return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.raw(n)); }
  varint() {
    let [value, shift, byte] = [0n, 0n, 128];
    for (; byte > 127 && shift < 70n; shift += 7n) {
      byte = this.u8();
      value |= BigInt(byte & 127) << shift;
    }
    if (byte > 127 || value >> 64n || (byte === 0 && shift > 7n)) throw new Error('no shortest varint of 64 bits');
    return narrow(value);
  }
}

export class Writer {
  parts = [];
  raw(bytes) { this.parts.push(Buffer.from(bytes)); }
  u8(n) { this.raw([n]); }
  hex(text) { this.raw(Buffer.from(text, 'hex')); }
  varint(value) {
    if (value > 127) this.u8(Number(BigInt(value) & 127n) | 128);
    if (value > 127) this.varint(BigInt(value) >> 7n);
    else this.u8(Number(value));
  }
}

export const written = (write) => {
  const out = new Writer();
  write(out);
  return Buffer.concat(out.parts);
};
const zero = (n) => { if (n) throw new Error(`${n} where only 0 is known`); return ''; };
const zigzag = (n) => (n < 0 ? -2n * BigInt(n) - 1n : 2n * BigInt(n));
const unzigzag = (n) => narrow(n & 1n ? -(n >> 1n) - 1n : n >> 1n);

// A form reads (r) and writes (w) one thing; `names` is what this direction has said once.
const form = (r, w) => ({ r, w });
const u8 = form((i) => i.u8(), (o, v) => o.u8(v));
const varint = form((i) => i.varint(), (o, v) => o.varint(v));
const hex = (n) => form((i) => i.hex(n), (o, v) => o.hex(v));
export const lp = form((i) => i.hex(Number(i.varint())), (o, v) => (o.varint(v.length / 2), o.hex(v)));
export const text = form((i) => i.utf8(Number(i.varint())), (o, v) => (o.varint(Buffer.byteLength(v)), o.raw(Buffer.from(v))));
const deterministic = (i) => {
  const from = i.at;
  const read = cbor.decode(i);
  if (!cbor.encode(read).equals(i.bytes.subarray(from, i.at))) throw new Error('CBOR_NOT_DETERMINISTIC');
  return read;
};
const value = form(deterministic, (o, v) => o.raw(cbor.encode(v)));
const all = (bytes, read) => {
  const inside = new Reader(bytes);
  const result = read(inside);
  if (inside.left) throw new Error(`${inside.left} bytes too many`);
  return result;
};
const lpValue = form(
  (i) => all(i.raw(Number(i.varint())), (inside) => (inside.left ? deterministic(inside) : '')),
  (o, v) => lp.w(o, v === '' ? '' : cbor.encode(v).toString('hex')),
);
const rest = form((i) => i.hex(i.left), (o, v) => o.hex(v));
const nothing = form(() => undefined, () => {});
const when = (test, it) => (o) => (test(o) ? it : nothing);
const list = (item) => form(
  (i, names) => Array.from({ length: i.claimed(Number(i.varint())) }, () => item.r(i, names)),
  (o, v, names) => (o.varint(v.length), v.forEach((one) => item.w(o, one, names))),
);
/** Members one after the other; one may depend on those before it. */
const struct = (members) => {
  const of = (part, o) => (typeof part === 'function' ? part(o) : part);
  return form(
    (i, names) => Object.entries(members).reduce((o, [key, part]) => {
      const read = of(part, o).r(i, names);
      return read === undefined ? o : Object.assign(o, { [key]: read });
    }, {}),
    (out, o, names) => Object.entries(members).forEach(([key, part]) => of(part, o).w(out, o[key], names)),
  );
};

/** What one direction of a connection has said once: things by number, the oldest gives its number to the next. */
export class Names {
  said = { actors: [], paths: [], collections: [], documents: [] };
  given = {};
  millis = 0;
  lsn = 0;
  forget() {
    Object.assign(this, new Names());
    return {};
  }
  add(kind, max, thing) {
    this.given[kind] = (this.given[kind] ?? -1) + 1;
    return (this.said[kind][this.given[kind] % max] = thing);
  }
}
/** 0 and the thing, or its number and 1. `ref` is that number where it is not written in front. */
const once = (kind, max, it, bytesMax = Infinity) => ({
  r(i, names, ref = i.varint()) {
    if (ref > names.said[kind].length) throw new Error(`${kind}: ${ref - 1} was not named`);
    if (ref) return names.said[kind][ref - 1];
    const from = i.at;
    const read = it.r(i, names);
    return i.at - from > bytesMax ? read : names.add(kind, max, read);
  },
  ref: (v, names) => names.said[kind].findIndex((one) => JSON.stringify(one) === JSON.stringify(v)) + 1,
  w(o, v, names, ref = this.ref(v, names)) {
    if (this !== path) o.varint(ref);
    if (!ref && written((out) => it.w(out, v, names)).length <= bytesMax) names.add(kind, max, v);
    if (!ref) it.w(o, v, names);
  },
});

// ---- documents
const collection = once('collections', 256, text);
const FORMS = [
  struct({ mine: varint }), struct({ collection, id: value }), struct({ key: hex(4) }), struct({ key: hex(6) }),
  struct({ key: hex(8) }), struct({ key: hex(16) }), struct({ yours: varint }), struct({ sketched: hex(6) }),
];
const document = (o) => FORMS[(o.flags >> 1) & 7];
/** DELTA, BATCH and HAVE number the documents that they name in full or by key. */
const numbered = (o) => {
  const it = document(o);
  const note = (v, names) => ('id' in v || 'key' in v ? names.add('documents', 8192, v) : v);
  return form((i, names) => note(it.r(i, names), names), (out, v, names) => (it.w(out, v, names), note(v, names)));
};
const lsn = form((i, names) => (names.lsn += i.varint()), (o, v, names) => (o.varint(v - names.lsn), (names.lsn = v)));
const extensions = when((o) => o.flags & 0x80, list(struct({ head: varint, bytes: lp })));

// ---- entries
const actor = once('actors', 1024, form((i) => i.hex(24) + zero(i.varint()), (o, v) => (o.hex(v), o.varint(0))));
export const keys = list(text);
const path = once('paths', 4096, keys, 160);
export const lives = list(struct({ depth: varint, length: varint }));
const time = {
  r(i, names) {
    const packed = BigInt(i.varint());
    names.millis = Number(BigInt(names.millis) + BigInt(unzigzag(packed >> 1n)));
    return { millis: names.millis, counter: packed & 1n ? i.varint() : 0 };
  },
  w(o, v, names) {
    o.varint((zigzag(v.millis - names.millis) << 1n) | (v.counter ? 1n : 0n));
    if (v.counter) o.varint(v.counter);
    names.millis = v.millis;
  },
};
const stamp = ({ millis, counter, actor }) => ({ millis, counter, actor });

function readEntry(i, names, before) {
  const head = Number(i.varint());
  const entry = { path: path.r(i, names, head >> 2) };
  const more = head & 1 ? i.u8() : 2;
  Object.assign(entry, { kind: more & 15, lives: more & 0x10 ? lives.r(i) : [], owner: more & 0x20 ? lp.r(i) : '' });
  Object.assign(entry, head & 2 ? stamp(before) : { ...time.r(i, names), actor: actor.r(i, names) });
  return Object.assign(entry, { value: deterministic(i) });
}

function writeEntry(o, entry, names, before) {
  const same = before && JSON.stringify(stamp(before)) === JSON.stringify(stamp(entry));
  const more = entry.kind !== 2 || entry.lives.length || entry.owner ? 1 : 0;
  const ref = path.ref(entry.path, names);
  o.varint(ref * 4 + (same ? 2 : 0) + more);
  path.w(o, entry.path, names, ref);
  if (more) o.u8(entry.kind | (entry.lives.length ? 0x10 : 0) | (entry.owner ? 0x20 : 0));
  if (entry.lives.length) lives.w(o, entry.lives);
  if (entry.owner) lp.w(o, entry.owner);
  if (!same) [time.w(o, entry, names), actor.w(o, entry.actor, names)];
  o.raw(cbor.encode(entry.value));
}

const some = (count) => form(
  (i, names) => Array.from({ length: i.claimed(Number(count.r(i))) }).reduce(
    (read) => [...read, readEntry(i, names, read.at(-1))], []),
  (o, v, names) => (count.w(o, v.length), v.forEach((entry, at) => writeEntry(o, entry, names, v[at - 1]))),
);
const entries = (o) => some(o.flags & 1 ? form(() => 1, () => {}) : varint);

// ---- bits
const readBits = (i) => [...i.raw(i.left)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
const writeBits = (o, bits) => o.raw((bits.match(/.{1,8}/g) ?? []).map((byte) => parseInt(byte.padEnd(8, '0'), 2)));
const zeros = (bits) => { if (!/^0{0,7}$/.test(bits)) throw new Error('something behind the bits, or too few of them'); };
const padded = (n, width) => BigInt(n).toString(2).padStart(width, '0');
const cells = (o) => {
  const [first, second] = o.flags & 1 ? [36, 44] : [61, 61];
  const cell = (bits) => [bits.slice(0, first), bits.slice(first)].map((part) => narrow(BigInt('0b' + part)));
  return {
    r(i) {
      const end = Number(i.varint()) * (first + second);
      const bits = readBits(i);
      zeros(bits.length < end ? '?' : bits.slice(end));
      return (bits.slice(0, end).match(new RegExp(`.{${first + second}}`, 'g')) ?? []).map(cell);
    },
    w(out, v) {
      out.varint(v.length);
      writeBits(out, v.map((one) => padded(one[0], first) + padded(one[1], second)).join(''));
    },
  };
};
const keySet = form(
  (i) => {
    const n = Number(i.varint());
    let [bits, before, values] = [readBits(i), -1, []];
    for (let part; values.length < n && (part = /^(1*)0([01]{10})/.exec(bits)); bits = bits.slice(part[0].length)) {
      before += 1 + part[1].length * 1024 + parseInt(part[2], 2);
      values.push(before);
    }
    zeros(values.length < n ? '?' : bits);
    return values;
  },
  (o, v) => {
    const code = (d) => '1'.repeat(d / 1024) + '0' + padded(d % 1024, 10);
    o.varint(v.length);
    writeBits(o, v.map((one, at) => code(one - (at ? v[at - 1] : -1) - 1)).join(''));
  },
);

// ---- messages
const beyond = (o) => form((i) => o.from + i.varint(), (out, v) => out.varint(v - o.from));
const subscriptions = list(struct({
  hash: hex(8), generation: varint, class: varint, epoch: hex(8), cursor: list(struct({ from: varint, to: beyond })),
}));
const beat = struct({ heartbeat: varint, ack: varint });
const flagged = (members) => struct({ flags: u8, ...members });
const item = (members) => list(flagged({ document: numbered, lsn, ...members }));
const neighbour = struct({ store: hex(16), kind: varint, name: text });
const question = (it) => when((o) => o.flags & 1, it);
const answer = (it) => when((o) => !(o.flags & 1), it);
const isFull = (o) => (o.flags & 0x10 ? entries(o) : nothing);
const hasState = (o) => ([0, 3].includes((o.flags >> 4) & 3) ? entries(o) : nothing);
const after = form((i, names) => names.lsn + i.varint(), (o, v, names) => o.varint(v - names.lsn));
const fromZero = form((i, names) => ((names.lsn = 0), i.varint()), (o, v, names) => ((names.lsn = 0), o.varint(v)));
const fromThere = form((i, names) => (names.lsn = i.varint()), (o, v, names) => o.varint((names.lsn = v)));
const part = (what, it) => when((o) => o.what === what, it);
const FORM = {
  SKIP: struct({ lsn }), DONE: struct({ lsn }), ACK: struct({ lsn: varint }), PING: beat, PONG: beat, FEED: struct({ set: fromZero }),
  UNKNOWN: struct({ hash: hex(8) }), NEXT: struct({ set: varint }), STOP: struct({ set: varint, outcome: varint }),
  AUTH: struct({ app: hex(8), lowest: varint, highest: varint, mode: varint, nonce: hex(16), proof: lp }),
  HELLO: struct({
    version: varint, store: hex(16), epoch: hex(8), boot: hex(8), now: hex(8), capabilities: list(varint), credit: varint,
    purge: lp, policy: hex(8), heartbeat: varint, name: text, flags: u8, subscriptions, partials: list(struct({ payload: hex(16), staged: varint })),
    scopes: when((o) => o.flags & 2, struct({ read: list(text), write: list(text) })),
  }),
  SUBS: struct({ set: varint, subscriptions }),
  SUBDEF: struct({ hash: hex(8), query: text, arguments: lpValue }),
  DELTA: flagged({ document: numbered, lsn, hash: hex(8), extensions, entries }),
  BATCH: flagged({ extensions, documents: item({ entries }), check: hex(8) }),
  HAVE: struct({ documents: item({ hash: hex(8) }) }),
  SYNCREQ: flagged({ document, hash: hex(8), extensions, entries: isFull }),
  SYNC: flagged({ document, hash: hex(8), extensions, entries: hasState }),
  REFUSE: flagged({ code: text, field: text, got: text, wanted: text }),
  BYE: struct({ reason: varint, hint: varint, ack: varint }),
  CUT: flagged({ to: after, extensions }), LANE: struct({ lane: varint, lsn: fromThere }), LANE_ACK: struct({ lane: varint, lsn: varint }),
  PRUNE: struct({}), GRAFT: struct({}), CREDIT: struct({ credit: varint }),
  EXITS: struct({ from: after, to: beyond, keys: keySet }),
  CELLS: flagged({ salt: varint, documents: varint, from: varint, cells }),
  PART: struct({
    what: u8, payload: (o) => (o.what === 1 ? nothing : hex(16)), offset: part(0, varint), total: part(0, varint),
    bytes: part(0, rest), staged: part(1, varint), type: part(2, u8), message: (o) => (o.what === 2 ? FORM[NAMES[o.type]] : nothing),
  }),
  CERTIFICATE: struct({ der: lp }), REVOCATIONS: struct({ der: lp }), RETIREMENTS: struct({ digest: hex(8), retired: list(struct({ store: hex(16), signature: lp })) }),
  STANDBY: form((i, names) => names.forget(), (o, v, names) => names.forget()),
  PRESENCE: struct({ store: hex(16), seq: varint, name: text, metadata: lpValue, neighbours: list(neighbour) }),
  RECEIPT: flagged({
    store: hex(16), epoch: hex(8), commit: varint, lsn: question(varint), count: question(varint),
    held: question(list(struct({ key: hex(16), hash: hex(8) }))), holder: answer(hex(16)), documents: answer(varint),
  }),
};

/** Bytes in any pieces to messages. */
export class Incoming {
  names = new Names();
  bytes = Buffer.alloc(0);
  body = Buffer.alloc(0);
  /** Calls back with each whole message: its name, what it says, the bytes of its body. */
  feed(piece, got) {
    this.bytes = Buffer.concat([this.bytes, piece]);
    for (let frame = this.frame(); frame; frame = this.frame()) {
      const [type, body] = [frame[0], Buffer.concat([this.body, frame.subarray(1)])];
      this.body = type & CONTINUED ? body : Buffer.alloc(0);
      const name = NAMES[type & 63];
      if (name === 'DEFLATED' && !(type & CONTINUED)) {
        const message = inflateRawSync(body, { maxOutputLength: Math.min(1 << 22, 64 * body.length) });
        this.bytes = Buffer.concat([written((out) => out.varint(message.length)), message, this.bytes]);
        continue;
      }
      if (type & CONTINUED || (!FORM[name] && type & 0x80)) continue;
      if (!FORM[name]) throw new Error(`${name ?? 'message ' + (type & 63)} is not known to this reader`);
      got(name, this.read(name, body), body);
    }
  }
  read(name, body) {
    try {
      return all(body, (i) => FORM[name].r(i, this.names));
    } catch (e) {
      throw new Error(`${name} ${body.toString('hex')}: ${e.message}`, { cause: e });
    }
  }
  frame() {
    if (!this.bytes.subarray(0, 5).some((byte) => byte < 128)) return null;
    const head = new Reader(this.bytes);
    const length = Number(head.varint());
    if (length < 1 || length > 1 << 20) throw new Error(`a frame of ${length} bytes`);
    if (head.left < length) return null;
    this.bytes = this.bytes.subarray(head.at + length);
    return head.raw(length);
  }
}

/** Messages to bytes. */
export class Outgoing {
  names = new Names();
  body = (name, message) => written((out) => FORM[name].w(out, message, this.names));
  frame(name, message) {
    const body = this.body(name, message);
    return written((out) => [out.varint(body.length + 1), out.u8(NAMES.indexOf(name)), out.raw(body)]);
  }
}
