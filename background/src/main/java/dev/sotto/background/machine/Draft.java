package dev.sotto.background.machine;

import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.AcquireRequest.Reason;
import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.PauseReason;
import dev.sotto.background.port.RecoverScope;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.status.BackgroundPolicy;
import dev.sotto.background.status.GapCause;
import dev.sotto.background.status.Intent;
import dev.sotto.background.status.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One step in the making: the fields of the next state, and the small moves from which {@link Keeper} builds its
 * branches. A move changes the fields and writes down the command for it, so that the two cannot drift apart. Lives only
 * inside one call of {@link Keeper#step}.
 */
final class Draft {

    Intent intent;
    BackgroundPolicy policy;
    LifecycleState lifecycle;
    Gates gates = Gates.NONE;
    PowerGauge power = PowerGauge.MAINS;
    boolean activityKnown;
    SyncActivity activity = SyncActivity.NONE;
    long quietSince;
    long episodeHeldMillis;
    WakeBudget wakeBudget;
    Phase phase = Phase.IDLE;
    long phaseSince;
    int rung = Ladder.NO_RUNG;
    int attempt;
    int denied;
    boolean probing;
    boolean settling;
    boolean rebuild;
    long inflight;
    long lease;
    long heldSince;
    long climb;
    int climbRung = Ladder.NO_RUNG;
    GapCause cause = GapCause.NONE;
    MechanismSignal.Cause interrupter = MechanismSignal.Cause.UNKNOWN;
    String detail = "";
    long progress = -1;
    long progressAt;
    long sampledAt = KeeperState.NEVER;
    long bufferMillis;
    long wait;
    long deadline;
    long climbTimer;
    long tick;
    long suspension;
    long windowTimer;
    long waitUntil;
    boolean grace;
    KeeperState.SyncMode sync = KeeperState.SyncMode.RUNNING;
    boolean transportsStale;
    boolean window;
    long windowAsked;
    long wakeSince = KeeperState.NEVER;
    long wakeMillis;
    boolean multicast;
    boolean notice;
    boolean ending;
    long sequence;
    long at;
    long resumedAt = KeeperState.NEVER;

    private final List<Command> commands = new ArrayList<Command>();

    Draft(long at, Intent intent, LifecycleState lifecycle, BackgroundPolicy policy, WakeBudget wakeBudget) {
        this.at = at;
        this.phaseSince = at;
        this.quietSince = at;
        this.intent = intent;
        this.lifecycle = lifecycle;
        this.policy = policy;
        this.wakeBudget = wakeBudget;
    }

    Draft(KeeperState from) {
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
    }

    /** The state as it is now. */
    KeeperState state() {
        return new KeeperState(this);
    }

    Step finish() {
        return new Step(state(), Collections.unmodifiableList(commands));
    }

    void command(Command command) {
        commands.add(command);
    }

    void command(Command.Kind kind) {
        commands.add(Command.of(kind));
    }

    void phase(Phase next) {
        if (phase != next) {
            phase = next;
            phaseSince = at;
        }
    }

    void blame(GapCause why, String said) {
        cause = why;
        detail = said.length() <= Limits.DETAIL_CHARS_MAX ? said : said.substring(0, Limits.DETAIL_CHARS_MAX);
    }

    // Timers.

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

    void arm(TimerKind timer, long millis, int jitterPercent) {
        long generation = ++sequence;
        armed(timer, generation);
        command(Command.arm(timer, generation, millis, jitterPercent));
    }

    void disarm(TimerKind timer) {
        if (armed(timer) != 0) {
            armed(timer, 0);
            command(Command.disarm(timer));
        }
    }

    void armed(TimerKind timer, long generation) {
        switch (timer) {
            case WAIT:
                wait = generation;
                break;
            case DEADLINE:
                deadline = generation;
                break;
            case CLIMB:
                climbTimer = generation;
                break;
            case TICK:
                tick = generation;
                break;
            case SUSPENSION:
                suspension = generation;
                break;
            default:
                windowTimer = generation;
                break;
        }
    }

    /** Arms the timer that ends a waiting phase. */
    void await(Phase waiting, long millis, int jitterPercent) {
        disarm(TimerKind.WAIT);
        phase(waiting);
        waitUntil = at + millis;
        arm(TimerKind.WAIT, millis, jitterPercent);
    }

    // Orders and leases.

    void order(int on, Reason reason) {
        disarm(TimerKind.WAIT);
        settling = false;
        if (on != rung) {
            rung = on;
            attempt = 0;
        }
        phase(Phase.ACQUIRING);
        inflight = ++sequence;
        command(Command.acquire(on, new AcquireRequest(inflight, rebuild, Limits.ACQUIRE_MILLIS, reason)));
        arm(TimerKind.DEADLINE, Limits.ACQUIRE_MILLIS, 0);
    }

    void orderBeside(int on) {
        disarm(TimerKind.CLIMB);
        climb = ++sequence;
        climbRung = on;
        command(Command.acquire(on, new AcquireRequest(climb, false, Limits.ACQUIRE_MILLIS, Reason.CLIMB)));
        arm(TimerKind.DEADLINE, Limits.ACQUIRE_MILLIS, 0);
    }

    /** Gives up what was ordered; should it come all the same, it will be handed back. */
    void cancelOrders() {
        if (inflight != 0) {
            command(Command.cancelAcquire(rung, inflight));
            inflight = 0;
        }
        if (climb != 0) {
            command(Command.cancelAcquire(climbRung, climb));
            climb = 0;
        }
        disarm(TimerKind.DEADLINE);
    }

    void release() {
        if (lease != 0) {
            command(Command.of(Command.Kind.RELEASE, lease));
            lease = 0;
        }
        sampledAt = KeeperState.NEVER;
    }

    /** The lease {@code generation} on {@code on} holds from now on, instead of any before it. */
    void hold(int on, long generation) {
        release();
        disarm(TimerKind.DEADLINE);
        rung = on;
        lease = generation;
        heldSince = at;
        progress = -1;
        progressAt = at;
        bufferMillis = 0;
        if (probing) {
            attempt = 0;
        }
        probing = false;
        settling = false;
        rebuild = false;
        phase(Phase.HOLDING);
        endGrace();
    }

    // Assertions, wake leases.

    void beginGrace() {
        if (!grace) {
            grace = true;
            command(Command.Kind.BEGIN_GRACE);
        }
    }

    void endGrace() {
        if (grace) {
            grace = false;
            command(Command.Kind.END_GRACE);
        }
    }

    void endWake() {
        if (wakeSince != KeeperState.NEVER) {
            wakeBudget = wakeBudget.plus(at, Math.min(at - wakeSince, wakeMillis));
            wakeSince = KeeperState.NEVER;
            command(Command.Kind.END_WAKE);
        }
    }

    // Engines.

    /** Tells the engines to pause, unless they were told before. */
    void pause(PauseReason reason, long withinMillis, KeeperState.SyncMode mode) {
        if (sync == KeeperState.SyncMode.RUNNING) {
            command(Command.pause(reason, withinMillis));
        }
        sync = mode;
    }

    /** Tells the engines to go on, unless they do. */
    void resume() {
        if (sync != KeeperState.SyncMode.RUNNING) {
            resumeAnyway();
        }
    }

    void resumeAnyway() {
        sync = KeeperState.SyncMode.RUNNING;
        command(Command.resume(transportsStale ? RecoverScope.FULL : RecoverScope.CONTINUE));
        transportsStale = false;
        disarm(TimerKind.SUSPENSION);
    }

    // Windows.

    void endWindow(boolean worked) {
        window = false;
        disarm(TimerKind.WINDOW);
        command(Command.endWindow(worked));
    }
}
