package dev.sotto.wire;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;
import dev.sotto.document.Cbor;
import dev.sotto.document.Entry;
import dev.sotto.document.Hlc;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoreId;
import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.List;

/**
 * The bodies of messages, drawn in docs/PROTOCOL.md. Numbers are unsigned LEB128 varints in their shortest form, words
 * big-endian, text UTF-8, values canonical CBOR. Reading checks everything that can be checked without knowing the
 * session, and does nothing else.
 */
final class Frames {
    static final String MALFORMED = "FRAME_MALFORMED";
    static final int VERSION = 0;
    static final int HASH_BYTES = 8;
    static final int APP_ID_HASH_BYTES = 8;
    static final int NONCE_BYTES = 16;
    /** Flags of DELTA, BATCH items, SYNCREQ and SYNC; bits 1 to 3 are {@link DocForm}'s. */
    static final int ONE_ENTRY = 0x01;

    static final int FULL = 0x10;
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
                out.u8(DocForm.flags(item.document()));
                DocForm.write(item.document(), names, out);
                writeLsn(item.lsn(), names, out);
                out.word(item.hash(), HASH_BYTES);
            }
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
        } else {
            writeSession(message, out);
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

    private static void writeSession(Message message, ByteWriter out) {
        if (message instanceof Message.Auth auth) {
            out.raw(auth.appIdHash())
                    .varint(auth.versionMin())
                    .varint(auth.versionMax())
                    .varint(auth.trustMode());
            out.raw(auth.nonce()).prefixed(auth.proof());
        } else if (message instanceof Message.Hello hello) {
            writeHello(hello, out);
        } else if (message instanceof Message.Subs subs) {
            out.varint(subs.set());
            writeSubs(subs.subscriptions(), out);
        } else if (message instanceof Message.Unknown unknown) {
            out.word(unknown.subHash(), HASH_BYTES);
        } else if (message instanceof Message.SubDef definition) {
            out.word(definition.subHash(), HASH_BYTES).prefixed(definition.query());
            out.prefixed(Cbor.encode(definition.arguments()));
        } else if (message instanceof Message.Ping ping) {
            out.varint(ping.heartbeatMillis()).varint(ping.ackLsn());
        } else if (message instanceof Message.Pong pong) {
            out.varint(pong.heartbeatMillis()).varint(pong.ackLsn());
        } else if (message instanceof Message.Refuse refuse) {
            Refusal refusal = refuse.refusal();
            out.u8(refuse.closing() ? 1 : 0).prefixed(shortened(refusal.code())).prefixed(shortened(refusal.field()));
            out.prefixed(shortened(refusal.got())).prefixed(shortened(refusal.wanted()));
        } else if (message instanceof Message.Bye bye) {
            out.varint(bye.reason().number()).varint(bye.resumeHintMillis()).varint(bye.ackLsn());
        }
    }

    private static void writeHello(Message.Hello hello, ByteWriter out) {
        out.varint(hello.version()).raw(hello.storeId().bytes());
        out.word(hello.storeEpoch(), 8)
                .word(hello.bootNonce(), 8)
                .word(hello.hlcNow().packed(), 8);
        out.varint(hello.capabilities().size());
        hello.capabilities().forEach(out::varint);
        out.varint(hello.creditBytes());
        out.prefixed(Bytes.EMPTY).word(hello.policyDigest(), 8);
        out.varint(hello.heartbeatMillis()).prefixed(hello.name());
        out.u8(hello.subscriptionsFollow() ? 1 : 0);
        writeSubs(hello.subscriptions(), out);
        out.varint(0);
    }

    private static void writeSubs(List<SubState> subscriptions, ByteWriter out) {
        out.varint(subscriptions.size());
        for (SubState sub : subscriptions) {
            out.word(sub.subHash(), HASH_BYTES).varint(sub.generation()).varint(sub.priority());
            out.word(sub.cursorEpoch(), 8).varint(sub.intervals().size());
            for (LsnInterval interval : sub.intervals()) {
                out.varint(interval.from()).varint(interval.to() - interval.from());
            }
        }
    }

    /** The text cut to what a refusal may carry, between code points. */
    private static String shortened(String text) {
        StringBuilder kept = new StringBuilder();
        int bytes = 0;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int codePoint = text.codePointAt(at);
            boolean lone = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            bytes += codePoint < 0x80 || lone ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            if (bytes > Limits.REFUSAL_TEXT_BYTES_MAX) {
                break;
            }
            kept.appendCodePoint(lone ? '?' : codePoint);
        }
        return kept.toString();
    }

    static Message read(MessageType type, ByteReader in, Dictionary names) {
        Message message = switch (type) {
            case DELTA -> readDelta(in, names);
            case BATCH -> readBatch(in, names);
            case HAVE -> readHave(in, names);
            case SKIP -> new Message.Skip(readLsn(in, names));
            case ACK -> new Message.Ack(in.count("lsn"));
            case SYNCREQ -> readSyncReq(in, names);
            case SYNC -> readSync(in, names);
            case FEED -> readFeed(in, names);
            case AUTH -> readAuth(in);
            case HELLO -> readHello(in);
            case SUBS -> new Message.Subs(in.varint("set", Integer.MAX_VALUE), readSubs(in));
            case UNKNOWN -> new Message.Unknown(in.word(HASH_BYTES, "subHash"));
            case SUBDEF -> readSubDef(in);
            case PING -> new Message.Ping(readHeartbeat(in), in.count("ack"));
            case PONG -> new Message.Pong(readHeartbeat(in), in.count("ack"));
            case REFUSE -> readRefuse(in);
            case BYE -> new Message.Bye(readReason(in), in.count("resume hint"), in.count("ack"));
            default ->
                throw new RefusedException("FRAME_TYPE_UNKNOWN", "type", type.number(), "a type of this version");
        };
        in.end("message");
        return message;
    }

    private static int flags(ByteReader in, int known) {
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
            DocName document = DocForm.read(flags(in, DocForm.MASK), names, in);
            long lsn = readLsn(in, names);
            items.add(new Message.Have.Item(lsn, document, in.word(HASH_BYTES, "hash")));
        }
        return new Message.Have(items);
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

    private static Message readFeed(ByteReader in, Dictionary names) {
        names.lastLsn = 0;
        return new Message.Feed(in.varint("set", Integer.MAX_VALUE));
    }

    private static Message readAuth(ByteReader in) {
        return new Message.Auth(
                in.raw(APP_ID_HASH_BYTES, "app id hash"),
                in.varint("lowest version", Integer.MAX_VALUE),
                in.varint("highest version", Integer.MAX_VALUE),
                in.varint("trust mode", Integer.MAX_VALUE),
                in.raw(NONCE_BYTES, "nonce"),
                in.prefixed(Limits.PROOF_BYTES_MAX, "proof"));
    }

    private static Message readHello(ByteReader in) {
        int version = in.varint("version", Integer.MAX_VALUE);
        if (version != VERSION) {
            throw new RefusedException("VERSION_UNSUPPORTED", "version", version, "version " + VERSION);
        }
        StoreId storeId = new StoreId(in.raw(StoreId.LENGTH, "store id"));
        long epoch = in.word(8, "epoch");
        long boot = in.word(8, "boot nonce");
        Hlc now = Hlc.ofPacked(in.word(8, "clock"));
        int capabilityCount = in.varint("capabilities", Limits.CAPABILITIES_MAX);
        List<Integer> capabilities = new ArrayList<>();
        for (int i = 0; i < capabilityCount; i++) {
            capabilities.add(in.varint("capability", Integer.MAX_VALUE));
        }
        long credit = in.count("credit");
        in.prefixed(in.remaining(), "purge digest");
        long policyDigest = in.word(8, "policy digest");
        long heartbeat = readHeartbeat(in);
        String name = in.text(Limits.NAME_BYTES_MAX, "name");
        boolean follow = flags(in, 1) == 1;
        List<SubState> subscriptions = readSubs(in);
        int partials = in.varint("partials", Limits.INTERVALS_MAX);
        for (int i = 0; i < partials; i++) {
            in.prefixed(in.remaining(), "partial");
        }
        return new Message.Hello(
                version,
                storeId,
                epoch,
                boot,
                now,
                capabilities,
                credit,
                policyDigest,
                heartbeat,
                name,
                subscriptions,
                follow);
    }

    private static List<SubState> readSubs(ByteReader in) {
        int count = in.varint("subscriptions", Limits.SUBSCRIPTIONS_MAX);
        List<SubState> subscriptions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long subHash = in.word(HASH_BYTES, "subHash");
            int generation = in.varint("generation", Integer.MAX_VALUE);
            int priority = in.varint("class", 3);
            long epoch = in.word(8, "cursor epoch");
            int intervals = in.varint("intervals", Limits.INTERVALS_MAX);
            List<LsnInterval> cursor = new ArrayList<>();
            for (int k = 0; k < intervals; k++) {
                long from = in.count("interval");
                long length = in.count("interval");
                if (from + length < 0) {
                    throw in.refused("interval", "beyond 2^63", "at most 2^63 - 1");
                }
                cursor.add(new LsnInterval(from, from + length));
            }
            subscriptions.add(new SubState(subHash, generation, priority, epoch, cursor));
        }
        return subscriptions;
    }

    private static Message readSubDef(ByteReader in) {
        long subHash = in.word(HASH_BYTES, "subHash");
        String query = in.text(Limits.QUERY_BYTES_MAX, "query");
        Bytes arguments = in.prefixed(Limits.ARGUMENTS_BYTES_MAX, "arguments");
        if (Cbor.decode(arguments) instanceof MapValue map) {
            return new Message.SubDef(subHash, query, map);
        }
        throw in.refused("arguments", "no map", "a map");
    }

    private static long readHeartbeat(ByteReader in) {
        return Math.min(in.count("heartbeat"), Limits.HEARTBEAT_MILLIS_MAX);
    }

    private static Message readRefuse(ByteReader in) {
        boolean closing = flags(in, 1) == 1;
        int max = Limits.REFUSAL_TEXT_BYTES_MAX;
        Refusal refusal =
                new Refusal(in.text(max, "code"), in.text(max, "field"), in.text(max, "got"), in.text(max, "wanted"));
        return new Message.Refuse(refusal, closing);
    }

    /** A reason of a later version is taken for an ordinary end. */
    private static Message.Bye.Reason readReason(ByteReader in) {
        int number = in.varint("reason", Integer.MAX_VALUE);
        for (Message.Bye.Reason reason : Message.Bye.Reason.values()) {
            if (reason.number() == number) {
                return reason;
            }
        }
        return Message.Bye.Reason.STOP;
    }
}
