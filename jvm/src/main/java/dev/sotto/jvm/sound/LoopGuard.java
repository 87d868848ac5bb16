package dev.sotto.jvm.sound;

import java.util.Locale;

/**
 * The cost guard: says whether a sound may be looped, or a buffer used, to keep an app alive.
 *
 * <p>The audio system wakes the process for each round of a loop. The published snippet loops one frame of 22.7
 * microseconds, 44,100 rounds a second, and that costs a good part of a core; from one second on it costs next to nothing
 * ({@code ./sotto bench keeper} measures both). A sound that is not zero is refused too: it keeps amplifiers awake, and
 * "inaudible" depends on who turns up the volume.
 */
public final class LoopGuard {
    /** Why something was refused; the names are stable. */
    public enum Code {
        /** Not refused. */
        NONE,
        /** The bytes are no PCM WAVE file. */
        NOT_A_WAVE,
        /** One round lasts less than a second. */
        LOOP_TOO_SHORT,
        /** Not every sample is digital zero. */
        NOT_SILENT,
        /** The line's buffer holds less than a second. */
        BUFFER_TOO_SHORT
    }

    /**
     * The answer.
     *
     * @param code {@link Code#NONE} if allowed
     * @param field what was looked at, with its unit; empty if allowed
     * @param got what it was; empty if allowed
     * @param wanted what would be right; empty if allowed
     */
    public record Verdict(Code code, String field, String got, String wanted) {
        static final Verdict ALLOWED = new Verdict(Code.NONE, "", "", "");

        /** True if nothing speaks against it. */
        public boolean allowed() {
            return code == Code.NONE;
        }

        @Override
        public String toString() {
            return allowed() ? "allowed" : code + ": " + field + " is " + got + ", wanted " + wanted;
        }
    }

    private LoopGuard() {}

    /** May this sound be looped? */
    public static Verdict ofLoop(SilentClip clip) {
        if (clip.equals(SilentClip.NONE)) {
            return new Verdict(Code.NOT_A_WAVE, "bytes", "not a PCM WAVE file", "a PCM WAVE file");
        }
        if (clip.micros() < SoundLimits.BUFFER_MILLIS_MIN * 1_000) {
            String got = String.format(Locale.ROOT, "%.4f (%d frames)", clip.micros() / 1_000.0, clip.frames());
            return new Verdict(Code.LOOP_TOO_SHORT, "loop_millis", got, atLeast());
        }
        if (!clip.zero()) {
            return new Verdict(Code.NOT_SILENT, "samples", "not all zero", "digital zero");
        }
        return Verdict.ALLOWED;
    }

    /** May a line with a buffer of so many milliseconds be used? */
    public static Verdict ofBuffer(long bufferMillis) {
        return bufferMillis >= SoundLimits.BUFFER_MILLIS_MIN
                ? Verdict.ALLOWED
                : new Verdict(Code.BUFFER_TOO_SHORT, "buffer_millis", Long.toString(bufferMillis), atLeast());
    }

    private static String atLeast() {
        return "at least " + SoundLimits.BUFFER_MILLIS_MIN;
    }
}
