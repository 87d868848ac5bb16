package dev.sotto.background.machine;

import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.PauseReason;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.Intent;
import dev.sotto.background.status.Phase;
import dev.sotto.background.status.PowerLevel;

/**
 * The keep-alive machine: one pure function from a state and an event to the next state and what has to be done.
 *
 * <pre>
 *                 wanted                 acquired
 *      IDLE ------------------> ACQUIRING --------> HOLDING ---+ better rung, beside: swap
 *       ^                        |  ^  ^  lost, stalled |  ^---+
 *       | not wanted             |  |  +----------------+
 *       | (from anywhere)        |  |                   | interrupted
 *                         failed |  | timer             v
 *                                |  +---------- INTERRUPTED (grace; probes 1,2,4..s; settle 0.5 s after the end)
 *                                |  | timer
 *                                |  +---------- BACKOFF     (0.5 s x 2^n; services reset comes here, too)
 *                                |  | timer, charger, permission, window, foreground
 *                                +--+---------- DEGRADED    (every rung failed or refused; 15 min)
 * </pre>
 *
 * wanted = intent ON, no gate closed, and not in the foreground (or policy ALWAYS). Every step ends in {@link Reconciliation},
 * which compares what is wanted with what is there: no event is ever needed twice, and none is missed for good, because
 * every phase but IDLE has a timer or an order with a deadline, and HOLDING is believed only while it makes progress.
 *
 * <p>An order, a lease and a timer carry generations. What answers under an old one changes nothing; a lease that comes
 * under an old one is handed back.
 */
public final class Keeper {

    private final Rungs rungs;
    private final Reconciliation reconciliation;

    /** A machine for the rungs of {@code ladder}. */
    public Keeper(Ladder ladder) {
        this(ladder, Limits.ATTEMPT_COUNT_MAX);
    }

    Keeper(Ladder ladder, int attemptCountMax) {
        this.rungs = new Rungs(ladder, attemptCountMax);
        this.reconciliation = new Reconciliation(rungs);
    }

    public Ladder ladder() {
        return rungs.ladder();
    }

    /** What {@code event} leads to from {@code state}. Pure. */
    public Step step(KeeperState state, Event event) {
        Draft d = new Draft(state);
        if (state.phase == Phase.CLOSED) {
            handBack(d, event);
            return d.finish();
        }
        pass(d, event);
        dispatch(d, event);
        reconciliation.settle(d);
        return d.finish();
    }

    private static void handBack(Draft d, Event event) {
        if (event.kind() == Event.Kind.ACQUIRED) {
            d.command(Command.of(Command.Kind.RELEASE, event.generation()));
        }
    }

    /** Lets time pass up to the event: budgets are charged for what was open. */
    private static void pass(Draft d, Event event) {
        long elapsed = Math.max(0, event.at() - d.at);
        d.at += elapsed;
        if (d.phase == Phase.HOLDING && Policy.level(d) != PowerLevel.FULL) {
            long frozen = event.kind() == Event.Kind.RESUMED ? event.millis() : 0;
            d.episodeHeldMillis += Math.max(0, elapsed - frozen);
        }
        if (d.wakeSince != KeeperState.NEVER && d.at - d.wakeSince >= d.wakeMillis) {
            d.endWake();
        }
    }

    private void dispatch(Draft d, Event e) {
        switch (e.kind()) {
            case START:
                start(d);
                break;
            case STOP:
                intent(d, Intent.OFF);
                break;
            case CLOSE:
                close(d);
                break;
            case POLICY:
                d.policy = e.policy();
                break;
            case LIFECYCLE:
                lifecycle(d, e.lifecycle());
                break;
            case SUSPEND_IMMINENT:
                suspendImminent(d, e.millis());
                break;
            case RESUMED:
                resumed(d, e.millis());
                break;
            case TERMINATING:
                d.ending = true;
                d.pause(PauseReason.TERMINATING, Limits.flushMillis(e.millis()), KeeperState.SyncMode.PARKED);
                break;
            case GATE_CLOSED:
                d.gates = d.gates.with(e.gate());
                break;
            case GATE_OPENED:
                d.gates = d.gates.without(e.gate());
                break;
            case POWER:
                power(d, e);
                break;
            case ACTIVITY:
                activity(d, e);
                break;
            case ACQUIRED:
                rungs.acquired(d, e.generation());
                break;
            case ACQUIRE_FAILED:
                rungs.acquireFailed(d, e);
                break;
            case SIGNAL:
                if (e.generation() != 0 ? e.generation() == d.lease : e.rung() == d.rung) {
                    rungs.signal(d, e.signal());
                }
                break;
            case HEALTH:
                rungs.health(d, e);
                break;
            case TIMER:
                if (e.generation() != 0 && e.generation() == d.armed(e.timer())) {
                    d.armed(e.timer(), 0);
                    timer(d, e.timer());
                }
                break;
            case GRACE_ENDING:
                graceEnding(d);
                break;
            case GRACE_EXPIRED:
                graceEnding(d);
                d.endGrace();
                break;
            case WINDOW_OPENED:
                if (e.generation() != 0 && e.generation() == d.windowAsked) {
                    windowOpened(d, e.millis());
                }
                break;
            case WINDOW_EXPIRED:
                if (d.window) {
                    windowOver(d);
                }
                break;
            default:
                throw new IllegalStateException("no branch for " + e);
        }
    }

    // What the app says.

    private static void start(Draft d) {
        if (d.intent != Intent.ON) {
            d.quietSince = d.at;
        }
        intent(d, Intent.ON);
    }

    private static void intent(Draft d, Intent next) {
        if (d.intent != next) {
            d.intent = next;
            d.command(Command.Kind.PERSIST);
        }
    }

    private static void close(Draft d) {
        d.command(Command.Kind.PERSIST);
        d.intent = Intent.CLOSED;
        Reconciliation.idle(d);
        for (TimerKind timer : TimerKind.values()) {
            d.disarm(timer);
        }
        if (d.lifecycle == LifecycleState.BACKGROUND) {
            d.pause(PauseReason.CLOSED, Limits.PAUSE_MILLIS, KeeperState.SyncMode.PARKED);
        } else if (!d.ending) {
            d.resume();
        }
        if (d.window) {
            d.endWindow(true);
        }
        Reconciliation.outside(d);
        d.phase(Phase.CLOSED);
    }

    // What the platform says.

    private void lifecycle(Draft d, LifecycleState next) {
        LifecycleState before = d.lifecycle;
        if (before == next) {
            return;
        }
        d.lifecycle = next;
        if (before == LifecycleState.FOREGROUND) {
            d.quietSince = d.at;
        }
        boolean trying = d.phase == Phase.INTERRUPTED || d.phase == Phase.BACKOFF || d.phase == Phase.ACQUIRING;
        if (next == LifecycleState.BACKGROUND && trying) {
            d.beginGrace();
        }
        if (next == LifecycleState.FOREGROUND) {
            d.denied = 0;
            d.episodeHeldMillis = 0;
            d.gates = d.gates.without(Gate.USER_STOPPED);
            if (!d.ending) {
                d.resumeAnyway();
            }
            rungs.retryIfDegraded(d);
        }
    }

    private static void suspendImminent(Draft d, long withinMillis) {
        if (d.sync == KeeperState.SyncMode.RUNNING) {
            d.pause(PauseReason.SUSPEND_IMMINENT, Limits.flushMillis(withinMillis), KeeperState.SyncMode.SUSPENDED);
            d.arm(TimerKind.SUSPENSION, withinMillis + Limits.SUSPENSION_OVERDUE_MILLIS, 0);
        }
    }

    /** Two detectors may tell of one standstill: the second, which overlaps the first by half or more, is dropped. */
    private void resumed(Draft d, long gapMillis) {
        if (d.resumedAt - (d.at - gapMillis) >= (gapMillis + 1) / 2) {
            return;
        }
        d.resumedAt = d.at;
        d.transportsStale = true;
        if (d.sync != KeeperState.SyncMode.PARKED) {
            d.resumeAnyway();
        }
        rungs.resumed(d);
    }

    private void power(Draft d, Event e) {
        PowerGauge before = d.power;
        d.power = before.next(e.power());
        if (d.power.charging() && !before.charging()) {
            rungs.retryIfDegraded(d);
        }
        if (d.power.level() != before.level()) {
            rungs.climbNow(d);
        }
    }

    private static void activity(Draft d, Event e) {
        d.activityKnown = true;
        d.activity = e.activity();
        if (d.activity.connectedPeers() > 0 || d.activity.pendingOperations() > 0) {
            d.quietSince = d.at;
        } else if (d.activity.millisSinceLastPeer() < d.at - d.quietSince) {
            d.quietSince = d.at - d.activity.millisSinceLastPeer();
        }
    }

    // What time says.

    private void timer(Draft d, TimerKind timer) {
        switch (timer) {
            case WAIT:
                rungs.waited(d);
                break;
            case DEADLINE:
                rungs.overdue(d);
                break;
            case CLIMB:
                rungs.climbNow(d);
                break;
            case TICK:
                tick(d);
                break;
            case SUSPENSION:
                d.transportsStale = true;
                if (d.sync == KeeperState.SyncMode.SUSPENDED) {
                    d.resume();
                }
                break;
            default:
                windowOver(d);
                break;
        }
    }

    private void tick(Draft d) {
        d.command(Command.Kind.SAMPLE_ACTIVITY);
        rungs.look(d);
        if (Policy.wantsNotice(d)) {
            d.notice = true;
            d.command(Command.within(Command.Kind.ARM_NOTICE, Limits.NOTICE_MILLIS));
        }
    }

    private static void graceEnding(Draft d) {
        if (d.grace && d.phase != Phase.HOLDING && d.lifecycle == LifecycleState.BACKGROUND && !d.window) {
            d.pause(PauseReason.SUSPEND_IMMINENT, Limits.PAUSE_MILLIS, KeeperState.SyncMode.PARKED);
        }
    }

    private void windowOpened(Draft d, long remainingMillis) {
        d.windowAsked = 0;
        if (remainingMillis < Limits.WINDOW_MIN_MILLIS || !Policy.windowHelps(d)) {
            d.endWindow(false);
            return;
        }
        d.window = true;
        d.disarm(TimerKind.TICK);
        d.arm(TimerKind.WINDOW, Math.min(Limits.WINDOW_MILLIS, Limits.flushMillis(remainingMillis)), 0);
        d.resume();
        if (d.phase == Phase.INTERRUPTED) {
            rungs.waited(d);
        } else {
            rungs.retryIfDegraded(d);
        }
    }

    private static void windowOver(Draft d) {
        if (d.phase != Phase.HOLDING) {
            d.pause(PauseReason.WINDOW_OVER, Limits.PAUSE_MILLIS, KeeperState.SyncMode.PARKED);
        }
        d.endWindow(true);
    }
}
