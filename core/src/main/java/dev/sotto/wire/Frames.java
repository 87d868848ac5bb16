package dev.sotto.wire;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * The bodies of messages, drawn in docs/PROTOCOL.md. Numbers are unsigned LEB128 varints in their shortest form, words
 * big-endian, text UTF-8, values canonical CBOR. Reading checks everything that can be checked without knowing the
 * session, and does nothing else.
 */
final class Frames {
    static final String MALFORMED = "FRAME_MALFORMED";
    static final int HASH_BYTES = 8;
    /** Flags of DELTA, BATCH items, SYNCREQ and SYNC; bits 1 to 3 are {@link DocForm}'s. */
    static final int ONE_ENTRY = 0x01;

    static final int FULL = 0x10;
    /** Of an item of HAVE. */
    static final int WANTED = 0x10;

    static final int OUTCOME_SHIFT = 4;
    static final int OUTCOME_MASK = 3 << OUTCOME_SHIFT;
    static final int EXTENDED = 0x80;

    private Frames() {}

    static MessageType typeOf(Message message) {
        if (message instanceof Message.Delta) {
            return MessageType.DELTA;
        } else if (message instanceof Message.Batch) {
            return MessageType.BATCH;
        } else if (message instanceof Message.Have) {
            return MessageType.HAVE;
        } else if (message instanceof Message.Exits) {
            return MessageType.EXITS;
        } else if (message instanceof Message.Cells) {
            return MessageType.CELLS;
        } else if (message instanceof Message.Next) {
            return MessageType.NEXT;
        } else if (message instanceof Message.Stop) {
            return MessageType.STOP;
        } else if (message instanceof Message.Done) {
            return MessageType.DONE;
        } else if (message instanceof Message.Prune) {
            return MessageType.PRUNE;
        } else if (message instanceof Message.Graft) {
            return MessageType.GRAFT;
        } else if (message instanceof Message.Cut) {
            return MessageType.CUT;
        } else if (message instanceof Message.Lane) {
            return MessageType.LANE;
        } else if (message instanceof Message.LaneAck) {
            return MessageType.LANE_ACK;
        } else if (message instanceof Message.Credit) {
            return MessageType.CREDIT;
        } else if (message instanceof Message.Skip) {
            return MessageType.SKIP;
        } else if (message instanceof Message.Ack) {
            return MessageType.ACK;
        } else if (message instanceof Message.SyncReq) {
            return MessageType.SYNCREQ;
        } else if (message instanceof Message.Sync) {
            return MessageType.SYNC;
        } else if (message instanceof Message.Ping) {
            return MessageType.PING;
        } else if (message instanceof Message.Pong) {
            return MessageType.PONG;
        } else if (message instanceof Message.Auth) {
            return MessageType.AUTH;
        } else if (message instanceof Message.Hello) {
            return MessageType.HELLO;
        } else if (message instanceof Message.Subs) {
            return MessageType.SUBS;
        } else if (message instanceof Message.Unknown) {
            return MessageType.UNKNOWN;
        } else if (message instanceof Message.SubDef) {
            return MessageType.SUBDEF;
        } else if (message instanceof Message.Feed) {
            return MessageType.FEED;
        } else if (message instanceof Message.ReceiptWanted || message instanceof Message.Receipt) {
            return MessageType.RECEIPT;
        } else if (message instanceof Message.Part
                || message instanceof Message.PartStaged
                || message instanceof Message.InParts) {
            return MessageType.PART;
        } else if (message instanceof Message.Certificate) {
            return MessageType.CERTIFICATE;
        } else if (message instanceof Message.Revocations) {
            return MessageType.REVOCATIONS;
        } else if (message instanceof Message.Retirements) {
            return MessageType.RETIREMENTS;
        } else if (message instanceof Message.Presence) {
            return MessageType.PRESENCE;
        } else if (message instanceof Message.Standby) {
            return MessageType.STANDBY;
        }
        return message instanceof Message.Refuse ? MessageType.REFUSE : MessageType.BYE;
    }

    static void write(Message message, Dictionary names, ByteWriter out) {
        if (message instanceof Message.Delta delta) {
            out.u8(DocForm.flags(delta.document()) | one(delta.entries()));
            DocForm.write(delta.document(), names, out);
            writeLsn(delta.lsn(), names, out);
            out.word(delta.postHash(), HASH_BYTES);
            writeEntries(delta.entries(), names, out);
        } else if (message instanceof Message.Batch batch) {
            writeBatch(batch, names, out);
        } else if (message instanceof Message.Have have) {
            out.varint(have.items().size());
            for (Message.Have.Item item : have.items()) {
                out.u8(DocForm.flags(item.document()) | (item.wanted() ? WANTED : 0));
                DocForm.write(item.document(), names, out);
                writeLsn(item.lsn(), names, out);
                out.word(item.hash(), HASH_BYTES);
            }
        } else if (message instanceof Message.Exits exits) {
            // The feed does not move: what else changed in that stretch follows.
            out.varint(exits.from() - names.lastLsn).varint(exits.to() - exits.from());
            exits.keys().write(out);
        } else if (message instanceof Message.Cells cells) {
            SketchForm.write(cells, out);
        } else if (message instanceof Message.Next next) {
            out.varint(next.set());
        } else if (message instanceof Message.Stop stop) {
            out.varint(stop.set()).varint(stop.compared() ? 0 : 1);
        } else if (message instanceof Message.Done done) {
            writeLsn(done.lsn(), names, out);
        } else if (message instanceof Message.Prune || message instanceof Message.Graft) {
            return; // that it was said is all
        } else if (message instanceof Message.Cut cut) {
            // The feed does not move: what the number is about follows.
            out.u8(0).varint(cut.lsn() - names.lastLsn);
        } else if (message instanceof Message.Lane lane) {
            names.lastLsn = lane.lsn();
            out.varint(lane.lane()).varint(lane.lsn());
        } else if (message instanceof Message.LaneAck ack) {
            out.varint(ack.lane()).varint(ack.lsn());
        } else if (message instanceof Message.Credit credit) {
            out.varint(credit.bytes());
        } else if (message instanceof Message.Skip skip) {
            writeLsn(skip.lsn(), names, out);
        } else if (message instanceof Message.Ack ack) {
            out.varint(ack.lsn());
        } else if (message instanceof Message.SyncReq request) {
            out.u8(DocForm.flags(request.document()) | one(request.entries()) | (request.full() ? FULL : 0));
            DocForm.write(request.document(), names, out);
            out.word(request.hash(), HASH_BYTES);
            if (request.full()) {
                writeEntries(request.entries(), names, out);
            }
        } else if (message instanceof Message.Sync sync) {
            writeSync(sync, names, out);
        } else if (message instanceof Message.Feed feed) {
            names.lastLsn = 0;
            out.varint(feed.set());
        } else if (message instanceof Message.ReceiptWanted || message instanceof Message.Receipt) {
            ReceiptForm.write(message, out);
        } else if (typeOf(message) == MessageType.PART) {
            PartForm.write(message, names, out);
        } else if (message instanceof Message.Presence presence) {
            PresenceForm.write(presence, out);
        } else if (message instanceof Message.Retirements retirements) {
            RetirementForm.write(retirements, out);
        } else if (message instanceof Message.Standby) {
            names.forget();
        } else {
            SessionForm.write(message, out);
        }
    }

    private static void writeBatch(Message.Batch batch, Dictionary names, ByteWriter out) {
        out.u8(0).varint(batch.items().size());
        for (Message.Batch.Item item : batch.items()) {
            out.u8(DocForm.flags(item.document()) | one(item.entries()));
            DocForm.write(item.document(), names, out);
            writeLsn(item.lsn(), names, out);
            writeEntries(item.entries(), names, out);
        }
        out.word(batch.check(), HASH_BYTES);
    }

    private static void writeSync(Message.Sync sync, Dictionary names, ByteWriter out) {
        out.u8(DocForm.flags(sync.document())
                | one(sync.entries())
                | sync.outcome().ordinal() << OUTCOME_SHIFT);
        DocForm.write(sync.document(), names, out);
        out.word(sync.hash(), HASH_BYTES);
        if (sync.outcome().hasState()) {
            writeEntries(sync.entries(), names, out);
        }
    }

    private static int one(List<Entry> entries) {
        return entries.size() == 1 ? ONE_ENTRY : 0;
    }

    private static void writeEntries(List<Entry> entries, Dictionary names, ByteWriter out) {
        if (entries.size() != 1) {
            out.varint(entries.size());
        }
        EntryForm.writeAll(entries, names, out);
    }

    private static void writeLsn(long lsn, Dictionary names, ByteWriter out) {
        if (lsn < names.lastLsn) {
            throw new IllegalStateException("the feed is at " + names.lastLsn + " and cannot go back to " + lsn);
        }
        out.varint(lsn - names.lastLsn);
        names.lastLsn = lsn;
    }

    static Message read(MessageType type, ByteReader in, Dictionary names) {
        Message message = switch (type) {
            case DELTA -> readDelta(in, names);
            case BATCH -> readBatch(in, names);
            case HAVE -> readHave(in, names);
            case CELLS -> SketchForm.readCells(in);
            case NEXT -> new Message.Next(in.varint("set", Integer.MAX_VALUE));
            case STOP -> SketchForm.readStop(in);
            case DONE -> new Message.Done(readLsn(in, names));
            case EXITS -> readExits(in, names);
            case CUT -> readCut(in, names);
            case LANE -> readLane(in, names);
            case LANE_ACK -> readLaneAck(in);
            case CREDIT -> new Message.Credit(in.count("credit"));
            case PRUNE -> new Message.Prune();
            case GRAFT -> new Message.Graft();
            case SKIP -> new Message.Skip(readLsn(in, names));
            case ACK -> new Message.Ack(in.count("lsn"));
            case SYNCREQ -> readSyncReq(in, names);
            case SYNC -> readSync(in, names);
            case FEED -> readFeed(in, names);
            case PART -> PartForm.read(in, names);
            case PRESENCE -> PresenceForm.read(in);
            case RETIREMENTS -> RetirementForm.read(in);
            case RECEIPT -> ReceiptForm.read(in);
            case STANDBY -> readStandby(names);
            default -> SessionForm.read(type, in);
        };
        in.end("message");
        return message;
    }

    static int flags(ByteReader in, int known) {
        int flags = in.u8("flags");
        if ((flags & ~known) != 0) {
            throw in.refused("flags", "reserved bits 0x" + Integer.toHexString(flags & ~known), "0");
        }
        return flags;
    }

    private static Message readDelta(ByteReader in, Dictionary names) {
        int flags = flags(in, ONE_ENTRY | DocForm.MASK | EXTENDED);
        DocName document = DocForm.read(flags, names, in);
        long lsn = readLsn(in, names);
        long hash = in.word(HASH_BYTES, "postHash");
        skipExtensions(flags, in);
        return new Message.Delta(lsn, document, readEntries(flags, in, names), hash);
    }

    private static Message readBatch(ByteReader in, Dictionary names) {
        skipExtensions(flags(in, EXTENDED), in);
        int count = in.varint("documents", Limits.ITEMS_MAX);
        List<Message.Batch.Item> items = new ArrayList<>(Math.min(count, in.remaining()));
        int entries = 0;
        for (int i = 0; i < count; i++) {
            int flags = flags(in, ONE_ENTRY | DocForm.MASK);
            DocName document = DocForm.read(flags, names, in);
            long lsn = readLsn(in, names);
            items.add(new Message.Batch.Item(lsn, document, readEntries(flags, in, names)));
            entries += items.get(i).entries().size();
            if (entries > Limits.ENTRIES_MAX) {
                throw in.refused("entries", "more than " + Limits.ENTRIES_MAX, "at most that");
            }
        }
        return new Message.Batch(items, in.word(HASH_BYTES, "check"));
    }

    private static Message readHave(ByteReader in, Dictionary names) {
        int count = in.varint("documents", Limits.ITEMS_MAX);
        List<Message.Have.Item> items = new ArrayList<>(Math.min(count, in.remaining()));
        for (int i = 0; i < count; i++) {
            int flags = flags(in, DocForm.MASK | WANTED);
            DocName document = DocForm.read(flags, names, in);
            long lsn = readLsn(in, names);
            items.add(new Message.Have.Item(lsn, document, in.word(HASH_BYTES, "hash"), (flags & WANTED) != 0));
        }
        return new Message.Have(items);
    }

    private static Message readExits(ByteReader in, Dictionary names) {
        long from = names.lastLsn + in.count("lsn");
        long to = from + in.count("lsn");
        if (from < 0 || to < from) {
            throw in.refused("lsn", "beyond 2^63", "at most 2^63 - 1");
        }
        return new Message.Exits(from, to, KeySet.read(in));
    }

    private static Message readCut(ByteReader in, Dictionary names) {
        int flags = flags(in, EXTENDED);
        long lsn = names.lastLsn + in.count("lsn");
        skipExtensions(flags, in);
        if (lsn < 0) {
            throw in.refused("lsn", "beyond 2^63", "at most 2^63 - 1");
        }
        return new Message.Cut(lsn);
    }

    /** The feed itself has ACK. */
    private static Message readLaneAck(ByteReader in) {
        int lane = in.varint("lane", Message.Lane.AHEAD);
        if (lane == Message.Lane.WHOLE) {
            throw in.refused("lane", lane, "0 to 3, or " + Message.Lane.AHEAD);
        }
        return new Message.LaneAck(lane, in.count("lsn"));
    }

    private static Message readLane(ByteReader in, Dictionary names) {
        int lane = in.varint("lane", Message.Lane.AHEAD);
        names.lastLsn = in.count("lsn");
        return new Message.Lane(lane, names.lastLsn);
    }

    private static Message readSyncReq(ByteReader in, Dictionary names) {
        int flags = flags(in, ONE_ENTRY | DocForm.MASK | FULL | EXTENDED);
        DocName document = DocForm.read(flags, names, in);
        long hash = in.word(HASH_BYTES, "hash");
        skipExtensions(flags, in);
        boolean full = (flags & FULL) != 0;
        return new Message.SyncReq(document, full, full ? readEntries(flags, in, names) : new ArrayList<>(), hash);
    }

    private static Message readSync(ByteReader in, Dictionary names) {
        int flags = flags(in, ONE_ENTRY | DocForm.MASK | OUTCOME_MASK | EXTENDED);
        DocName document = DocForm.read(flags, names, in);
        long hash = in.word(HASH_BYTES, "hash");
        skipExtensions(flags, in);
        Message.Sync.Outcome outcome = Message.Sync.Outcome.values()[(flags & OUTCOME_MASK) >> OUTCOME_SHIFT];
        return new Message.Sync(
                document, outcome, outcome.hasState() ? readEntries(flags, in, names) : new ArrayList<>(), hash);
    }

    private static void skipExtensions(int flags, ByteReader in) {
        if ((flags & EXTENDED) != 0) {
            Extensions.skip(in);
        }
    }

    private static List<Entry> readEntries(int flags, ByteReader in, Dictionary names) {
        int count = (flags & ONE_ENTRY) != 0 ? 1 : in.varint("entries", Limits.ENTRIES_MAX);
        return EntryForm.readAll(count, names, in);
    }

    private static long readLsn(ByteReader in, Dictionary names) {
        long lsn = names.lastLsn + in.count("lsn");
        if (lsn < 0) {
            throw in.refused("lsn", "beyond 2^63", "at most 2^63 - 1");
        }
        names.lastLsn = lsn;
        return lsn;
    }

    private static Message readStandby(Dictionary names) {
        names.forget();
        return new Message.Standby();
    }

    private static Message readFeed(ByteReader in, Dictionary names) {
        names.lastLsn = 0;
        return new Message.Feed(in.varint("set", Integer.MAX_VALUE));
    }
}
