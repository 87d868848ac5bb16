package dev.sotto.background.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.port.PowerSnapshot.Thermal;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.Phase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The transition table of the machine: this is the truth that {@link Keeper} is drawn after. A row says from where, what
 * happens, where to, and every command in order. The machine has two rungs and leaves one after two failures.
 */
class KeeperTest {

    private final List<DynamicTest> rows = new ArrayList<DynamicTest>();

    private interface Happens {
        Script to(Script script);
    }

    private void row(String name, Script from, Happens event, Phase to, String commands) {
        rows.add(dynamicTest(name, () -> {
            KeeperState before = from.s;
            Script after = event.to(from);
            assertEquals(to, after.phase(), () -> before + " -> " + after.s + " " + after.commands);
            assertEquals(commands, after.did(), () -> before + " -> " + after.s);
        }));
    }

    @TestFactory
    List<DynamicTest> wanted_and_not_wanted() {
        String order = "ACQUIRE:0 ARM:DEADLINE ARM:TICK";
        row("IDLE, goes to the background: ACQUIRING", Script.idle(), Script::background, Phase.ACQUIRING, order);
        row("IDLE, becomes inactive: ACQUIRING already", Script.idle(), Script::inactive, Phase.ACQUIRING, order);
        row(
                "IDLE in the background, start(): ACQUIRING",
                Script.machine().background(),
                Script::start,
                Phase.ACQUIRING,
                "PERSIST " + order);
        row(
                "IDLE behind a gate, the gate opens: ACQUIRING, engines go on when held",
                Script.idle().blocked(Gate.BACKGROUND_RESTRICTED).background(),
                s -> s.unblocked(Gate.BACKGROUND_RESTRICTED),
                Phase.ACQUIRING,
                order);
        row(
                "ACQUIRING, stop(): IDLE, the order is given up",
                Script.acquiring(),
                Script::stop,
                Phase.IDLE,
                "PERSIST CANCEL_ACQUIRE DISARM:DEADLINE PAUSE_SYNC:STOPPED DISARM:TICK");
        row(
                "HOLDING, stop(): IDLE, the lease is given back after the engines were told",
                Script.holding(),
                Script::stop,
                Phase.IDLE,
                "PERSIST RELEASE PAUSE_SYNC:STOPPED DISARM:TICK");
        row(
                "HOLDING, a gate closes: IDLE, released",
                Script.holding(),
                s -> s.blocked(Gate.NO_PERMISSION_LAN),
                Phase.IDLE,
                "RELEASE PAUSE_SYNC:RELEASED DISARM:TICK");
        row(
                "HOLDING, a condition that passes by itself closes its gate: IDLE, released, windows go on",
                Script.holding(),
                s -> s.blocked(Gate.NO_NETWORK),
                Phase.IDLE,
                "RELEASE PAUSE_SYNC:RELEASED DISARM:TICK SCHEDULE_WINDOW");
        row(
                "INTERRUPTED, stop(): IDLE, timer, lease and assertion are given back",
                Script.interrupted(),
                Script::stop,
                Phase.IDLE,
                "PERSIST DISARM:WAIT RELEASE END_GRACE PAUSE_SYNC:STOPPED DISARM:TICK CANCEL_WINDOW");
        row(
                "probing, stop(): IDLE, the probe is given up, too",
                Script.probing(),
                Script::stop,
                Phase.IDLE,
                "PERSIST CANCEL_ACQUIRE DISARM:DEADLINE RELEASE END_GRACE PAUSE_SYNC:STOPPED DISARM:TICK");
        row(
                "BACKOFF, stop(): IDLE",
                Script.backoff(),
                Script::stop,
                Phase.IDLE,
                "PERSIST DISARM:WAIT PAUSE_SYNC:STOPPED DISARM:TICK");
        row(
                "DEGRADED, stop(): IDLE",
                Script.degraded(),
                Script::stop,
                Phase.IDLE,
                "PERSIST DISARM:WAIT DISARM:TICK CANCEL_WINDOW");
        row("UNSET, goes to the background: nothing", Script.machine(), Script::background, Phase.IDLE, "");
        row("ON, start() again: nothing", Script.holding(), Script::start, Phase.HOLDING, "");
        return rows;
    }

    @TestFactory
    List<DynamicTest> answers() {
        row("ACQUIRING, acquired: HOLDING", Script.acquiring(), Script::acquired, Phase.HOLDING, "DISARM:DEADLINE");
        row(
                "ACQUIRING with engines parked, acquired: HOLDING, and they go on",
                Script.degraded().fires(TimerKind.WAIT),
                Script::acquired,
                Phase.HOLDING,
                "DISARM:DEADLINE RESUME_SYNC:CONTINUE");
        row(
                "ACQUIRING after a loss, acquired: HOLDING, the assertion ends",
                Script.holding().lost(),
                Script::acquired,
                Phase.HOLDING,
                "DISARM:DEADLINE END_GRACE");
        row(
                "HOLDING, a stale lease comes: handed back",
                Script.holding(),
                s -> s.acquired(999),
                Phase.HOLDING,
                "RELEASE");
        row("IDLE, a stale lease comes: handed back", Script.idle(), s -> s.acquired(999), Phase.IDLE, "RELEASE");
        row(
                "CLOSED, a stale lease comes: handed back",
                Script.holding().close(),
                s -> s.acquired(999),
                Phase.CLOSED,
                "RELEASE");
        row(
                "ACQUIRING, TRANSIENT with tries left: BACKOFF",
                Script.acquiring(),
                s -> s.fails(FailureKind.TRANSIENT),
                Phase.BACKOFF,
                "DISARM:DEADLINE ARM:WAIT");
        row(
                "ACQUIRING, TRANSIENT without tries left: the next rung",
                Script.backoff()
                        .fires(TimerKind.WAIT)
                        .fails(FailureKind.TRANSIENT)
                        .fires(TimerKind.WAIT),
                s -> s.fails(FailureKind.TRANSIENT),
                Phase.ACQUIRING,
                "DISARM:DEADLINE ACQUIRE:1 ARM:DEADLINE");
        row(
                "probing, TRANSIENT: INTERRUPTED again",
                Script.probing(),
                s -> s.fails(FailureKind.TRANSIENT),
                Phase.INTERRUPTED,
                "DISARM:DEADLINE ARM:WAIT SCHEDULE_WINDOW");
        for (FailureKind kind : new FailureKind[] {FailureKind.DENIED, FailureKind.QUOTA, FailureKind.UNSUPPORTED}) {
            row(
                    "ACQUIRING, " + kind + ": the next rung at once",
                    Script.acquiring(),
                    s -> s.fails(kind),
                    Phase.ACQUIRING,
                    "DISARM:DEADLINE ACQUIRE:1 ARM:DEADLINE");
            row(
                    "ACQUIRING the last rung, " + kind + ": DEGRADED",
                    Script.acquiring().fails(FailureKind.DENIED),
                    s -> s.fails(kind),
                    Phase.DEGRADED,
                    "DISARM:DEADLINE ARM:WAIT PAUSE_SYNC:NOTHING_HOLDS SCHEDULE_WINDOW");
        }
        row(
                "ACQUIRING, no answer in time: as TRANSIENT, and the order is given up",
                Script.acquiring(),
                s -> s.fires(TimerKind.DEADLINE),
                Phase.BACKOFF,
                "CANCEL_ACQUIRE ARM:WAIT");
        row(
                "HOLDING, an old failure comes: nothing",
                Script.holding(),
                s -> s.event(Event.acquireFailed(s.at(), 999, FailureKind.DENIED, "")),
                Phase.HOLDING,
                "");
        return rows;
    }

    @TestFactory
    List<DynamicTest> interruptions() {
        row(
                "HOLDING, interrupted: INTERRUPTED under an assertion, the lease is kept to hear the end",
                Script.holding(),
                Script::began,
                Phase.INTERRUPTED,
                "BEGIN_GRACE ARM:WAIT SCHEDULE_WINDOW");
        row(
                "ACQUIRING, interrupted: INTERRUPTED, the order is given up",
                Script.acquiring(),
                Script::began,
                Phase.INTERRUPTED,
                "CANCEL_ACQUIRE DISARM:DEADLINE BEGIN_GRACE ARM:WAIT SCHEDULE_WINDOW");
        row(
                "BACKOFF, interrupted: INTERRUPTED",
                Script.backoff(),
                Script::began,
                Phase.INTERRUPTED,
                "BEGIN_GRACE DISARM:WAIT ARM:WAIT SCHEDULE_WINDOW");
        row("INTERRUPTED, interrupted again: nothing", Script.interrupted(), Script::began, Phase.INTERRUPTED, "");
        row("DEGRADED, interrupted: nothing", Script.degraded(), Script::began, Phase.DEGRADED, "");
        row("HOLDING, ended without began: nothing", Script.holding(), Script::ended, Phase.HOLDING, "");
        row(
                "INTERRUPTED, ended: settles first",
                Script.interrupted(),
                Script::ended,
                Phase.INTERRUPTED,
                "DISARM:WAIT ARM:WAIT");
        row(
                "INTERRUPTED, ended twice: the second changes nothing",
                Script.interrupted().ended(),
                Script::ended,
                Phase.INTERRUPTED,
                "");
        row(
                "INTERRUPTED, its timer: probes",
                Script.interrupted(),
                s -> s.fires(TimerKind.WAIT),
                Phase.ACQUIRING,
                "ACQUIRE:0 ARM:DEADLINE CANCEL_WINDOW");
        row(
                "probing, acquired: HOLDING, the old lease is given back",
                Script.probing(),
                Script::acquired,
                Phase.HOLDING,
                "RELEASE DISARM:DEADLINE END_GRACE");
        row(
                "probing, interrupted again: INTERRUPTED",
                Script.probing(),
                Script::began,
                Phase.INTERRUPTED,
                "CANCEL_ACQUIRE DISARM:DEADLINE ARM:WAIT SCHEDULE_WINDOW");
        row(
                "INTERRUPTED, the assertion is about to end: engines flush, probing goes on",
                Script.interrupted(),
                Script::graceEnding,
                Phase.INTERRUPTED,
                "PAUSE_SYNC:SUSPEND_IMMINENT");
        row(
                "INTERRUPTED, the assertion ends: it is always given back",
                Script.interrupted(),
                Script::graceExpired,
                Phase.INTERRUPTED,
                "PAUSE_SYNC:SUSPEND_IMMINENT END_GRACE");
        row(
                "INTERRUPTED, the lease is lost as well: given back, probing goes on",
                Script.interrupted(),
                Script::lost,
                Phase.INTERRUPTED,
                "RELEASE");
        return rows;
    }

    @TestFactory
    List<DynamicTest> losses() {
        String again = "BEGIN_GRACE RELEASE ACQUIRE:0 ARM:DEADLINE";
        row("HOLDING, lost: ACQUIRING at once", Script.holding(), Script::lost, Phase.ACQUIRING, again);
        row(
                "HOLDING, no progress for the stall time: ACQUIRING at once",
                Script.holding().health(7).fires(TimerKind.TICK).later(Limits.STALL_MILLIS),
                s -> s.health(7),
                Phase.ACQUIRING,
                again);
        row(
                "HOLDING, asked for progress and never answered: ACQUIRING at once",
                Script.holding().fires(TimerKind.TICK).later(Limits.STALL_MILLIS),
                s -> s.fires(TimerKind.TICK),
                Phase.ACQUIRING,
                "SAMPLE_ACTIVITY " + again.replace("ARM:DEADLINE", "ARM:DEADLINE ARM_NOTICE ARM:TICK"));
        row(
                "HOLDING, progress: nothing",
                Script.holding().health(7).later(60_000),
                s -> s.health(8),
                Phase.HOLDING,
                "");
        row(
                "HOLDING, progress that cannot be measured: nothing",
                Script.holding().health(-1).later(60_000),
                s -> s.health(-1),
                Phase.HOLDING,
                "");
        row(
                "HOLDING for a moment only, lost: BACKOFF, so that a flapping mechanism does not spin",
                Script.acquiring().acquired().later(Limits.FLAP_MILLIS - 1),
                Script::lost,
                Phase.BACKOFF,
                "BEGIN_GRACE RELEASE ARM:WAIT");
        row(
                "HOLDING, an older lease is lost: nothing",
                Script.holding(),
                s -> s.event(Event.signal(
                        s.at(),
                        0,
                        999,
                        dev.sotto.background.mechanism.MechanismSignal.lost(
                                dev.sotto.background.mechanism.MechanismSignal.Cause.ROUTE_LOST, ""))),
                Phase.HOLDING,
                "");
        row(
                "HOLDING, services reset: BACKOFF",
                Script.holding(),
                Script::reset,
                Phase.BACKOFF,
                "RELEASE BEGIN_GRACE ARM:WAIT");
        row(
                "INTERRUPTED, services reset: BACKOFF",
                Script.interrupted(),
                Script::reset,
                Phase.BACKOFF,
                "RELEASE DISARM:WAIT ARM:WAIT CANCEL_WINDOW");
        row(
                "ACQUIRING, services reset: BACKOFF",
                Script.acquiring(),
                Script::reset,
                Phase.BACKOFF,
                "CANCEL_ACQUIRE DISARM:DEADLINE BEGIN_GRACE ARM:WAIT");
        row(
                "BACKOFF, services reset: BACKOFF from the beginning",
                Script.backoff(),
                Script::reset,
                Phase.BACKOFF,
                "BEGIN_GRACE DISARM:WAIT ARM:WAIT");
        row(
                "BACKOFF, its timer: ACQUIRING",
                Script.backoff(),
                s -> s.fires(TimerKind.WAIT),
                Phase.ACQUIRING,
                "ACQUIRE:0 ARM:DEADLINE");
        row(
                "HOLDING, quota: released in the same step, the next rung",
                Script.holding(),
                Script::quota,
                Phase.ACQUIRING,
                "RELEASE ACQUIRE:1 ARM:DEADLINE");
        row(
                "INTERRUPTED, quota: the next rung",
                Script.interrupted(),
                Script::quota,
                Phase.ACQUIRING,
                "RELEASE DISARM:WAIT ACQUIRE:1 ARM:DEADLINE CANCEL_WINDOW");
        row(
                "HOLDING the last rung, quota: DEGRADED",
                Script.holdingSecond(),
                Script::quota,
                Phase.DEGRADED,
                "RELEASE ARM:WAIT PAUSE_SYNC:NOTHING_HOLDS DISARM:CLIMB SCHEDULE_WINDOW");
        return rows;
    }

    @TestFactory
    List<DynamicTest> recovery() {
        String retry = "ACQUIRE:0 ARM:DEADLINE CANCEL_WINDOW";
        row("DEGRADED, its timer: all again", Script.degraded(), s -> s.fires(TimerKind.WAIT), Phase.ACQUIRING, retry);
        row(
                "DEGRADED, a permission is taken and granted: all again",
                Script.degraded().blocked(Gate.NO_PERMISSION_BT),
                s -> s.unblocked(Gate.NO_PERMISSION_BT),
                Phase.ACQUIRING,
                "ACQUIRE:0 ARM:DEADLINE ARM:TICK");
        row(
                "DEGRADED, on a charger: all again",
                Script.degraded(),
                s -> s.power(80, true, false, Thermal.NOMINAL),
                Phase.ACQUIRING,
                "DISARM:WAIT " + retry);
        row(
                "DEGRADED, the system opens a window: engines run in it, all again",
                Script.degraded(),
                s -> s.windowOpened(30_000),
                Phase.ACQUIRING,
                "DISARM:TICK ARM:WINDOW RESUME_SYNC:CONTINUE DISARM:WAIT ACQUIRE:0 ARM:DEADLINE ARM:TICK");
        row(
                "DEGRADED, to the front: IDLE, and the first rung is tried on the way back",
                Script.degraded(),
                Script::foreground,
                Phase.IDLE,
                "RESUME_SYNC:CONTINUE DISARM:WAIT DISARM:TICK CANCEL_WINDOW");
        row(
                "after that, to the background: ACQUIRING the first rung",
                Script.degraded().foreground(),
                Script::background,
                Phase.ACQUIRING,
                "ACQUIRE:0 ARM:DEADLINE ARM:TICK");
        row(
                "INTERRUPTED, the system opens a window: probes at once",
                Script.interrupted(),
                s -> s.windowOpened(30_000),
                Phase.ACQUIRING,
                "DISARM:TICK ARM:WINDOW DISARM:WAIT ACQUIRE:0 ARM:DEADLINE ARM:TICK");
        row(
                "HOLDING, to the front: IDLE",
                Script.holding(),
                Script::foreground,
                Phase.IDLE,
                "RESUME_SYNC:CONTINUE RELEASE DISARM:TICK");
        row(
                "HOLDING, suspension is imminent: engines pause, the hold stays",
                Script.holding(),
                s -> s.suspendImminent(30_000),
                Phase.HOLDING,
                "PAUSE_SYNC:SUSPEND_IMMINENT ARM:SUSPENSION");
        row(
                "HOLDING, ran again after a standstill: ACQUIRING, everything is rebuilt",
                Script.holding(),
                s -> s.resumed(60_000),
                Phase.ACQUIRING,
                "RESUME_SYNC:FULL RELEASE ACQUIRE:0 ARM:DEADLINE");
        row(
                "HOLDING, told of the same standstill twice: the second changes nothing",
                Script.holding().resumed(60_000).later(40),
                s -> s.resumed(60_010),
                Phase.ACQUIRING,
                "");
        row(
                "IDLE in the front, ran again after a standstill: transports are rebuilt all the same",
                Script.idle(),
                s -> s.resumed(60_000),
                Phase.IDLE,
                "RESUME_SYNC:FULL");
        row(
                "suspension announced, but it does not come: engines go on",
                Script.holding().suspendImminent(5_000),
                s -> s.fires(TimerKind.SUSPENSION),
                Phase.HOLDING,
                "RESUME_SYNC:FULL");
        row(
                "HOLDING, the process will end: engines pause for good",
                Script.holding(),
                s -> s.terminating(5_000),
                Phase.HOLDING,
                "PAUSE_SYNC:TERMINATING");
        row(
                "HOLDING, close(): CLOSED, everything is given back",
                Script.holding(),
                Script::close,
                Phase.CLOSED,
                "PERSIST RELEASE DISARM:TICK PAUSE_SYNC:CLOSED");
        row("CLOSED, start(): nothing", Script.holding().close(), Script::start, Phase.CLOSED, "");
        row(
                "CLOSED, a timer fires: nothing",
                Script.interrupted().close(),
                s -> s.fires(TimerKind.WAIT),
                Phase.CLOSED,
                "");
        return rows;
    }

    @TestFactory
    List<DynamicTest> climbing() {
        String beside = "ACQUIRE:0 ARM:DEADLINE";
        row(
                "HOLDING the second rung, 15 minutes later: the first is tried beside it",
                Script.holdingSecond(),
                s -> s.fires(TimerKind.CLIMB),
                Phase.HOLDING,
                beside);
        row(
                "HOLDING the second rung, a gate closes and opens: the first rung first",
                Script.holdingSecond().blocked(Gate.HOST_AUDIO_BUSY),
                s -> s.unblocked(Gate.HOST_AUDIO_BUSY),
                Phase.ACQUIRING,
                "ACQUIRE:0 ARM:DEADLINE ARM:TICK");
        row(
                "HOLDING a cheap rung since the battery was low, on a charger: the better one is tried at once",
                Script.ladder("$audio", "cheap")
                        .battery(20)
                        .start()
                        .background()
                        .acquired()
                        .later(5_000),
                s -> s.power(20, true, false, Thermal.NOMINAL),
                Phase.HOLDING,
                beside);
        row(
                "climbing, acquired: the better lease is kept, the other given back",
                Script.holdingSecond().fires(TimerKind.CLIMB),
                Script::acquired,
                Phase.HOLDING,
                "RELEASE DISARM:DEADLINE");
        row(
                "climbing, failed: the hold stays, the next try is armed",
                Script.holdingSecond().fires(TimerKind.CLIMB),
                s -> s.fails(FailureKind.DENIED),
                Phase.HOLDING,
                "DISARM:DEADLINE ARM:CLIMB");
        row(
                "climbing, no answer: the hold stays",
                Script.holdingSecond().fires(TimerKind.CLIMB),
                s -> s.fires(TimerKind.DEADLINE),
                Phase.HOLDING,
                "CANCEL_ACQUIRE ARM:CLIMB");
        row(
                "climbing, the hold is lost: both are given up, the held rung first",
                Script.holdingSecond().fires(TimerKind.CLIMB),
                Script::lost,
                Phase.ACQUIRING,
                "BEGIN_GRACE CANCEL_ACQUIRE DISARM:DEADLINE RELEASE ACQUIRE:1 ARM:DEADLINE");
        row(
                "HOLDING the second rung, ran again after a standstill: the first rung first",
                Script.holdingSecond(),
                s -> s.resumed(60_000),
                Phase.ACQUIRING,
                "RESUME_SYNC:FULL RELEASE ACQUIRE:0 ARM:DEADLINE DISARM:CLIMB");
        return rows;
    }

    @Test
    void probes_come_after_1_2_4_8_15_30_and_then_every_60_seconds() {
        Script s = Script.ladder("audio")
                .start()
                .background()
                .acquired()
                .later(5_000)
                .began();
        long[] expected = {1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000, 60_000};
        for (long delay : expected) {
            assertEquals(delay, s.delay(TimerKind.WAIT));
            s.later(delay).fires(TimerKind.WAIT).fails(FailureKind.TRANSIENT);
        }
    }

    @Test
    void backoff_doubles_from_half_a_second_to_60_seconds_and_to_8_under_an_assertion() {
        long[] free = {500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000};
        long[] graced = {500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000};
        Script calm = Script.ladder("audio").start().background();
        Script hasty = Script.ladder("audio")
                .start()
                .background()
                .acquired()
                .later(5_000)
                .lost();
        for (int i = 0; i < free.length; i++) {
            assertEquals(free[i], calm.fails(FailureKind.TRANSIENT).delay(TimerKind.WAIT));
            assertEquals(graced[i], hasty.fails(FailureKind.TRANSIENT).delay(TimerKind.WAIT));
            calm.fires(TimerKind.WAIT);
            hasty.fires(TimerKind.WAIT);
        }
        assertEquals(Phase.DEGRADED, calm.fails(FailureKind.TRANSIENT).phase());
        assertEquals(Limits.SLOW_MILLIS, calm.delay(TimerKind.WAIT));
    }

    @Test
    void after_a_loss_everything_is_built_anew_and_after_a_success_no_longer() {
        Script s = Script.holding().lost();
        assertTrue(s.commands.get(2).request().rebuild());
        s.acquired().later(5_000).began().fires(TimerKind.WAIT);
        assertTrue(!s.commands.get(0).request().rebuild());
    }

    @Test
    void engines_get_the_announced_time_less_the_reserve() {
        assertEquals(24_400, pauseMillis(Script.holding().suspendImminent(30_000)));
        assertEquals(3_750, pauseMillis(Script.holding().terminating(5_000)));
    }

    private static long pauseMillis(Script s) {
        return s.commands.get(0).millis();
    }
}
