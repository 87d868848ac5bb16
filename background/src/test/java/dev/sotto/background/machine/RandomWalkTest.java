package dev.sotto.background.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.background.mechanism.MechanismSignal.Cause;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.PowerSnapshot;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.status.BackgroundPolicy;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.HoldPolicy;
import dev.sotto.background.status.Intent;
import dev.sotto.background.status.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Beyond the bounded model: bigger ladders, all gates, all timers, real time, random events, the same invariants. */
@Tag("slow")
class RandomWalkTest {

    private static final long SEED = 20_261_122;
    private static final int WALK_EVENT_COUNT = 5_000;
    private static final int EVENT_COUNT = Boolean.getBoolean("sotto.long") ? 10_000_000 : 1_000_000;

    private Random random = new Random(SEED);
    private Keeper keeper = new Keeper(Ladder.of(Arrays.asList("a"), 0));
    private KeeperState s;
    private long at;
    private long oldGeneration;
    private Violations violations;

    @Test
    void a_million_random_events_keep_every_invariant() {
        long began = System.nanoTime();
        long events = 0;
        for (long walk = 0; events < EVENT_COUNT; walk++) {
            violations = new Violations();
            start(SEED + walk);
            for (int i = 0; i < WALK_EVENT_COUNT; i++) {
                step(next());
                events++;
            }
            comesBack();
            long seed = SEED + walk;
            assertTrue(violations.isEmpty(), () -> "seed " + seed + ": " + violations);
        }
        System.out.println("random walks: " + events + " events, 0 violations, "
                + (System.nanoTime() - began) / 1_000_000 + " ms");
    }

    private void start(long seed) {
        random = new Random(seed);
        int rungs = 1 + random.nextInt(5);
        List<String> ids = new ArrayList<String>();
        for (int i = 0; i < rungs; i++) {
            ids.add("rung" + i);
        }
        keeper = new Keeper(Ladder.of(ids, random.nextInt(1 << rungs)));
        at = 0;
        oldGeneration = 999_999_999;
        s = KeeperState.initial(0, Intent.UNSET, LifecycleState.FOREGROUND, policy(), WakeBudget.UNUSED);
    }

    private BackgroundPolicy policy() {
        return BackgroundPolicy.BALANCED
                .withHoldPolicy(random.nextInt(8) == 0 ? HoldPolicy.ALWAYS : HoldPolicy.BACKGROUND_ONLY)
                .withStopInLowPowerMode(random.nextBoolean())
                .withEpisodeBudgetMillis(1 + random.nextInt(3_600_000))
                .withNoPeersMillis(1 + random.nextInt(1_200_000));
    }

    private void step(Event event) {
        KeeperState before = s;
        Step step = keeper.step(s, event);
        s = step.state();
        if (before.inflight != 0 && s.inflight != before.inflight) {
            oldGeneration = before.inflight;
        }
        Outcome outcome = new Outcome(before, event, 0);
        for (Command command : step.commands()) {
            outcome.carryOut(command);
        }
        new Truth((x, y) -> keeper.step(x, y), violations).check(before, event, step.commands(), outcome, s);
        long used = s.wakeBudget.usedMillis(s.at);
        boolean within = used <= s.policy.wakeBudgetMillis();
        if (!within) {
            violations.add("wake budget", used + " ms used by " + event);
        }
    }

    private Event next() {
        at += random.nextInt(4) == 0 ? random.nextInt(600_000) : random.nextInt(3_000);
        switch (random.nextInt(20)) {
            case 0:
                return Event.start(at);
            case 1:
                return random.nextInt(4) == 0 ? Event.stop(at) : Event.start(at);
            case 2:
            case 3:
                return Event.lifecycle(at, LifecycleState.values()[random.nextInt(3)]);
            case 4:
                Gate gate = Gate.values()[random.nextInt(Gate.values().length)];
                return random.nextInt(3) == 0 ? Event.gateClosed(at, gate) : Event.gateOpened(at, gate);
            case 5:
                return Event.power(at, power());
            case 6:
                return Event.activity(
                        at, new SyncActivity(random.nextInt(2), random.nextInt(2), random.nextInt(1_200_000)));
            case 7:
                return random.nextInt(5) == 0 ? Event.policy(at, policy()) : Event.start(at);
            case 8:
                return platformFact();
            case 9:
                return Event.signal(at, s.rung, random.nextInt(3) == 0 ? 0 : s.lease, signal());
            case 10:
                return Event.acquired(at, random.nextBoolean() ? oldGeneration : ++oldGeneration + 1_000_000_000L);
            case 11:
                return Event.acquireFailed(at, oldGeneration, failure(), "");
            case 12:
            case 13:
                return answer();
            default:
                return machineTime();
        }
    }

    private Event platformFact() {
        switch (random.nextInt(6)) {
            case 0:
                return Event.suspendImminent(at, random.nextInt(30_000));
            case 1:
                return Event.resumed(at, random.nextInt(600_000));
            case 2:
                return Event.graceEnding(at);
            case 3:
                return Event.graceExpired(at);
            case 4:
                return Event.windowOpened(
                        at, random.nextInt(8) == 0 ? oldGeneration : s.windowAsked, random.nextInt(40_000));
            default:
                return Event.windowExpired(at);
        }
    }

    private PowerSnapshot power() {
        return new PowerSnapshot(
                random.nextInt(101),
                random.nextInt(3) == 0,
                random.nextInt(3) == 0,
                PowerSnapshot.Thermal.values()[random.nextInt(8) == 0 ? 2 : random.nextInt(2)]);
    }

    private FailureKind failure() {
        return FailureKind.values()[random.nextInt(4)];
    }

    private MechanismSignal signal() {
        switch (random.nextInt(5)) {
            case 0:
                return MechanismSignal.interrupted(Cause.CALL, "");
            case 1:
                return MechanismSignal.interruptionEnded(random.nextBoolean(), "");
            case 2:
                return MechanismSignal.lost(Cause.ROUTE_LOST, "");
            case 3:
                return MechanismSignal.servicesReset("");
            default:
                return MechanismSignal.quotaTimeout(1_000, "");
        }
    }

    private Event answer() {
        long generation = s.inflight != 0 ? s.inflight : s.climb != 0 ? s.climb : oldGeneration;
        return random.nextInt(3) == 0
                ? Event.acquireFailed(at, generation, failure(), "")
                : Event.acquired(at, generation);
    }

    private Event machineTime() {
        if (s.phase == Phase.HOLDING && random.nextInt(3) == 0) {
            return Event.health(at, s.lease, random.nextInt(3) == 0 ? 0 : at, random.nextInt(3_000));
        }
        TimerKind timer = TimerKind.values()[random.nextInt(TimerKind.values().length)];
        return Event.timer(at, timer, random.nextInt(8) == 0 ? oldGeneration : s.armed(timer));
    }

    /** The world is good from now on and tells nothing: the hold must be back within four own steps, on the best rung soon. */
    private void comesBack() {
        step(Event.policy(at, BackgroundPolicy.BALANCED));
        step(Event.power(at, PowerSnapshot.MAINS));
        for (Gate gate : Gate.values()) {
            step(Event.gateOpened(at, gate));
        }
        step(Event.lifecycle(at, LifecycleState.BACKGROUND));
        step(Event.start(at));
        assertTrue(s.wanted(), () -> "not wanted: " + s);
        int steps = 0;
        while (s.phase != Phase.HOLDING && steps++ < 10) {
            at += 1;
            step(s.inflight != 0 ? Event.acquired(at, s.inflight) : Event.timer(at, TimerKind.WAIT, s.wait));
        }
        assertTrue(steps <= Exploration.OWN_STEP_COUNT_MAX, steps + " own steps to hold again: " + s);
        for (int i = 0; i < 4 && s.rung != 0; i++) {
            at += Limits.SLOW_MILLIS;
            step(s.climb != 0 ? Event.acquired(at, s.climb) : Event.timer(at, TimerKind.CLIMB, s.climbTimer));
        }
        assertEquals(0, s.rung, () -> "the best rung is not held: " + s);
    }
}
