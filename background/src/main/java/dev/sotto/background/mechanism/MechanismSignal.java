package dev.sotto.background.mechanism;

/** What a lease tells about itself without being asked. Immutable. */
public final class MechanismSignal {

    /** What happened. */
    public enum Kind {
        /** Something else took the resource for a while (a phone call, another app's audio). */
        INTERRUPTED,
        /** The interruption is over. May never come: the machine probes. */
        INTERRUPTION_ENDED,
        /** The hold is gone and may be acquired again at once. */
        LOST,
        /** The service behind the mechanism was restarted: every object made with it is dead. */
        SERVICES_RESET,
        /** The system takes the hold back and must see it released within {@link #graceMillis()}. */
        QUOTA_TIMEOUT
    }

    /** Who or what is behind a signal, as far as the platform can tell. */
    public enum Cause {
        CALL,
        OTHER_AUDIO,
        ROUTE_LOST,
        SERVICE_DESTROYED,
        SERVER_GONE,
        TAKEN_BY_HOST,
        SYSTEM,
        UNKNOWN
    }

    private final Kind kind;
    private final Cause cause;
    private final boolean shouldResume;
    private final long graceMillis;
    private final String detail;

    private MechanismSignal(Kind kind, Cause cause, boolean shouldResume, long graceMillis, String detail) {
        this.kind = kind;
        this.cause = cause;
        this.shouldResume = shouldResume;
        this.graceMillis = graceMillis;
        this.detail = detail;
    }

    public static MechanismSignal interrupted(Cause cause, String detail) {
        return new MechanismSignal(Kind.INTERRUPTED, cause, false, 0, detail);
    }

    /** {@code shouldResume} is the system's hint; the machine takes it as a hint, not as a veto. */
    public static MechanismSignal interruptionEnded(boolean shouldResume, String detail) {
        return new MechanismSignal(Kind.INTERRUPTION_ENDED, Cause.UNKNOWN, shouldResume, 0, detail);
    }

    public static MechanismSignal lost(Cause cause, String detail) {
        return new MechanismSignal(Kind.LOST, cause, false, 0, detail);
    }

    public static MechanismSignal servicesReset(String detail) {
        return new MechanismSignal(Kind.SERVICES_RESET, Cause.SERVER_GONE, false, 0, detail);
    }

    /** {@code graceMillis}: time until the system punishes the app for not letting go. */
    public static MechanismSignal quotaTimeout(long graceMillis, String detail) {
        return new MechanismSignal(Kind.QUOTA_TIMEOUT, Cause.SYSTEM, false, graceMillis, detail);
    }

    public Kind kind() {
        return kind;
    }

    public Cause cause() {
        return cause;
    }

    public boolean shouldResume() {
        return shouldResume;
    }

    public long graceMillis() {
        return graceMillis;
    }

    /** For people and logs; may be empty. */
    public String detail() {
        return detail;
    }

    @Override
    public String toString() {
        return kind + "(" + cause + (detail.isEmpty() ? "" : ": " + detail) + ")";
    }
}
