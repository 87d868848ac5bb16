package dev.sotto.testkit.world;

import dev.sotto.wire.MessageType;

/**
 * Which messages stand in a run of bytes, from the outside of its frames: varint length, type byte, body. Messages that
 * this world does not know yet are seen like all others.
 */
final class Frames {
    static final int HELLO = 2;
    static final int DELTA = 7;
    static final int BATCH = 8;
    static final int SYNCREQ = 12;
    static final int SYNC = 13;
    static final int PING = 14;
    static final int PONG = 15;
    static final int PRESENCE = 28;

    private static final int NUMBER = 0x3f;

    private Frames() {}

    /** How many bytes the frame that begins there takes. */
    static int length(byte[] bytes, int from) {
        int at = from;
        int length = 0;
        int shift = 0;
        while (bytes[at] < 0) {
            length |= (bytes[at++] & 0x7f) << shift;
            shift += 7;
        }
        length |= bytes[at++] << shift;
        return at - from + length;
    }

    /** The numbers of the types in whole frames, as bits. */
    static long types(byte[] bytes) {
        long seen = 0;
        for (int at = 0; at < bytes.length; at += length(bytes, at)) {
            seen |= 1L << (bytes[typeAt(bytes, at)] & NUMBER);
        }
        return seen;
    }

    private static int typeAt(byte[] bytes, int from) {
        int at = from;
        while (bytes[at] < 0) {
            at++;
        }
        return at + 1;
    }

    static boolean has(long types, int type) {
        return (types & 1L << type) != 0;
    }

    /** For people. */
    static String names(long types) {
        StringBuilder names = new StringBuilder();
        for (MessageType type : MessageType.values()) {
            if (has(types, type.number())) {
                names.append(names.length() == 0 ? "" : "+").append(type);
            }
        }
        return names.toString();
    }

    /** Whether there is more in it than signs of life. */
    static boolean isNews(long types) {
        return (types & ~(1L << PING | 1L << PONG | 1L << PRESENCE)) != 0;
    }
}
