package dev.sotto.background.machine;

import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.background.mechanism.MechanismSignal.Cause;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.PowerSnapshot;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.status.BackgroundPolicy;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.Intent;
import dev.sotto.background.status.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A machine in the hands of a table: words for what happens, and what the last of them led to. */
final class Script {

    static final PowerSnapshot BATTERY = new PowerSnapshot(80, false, false, PowerSnapshot.Thermal.NOMINAL);

    private final Keeper keeper;
    KeeperState s;
    List<Command> commands = new ArrayList<Command>();
    private long at;

    private Script(Keeper keeper) {
        this.keeper = keeper;
        this.s = KeeperState.initial(
                0, Intent.UNSET, LifecycleState.FOREGROUND, BackgroundPolicy.BALANCED, WakeBudget.UNUSED);
        event(Event.power(at, BATTERY));
    }

    /** Two rungs, at most two failures each. */
    static Script machine() {
        return new Script(ModelTest.smallMachine());
    }

    /** Named rungs and the real limits; rungs whose name begins with '$' are costly. */
    static Script ladder(String... rungs) {
        int costly = 0;
        for (int i = 0; i < rungs.length; i++) {
            costly |= rungs[i].startsWith("$") ? 1 << i : 0;
        }
        return new Script(new Keeper(Ladder.of(Arrays.asList(rungs), costly)));
    }

    static Script idle() {
        return machine().start();
    }

    static Script acquiring() {
        return idle().background();
    }

    static Script holding() {
        return acquiring().acquired().later(10_000);
    }

    static Script holdingSecond() {
        return acquiring().fails(FailureKind.DENIED).acquired().later(10_000);
    }

    static Script interrupted() {
        return holding().began();
    }

    static Script probing() {
        return interrupted().fires(TimerKind.WAIT);
    }

    static Script backoff() {
        return acquiring().fails(FailureKind.TRANSIENT);
    }

    static Script degraded() {
        return acquiring().fails(FailureKind.DENIED).fails(FailureKind.UNSUPPORTED);
    }

    Script event(Event event) {
        Step step = keeper.step(s, event);
        s = step.state();
        commands = step.commands();
        return this;
    }

    Script later(long millis) {
        at += millis;
        return this;
    }

    Script start() {
        return event(Event.start(at));
    }

    Script stop() {
        return event(Event.stop(at));
    }

    Script close() {
        return event(Event.close(at));
    }

    Script foreground() {
        return event(Event.lifecycle(at, LifecycleState.FOREGROUND));
    }

    Script inactive() {
        return event(Event.lifecycle(at, LifecycleState.INACTIVE));
    }

    Script background() {
        return event(Event.lifecycle(at, LifecycleState.BACKGROUND));
    }

    Script blocked(Gate gate) {
        return event(Event.gateClosed(at, gate));
    }

    Script unblocked(Gate gate) {
        return event(Event.gateOpened(at, gate));
    }

    Script power(int percent, boolean charging, boolean saving, PowerSnapshot.Thermal thermal) {
        return event(Event.power(at, new PowerSnapshot(percent, charging, saving, thermal)));
    }

    Script battery(int percent) {
        return power(percent, false, false, PowerSnapshot.Thermal.NOMINAL);
    }

    Script policy(BackgroundPolicy policy) {
        return event(Event.policy(at, policy));
    }

    Script activity(int peers, long pending, long sinceLastPeer) {
        return event(Event.activity(at, new SyncActivity(peers, pending, sinceLastPeer)));
    }

    Script acquired() {
        return event(Event.acquired(at, s.inflight != 0 ? s.inflight : s.climb));
    }

    Script acquired(long generation) {
        return event(Event.acquired(at, generation));
    }

    Script fails(FailureKind kind) {
        return event(Event.acquireFailed(at, s.inflight != 0 ? s.inflight : s.climb, kind, "said so"));
    }

    Script signal(MechanismSignal signal) {
        return event(Event.signal(at, s.rung, s.lease, signal));
    }

    Script began() {
        return signal(MechanismSignal.interrupted(Cause.CALL, "call"));
    }

    Script ended() {
        return signal(MechanismSignal.interruptionEnded(false, ""));
    }

    Script lost() {
        return signal(MechanismSignal.lost(Cause.ROUTE_LOST, "headphones"));
    }

    Script reset() {
        return signal(MechanismSignal.servicesReset(""));
    }

    Script quota() {
        return signal(MechanismSignal.quotaTimeout(1_000, ""));
    }

    Script health(long progress) {
        return event(Event.health(at, s.lease, progress, 0));
    }

    Script fires(TimerKind timer) {
        return event(Event.timer(at, timer, s.armed(timer)));
    }

    Script resumed(long gapMillis) {
        return event(Event.resumed(at, gapMillis));
    }

    Script suspendImminent(long withinMillis) {
        return event(Event.suspendImminent(at, withinMillis));
    }

    Script terminating(long withinMillis) {
        return event(Event.terminating(at, withinMillis));
    }

    Script graceEnding() {
        return event(Event.graceEnding(at));
    }

    Script graceExpired() {
        return event(Event.graceExpired(at));
    }

    Script windowOpened(long remainingMillis) {
        return event(Event.windowOpened(at, s.windowAsked, remainingMillis));
    }

    Script windowExpired() {
        return event(Event.windowExpired(at));
    }

    long at() {
        return at;
    }

    Phase phase() {
        return s.phase;
    }

    /** The last commands: their kinds, with the timer for ARM and DISARM, in order. */
    String did() {
        StringBuilder text = new StringBuilder();
        for (Command command : commands) {
            text.append(text.length() == 0 ? "" : " ").append(command.kind());
            if (command.kind() == Command.Kind.ARM || command.kind() == Command.Kind.DISARM) {
                text.append(':').append(command.timer());
            } else if (command.kind() == Command.Kind.ACQUIRE) {
                text.append(':').append(command.rung());
            } else if (command.kind() == Command.Kind.PAUSE_SYNC) {
                text.append(':').append(command.pauseReason());
            } else if (command.kind() == Command.Kind.RESUME_SYNC) {
                text.append(':').append(command.scope());
            }
        }
        return text.toString();
    }

    /** Delay of the timer that the last event armed, before jitter; -1 if it armed none of this kind. */
    long delay(TimerKind timer) {
        for (Command command : commands) {
            if (command.kind() == Command.Kind.ARM && command.timer() == timer) {
                return command.millis();
            }
        }
        return -1;
    }
}
