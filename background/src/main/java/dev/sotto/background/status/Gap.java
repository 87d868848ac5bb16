package dev.sotto.background.status;

/** One span in which background sync was on, the app was not in front, and nothing held the process. Immutable. */
public final class Gap {

    private final long startedWallMillis;
    private final long lengthMillis;
    private final long aliveMillis;
    private final GapCause cause;
    private final String detail;
    private final boolean over;

    public Gap(
            long startedWallMillis, long lengthMillis, long aliveMillis, GapCause cause, String detail, boolean over) {
        this.startedWallMillis = startedWallMillis;
        this.lengthMillis = lengthMillis;
        this.aliveMillis = aliveMillis;
        this.cause = cause;
        this.detail = detail;
        this.over = over;
    }

    /** When it began, in milliseconds since 1970 UTC by the device's clock then. */
    public long startedWallMillis() {
        return startedWallMillis;
    }

    public long lengthMillis() {
        return lengthMillis;
    }

    /** How much of it the process was seen running all the same (in a grace or a window, or not yet suspended). */
    public long aliveMillis() {
        return aliveMillis;
    }

    public GapCause cause() {
        return cause;
    }

    /** What the platform said, for people; may be empty. */
    public String detail() {
        return detail;
    }

    /** False for a gap that still lasts. */
    public boolean over() {
        return over;
    }

    /** False if the hold was given up on purpose: such a span counts neither for nor against availability. */
    public boolean wanted() {
        return cause != GapCause.BLOCKED && cause != GapCause.USER_STOPPED;
    }

    @Override
    public String toString() {
        return cause + " for " + lengthMillis + " ms (" + aliveMillis + " ms alive) from " + startedWallMillis
                + (detail.isEmpty() ? "" : ": " + detail) + (over ? "" : ", still lasting");
    }
}
