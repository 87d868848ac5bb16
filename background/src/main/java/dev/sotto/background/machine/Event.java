package dev.sotto.background.machine;

import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.PowerSnapshot;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.status.BackgroundPolicy;
import dev.sotto.background.status.Gate;

/** Something that happened, at a moment of the monotonic clock. Immutable. */
public final class Event {

    /** What happened. */
    public enum Kind {
        START,
        STOP,
        CLOSE,
        POLICY,
        LIFECYCLE,
        SUSPEND_IMMINENT,
        RESUMED,
        TERMINATING,
        GATE_CLOSED,
        GATE_OPENED,
        POWER,
        ACTIVITY,
        ACQUIRED,
        ACQUIRE_FAILED,
        SIGNAL,
        HEALTH,
        TIMER,
        GRACE_ENDING,
        GRACE_EXPIRED,
        WINDOW_OPENED,
        WINDOW_EXPIRED
    }

    private static final Object NOTHING = "";

    private final Kind kind;
    private final long at;
    private final long generation;
    private final long number;
    private final long other;
    private final Object value;

    private Event(Kind kind, long at, long generation, long number, long other, Object value) {
        this.kind = kind;
        this.at = at;
        this.generation = generation;
        this.number = number;
        this.other = other;
        this.value = value;
    }

    private static Event plain(Kind kind, long at) {
        return new Event(kind, at, 0, 0, 0, NOTHING);
    }

    public static Event start(long at) {
        return plain(Kind.START, at);
    }

    public static Event stop(long at) {
        return plain(Kind.STOP, at);
    }

    public static Event close(long at) {
        return plain(Kind.CLOSE, at);
    }

    public static Event policy(long at, BackgroundPolicy policy) {
        return new Event(Kind.POLICY, at, 0, 0, 0, policy);
    }

    public static Event lifecycle(long at, LifecycleState state) {
        return new Event(Kind.LIFECYCLE, at, 0, 0, 0, state);
    }

    public static Event suspendImminent(long at, long withinMillis) {
        return new Event(Kind.SUSPEND_IMMINENT, at, 0, withinMillis, 0, NOTHING);
    }

    /** The process stood still for {@code gapMillis} until now. */
    public static Event resumed(long at, long gapMillis) {
        return new Event(Kind.RESUMED, at, 0, gapMillis, 0, NOTHING);
    }

    public static Event terminating(long at, long withinMillis) {
        return new Event(Kind.TERMINATING, at, 0, withinMillis, 0, NOTHING);
    }

    public static Event gateClosed(long at, Gate gate) {
        return new Event(Kind.GATE_CLOSED, at, 0, 0, 0, gate);
    }

    public static Event gateOpened(long at, Gate gate) {
        return new Event(Kind.GATE_OPENED, at, 0, 0, 0, gate);
    }

    public static Event power(long at, PowerSnapshot snapshot) {
        return new Event(Kind.POWER, at, 0, 0, 0, snapshot);
    }

    public static Event activity(long at, SyncActivity activity) {
        return new Event(Kind.ACTIVITY, at, 0, 0, 0, activity);
    }

    public static Event acquired(long at, long generation) {
        return new Event(Kind.ACQUIRED, at, generation, 0, 0, NOTHING);
    }

    public static Event acquireFailed(long at, long generation, FailureKind failure, String why) {
        return new Event(Kind.ACQUIRE_FAILED, at, generation, failure.ordinal(), 0, why);
    }

    /** A signal of the lease {@code generation} on {@code rung}; generation 0 is the mechanism without a lease. */
    public static Event signal(long at, int rung, long generation, MechanismSignal signal) {
        return new Event(Kind.SIGNAL, at, generation, rung, 0, signal);
    }

    /** The answer to a SAMPLE command: the lease's progress and its buffer. */
    public static Event health(long at, long generation, long progress, long bufferMillis) {
        return new Event(Kind.HEALTH, at, generation, progress, bufferMillis, NOTHING);
    }

    public static Event timer(long at, TimerKind timer, long generation) {
        return new Event(Kind.TIMER, at, generation, 0, 0, timer);
    }

    /** The grace will be over in the reserve's time. */
    public static Event graceEnding(long at) {
        return plain(Kind.GRACE_ENDING, at);
    }

    public static Event graceExpired(long at) {
        return plain(Kind.GRACE_EXPIRED, at);
    }

    /** The window that was asked for as {@code generation} is open. */
    public static Event windowOpened(long at, long generation, long remainingMillis) {
        return new Event(Kind.WINDOW_OPENED, at, generation, remainingMillis, 0, NOTHING);
    }

    public static Event windowExpired(long at) {
        return plain(Kind.WINDOW_EXPIRED, at);
    }

    public Kind kind() {
        return kind;
    }

    /** Milliseconds of the monotonic clock. */
    public long at() {
        return at;
    }

    /** The order, lease or timer that it belongs to. */
    long generation() {
        return generation;
    }

    /** The time that the event carries: what is left, or what was lost. */
    public long millis() {
        return number;
    }

    int rung() {
        return (int) number;
    }

    long progress() {
        return number;
    }

    long bufferMillis() {
        return other;
    }

    FailureKind failure() {
        return FailureKind.values()[(int) number];
    }

    String why() {
        return (String) value;
    }

    BackgroundPolicy policy() {
        return (BackgroundPolicy) value;
    }

    LifecycleState lifecycle() {
        return (LifecycleState) value;
    }

    Gate gate() {
        return (Gate) value;
    }

    PowerSnapshot power() {
        return (PowerSnapshot) value;
    }

    SyncActivity activity() {
        return (SyncActivity) value;
    }

    MechanismSignal signal() {
        return (MechanismSignal) value;
    }

    TimerKind timer() {
        return (TimerKind) value;
    }

    /** The same event at another moment. */
    Event at(long moment) {
        return new Event(kind, moment, generation, number, other, value);
    }

    @Override
    public String toString() {
        String text = kind.toString();
        if (kind == Kind.ACQUIRE_FAILED) {
            text += "(" + failure() + (why().isEmpty() ? "" : ": " + why()) + ")";
        } else if (value != NOTHING) {
            text += "(" + value + ")";
        } else if (number != 0) {
            text += "(" + number + ")";
        }
        return generation == 0 ? text : text + "#" + generation;
    }
}
