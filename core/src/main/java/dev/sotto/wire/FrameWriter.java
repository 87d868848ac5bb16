package dev.sotto.wire;

import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;

/**
 * Messages to the bytes of one direction of one connection.
 *
 * <pre>
 * frame: length varint (1 to 5 bytes, of what follows) | type | body
 * type:  0x80 may be skipped by who does not know it | 0x40 continued in the next frame | number 1 to 63
 * </pre>
 *
 * What is written must be sent, in this order: later messages refer to names in earlier ones.
 */
public final class FrameWriter {
    static final int IGNORABLE = 0x80;
    static final int CONTINUED = 0x40;
    static final int TYPE_MASK = 0x3f;

    private final Dictionary names = new Dictionary();
    private boolean deflates;

    /** From now on what is long goes DEFLATED: the peer said that it reads it. */
    public void deflate() {
        deflates = true;
    }

    /**
     * The frames of one message.
     *
     * @throws IllegalArgumentException for a message over {@link Limits#MESSAGE_BYTES_MAX}; the connection is then of
     *     no more use, so ask {@link Weights#bytesAtMost} first
     */
    public byte[] write(Message message) {
        ByteWriter body = new ByteWriter();
        Frames.write(message, names, body);
        MessageType named = Frames.typeOf(message);
        int type = named.number() | (named.isIgnorable() ? IGNORABLE : 0);
        if (body.length() >= Limits.MESSAGE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a message of " + body.length() + " bytes; at most " + Limits.MESSAGE_BYTES_MAX);
        }
        if (deflates && body.length() >= Deflate.BYTES_MIN) {
            byte[] plain = new ByteWriter().u8(type).raw(body.toBytes()).toArray();
            byte[] deflated = Deflate.deflate(plain);
            if (deflated.length < plain.length) {
                return frames(MessageType.DEFLATED.number(), Bytes.of(deflated));
            }
        }
        return frames(type, body.toBytes());
    }

    private static byte[] frames(int type, Bytes whole) {
        int part = Limits.FRAME_BYTES_MAX - 1;
        if (whole.length() <= part) {
            return new ByteWriter()
                    .varint(whole.length() + 1)
                    .u8(type)
                    .raw(whole)
                    .toArray();
        }
        ByteWriter frames = new ByteWriter();
        for (int at = 0; at < whole.length(); at += part) {
            int end = Math.min(at + part, whole.length());
            frames.varint(end - at + 1)
                    .u8(type | (end < whole.length() ? CONTINUED : 0))
                    .raw(whole.slice(at, end));
        }
        return frames.toArray();
    }
}
