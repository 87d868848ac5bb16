package dev.sotto.background.machine;

import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.HoldPolicy;
import dev.sotto.background.status.Intent;
import dev.sotto.background.status.Phase;
import dev.sotto.background.status.PowerLevel;
import java.util.EnumSet;

/** What wish, power, activity and budgets allow, as functions of the state in the making. Pure. */
final class Policy {

    /** The gates that the machine closes by itself: those that must stay closed in a window, then those that need not. */
    private static final Gate[] OWN = {
        Gate.THERMAL, Gate.BATTERY_BELOW, Gate.LOW_POWER_MODE, Gate.BUDGET_SPENT, Gate.NO_WORK
    };

    private static final int HARD_COUNT = 3;

    private Policy() {}

    /** True if the app wants a hold, nothing forbids it, and the app is not in front (or wants it there, too). */
    static boolean wanted(Draft s) {
        return s.intent == Intent.ON
                && s.gates.isEmpty()
                && (s.lifecycle != LifecycleState.FOREGROUND || s.policy.holdPolicy() == HoldPolicy.ALWAYS)
                && !closesAny(s);
    }

    static PowerLevel level(Draft s) {
        return s.policy.holdPolicy() == HoldPolicy.ALWAYS && !s.power.hot() ? PowerLevel.FULL : s.power.level();
    }

    /** The gates that the battery, the heat, the want of work and the budget close. */
    static EnumSet<Gate> gates(Draft s) {
        EnumSet<Gate> closed = EnumSet.noneOf(Gate.class);
        for (Gate gate : OWN) {
            if (closes(s, gate)) {
                closed.add(gate);
            }
        }
        return closed;
    }

    private static boolean closesAny(Draft s) {
        for (Gate gate : OWN) {
            if (closes(s, gate)) {
                return true;
            }
        }
        return false;
    }

    private static boolean closes(Draft s, Gate gate) {
        if (gate == Gate.THERMAL) {
            return s.power.hot();
        }
        if (s.policy.holdPolicy() == HoldPolicy.ALWAYS) {
            return false;
        }
        switch (gate) {
            case BATTERY_BELOW:
                return s.power.batteryEmpty();
            case LOW_POWER_MODE:
                return s.power.saving() && s.policy.stopInLowPowerMode();
            case BUDGET_SPENT:
                return s.power.level() != PowerLevel.FULL && s.episodeHeldMillis >= s.policy.episodeBudgetMillis();
            default:
                return !hasWork(s);
        }
    }

    /** On a charger there always is; without an engine that tells its activity nobody knows better. */
    private static boolean hasWork(Draft s) {
        if (s.power.charging() || !s.activityKnown) {
            return true;
        }
        if (s.activity.connectedPeers() > 0 || s.activity.pendingOperations() > 0) {
            return true;
        }
        long patience = s.power.level() == PowerLevel.FRUGAL
                ? Math.min(Limits.FRUGAL_NO_PEERS_MILLIS, s.policy.noPeersMillis())
                : s.policy.noPeersMillis();
        return s.at - s.quietSince < patience;
    }

    /** Whether a short window may help: nothing holds, and only what passes, the want of work or the budget is in the way. */
    static boolean windowHelps(Draft s) {
        if (s.ending || s.intent != Intent.ON || s.lifecycle != LifecycleState.BACKGROUND || s.gates.forbidWindows()) {
            return false;
        }
        for (int i = 0; i < HARD_COUNT; i++) {
            if (closes(s, OWN[i])) {
                return false;
            }
        }
        return s.phase == Phase.IDLE || s.phase == Phase.INTERRUPTED || s.phase == Phase.DEGRADED;
    }

    /** Whether the engines should be parked: the process is in the background and nothing will keep it there. */
    static boolean parks(Draft s) {
        if (s.ending) {
            return true;
        }
        if (s.lifecycle != LifecycleState.BACKGROUND || s.window) {
            return false;
        }
        return s.intent == Intent.OFF || s.intent == Intent.ON && (!wanted(s) || s.phase == Phase.DEGRADED);
    }

    static long tickMillis(Draft s) {
        if (s.window && s.phase != Phase.HOLDING) {
            return Limits.TICK_WINDOW_MILLIS;
        }
        switch (level(s)) {
            case FULL:
                return Limits.TICK_FULL_MILLIS;
            case BALANCED:
                return Limits.TICK_BALANCED_MILLIS;
            default:
                return Limits.TICK_FRUGAL_MILLIS;
        }
    }

    static long windowEarliestMillis(Draft s) {
        return s.power.level() == PowerLevel.FRUGAL
                ? Limits.WINDOW_EARLIEST_FRUGAL_MILLIS
                : Limits.WINDOW_EARLIEST_MILLIS;
    }

    /** Whether the CPU should be kept awake: something waits to be sent and the process may run. */
    static boolean wakes(Draft s) {
        return (s.phase == Phase.HOLDING || s.window)
                && s.intent == Intent.ON
                && s.lifecycle == LifecycleState.BACKGROUND
                && s.activity.pendingOperations() > 0;
    }

    /** How long a new wake lease may last, or 0 if none is due or the budget is spent. */
    static long wakeMillis(Draft s) {
        long left = s.policy.wakeBudgetMillis() - s.wakeBudget.usedMillis(s.at);
        return !wakes(s) || left < Limits.WAKE_LEASE_MIN_MILLIS ? 0 : Math.min(left, Limits.WAKE_LEASE_MAX_MILLIS);
    }

    static boolean wantsMulticast(Draft s) {
        return (s.phase == Phase.HOLDING || s.window)
                && s.intent == Intent.ON
                && s.lifecycle == LifecycleState.BACKGROUND
                && s.activityKnown
                && s.activity.connectedPeers() == 0;
    }

    static boolean wantsNotice(Draft s) {
        return s.lifecycle == LifecycleState.BACKGROUND && wanted(s);
    }
}
