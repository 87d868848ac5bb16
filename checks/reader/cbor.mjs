// CBOR as in docs/PROTOCOL.md, "Values". Integers are numbers (bigint beyond 2^53), floats are of class Float, byte strings
// Uint8Array, maps Map, "no value" is undefined. Whoever reads writes again: other bytes were no deterministic encoding,
// but for floats, which keep their own.

export class Float {
  constructor(bytes) { this.bytes = bytes; }
  toJSON() { return float(this.bytes); }
}

export function decode(input, depth = 0) {
  if (depth > 64) throw new Error('CBOR_DEPTH');
  const [major, low] = [input.bytes[input.at] >> 5, input.u8() & 31];
  if (major === 7 && low < 24) return [false, true, null, undefined][low - 20];
  if (major === 7) return new Float(Buffer.from(input.raw(1 << (low - 24))));
  const n = low < 24 ? BigInt(low) : input.word(1 << (low - 24));
  const all = (read) => Array.from({ length: input.claimed(Number(n)) }, read);
  switch (major) {
    case 0: return narrow(n);
    case 1: return narrow(-1n - n);
    case 2: return Uint8Array.from(input.raw(Number(n)));
    case 3: return input.utf8(Number(n));
    case 4: return all(() => decode(input, depth + 1));
    case 5: return new Map(all(() => [decode(input, depth + 1), decode(input, depth + 1)]));
    default: throw new Error('CBOR_TAG_UNSUPPORTED');
  }
}

export const narrow = (n) => (BigInt(Number(n)) === n && Number.isSafeInteger(Number(n)) ? Number(n) : n);

function float(bytes) {
  if (bytes.length > 2) return bytes.length === 8 ? bytes.readDoubleBE() : bytes.readFloatBE();
  const [sign, exponent, fraction] = [bytes[0] >> 7 ? -1 : 1, (bytes[0] >> 2) & 31, bytes.readUInt16BE() & 1023];
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction);
}

export function encode(value) {
  if ([false, true, null, undefined].includes(value)) return Buffer.from([0xf4 + [false, true, null, undefined].indexOf(value)]);
  if (['number', 'bigint'].includes(typeof value)) return value >= 0 ? head(0, BigInt(value)) : head(1, -1n - BigInt(value));
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(encode)]);
  if (value instanceof Map) {
    const members = [...value].map(([key, member]) => [encode(key), encode(member)]);
    return Buffer.concat([head(5, value.size), ...members.sort((a, b) => Buffer.compare(a[0], b[0])).flat()]);
  }
  return Buffer.concat([Buffer.from([0xf8 + Math.log2(value.bytes.length)]), value.bytes]);
}

function head(major, n) {
  if (n < 24) return Buffer.from([(major << 5) | Number(n)]);
  const size = [1, 2, 4, 8].find((bytes) => BigInt(n) >> BigInt(bytes * 8) === 0n);
  const digits = BigInt(n).toString(16).padStart(size * 2, '0');
  return Buffer.concat([Buffer.from([(major << 5) | (24 + Math.log2(size))]), Buffer.from(digits, 'hex')]);
}
