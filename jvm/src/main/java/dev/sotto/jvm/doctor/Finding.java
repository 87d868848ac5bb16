package dev.sotto.jvm.doctor;

/**
 * One thing that was looked at.
 *
 * @param area what it is for
 * @param id stable short name, e.g. {@code pulse} or {@code logind-delay}
 * @param verdict whether it can be used
 * @param explanation what was seen, for people; never empty
 * @param advice what to change so that it works, or works better; empty if nothing
 */
public record Finding(Area area, String id, Verdict verdict, String explanation, String advice) {
    /** What a finding is about. */
    public enum Area {
        /** Holds the process in the background. */
        KEEPER,
        /** Hears of the device's sleep, delays it, or blocks it. */
        SLEEP,
        /** Tells where the app is and what happens to its process. */
        LIFECYCLE,
        /** Tells of battery and mains. */
        POWER,
        /** The JVM itself. */
        JVM
    }

    /** Whether something can be used. */
    public enum Verdict {
        /** Tried just now, and it worked. */
        AVAILABLE,
        /** It should work, but nobody has ever run it on this system. */
        UNTESTED,
        /** It does not work here; the explanation says why. */
        UNAVAILABLE
    }
}
