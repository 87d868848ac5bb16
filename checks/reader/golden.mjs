// node golden.mjs FILE: reads one connection's frames, one in hex a line, writes each again from what it understood, and
// prints for each, as JSON, its name and every number, text and run of bytes in it.
import { readFileSync } from 'node:fs';
import * as cbor from './cbor.mjs';
import { Incoming, Outgoing } from './frames.mjs';

const leaves = (thing) => {
  if (thing instanceof Map) return [cbor.encode(thing).toString('hex')];
  return thing && typeof thing === 'object' ? Object.values(thing).flatMap(leaves) : [String(thing)];
};
const [incoming, outgoing] = [new Incoming(), new Outgoing()];
for (const line of readFileSync(process.argv[2], 'utf8').trim().split('\n')) {
  let read = 0;
  incoming.feed(Buffer.from(line, 'hex'), (name, message, body) => {
    read++;
    console.log(JSON.stringify({ name, leaves: leaves(message) }));
    const again = outgoing.body(name, message);
    if (!again.equals(body)) throw new Error(`${name} ${body.toString('hex')} is written ${again.toString('hex')}`);
  });
  if (read !== 1) throw new Error(`${read} messages in ${line}`);
}
