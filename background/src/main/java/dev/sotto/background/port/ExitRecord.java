package dev.sotto.background.port;

/** How an earlier run of this app ended, as the system tells it. Immutable. */
public final class ExitRecord {

    /** Why a process ended. */
    public enum Reason {
        /** The user stopped the app on purpose (Android: REASON_USER_REQUESTED). */
        USER_REQUESTED,
        /** The system needed memory or power, or the device's maker has its own rules. */
        SYSTEM,
        /** The app crashed or was found hanging. */
        CRASH,
        /** The app ended itself. */
        SELF,
        UNKNOWN
    }

    private final long wallMillis;
    private final Reason reason;
    private final String detail;

    public ExitRecord(long wallMillis, Reason reason, String detail) {
        this.wallMillis = wallMillis;
        this.reason = reason;
        this.detail = detail;
    }

    /** When, in milliseconds since 1970 UTC. */
    public long wallMillis() {
        return wallMillis;
    }

    public Reason reason() {
        return reason;
    }

    public String detail() {
        return detail;
    }

    @Override
    public String toString() {
        return reason + (detail.isEmpty() ? "" : ": " + detail);
    }
}
