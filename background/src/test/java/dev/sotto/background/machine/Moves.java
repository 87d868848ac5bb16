package dev.sotto.background.machine;

import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.background.mechanism.MechanismSignal.Cause;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.PowerSnapshot;
import dev.sotto.background.status.BackgroundPolicy;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.Phase;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that can happen in a world of the bounded model. What is outside changes with or without a notice; the
 * machine's own steps are the answer to its order, its timers and its looks at health.
 */
final class Moves {

    static final PowerSnapshot POWER_GOOD = new PowerSnapshot(80, false, false, PowerSnapshot.Thermal.NOMINAL);
    static final PowerSnapshot POWER_BAD = new PowerSnapshot(5, false, false, PowerSnapshot.Thermal.NOMINAL);

    /** One gate of each kind stands for all of its kind. */
    static final Gate HARD = Gate.BACKGROUND_RESTRICTED;

    static final Gate PASSING = Gate.NO_NETWORK;

    private static final long WITHIN_MILLIS = 30_000;
    private static final long GAP_MILLIS = 60_000;

    private final Truth truth;

    Moves(Truth truth) {
        this.truth = truth;
    }

    /** Events that app and system may send at any time, for this state. */
    static List<Event> outsideEvents(KeeperState s) {
        List<Event> all = new ArrayList<Event>();
        all.add(Event.start(0));
        all.add(Event.stop(0));
        all.add(Event.close(0));
        for (LifecycleState state : LifecycleState.values()) {
            all.add(Event.lifecycle(0, state));
        }
        for (Gate gate : new Gate[] {HARD, PASSING}) {
            all.add(Event.gateClosed(0, gate));
            all.add(Event.gateOpened(0, gate));
        }
        all.add(Event.power(0, POWER_BAD));
        all.add(Event.power(0, POWER_GOOD));
        all.add(Event.suspendImminent(0, WITHIN_MILLIS));
        all.add(Event.resumed(0, GAP_MILLIS));
        if (s.grace) {
            all.add(Event.graceEnding(0));
            all.add(Event.graceExpired(0));
        }
        if (s.windowAsked != 0) {
            all.add(Event.windowOpened(0, s.windowAsked, WITHIN_MILLIS));
        }
        if (s.window) {
            all.add(Event.windowExpired(0));
        }
        all.add(began(s));
        all.add(ended(s));
        return all;
    }

    static Event began(KeeperState s) {
        return signal(s, MechanismSignal.interrupted(Cause.CALL, ""));
    }

    static Event ended(KeeperState s) {
        return signal(s, MechanismSignal.interruptionEnded(true, ""));
    }

    static Event lost(KeeperState s) {
        return signal(s, MechanismSignal.lost(Cause.ROUTE_LOST, ""));
    }

    static Event reset(KeeperState s) {
        return signal(s, MechanismSignal.servicesReset(""));
    }

    static Event quota(KeeperState s) {
        return signal(s, MechanismSignal.quotaTimeout(1_000, ""));
    }

    private static Event signal(KeeperState s, MechanismSignal signal) {
        return Event.signal(0, s.rung, s.lease, signal);
    }

    /** Every world that may follow. */
    List<World> next(World w) {
        List<World> out = new ArrayList<World>();
        KeeperState s = w.s;
        for (Event event : outsideEvents(s)) {
            out.add(truth.after(w, event));
        }
        interruptions(w, out);
        servers(w, out);
        Truth.Change dead = truth.change(w).alive(false);
        out.add(dead.with(lost(s)));
        out.add(dead.silently());
        if (!w.refused) {
            out.add(truth.change(w).refused(true).silently());
            if (s.lease != 0 && s.rung == 0) {
                out.add(truth.change(w).refused(true).alive(false).with(quota(s)));
            }
        } else {
            out.add(truth.change(w).refused(false).silently());
        }
        out.add(truth.change(w).hangs(!w.hangs).silently());
        if (s.phase == Phase.HOLDING) {
            out.add(truth.after(w, tick(s, Limits.FLAP_MILLIS)));
            out.add(truth.after(w, tick(s, BackgroundPolicy.BALANCED.episodeBudgetMillis())));
        }
        if (s.suspension != 0) {
            out.add(truth.after(w, Event.timer(0, TimerKind.SUSPENSION, s.suspension)));
        }
        if (s.windowTimer != 0) {
            out.add(truth.after(w, Event.timer(0, TimerKind.WINDOW, s.windowTimer)));
        }
        if (w.stale > 0) {
            out.add(truth.change(w).stale(w.stale - 1).with(Event.acquired(0, Truth.STALE_ORDER)));
            out.add(truth.change(w)
                    .stale(w.stale - 1)
                    .with(Event.acquireFailed(0, Truth.STALE_ORDER, FailureKind.TRANSIENT, "")));
        }
        out.addAll(own(w));
        lateAnswers(w, out);
        return out;
    }

    private void interruptions(World w, List<World> out) {
        if (w.interrupted) {
            out.add(truth.change(w).interrupted(false).with(ended(w.s)));
            out.add(truth.change(w).interrupted(false).silently());
        } else {
            out.add(truth.change(w).interrupted(true).with(began(w.s)));
            out.add(truth.change(w).interrupted(true).silently());
        }
    }

    private void servers(World w, List<World> out) {
        if (w.down) {
            out.add(truth.change(w).down(false).alive(false).with(reset(w.s)));
            out.add(truth.change(w).down(false).silently());
        } else {
            out.add(truth.change(w).down(true).alive(false).silently());
            out.add(truth.change(w).alive(false).with(reset(w.s)));
        }
    }

    /** A hung order may be answered after all. */
    private void lateAnswers(World w, List<World> out) {
        if (w.inflightHung) {
            out.add(truth.change(w).inflightHung(false).answer(w.s.rung, w.s.inflight));
        }
        if (w.climbHung) {
            out.add(truth.change(w).climbHung(false).answer(w.s.climbRung, w.s.climb));
        }
    }

    private static Event tick(KeeperState s, long millis) {
        return Event.timer(millis, TimerKind.TICK, s.tick);
    }

    /** The machine's own steps towards a hold: answers, deadlines, waits, climbs, looks. */
    List<World> own(World w) {
        List<World> out = new ArrayList<World>();
        KeeperState s = w.s;
        if (s.inflight != 0) {
            out.add(
                    w.inflightHung
                            ? truth.after(w, Event.timer(0, TimerKind.DEADLINE, s.deadline))
                            : truth.change(w).answer(s.rung, s.inflight));
        }
        if (s.climb != 0) {
            out.add(
                    w.climbHung
                            ? truth.after(w, Event.timer(0, TimerKind.DEADLINE, s.deadline))
                            : truth.change(w).answer(s.climbRung, s.climb));
        }
        if (s.wait != 0) {
            out.add(truth.after(w, Event.timer(0, TimerKind.WAIT, s.wait)));
        }
        if (s.climbTimer != 0) {
            out.add(truth.after(w, Event.timer(0, TimerKind.CLIMB, s.climbTimer)));
        }
        if (s.phase == Phase.HOLDING && s.tick != 0) {
            out.add(look(w));
        }
        return out;
    }

    /** One look at health: the tick, and the answer to what it asks, or none if it asked before and heard nothing. */
    private World look(World w) {
        KeeperState s = w.s;
        World asked = truth.after(w, tick(s, Limits.STALL_MILLIS));
        boolean asks = s.sampledAt == KeeperState.NEVER && asked.s.sampledAt != KeeperState.NEVER;
        if (!asks) {
            return asked;
        }
        long progress = w.reallyHeld() ? 1 : 0;
        return truth.after(asked, Event.health(Limits.STALL_MILLIS, World.LEASE, progress, 0));
    }
}
