package dev.sotto.wire;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import java.util.Arrays;

/**
 * The bytes of one direction of one connection to messages, as they come in. It holds one frame at a time, and checks a
 * frame's length before it makes room for it. After a refusal it gives the same refusal for ever: the connection is to
 * be closed.
 */
public final class FrameReader {
    /** What there is. */
    public sealed interface Next {
        record Got(Message message) implements Next {}

        /** Nothing until more bytes are fed. */
        record More() implements Next {}

        record Refused(Refusal refusal) implements Next {}
    }

    private static final Next MORE = new Next.More();
    private static final int NONE = 0;
    /** What an idle connection may keep of the room that a large frame needed. */
    private static final int KEPT_BYTES_MAX = 64 * 1024;

    private final Dictionary names = new Dictionary();
    private byte[] held = new byte[512];
    private int from;
    private int to;
    private boolean authenticated;
    /** The type that the frames before belong to, and what they held. */
    private int continued = NONE;

    private ByteWriter parts = new ByteWriter();
    private Next end = MORE;

    /** The peer has proved itself: all messages are read from the next frame on. */
    public void authenticated() {
        authenticated = true;
    }

    /** Takes bytes in; then {@link #next} until it says {@link Next.More}. */
    public void feed(byte[] bytes, int offset, int length) {
        if (end != MORE) {
            return;
        }
        int used = to - from;
        if (used == 0 && held.length > KEPT_BYTES_MAX) {
            held = new byte[Math.max(KEPT_BYTES_MAX, length)];
            from = 0;
            to = 0;
        } else if (length > held.length - to) {
            byte[] room = used + length > held.length ? new byte[Math.max(held.length * 2, used + length)] : held;
            System.arraycopy(held, from, room, 0, used);
            held = room;
            from = 0;
            to = used;
        }
        System.arraycopy(bytes, offset, held, to, length);
        to += length;
    }

    /** The next message. */
    public Next next() {
        if (end != MORE) {
            return end;
        }
        try {
            return read();
        } catch (RefusedException e) {
            end = new Next.Refused(e.refusal());
            held = new byte[0];
            parts = new ByteWriter();
            return end;
        }
    }

    private Next read() {
        while (true) {
            int bodyAt = from;
            long length = 0;
            boolean complete = false;
            for (int shift = 0; bodyAt < to && !complete; shift += 7) {
                int next = held[bodyAt++] & 0xff;
                length |= (long) (next & 0x7f) << shift;
                complete = next < 0x80;
                checkLength(length, complete, bodyAt - from, next);
            }
            if (!complete || length > to - bodyAt) {
                return MORE;
            }
            Next message = frame(bodyAt, (int) length);
            if (message != MORE) {
                return message;
            }
        }
    }

    private void checkLength(long length, boolean complete, int bytes, int last) {
        if (!complete) {
            if (bytes == Limits.LENGTH_BYTES_MAX) {
                throw refused("FRAME_LENGTH_INVALID", "length", "more than 5 bytes", "at most 5 bytes");
            }
            return;
        }
        if (length > Integer.MAX_VALUE || last == 0 && bytes > 1) {
            throw refused("FRAME_LENGTH_INVALID", "length", length, "1 to 2147483647 in its shortest form");
        } else if (length == 0) {
            throw refused("FRAME_EMPTY", "length", 0, "at least 1");
        } else if (length > Limits.FRAME_BYTES_MAX) {
            throw refused("FRAME_TOO_LARGE", "length", length, "at most " + Limits.FRAME_BYTES_MAX);
        } else if (!authenticated && length > Limits.PREAUTH_FRAME_BYTES_MAX) {
            throw refused(
                    "FRAME_TOO_LARGE_PREAUTH",
                    "length",
                    length,
                    "at most " + Limits.PREAUTH_FRAME_BYTES_MAX + " before AUTH");
        }
    }

    /** One whole frame; MORE if it was skipped or is continued. */
    private Next frame(int at, int length) {
        int head = held[at] & 0xff;
        int type = head & FrameWriter.TYPE_MASK;
        int bodyAt = at + 1;
        int bodyLength = length - 1;
        from = at + length;
        if (!MessageType.isSpoken(type)) {
            if ((head & FrameWriter.IGNORABLE) != 0) {
                return MORE;
            }
            throw refused("FRAME_TYPE_UNKNOWN", "type", type, "a type of this version");
        }
        if (!authenticated && type != MessageType.AUTH.number() && type != MessageType.REFUSE.number()) {
            throw refused("PROTOCOL_STATE", "message", MessageType.ofNumber(type), "AUTH first");
        }
        if (continued != NONE && type != continued) {
            throw refused("FRAME_TYPE_INVALID", "type", type, "the rest of a message of type " + continued);
        }
        if ((head & FrameWriter.CONTINUED) != 0) {
            keepPart(type, bodyAt, bodyLength);
            return MORE;
        }
        if (continued != NONE) {
            keepPart(type, bodyAt, bodyLength);
            byte[] whole = parts.toArray();
            continued = NONE;
            parts = new ByteWriter();
            return decode(type, whole, 0, whole.length);
        }
        return decode(type, held, bodyAt, bodyLength);
    }

    private void keepPart(int type, int at, int length) {
        int max = authenticated ? Limits.MESSAGE_BYTES_MAX : Limits.PREAUTH_FRAME_BYTES_MAX;
        if (parts.length() + length > max) {
            throw refused("MESSAGE_TOO_LARGE", "message", "more than " + max + " bytes", "at most " + max);
        }
        continued = type;
        parts.raw(Arrays.copyOfRange(held, at, at + length));
    }

    private Next decode(int type, byte[] bytes, int at, int length) {
        if (type == MessageType.DEFLATED.number()) {
            return inflated(Deflate.inflate(bytes, at, length));
        }
        ByteReader in = new ByteReader(bytes, at, length, Frames.MALFORMED);
        return new Next.Got(Frames.read(MessageType.ofNumber(type), in, names));
    }

    /** One message in another: neither half of one, nor a third in it, nor one that has its own time. */
    private Next inflated(byte[] message) {
        int head = message.length == 0 ? 0 : message[0] & 0xff;
        int type = head & FrameWriter.TYPE_MASK;
        if ((head & FrameWriter.IGNORABLE) != 0 && !MessageType.isSpoken(type)) {
            return MORE;
        }
        if ((head & FrameWriter.CONTINUED) != 0
                || !MessageType.isSpoken(type)
                || type == MessageType.DEFLATED.number()
                || type == MessageType.AUTH.number()) {
            throw refused("FRAME_TYPE_UNKNOWN", "type", head, "a whole message, deflated once");
        }
        return decode(type, message, 1, message.length - 1);
    }

    private static RefusedException refused(String code, String field, Object got, String wanted) {
        return new RefusedException(code, field, got, wanted);
    }
}
