package dev.sotto.jvm.sound;

/** The bounds of the keepers, each with its unit and its reason. */
final class SoundLimits {
    /** Hertz. The lowest rate that every mixer takes: silence needs no more, and the server copies fewer bytes. */
    static final int SAMPLE_RATE = 8_000;

    /** Bytes of one frame: 16 bit, one channel. */
    static final int FRAME_BYTES = 2;

    /**
     * Milliseconds. A shorter buffer or loop makes the audio server wake the process many times a second: the one-frame
     * loop of the published snippet costs a good part of a core ({@code ./sotto bench keeper} measures it).
     */
    static final long BUFFER_MILLIS_MIN = 1_000;

    /** Milliseconds. What is asked for; a line may grant less, down to {@link #BUFFER_MILLIS_MIN}. */
    static final long BUFFER_MILLIS_WANTED = 4_000;

    /** Milliseconds. How much must be missing before the audio server asks for more: half a buffer, one wakeup in 2 s. */
    static final long REQUEST_MILLIS = 2_000;

    /**
     * Milliseconds between two refills of a Java Sound line. It is also how soon a dead server is noticed, since a dead
     * line answers a write with "0 bytes taken" at once. Two wakeups a second.
     */
    static final long REFILL_MILLIS = 500;

    /** A line is taken for lost when nothing was taken from it for this many of its buffers (must be above 2). */
    static final int STALL_BUFFERS = 3;

    /** Milliseconds. No line is taken for stalled sooner: after opening, some servers stand still for 2.5 s. */
    static final long STALL_MILLIS_MIN = 4_000;

    /** Milliseconds that close() waits for a line to be given back before it abandons it to a daemon thread. */
    static final long CLOSE_MILLIS_MAX = 800;

    /** Milliseconds for a native line to become ready when the caller set no earlier deadline. */
    static final long CONNECT_MILLIS_MAX = 5_000;

    private SoundLimits() {}

    /** Frames in so many milliseconds at {@link #SAMPLE_RATE}. */
    static long frames(long millis) {
        return millis * SAMPLE_RATE / 1_000;
    }

    /** Bytes in so many milliseconds of our format. */
    static int bytes(long millis) {
        return Math.toIntExact(frames(millis) * FRAME_BYTES);
    }

    /** How long a line with a buffer of {@code bufferMillis} may take nothing before it counts as lost. */
    static long stallMillis(long bufferMillis) {
        return Math.max(STALL_MILLIS_MIN, STALL_BUFFERS * bufferMillis);
    }
}
