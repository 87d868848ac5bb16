package dev.sotto.wire;

import dev.sotto.document.RefusedException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A message in fewer bytes: DEFLATE (RFC 1951) over its type and body, each message for itself, so that what one says shows
 * nothing in the length of another (docs/decisions/0046-compression.md).
 */
final class Deflate {
    /** Shorter ones have little that repeats: what they have in common with others is said by number. */
    static final int BYTES_MIN = 256;
    /** DEFLATE could make a thousandfold: more than this is no document's, and would cost the reader more than the sender. */
    static final int RATIO_MAX = 64;

    private static final int LEVEL = 6;
    private static final int PIECE = 8 * 1024;

    private Deflate() {}

    /** Gives back {@code bytes} themselves if they would not become fewer, or too few. */
    static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(LEVEL, true);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] room = new byte[bytes.length];
            int length = deflater.deflate(room);
            boolean fewer = deflater.finished() && length < bytes.length;
            return fewer && bytes.length <= (long) length * RATIO_MAX ? Arrays.copyOf(room, length) : bytes;
        } finally {
            deflater.end();
        }
    }

    /**
     * The opposite. Never makes room for more than it has got.
     *
     * @throws RefusedException FRAME_MALFORMED; MESSAGE_TOO_LARGE for a message, or for more than {@link #RATIO_MAX} times itself
     */
    static byte[] inflate(byte[] bytes, int at, int length) {
        long max = Math.min(Limits.MESSAGE_BYTES_MAX, (long) length * RATIO_MAX);
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(bytes, at, length);
            byte[] all = new byte[(int) Math.min(max + 1, Math.max(PIECE, 4L * length))];
            int made = 0;
            while (!inflater.finished()) {
                int more = inflater.inflate(all, made, all.length - made);
                made += more;
                if (made > max) {
                    throw new RefusedException(
                            "MESSAGE_TOO_LARGE",
                            "message",
                            length + " bytes that make more than " + max,
                            "at most " + max);
                }
                if (more == 0 && !inflater.finished() && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw malformed("an end that is missing");
                }
                if (made == all.length) {
                    all = Arrays.copyOf(all, (int) Math.min(max + 1, 2L * all.length));
                }
            }
            if (inflater.getRemaining() > 0) {
                throw malformed(inflater.getRemaining() + " bytes too many");
            }
            return Arrays.copyOf(all, made);
        } catch (DataFormatException e) {
            throw malformed("no DEFLATE");
        } finally {
            inflater.end();
        }
    }

    private static RefusedException malformed(String got) {
        return new RefusedException(Frames.MALFORMED, "message", got, "DEFLATE of one message");
    }
}
