package dev.sotto.background.machine;

import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.status.Intent;
import dev.sotto.background.status.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The machine with one thing broken on purpose, by name. Each is the real machine behind a filter: an event that a
 * branch would have handled is not told, a command is not given, or a field is spoiled afterwards.
 */
final class Mutants {

    private final Reducer real;
    private final Map<String, Reducer> all = new LinkedHashMap<String, Reducer>();

    Mutants(Reducer real) {
        this.real = real;
        forgottenBranches();
        forgottenCommands();
        spoiledStates();
    }

    Map<String, Reducer> all() {
        return all;
    }

    private interface EventFilter {
        boolean drops(KeeperState state, Event event);
    }

    private interface Spoiler {
        void spoil(KeeperState before, Event event, Draft after);
    }

    /** A branch that is missing: time passes, nothing else. */
    private void deaf(String name, EventFilter filter) {
        all.put(name, (s, e) -> real.step(s, filter.drops(s, e) ? Event.graceEnding(e.at()) : e));
    }

    private void mute(String name, Command.Kind kind) {
        all.put(name, (s, e) -> {
            Step step = real.step(s, e);
            List<Command> kept = new ArrayList<Command>();
            for (Command command : step.commands()) {
                if (command.kind() != kind) {
                    kept.add(command);
                }
            }
            return new Step(step.state(), kept);
        });
    }

    private void spoiled(String name, Spoiler spoiler) {
        all.put(name, (s, e) -> {
            Step step = real.step(s, e);
            Draft draft = new Draft(step.state());
            spoiler.spoil(s, e, draft);
            return new Step(draft.state(), step.commands());
        });
    }

    private static boolean timer(Event e, TimerKind timer) {
        return e.kind() == Event.Kind.TIMER && e.timer() == timer;
    }

    private static boolean signal(Event e, MechanismSignal.Kind kind) {
        return e.kind() == Event.Kind.SIGNAL && e.signal().kind() == kind;
    }

    /** For a timer that fires into a missing branch: it is spent all the same. */
    private void deafTimer(String name, TimerKind timer, Phase in) {
        all.put(name, (s, e) -> {
            if (!timer(e, timer) || s.phase != in || e.generation() != s.armed(timer)) {
                return real.step(s, e);
            }
            Draft draft = new Draft(s);
            draft.armed(timer, 0);
            return new Step(draft.state(), new ArrayList<Command>());
        });
    }

    private void forgottenBranches() {
        deafTimer("no probe: the timer of INTERRUPTED does nothing", TimerKind.WAIT, Phase.INTERRUPTED);
        deafTimer("no retry: the timer of BACKOFF does nothing", TimerKind.WAIT, Phase.BACKOFF);
        deafTimer("no slow retry: the timer of DEGRADED does nothing", TimerKind.WAIT, Phase.DEGRADED);
        deafTimer("no deadline: a hung order is waited for", TimerKind.DEADLINE, Phase.ACQUIRING);
        deafTimer("no climb: the better rung is not tried", TimerKind.CLIMB, Phase.HOLDING);
        deaf("no health: flags are believed, progress is not looked at", (s, e) -> e.kind() == Event.Kind.HEALTH);
        all.put(
                "the end of an interruption is taken for its beginning",
                (s, e) -> real.step(
                        s,
                        signal(e, MechanismSignal.Kind.INTERRUPTION_ENDED) && s.phase == Phase.HOLDING
                                ? Moves.began(s)
                                : e));
        deaf(
                "a late success is kept",
                (s, e) -> e.kind() == Event.Kind.ACQUIRED && e.generation() != s.inflight && e.generation() != s.climb);
        deaf("gates are not looked at while holding", (s, e) -> e.kind() == Event.Kind.GATE_CLOSED && s.lease != 0);
    }

    private void forgottenCommands() {
        mute("a lease is never given back", Command.Kind.RELEASE);
        mute("a given-up order is not cancelled", Command.Kind.CANCEL_ACQUIRE);
        mute("timers are not disarmed", Command.Kind.DISARM);
        mute("the assertion is not ended", Command.Kind.END_GRACE);
        mute("no assertion is taken", Command.Kind.BEGIN_GRACE);
        mute("engines are never told to resume", Command.Kind.RESUME_SYNC);
        all.put("the timer of a waiting phase is not armed", (s, e) -> {
            Step step = real.step(s, e);
            List<Command> kept = new ArrayList<Command>();
            for (Command command : step.commands()) {
                if (command.kind() != Command.Kind.ARM || command.timer() != TimerKind.WAIT) {
                    kept.add(command);
                }
            }
            return new Step(step.state(), kept);
        });
        all.put("ACQUIRE is sent twice", (s, e) -> {
            Step step = real.step(s, e);
            List<Command> doubled = new ArrayList<Command>();
            for (Command command : step.commands()) {
                doubled.add(command);
                if (command.kind() == Command.Kind.ACQUIRE) {
                    doubled.add(command);
                }
            }
            return new Step(step.state(), doubled);
        });
    }

    private void spoiledStates() {
        spoiled("stop() only counts while holding, as on the seed page", (before, e, after) -> {
            if (e.kind() == Event.Kind.STOP && before.intent == Intent.ON && before.phase != Phase.HOLDING) {
                after.intent = Intent.ON;
            }
        });
        spoiled("coming to the front does not release", (before, e, after) -> {
            if (e.kind() == Event.Kind.LIFECYCLE
                    && before.phase == Phase.HOLDING
                    && after.lifecycle == LifecycleState.FOREGROUND) {
                after.phase = Phase.HOLDING;
                after.lease = before.lease;
            }
        });
        spoiled("an opened gate wakes nobody", (before, e, after) -> {
            if (e.kind() == Event.Kind.GATE_OPENED && !before.gates.isEmpty() && before.intent == Intent.ON) {
                after.phase = Phase.IDLE;
            }
        });
        all.put("refused rungs stay refused for ever", (s, e) -> {
            if (!timer(e, TimerKind.WAIT) || s.phase != Phase.DEGRADED || e.generation() != s.wait) {
                return real.step(s, e);
            }
            Draft draft = new Draft(s);
            draft.wait = 0;
            draft.await(Phase.DEGRADED, Limits.SLOW_MILLIS, 0);
            return draft.finish();
        });
        all.put("probing stops: the timer of INTERRUPTED only winds itself up again", (s, e) -> {
            if (!timer(e, TimerKind.WAIT) || s.phase != Phase.INTERRUPTED || e.generation() != s.wait) {
                return real.step(s, e);
            }
            Draft draft = new Draft(s);
            draft.wait = 0;
            draft.await(Phase.INTERRUPTED, Limits.PROBE_TAIL_MILLIS, 0);
            return draft.finish();
        });
        spoiled("an answer under an old generation is taken for the current one", (before, e, after) -> {
            if (e.kind() == Event.Kind.ACQUIRED && e.generation() == Truth.STALE_ORDER && after.inflight != 0) {
                after.inflight = 0;
                after.lease = e.generation();
                after.phase = Phase.HOLDING;
            }
        });
        spoiled("nothing says that sockets are dead after a standstill", (before, e, after) -> {
            if (e.kind() == Event.Kind.RESUMED && before.sync == KeeperState.SyncMode.SUSPENDED) {
                after.sync = KeeperState.SyncMode.SUSPENDED;
            }
        });
    }
}
