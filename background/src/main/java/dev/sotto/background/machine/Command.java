package dev.sotto.background.machine;

import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.port.PauseReason;
import dev.sotto.background.port.RecoverScope;

/** Something that has to be done outside. Immutable. Doing it never answers at once: answers come as events. */
public final class Command {

    /** What to do. */
    public enum Kind {
        /** Order {@link #rung()} to hold: {@link #request()}. */
        ACQUIRE,
        /** The answer to {@link #generation()} is no longer wanted. */
        CANCEL_ACQUIRE,
        /** Close the lease {@link #generation()}. */
        RELEASE,
        /** Ask the lease {@link #generation()} for its progress. */
        SAMPLE,
        /** Ask the engines how busy they are. */
        SAMPLE_ACTIVITY,
        /** Arm {@link #timer()} as {@link #generation()} in {@link #millis()}, with {@link #jitterPercent()}. */
        ARM,
        DISARM,
        BEGIN_GRACE,
        END_GRACE,
        /** Pause the engines for {@link #pauseReason()} within {@link #millis()}. */
        PAUSE_SYNC,
        /** Resume the engines: {@link #scope()}. */
        RESUME_SYNC,
        /** Keep the CPU awake for at most {@link #millis()}. */
        BEGIN_WAKE,
        END_WAKE,
        BEGIN_MULTICAST,
        END_MULTICAST,
        /** Ask for a window as {@link #generation()}, not before {@link #millis()}. */
        SCHEDULE_WINDOW,
        CANCEL_WINDOW,
        /** Complete the open window, after any pause that runs; {@link #worked()}. */
        END_WINDOW,
        /** Put the dead man's notice off to {@link #millis()} from now. */
        ARM_NOTICE,
        DISARM_NOTICE,
        /** Save the journal now. */
        PERSIST
    }

    private static final Object NOTHING = "";

    private final Kind kind;
    private final long generation;
    private final long millis;
    private final int number;
    private final Object value;

    private Command(Kind kind, long generation, long millis, int number, Object value) {
        this.kind = kind;
        this.generation = generation;
        this.millis = millis;
        this.number = number;
        this.value = value;
    }

    static Command of(Kind kind) {
        return new Command(kind, 0, 0, 0, NOTHING);
    }

    static Command of(Kind kind, long generation) {
        return new Command(kind, generation, 0, 0, NOTHING);
    }

    static Command within(Kind kind, long millis) {
        return new Command(kind, 0, millis, 0, NOTHING);
    }

    static Command acquire(int rung, AcquireRequest request) {
        return new Command(Kind.ACQUIRE, request.generation(), request.timeoutMillis(), rung, request);
    }

    static Command cancelAcquire(int rung, long generation) {
        return new Command(Kind.CANCEL_ACQUIRE, generation, 0, rung, NOTHING);
    }

    static Command arm(TimerKind timer, long generation, long millis, int jitterPercent) {
        return new Command(Kind.ARM, generation, millis, jitterPercent, timer);
    }

    static Command disarm(TimerKind timer) {
        return new Command(Kind.DISARM, 0, 0, 0, timer);
    }

    static Command pause(PauseReason reason, long withinMillis) {
        return new Command(Kind.PAUSE_SYNC, 0, withinMillis, 0, reason);
    }

    static Command resume(RecoverScope scope) {
        return new Command(Kind.RESUME_SYNC, 0, 0, 0, scope);
    }

    static Command scheduleWindow(long generation, long earliestMillis) {
        return new Command(Kind.SCHEDULE_WINDOW, generation, earliestMillis, 0, NOTHING);
    }

    static Command endWindow(boolean worked) {
        return new Command(Kind.END_WINDOW, 0, 0, worked ? 1 : 0, NOTHING);
    }

    public Kind kind() {
        return kind;
    }

    public long generation() {
        return generation;
    }

    public long millis() {
        return millis;
    }

    public int rung() {
        return number;
    }

    public int jitterPercent() {
        return number;
    }

    public boolean worked() {
        return number == 1;
    }

    public AcquireRequest request() {
        return (AcquireRequest) value;
    }

    public TimerKind timer() {
        return (TimerKind) value;
    }

    public PauseReason pauseReason() {
        return (PauseReason) value;
    }

    public RecoverScope scope() {
        return (RecoverScope) value;
    }

    @Override
    public String toString() {
        String text = kind.toString();
        if (kind == Kind.ACQUIRE) {
            return text + "(rung " + number + ", " + request() + ")";
        }
        if (value != NOTHING) {
            text += "(" + value + ")";
        }
        if (kind == Kind.END_WINDOW) {
            text += "(" + worked() + ")";
        }
        return text + (generation == 0 ? "" : "#" + generation) + (millis == 0 ? "" : " " + millis + " ms");
    }
}
