package dev.sotto.background.machine;

import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.status.Intent;
import dev.sotto.background.status.Phase;
import java.util.List;

/**
 * Carries out what the machine commands in a world of the bounded model, and checks after every step what must hold.
 *
 * <pre>
 *   I1 an order is under way if and only if ACQUIRING            I5 at most one ACQUIRE an event
 *   I2 a waiting phase if and only if its timer is armed         I6 an event repeated changes nothing
 *   I3 not wanted: nothing held, no timer, no assertion          I7 a hold within 4 own steps once all is good
 *   I4 wanted: not IDLE
 *   J1 no lease is kept that the machine does not know           J2 the best rung is held within one slow period
 *   J3 engines run while held or in front, and are told so       J4 the machine knows which timers are armed
 *   J5 what app and system said last is what the machine goes by
 * </pre>
 */
final class Truth {

    static final long STALE_ORDER = 21;

    private final Reducer reducer;
    private final Violations violations;

    Truth(Reducer reducer, Violations violations) {
        this.reducer = reducer;
        this.violations = violations;
    }

    World after(World w, Event event) {
        return change(w).with(event);
    }

    Change change(World w) {
        return new Change(w);
    }

    /** A world in the making: first what changes outside, then what the machine makes of it. */
    final class Change {
        private final World from;
        private boolean interrupted;
        private boolean down;
        private boolean refused;
        private boolean hangs;
        private boolean alive;
        private boolean inflightHung;
        private boolean climbHung;
        private int stale;

        private Change(World from) {
            this.from = from;
            interrupted = from.interrupted;
            down = from.down;
            refused = from.refused;
            hangs = from.hangs;
            alive = from.alive;
            inflightHung = from.inflightHung;
            climbHung = from.climbHung;
            stale = from.stale;
        }

        Change interrupted(boolean value) {
            interrupted = value;
            return this;
        }

        Change down(boolean value) {
            down = value;
            return this;
        }

        Change refused(boolean value) {
            refused = value;
            return this;
        }

        Change hangs(boolean value) {
            hangs = value;
            return this;
        }

        Change alive(boolean value) {
            alive = value;
            return this;
        }

        Change inflightHung(boolean value) {
            inflightHung = value;
            return this;
        }

        Change climbHung(boolean value) {
            climbHung = value;
            return this;
        }

        Change stale(int value) {
            stale = value;
            return this;
        }

        World silently() {
            return from.same(interrupted, down, refused, hangs, alive, inflightHung, climbHung, stale);
        }

        /** The mechanism answers as it can now. */
        World answer(int rung, long generation) {
            if (rung == 0 && refused) {
                return with(Event.acquireFailed(0, generation, FailureKind.DENIED, ""));
            }
            return interrupted || down
                    ? with(Event.acquireFailed(0, generation, FailureKind.TRANSIENT, ""))
                    : with(Event.acquired(0, generation));
        }

        World with(Event event) {
            KeeperState before = from.s;
            Step step = reducer.step(before, event);
            KeeperState after = step.state();
            Outcome outcome = new Outcome(before, event, stale);
            for (Command command : step.commands()) {
                outcome.carryOut(command);
            }
            if (after.lease != 0 && after.lease != before.lease) {
                alive = !interrupted && !down;
            }
            if (outcome.ordered && after.inflight != before.inflight) {
                inflightHung = hangs;
            }
            if (outcome.ordered && after.climb != before.climb) {
                climbHung = hangs;
            }
            World next =
                    World.of(after, interrupted, down, refused, hangs, alive, inflightHung, climbHung, outcome.stale);
            check(before, event, step.commands(), outcome, after);
            return next;
        }
    }

    /** What app and system say may be said twice; answers and timers have generations, which are checked by I1 to J4. */
    private static boolean repeatable(Event event) {
        switch (event.kind()) {
            case TIMER:
            case HEALTH:
            case ACQUIRED:
            case ACQUIRE_FAILED:
                return false;
            default:
                return true;
        }
    }

    private void repeat(KeeperState from, Event event, KeeperState once) {
        Step again = reducer.step(once, event);
        expect("I6", again.commands().isEmpty(), from, event, again.commands(), once);
    }

    /** What must hold after {@code event} led from one state to another and {@code commands} were carried out. */
    void check(KeeperState from, Event event, List<Command> commands, Outcome outcome, KeeperState s) {
        if (repeatable(event) && !commands.isEmpty()) {
            repeat(from, event, s);
        }
        boolean wanted = s.wanted();
        boolean waiting = s.phase == Phase.BACKOFF || s.phase == Phase.INTERRUPTED || s.phase == Phase.DEGRADED;
        boolean resting = s.phase == Phase.IDLE || s.phase == Phase.CLOSED;
        expect("I1", (outcome.main != 0) == (s.phase == Phase.ACQUIRING), from, event, commands, s);
        expect("I2", outcome.armed(TimerKind.WAIT) == waiting, from, event, commands, s);
        boolean idleTimers =
                !outcome.armed(TimerKind.WAIT) && !outcome.armed(TimerKind.DEADLINE) && !outcome.armed(TimerKind.CLIMB);
        boolean nothing = resting && outcome.onlyLease(0) && idleTimers && !outcome.grace && outcome.main == 0;
        expect("I3", wanted || nothing, from, event, commands, s);
        expect("I3", wanted || s.window || !outcome.armed(TimerKind.TICK), from, event, commands, s);
        expect("I4", !wanted || !resting, from, event, commands, s);
        expect("I5", outcome.acquireCount <= 1, from, event, commands, s);
        boolean known = outcome.onlyLease(s.lease);
        expect("J1", known && outcome.complaint.isEmpty(), from, event, commands, s);
        boolean mayRun = !s.ending
                && (s.phase == Phase.HOLDING || s.lifecycle != LifecycleState.BACKGROUND && s.intent != Intent.CLOSED);
        boolean announced = s.sync == KeeperState.SyncMode.SUSPENDED;
        expect("J3", !mayRun || announced || !outcome.paused, from, event, commands, s);
        expect("J3", !announced || outcome.armed(TimerKind.SUSPENSION), from, event, commands, s);
        expect("J4", outcome.timersAsBelieved(s) && outcome.grace == s.grace, from, event, commands, s);
        expect("J4", outcome.armed(TimerKind.TICK) == (wanted || s.window), from, event, commands, s);
        expect("J5", s.phase == Phase.CLOSED || heard(event, s), from, event, commands, s);
        boolean ordered = s.inflight != 0 || s.climb != 0;
        expect("J4", outcome.armed(TimerKind.DEADLINE) == ordered, from, event, commands, s);
    }

    private static boolean heard(Event event, KeeperState s) {
        switch (event.kind()) {
            case START:
                return s.intent == Intent.ON;
            case STOP:
                return s.intent == Intent.OFF;
            case LIFECYCLE:
                return s.lifecycle == event.lifecycle();
            case GATE_CLOSED:
                return s.gates.closed().contains(event.gate());
            case GATE_OPENED:
                return !s.gates.closed().contains(event.gate());
            case POWER:
                return event.power() != Moves.POWER_BAD || s.power.batteryEmpty();
            default:
                return true;
        }
    }

    private void expect(
            String rule, boolean holds, KeeperState from, Event event, List<Command> commands, KeeperState next) {
        if (!holds) {
            violations.add(rule, from + " --" + event + "--> " + next + " " + commands);
        }
    }
}
