package dev.sotto.background.machine;

import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.status.BackgroundPolicy;
import dev.sotto.background.status.GapCause;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.Intent;
import dev.sotto.background.status.Phase;
import dev.sotto.background.status.PowerLevel;
import java.util.EnumSet;
import java.util.Set;

/**
 * Everything that the machine remembers between two events. Immutable; the next one is made by {@link Keeper#step}.
 *
 * <p>Orders, leases and timers are known by generations, numbers that are never used twice; 0 is none. Moments are
 * milliseconds of the monotonic clock.
 */
public final class KeeperState {

    /** A moment before all others. */
    static final long NEVER = Long.MIN_VALUE / 4;

    /** What the engines were last told. */
    enum SyncMode {
        /** Nothing, or to resume. */
        RUNNING,
        /** To pause because the process may be suspended; they go on as soon as it was or was not. */
        SUSPENDED,
        /** To pause until something holds the process again or it comes to the front. */
        PARKED
    }

    // What is wished and allowed.
    final Intent intent;
    final BackgroundPolicy policy;
    final LifecycleState lifecycle;
    final Gates gates;
    final PowerGauge power;
    final boolean activityKnown;
    final SyncActivity activity;
    final long quietSince;
    final long episodeHeldMillis;
    final WakeBudget wakeBudget;
    // The keeper.
    final Phase phase;
    final long phaseSince;
    final int rung;
    final int attempt;
    final int denied;
    final boolean probing;
    final boolean settling;
    final boolean rebuild;
    final long inflight;
    final long lease;
    final long heldSince;
    final long climb;
    final int climbRung;
    final GapCause cause;
    final MechanismSignal.Cause interrupter;
    final String detail;
    // Health of the hold.
    final long progress;
    final long progressAt;
    final long sampledAt;
    final long bufferMillis;
    // Timers by kind, as generations; the moment of the next try before jitter.
    final long wait;
    final long deadline;
    final long climbTimer;
    final long tick;
    final long suspension;
    final long windowTimer;
    final long waitUntil;
    // What is open outside.
    final boolean grace;
    final SyncMode sync;
    final boolean transportsStale;
    final boolean window;
    final long windowAsked;
    final long wakeSince;
    final long wakeMillis;
    final boolean multicast;
    final boolean notice;
    final boolean ending;
    // Bookkeeping.
    final long sequence;
    final long at;
    final long resumedAt;
    // Follows from the above; worked out once because everybody asks.
    private final boolean wanted;

    KeeperState(Draft from) {
        intent = from.intent;
        policy = from.policy;
        lifecycle = from.lifecycle;
        gates = from.gates;
        power = from.power;
        activityKnown = from.activityKnown;
        activity = from.activity;
        quietSince = from.quietSince;
        episodeHeldMillis = from.episodeHeldMillis;
        wakeBudget = from.wakeBudget;
        phase = from.phase;
        phaseSince = from.phaseSince;
        rung = from.rung;
        attempt = from.attempt;
        denied = from.denied;
        probing = from.probing;
        settling = from.settling;
        rebuild = from.rebuild;
        inflight = from.inflight;
        lease = from.lease;
        heldSince = from.heldSince;
        climb = from.climb;
        climbRung = from.climbRung;
        cause = from.cause;
        interrupter = from.interrupter;
        detail = from.detail;
        progress = from.progress;
        progressAt = from.progressAt;
        sampledAt = from.sampledAt;
        bufferMillis = from.bufferMillis;
        wait = from.wait;
        deadline = from.deadline;
        climbTimer = from.climbTimer;
        tick = from.tick;
        suspension = from.suspension;
        windowTimer = from.windowTimer;
        waitUntil = from.waitUntil;
        grace = from.grace;
        sync = from.sync;
        transportsStale = from.transportsStale;
        window = from.window;
        windowAsked = from.windowAsked;
        wakeSince = from.wakeSince;
        wakeMillis = from.wakeMillis;
        multicast = from.multicast;
        notice = from.notice;
        ending = from.ending;
        sequence = from.sequence;
        at = from.at;
        resumedAt = from.resumedAt;
        wanted = Policy.wanted(from);
    }

    /** The state before any event, at a moment, with what the journal remembers. */
    public static KeeperState initial(
            long at, Intent intent, LifecycleState lifecycle, BackgroundPolicy policy, WakeBudget wakeBudget) {
        Draft draft = new Draft(at, intent, lifecycle, policy, wakeBudget);
        return new KeeperState(draft);
    }

    /** True if the app wants it, nothing forbids it, and the app is not in front (or wants it there, too). */
    public boolean wanted() {
        return wanted;
    }

    /** Every gate that is closed now: those of app and platform, and those that power, activity and budget close. */
    public Set<Gate> forbidden() {
        EnumSet<Gate> closed = EnumSet.noneOf(Gate.class);
        closed.addAll(gates.closed());
        closed.addAll(Policy.gates(new Draft(this)));
        return closed;
    }

    public PowerLevel powerLevel() {
        return Policy.level(new Draft(this));
    }

    public Intent intent() {
        return intent;
    }

    public LifecycleState lifecycle() {
        return lifecycle;
    }

    public BackgroundPolicy policy() {
        return policy;
    }

    public Phase phase() {
        return phase;
    }

    /** When this phase began. */
    public long phaseSince() {
        return phaseSince;
    }

    public int rung() {
        return rung;
    }

    public int attempt() {
        return attempt;
    }

    /** Generation under which a timer is armed, 0 if it is not. */
    long armed(TimerKind timer) {
        switch (timer) {
            case WAIT:
                return wait;
            case DEADLINE:
                return deadline;
            case CLIMB:
                return climbTimer;
            case TICK:
                return tick;
            case SUSPENSION:
                return suspension;
            default:
                return windowTimer;
        }
    }

    /** Generation of the lease that is kept, 0 if none; while interrupted it is kept but does not hold. */
    public long lease() {
        return lease;
    }

    /** Why the last hold ended or could not be had. */
    public GapCause cause() {
        return cause;
    }

    /** What the platform said about the cause; may be empty. */
    public String detail() {
        return detail;
    }

    /** True while waiting for a call or the like to end that has been told to be over. */
    public boolean settling() {
        return settling;
    }

    /** When the next try is due, before jitter; only while {@link #waiting()}. */
    public long waitUntil() {
        return waitUntil;
    }

    public boolean waiting() {
        return wait != 0;
    }

    public boolean grace() {
        return grace;
    }

    /** True while the engines were told to pause. */
    public boolean paused() {
        return sync != SyncMode.RUNNING;
    }

    public boolean windowOpen() {
        return window;
    }

    public long episodeHeldMillis() {
        return episodeHeldMillis;
    }

    /** The budget without the wake lease that is open now. */
    public WakeBudget wakeBudget() {
        return wakeBudget;
    }

    /** Whether the machine looks again by itself soon, so that a long silence means that the process stood still. */
    public boolean ticking() {
        return tick != 0;
    }

    /** How long {@link #ticking} may be silent on a healthy process. */
    public long tickMillis() {
        return Policy.tickMillis(new Draft(this));
    }

    @Override
    public String toString() {
        return intent + "/" + lifecycle + (gates.isEmpty() ? "" : "/" + gates) + " " + power + " " + phase
                + (probing ? "(probe)" : "") + (settling ? "(settle)" : "") + " rung" + rung + " try" + attempt
                + " denied" + Integer.toBinaryString(denied) + (inflight != 0 ? " inflight" : "")
                + (lease != 0 ? " lease" : "") + (climb != 0 ? " climb" : "") + (wait != 0 ? " wait" : "")
                + (grace ? " grace" : "") + (window ? " window" : "") + " sync" + sync + " " + cause;
    }
}
