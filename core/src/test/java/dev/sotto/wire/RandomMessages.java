package dev.sotto.wire;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocId;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.Entry;
import dev.sotto.document.Hlc;
import dev.sotto.document.Path;
import dev.sotto.document.Refusal;
import dev.sotto.document.Samples;
import dev.sotto.document.Scopes;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Messages that one side of one connection could send, by seed. */
final class RandomMessages {
    private final Random random;
    private long lsn;

    RandomMessages(Random random) {
        this.random = random;
    }

    Message next() {
        switch (random.nextInt(33)) {
            case 0:
                return new Message.Delta(lsn(), name(), entries(), random.nextLong());
            case 1:
                List<Message.Batch.Item> items = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(new Message.Batch.Item(lsn(), name(), entries()));
                }
                return new Message.Batch(items, random.nextLong());
            case 2:
                List<Message.Have.Item> haves = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    haves.add(new Message.Have.Item(lsn(), name(), random.nextLong(), random.nextBoolean()));
                }
                return new Message.Have(haves);
            case 3:
                return new Message.Skip(lsn());
            case 4:
                return new Message.Ack(number());
            case 5:
                boolean full = random.nextBoolean();
                return new Message.SyncReq(name(), full, full ? entries() : List.of(), random.nextLong());
            case 6:
                Message.Sync.Outcome outcome = Message.Sync.Outcome.values()[random.nextInt(3)];
                boolean state = outcome == Message.Sync.Outcome.STATE;
                return new Message.Sync(name(), outcome, state ? entries() : List.of(), random.nextLong());
            case 7:
                lsn = 0;
                return new Message.Feed(random.nextInt(1 << random.nextInt(31)));
            case 8:
                return new Message.Subs(random.nextInt(100), subs());
            case 9:
                return new Message.Hello(
                        0,
                        Samples.store(random.nextInt(9)),
                        random.nextLong(),
                        random.nextLong(),
                        Hlc.ofPacked(random.nextLong()),
                        List.of(random.nextInt(9)),
                        number(),
                        random.nextLong(),
                        random.nextInt(100_000),
                        "till \u00e9",
                        subs(),
                        random.nextBoolean(),
                        List.of(),
                        random.nextBoolean() ? Scopes.ALL : Scopes.of(List.of("c/d" + random.nextInt(99)), List.of()));
            case 10:
                return new Message.Ping(random.nextInt(100_000), number());
            case 11:
                return new Message.Pong(random.nextInt(100_000), number());
            case 12:
                return new Message.Refuse(new Refusal("CODE", "field", "got", "wanted"), random.nextBoolean());
            case 24:
                return new Message.Certificate(Bytes.of(new byte[random.nextInt(99)]));
            case 25:
                return new Message.Revocations(Bytes.of(new byte[random.nextInt(999)]));
            case 32:
                return new Message.Retirements(
                        random.nextLong(),
                        List.of(new Message.Retirements.Item(
                                Samples.store(random.nextInt(9)), Bytes.of(new byte[random.nextInt(80)]))));
            case 18:
                return part();
            case 17:
                return presence();
            case 16:
                List<Message.ReceiptWanted.Item> held = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    held.add(new Message.ReceiptWanted.Item(
                            DocRef.of("c", "d" + random.nextInt(99)).key(), random.nextLong()));
                }
                return new Message.ReceiptWanted(commit(), number(), held.size() + random.nextInt(3), held);
            case 15:
                return new Message.Receipt(commit(), Samples.store(random.nextInt(9)), random.nextInt(1000));
            case 13:
                return exits();
            case 14:
                return cells(random.nextBoolean());
            case 19:
                return new Message.Next(random.nextInt(100));
            case 28:
                return new Message.Prune();
            case 29:
                return new Message.Graft();
            case 23:
                return new Message.Cut(lsn + random.nextInt(300));
            case 26:
                lsn = number();
                return new Message.Lane(random.nextInt(6), lsn);
            case 27:
                return new Message.LaneAck(random.nextBoolean() ? Message.Lane.AHEAD : random.nextInt(4), number());
            case 31:
                return new Message.Credit(number());
            case 20:
                return new Message.Stop(random.nextInt(100), random.nextBoolean());
            case 21:
                return new Message.Done(lsn());
            case 22:
                return new Message.SubDef(random.nextLong(), "SELECT", Value.ofMap(Samples.map("a", 1)));
            default:
                return new Message.Unknown(random.nextLong());
        }
    }

    private Message cells(boolean list) {
        List<SketchCell> cells = new ArrayList<>();
        for (int i = random.nextInt(40); i > 0; i--) {
            cells.add(
                    list
                            ? new SketchCell(random.nextLong() >>> 28, random.nextLong() >>> 20)
                            : new SketchCell(random.nextLong() >>> 4, random.nextLong() >>> 4));
        }
        return new Message.Cells(list, random.nextInt(256), random.nextInt(5_000), random.nextInt(5_000), cells);
    }

    private Message exits() {
        List<DocKey> keys = new ArrayList<>();
        for (int i = 1 + random.nextInt(random.nextInt(8) == 0 ? 3_000 : 20); i > 0; i--) {
            byte[] key = new byte[DocKey.LENGTH];
            random.nextBytes(key);
            keys.add(new DocKey(Bytes.of(key)));
        }
        long from = lsn + random.nextInt(300);
        return new Message.Exits(from, from + random.nextInt(300), KeySet.of(keys));
    }

    private Message presence() {
        List<Message.Presence.Neighbour> links = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            links.add(new Message.Presence.Neighbour(Samples.store(i), random.nextInt(300), "phone " + i));
        }
        MapValue metadata = random.nextBoolean() ? MapValue.EMPTY : Value.ofMap(Samples.map("a", random.nextInt()));
        return new Message.Presence(Samples.store(random.nextInt(9)), number(), "till", metadata, links);
    }

    private Message part() {
        byte[] payload = new byte[Message.Part.PAYLOAD_BYTES];
        random.nextBytes(payload);
        byte[] part = new byte[1 + random.nextInt(Limits.PART_BYTES_MAX)];
        random.nextBytes(part);
        int offset = random.nextInt(1 << 20);
        switch (random.nextInt(3)) {
            case 0:
                return new Message.Part(
                        Bytes.of(payload), offset, offset + part.length + random.nextInt(99), Bytes.of(part));
            case 1:
                return new Message.PartStaged(number());
            default:
                return new Message.InParts(
                        Bytes.of(payload), new Message.SyncReq(name(), true, List.of(), random.nextLong()));
        }
    }

    private CommitId commit() {
        return new CommitId(Samples.store(random.nextInt(9)), random.nextLong(), number());
    }

    private long number() {
        return random.nextLong() >>> 1 + random.nextInt(63);
    }

    private long lsn() {
        lsn += random.nextInt(300);
        return lsn;
    }

    private DocName name() {
        switch (random.nextInt(5)) {
            case 4:
                return new DocName.Sketched(random.nextLong() >>> 20);
            case 0:
                DocId id = random.nextBoolean() ? DocId.of("d" + random.nextInt(99)) : DocId.of(random.nextLong());
                return new DocName.Full(DocRef.of("c" + random.nextInt(3), id));
            case 1:
                byte[] key = new byte[new int[] {4, 6, 8, 16}[random.nextInt(4)]];
                random.nextBytes(key);
                return new DocName.KeyPrefix(Bytes.of(key));
            case 2:
                return new DocName.Mine(random.nextInt(Limits.DOCUMENTS_MAX));
            default:
                return new DocName.Yours(random.nextInt(Limits.DOCUMENTS_MAX));
        }
    }

    private List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Entry entry = Samples.entry(random);
            if (random.nextInt(20) == 0) {
                // A path too long for a number.
                entry = Entry.set(
                        Path.of("long" + "x".repeat(200) + random.nextInt(3)),
                        entry.lives().upTo(1),
                        entry.stamp(),
                        Value.of(1));
            }
            entries.add(entry);
        }
        return entries;
    }

    private List<SubState> subs() {
        List<SubState> subs = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            long to = number();
            subs.add(new SubState(
                    random.nextLong(),
                    random.nextInt(1000),
                    random.nextInt(4),
                    random.nextBoolean(),
                    random.nextBoolean(),
                    random.nextLong(),
                    List.of(new LsnInterval(to / 2, to))));
        }
        return subs;
    }
}
