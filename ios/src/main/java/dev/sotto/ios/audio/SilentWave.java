package dev.sotto.ios.audio;

import java.io.ByteArrayOutputStream;

/**
 * Silence as a WAVE file: 16-bit PCM, one channel, every sample zero.
 *
 * <p>Long, since a player wakes for each round of a loop, and zero, since anything else is a sound that somebody may turn
 * up. ("Multimedia Programming Interface and Data Specifications 1.0", IBM and Microsoft 1991, WAVE chapter.)
 */
final class SilentWave {
    private static final int MILLIS_MIN = 1_000;
    private static final int FRAME_BYTES = 2;
    private static final int HEADER_BYTES = 36;

    private SilentWave() {}

    /** A file of {@code millis} of silence at {@code rate} hertz. */
    static byte[] of(int millis, int rate) {
        if (millis < MILLIS_MIN) {
            throw new IllegalArgumentException("a loop of " + millis + " ms wakes the device "
                    + 1_000 / Math.max(1, millis) + " times a second; at least " + MILLIS_MIN + " ms are right");
        }
        int bytes = (int) ((long) millis * rate / 1_000) * FRAME_BYTES;
        ByteArrayOutputStream out = new ByteArrayOutputStream(HEADER_BYTES + 8 + bytes);
        word(out, "RIFF");
        number(out, HEADER_BYTES + bytes, 4);
        word(out, "WAVE");
        word(out, "fmt ");
        number(out, 16, 4);
        number(out, 1, 2); // PCM
        number(out, 1, 2); // one channel
        number(out, rate, 4);
        number(out, rate * FRAME_BYTES, 4);
        number(out, FRAME_BYTES, 2);
        number(out, 8 * FRAME_BYTES, 2);
        word(out, "data");
        number(out, bytes, 4);
        out.write(new byte[bytes], 0, bytes);
        return out.toByteArray();
    }

    private static void word(ByteArrayOutputStream out, String word) {
        for (int i = 0; i < word.length(); i++) {
            out.write(word.charAt(i));
        }
    }

    private static void number(ByteArrayOutputStream out, int number, int count) {
        for (int i = 0; i < count; i++) {
            out.write(number >> 8 * i);
        }
    }
}
