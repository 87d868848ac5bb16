package dev.sotto.wire;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;
import dev.sotto.document.Cbor;
import dev.sotto.document.Hlc;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.document.Scopes;
import dev.sotto.document.StoreId;
import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.List;

/** The bodies of messages about the session itself: who, what is wanted, whether somebody is there, and why it ends. */
final class SessionForm {
    private static final int VERSION = 0;
    private static final int HASH_BYTES = 8;
    private static final int APP_ID_HASH_BYTES = 8;
    private static final int NONCE_BYTES = 16;
    private static final int RECONCILE = 4;
    private static final int SUBS_FOLLOW = 1;
    private static final int SCOPED = 2;
    private static final int WINDOWED = 8;

    private SessionForm() {}

    static void write(Message message, ByteWriter out) {
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
        } else if (message instanceof Message.Certificate certificate) {
            out.prefixed(certificate.der());
        } else if (message instanceof Message.Revocations revocations) {
            out.prefixed(revocations.der());
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
        out.u8((hello.subscriptionsFollow() ? SUBS_FOLLOW : 0) | (hello.scopes().isAll() ? 0 : SCOPED));
        writeSubs(hello.subscriptions(), out);
        out.varint(hello.partials().size());
        hello.partials().forEach(partial -> out.raw(partial.payload()).varint(partial.offset()));
        if (!hello.scopes().isAll()) {
            writePatterns(hello.scopes().read(), out);
            writePatterns(hello.scopes().write(), out);
        }
    }

    private static void writePatterns(List<String> patterns, ByteWriter out) {
        out.varint(patterns.size());
        patterns.forEach(out::prefixed);
    }

    private static void writeSubs(List<SubState> subscriptions, ByteWriter out) {
        out.varint(subscriptions.size());
        for (SubState sub : subscriptions) {
            out.word(sub.subHash(), HASH_BYTES).varint(sub.generation());
            out.varint(sub.priority() | (sub.reconcile() ? RECONCILE : 0) | (sub.windowed() ? WINDOWED : 0));
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

    static Message read(MessageType type, ByteReader in) {
        return switch (type) {
            case AUTH -> readAuth(in);
            case HELLO -> readHello(in);
            case SUBS -> new Message.Subs(in.varint("set", Integer.MAX_VALUE), readSubs(in));
            case UNKNOWN -> new Message.Unknown(in.word(HASH_BYTES, "subHash"));
            case SUBDEF -> readSubDef(in);
            case PING -> new Message.Ping(readHeartbeat(in), in.count("ack"));
            case PONG -> new Message.Pong(readHeartbeat(in), in.count("ack"));
            case REFUSE -> readRefuse(in);
            case CERTIFICATE -> new Message.Certificate(in.prefixed(Limits.CREDENTIAL_BYTES_MAX, "certificate"));
            case REVOCATIONS -> new Message.Revocations(in.prefixed(Limits.CREDENTIAL_BYTES_MAX, "revocation list"));
            case BYE -> new Message.Bye(readReason(in), in.count("resume hint"), in.count("ack"));
            default ->
                throw new RefusedException("FRAME_TYPE_UNKNOWN", "type", type.number(), "a type of this version");
        };
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
        int flags = Frames.flags(in, SUBS_FOLLOW | SCOPED);
        List<SubState> subscriptions = readSubs(in);
        List<Message.Hello.Partial> partials = new ArrayList<>();
        for (int n = in.varint("partials", Limits.PARTIALS_MAX); n > 0; n--) {
            Bytes payload = in.raw(Message.Part.PAYLOAD_BYTES, "partial");
            partials.add(new Message.Hello.Partial(payload, in.varint("offset", Limits.PARTS_BYTES_MAX)));
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
                (flags & SUBS_FOLLOW) != 0,
                partials,
                (flags & SCOPED) == 0 ? Scopes.ALL : readScopes(in));
    }

    private static Scopes readScopes(ByteReader in) {
        List<String> read = readPatterns("read", in);
        List<String> write = readPatterns("write", in);
        try {
            return Scopes.of(read, write);
        } catch (IllegalArgumentException e) {
            throw in.refused("scopes", String.valueOf(e.getMessage()), "patterns");
        }
    }

    private static List<String> readPatterns(String field, ByteReader in) {
        List<String> patterns = new ArrayList<>();
        for (int n = in.varint(field, dev.sotto.document.Limits.SCOPE_PATTERNS_MAX); n > 0; n--) {
            patterns.add(in.text(dev.sotto.document.Limits.SCOPE_PATTERN_BYTES_MAX, field));
        }
        return patterns;
    }

    private static List<SubState> readSubs(ByteReader in) {
        int count = readSubCount(in);
        List<SubState> subscriptions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long subHash = in.word(HASH_BYTES, "subHash");
            int generation = in.varint("generation", Integer.MAX_VALUE);
            int head = in.varint("class", WINDOWED | RECONCILE | 3);
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
            boolean reconcile = (head & RECONCILE) != 0;
            boolean windowed = (head & WINDOWED) != 0;
            subscriptions.add(new SubState(subHash, generation, head & 3, reconcile, windowed, epoch, cursor));
        }
        return subscriptions;
    }

    private static int readSubCount(ByteReader in) {
        int count = in.varint("subscriptions", Integer.MAX_VALUE);
        if (count > Limits.SUBSCRIPTIONS_MAX) {
            throw new RefusedException(
                    "SUBSCRIPTIONS_LIMIT",
                    "subscriptions",
                    count,
                    "at most " + (Limits.SUBSCRIPTIONS_MAX - 1) + " that ask for something: close some");
        }
        return count;
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
        boolean closing = Frames.flags(in, 1) == 1;
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
