package dev.sotto.fuzz;

import dev.sotto.wire.FrameReader;
import dev.sotto.wire.FrameWriter;
import dev.sotto.wire.Message;

/** The body of a HELLO, and of the AUTH before it: a message that comes out again as it was written, or one refusal. */
public final class HelloFuzz {
    private static final int AUTH = 1;
    private static final int HELLO = 2;
    private static final int BODY_BYTES_MAX = 16_000;

    private HelloFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length <= BODY_BYTES_MAX) {
            read(AUTH, data, false);
            read(HELLO, data, true);
        }
    }

    private static void read(int type, byte[] body, boolean authenticated) {
        FrameReader reader = new FrameReader();
        if (authenticated) {
            reader.authenticated();
        }
        byte[] frame = framed(type, body);
        reader.feed(frame, 0, frame.length);
        if (reader.next() instanceof FrameReader.Next.Got got) {
            again(got.message(), authenticated);
        }
    }

    /** What was read, written and read again, is the same. */
    private static void again(Message message, boolean authenticated) {
        byte[] written = new FrameWriter().write(message);
        FrameReader reader = new FrameReader();
        if (authenticated) {
            reader.authenticated();
        }
        reader.feed(written, 0, written.length);
        if (!(reader.next() instanceof FrameReader.Next.Got got)
                || !got.message().equals(message)) {
            throw new AssertionError("comes out as something else: " + message);
        }
    }

    private static byte[] framed(int type, byte[] body) {
        int length = body.length + 1;
        int prefix = length < 1 << 7 ? 1 : length < 1 << 14 ? 2 : 3;
        byte[] frame = new byte[prefix + length];
        for (int i = 0; i < prefix; i++) {
            frame[i] = (byte) (length >> 7 * i & 0x7f | (i < prefix - 1 ? 0x80 : 0));
        }
        frame[prefix] = (byte) type;
        System.arraycopy(body, 0, frame, prefix + 1, body.length);
        return frame;
    }
}
