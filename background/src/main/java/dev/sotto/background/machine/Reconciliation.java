package dev.sotto.background.machine;

import dev.sotto.background.mechanism.AcquireRequest.Reason;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.PauseReason;
import dev.sotto.background.status.GapCause;
import dev.sotto.background.status.Intent;
import dev.sotto.background.status.Phase;

/**
 * How every step of the machine ends: what is wanted now is compared with what is there. Branches change wishes and facts;
 * what follows from them follows here, so that no branch can forget it. Pure, like all of {@link Keeper}.
 */
final class Reconciliation {

    private final Rungs rungs;

    Reconciliation(Rungs rungs) {
        this.rungs = rungs;
    }

    /** Compares what is wanted with what is there, and does what is missing. */
    void settle(Draft d) {
        boolean wanted = Policy.wanted(d);
        if (!wanted) {
            idle(d);
        } else if (d.phase == Phase.IDLE) {
            d.attempt = 0;
            d.denied = 0;
            d.blame(GapCause.STARTING, "");
            rungs.acquire(d, Reason.WANTED);
        }
        boolean windowEnds = d.window
                && (d.phase == Phase.HOLDING || d.intent != Intent.ON || d.lifecycle != LifecycleState.BACKGROUND);
        d.window &= !windowEnds;
        engines(d);
        if (windowEnds) {
            d.endWindow(true);
        }
        timers(d, wanted);
        outside(d);
    }

    static void idle(Draft d) {
        if (d.phase == Phase.IDLE || d.phase == Phase.CLOSED) {
            return;
        }
        d.disarm(TimerKind.WAIT);
        d.cancelOrders();
        d.release();
        d.attempt = 0;
        d.probing = false;
        d.settling = false;
        d.phase(Phase.IDLE);
        d.endGrace();
    }

    private static void engines(Draft d) {
        if (Policy.parks(d)) {
            PauseReason reason = d.intent == Intent.OFF
                    ? PauseReason.STOPPED
                    : d.phase == Phase.DEGRADED ? PauseReason.NOTHING_HOLDS : PauseReason.RELEASED;
            d.pause(reason, Limits.PAUSE_MILLIS, KeeperState.SyncMode.PARKED);
        } else if (d.sync == KeeperState.SyncMode.PARKED
                && !d.ending
                && (d.phase == Phase.HOLDING || d.lifecycle != LifecycleState.BACKGROUND || d.window)) {
            d.resume();
        }
    }

    private void timers(Draft d, boolean wanted) {
        keep(d, TimerKind.CLIMB, rungs.belowBest(d), Limits.SLOW_MILLIS, Limits.JITTER_PERCENT);
        keep(d, TimerKind.TICK, wanted || d.window, Policy.tickMillis(d), 0);
    }

    private static void keep(Draft d, TimerKind timer, boolean wanted, long millis, int jitterPercent) {
        if (!wanted) {
            d.disarm(timer);
        } else if (d.armed(timer) == 0) {
            d.arm(timer, millis, jitterPercent);
        }
    }

    /** Opens and closes what depends on the state alone: wake and multicast leases, windows, the notice. */
    static void outside(Draft d) {
        long wakeMillis = Policy.wakeMillis(d);
        if (d.wakeSince != KeeperState.NEVER && !Policy.wakes(d)) {
            d.endWake();
        } else if (d.wakeSince == KeeperState.NEVER && wakeMillis > 0) {
            d.wakeSince = d.at;
            d.wakeMillis = wakeMillis;
            d.command(Command.within(Command.Kind.BEGIN_WAKE, wakeMillis));
        }
        if (d.multicast != Policy.wantsMulticast(d)) {
            d.multicast = !d.multicast;
            d.command(d.multicast ? Command.Kind.BEGIN_MULTICAST : Command.Kind.END_MULTICAST);
        }
        boolean asks = !d.window && Policy.windowHelps(d);
        if (asks && d.windowAsked == 0) {
            d.windowAsked = ++d.sequence;
            d.command(Command.scheduleWindow(d.windowAsked, Policy.windowEarliestMillis(d)));
        } else if (!asks && d.windowAsked != 0) {
            d.windowAsked = 0;
            d.command(Command.Kind.CANCEL_WINDOW);
        }
        if (d.notice && !Policy.wantsNotice(d)) {
            d.notice = false;
            d.command(Command.Kind.DISARM_NOTICE);
        }
    }
}
