package dev.sotto.background;

import dev.sotto.background.machine.Command;
import dev.sotto.background.machine.Event;
import dev.sotto.background.machine.Keeper;
import dev.sotto.background.machine.KeeperState;
import dev.sotto.background.machine.Ladder;
import dev.sotto.background.machine.Ledger;
import dev.sotto.background.machine.Limits;
import dev.sotto.background.machine.Step;
import dev.sotto.background.machine.WakeBudget;
import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.port.LifecycleSource;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.PauseReason;
import dev.sotto.background.port.Platform;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.SyncControl;
import dev.sotto.background.status.BackgroundPolicy;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.Intent;
import dev.sotto.background.status.Report;
import dev.sotto.background.status.Status;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the machine on one platform: one serial queue, on which every event is a step and every command a call to a port.
 *
 * <p>Ports are called under guard, after the step is made: what they throw is a fault in the report, what they answer
 * comes back as an event. Mechanisms and engines, which may hang, are called on lanes of their own.
 *
 * <p>Moments are milliseconds since the loop was made. Two standstills are noticed here, besides those that the platform
 * tells of: a loop that runs much later than its own tick, and a wall clock that went on much further than a monotonic
 * clock that does not count sleep.
 */
final class Loop {

    /** Makes an event of the moment at which it is handled. */
    interface EventAt {
        Event at(long moment);
    }

    private final Platform platform;
    private final Faults faults;
    private final Serial serial;
    private final Keeper keeper;
    private final Ledger ledger;
    private final Holds holds;
    private final Engines engines;
    private final Outside outside;
    private final Memory memory;
    private final Runnable changed;
    private final long origin;
    private final Timers timers;
    private final Map<Gate, String> said = new EnumMap<Gate, String>(Gate.class);
    private final List<Registration> subscriptions = new ArrayList<Registration>();
    private final List<Runnable> closing = new ArrayList<Runnable>();
    private final Object publishing = new Object();
    private KeeperState state;
    private long seenAt;
    private long seenWall;

    /**
     * @param wish what the app said before the platform came, UNSET if nothing
     * @param changed run on the loop after every step
     */
    Loop(Platform platform, Intent wish, BackgroundPolicy policy, Faults faults, Runnable changed) {
        this.platform = platform;
        this.faults = faults;
        this.changed = changed;
        this.serial = new Serial("the machine", platform.executor(), faults);
        this.keeper = new Keeper(Ladder.of(platform.mechanisms()));
        this.ledger = new Ledger(keeper.ladder());
        this.holds = new Holds(this, platform, faults);
        this.engines = new Engines(
                serial, platform.workers(), platform.ticker(), faults, sum -> step(Event.activity(at(), sum)));
        this.outside = new Outside(this, platform, engines);
        this.memory = new Memory(this, platform, ledger, faults);
        this.origin = platform.ticker().monotonicMillis();
        this.timers = new Timers(this, platform.ticker(), origin);
        this.seenWall = wall();
        this.state = KeeperState.initial(0, wish, LifecycleState.FOREGROUND, policy, WakeBudget.UNUSED);
        serial.post(() -> open(wish));
    }

    private void open(Intent wish) {
        Intent remembered = memory.open();
        Intent intent = wish == Intent.UNSET ? remembered : wish;
        publish(KeeperState.initial(at(), intent, LifecycleState.FOREGROUND, state.policy(), memory.wakeBudget(at())));
        faults.guard("lifecycle source", () -> subscribe(platform.lifecycle(), true));
        for (LifecycleSource facts : platform.facts()) {
            faults.guard("source of facts", () -> subscribe(facts, false));
        }
        faults.guard("power source", this::subscribePower);
        holds.open();
        faults.guard(
                "power source", () -> step(Event.power(at(), platform.power().current())));
        LifecycleState[] current = {LifecycleState.BACKGROUND};
        faults.guard("lifecycle source", () -> current[0] = platform.lifecycle().current());
        if (memory.stoppedByUser() && current[0] != LifecycleState.FOREGROUND) {
            step(Event.gateClosed(at(), Gate.USER_STOPPED));
        }
        step(Event.lifecycle(at(), current[0]));
        if (wish != Intent.UNSET && wish != remembered) {
            memory.save();
        }
    }

    private void subscribe(LifecycleSource source, boolean states) {
        subscriptions.add(source.subscribe(event -> {
            if (states || event.kind() != LifecycleEvent.Kind.STATE) {
                run(() -> happened(event));
            }
        }));
    }

    private void subscribePower() {
        subscriptions.add(platform.power().subscribe(snapshot -> post(at -> Event.power(at, snapshot))));
    }

    private void happened(LifecycleEvent event) {
        switch (event.kind()) {
            case STATE:
                step(Event.lifecycle(at(), event.state()));
                break;
            case RESUMED:
                step(Event.resumed(at(), event.gapMillis()));
                break;
            case SUSPEND_IMMINENT:
                step(Event.suspendImminent(at(), event.withinMillis()));
                engines.afterFlush(event.flushed());
                break;
            default:
                step(Event.terminating(at(), event.withinMillis()));
                memory.end(() -> engines.afterFlush(event.flushed()));
                break;
        }
    }

    // Time and order.

    /** Milliseconds since this loop was made. Any thread. */
    long at() {
        return platform.ticker().monotonicMillis() - origin;
    }

    long wall() {
        return platform.ticker().wallMillis();
    }

    /** Runs {@code task} on the loop, after everything that was given before. Any thread. */
    void run(Runnable task) {
        serial.post(() -> {
            look();
            task.run();
            finishClosing();
        });
    }

    /** Makes a step of the event, on the loop. Any thread. */
    void post(EventAt event) {
        run(() -> step(event.at(at())));
    }

    /** Runs {@code task} on the loop in {@code delayMillis}. */
    Registration after(long delayMillis, Runnable task) {
        return platform.ticker().after(delayMillis, () -> run(task));
    }

    /** Notices that the process or the device stood still since the last time that anything ran here. */
    private void look() {
        long now = at();
        long wallNow = wall();
        long elapsed = now - seenAt;
        long slept = wallNow - seenWall - elapsed;
        long frozen = state.ticking() && elapsed > state.tickMillis() + Limits.FREEZE_MILLIS ? elapsed : 0;
        if (!platform.ticker().countsSleep() && slept > Limits.FREEZE_MILLIS) {
            frozen += slept;
        }
        seenAt = now;
        seenWall = wallNow;
        if (frozen > 0) {
            step(Event.resumed(now, frozen));
        }
    }

    // Steps.

    /** One event: state, ledger, commands, listeners. On the loop only. */
    void step(Event event) {
        KeeperState before = state;
        Step step = keeper.step(before, event);
        synchronized (publishing) {
            ledger.passed(before, event, step.state(), wall());
            state = step.state();
        }
        for (Command command : step.commands()) {
            faults.guard("port asked to " + command, () -> perform(command));
        }
        memory.passed(before, event, state);
        changed.run();
    }

    private void publish(KeeperState next) {
        synchronized (publishing) {
            state = next;
        }
    }

    private void perform(Command command) {
        switch (command.kind()) {
            case ACQUIRE:
                holds.acquire(command);
                break;
            case CANCEL_ACQUIRE:
                holds.cancel(command);
                break;
            case RELEASE:
                holds.release(command.generation());
                break;
            case SAMPLE:
                holds.sample(command.generation());
                break;
            case SAMPLE_ACTIVITY:
                engines.sampleAll();
                break;
            case ARM:
                timers.arm(command);
                break;
            case DISARM:
                timers.disarm(command.timer());
                break;
            case BEGIN_GRACE:
                outside.beginGrace();
                break;
            case END_GRACE:
                outside.endGrace();
                break;
            case PAUSE_SYNC:
                engines.pauseAll(command.pauseReason(), command.millis());
                break;
            case RESUME_SYNC:
                engines.resumeAll(command.scope());
                break;
            case BEGIN_WAKE:
                outside.beginWake(command.millis());
                break;
            case END_WAKE:
                outside.endWake();
                break;
            case BEGIN_MULTICAST:
                outside.beginMulticast();
                break;
            case END_MULTICAST:
                outside.endMulticast();
                break;
            case SCHEDULE_WINDOW:
                outside.scheduleWindow(command.generation(), command.millis());
                break;
            case CANCEL_WINDOW:
                outside.cancelWindow();
                break;
            case END_WINDOW:
                outside.endWindow(command.worked());
                break;
            case ARM_NOTICE:
                outside.armNotice(command.millis());
                break;
            case DISARM_NOTICE:
                outside.disarmNotice();
                break;
            case PERSIST:
                memory.save();
                break;
            default:
                throw new IllegalStateException("no branch for " + command);
        }
    }

    // What the facade asks.

    /** The state and its explanation now. Any thread. */
    Status status() {
        KeeperState now;
        Map<Gate, String> words;
        long graceUntil;
        synchronized (publishing) {
            now = state;
            words = new EnumMap<Gate, String>(said);
            graceUntil = outside.graceUntil();
        }
        long at = at();
        return Explanations.status(now, id(now.rung()), words, at, wall() - at, graceUntil);
    }

    /** Any thread. */
    Report report() {
        synchronized (publishing) {
            return ledger.report(state, at(), wall())
                    .faults(faults.newestLast())
                    .build();
        }
    }

    String id(int rung) {
        return keeper.ladder().id(rung);
    }

    KeeperState state() {
        return state;
    }

    void cost(int rung, long cpuMillis, long wakeupCount) {
        synchronized (publishing) {
            ledger.cost(rung, cpuMillis, wakeupCount, wall());
        }
    }

    void block(Gate gate, String explanation) {
        run(() -> {
            synchronized (publishing) {
                said.put(gate, explanation);
            }
            step(Event.gateClosed(at(), gate));
        });
    }

    /** On the loop. */
    Engines.Engine attach(SyncControl control) {
        Engines.Engine engine = engines.attach(control);
        if (state.paused()) {
            engines.pause(engine, PauseReason.NOTHING_HOLDS, Limits.PAUSE_MILLIS);
        }
        return engine;
    }

    Engines engines() {
        return engines;
    }

    /** Lets go of everything; {@code then} is run on the loop when all of it is given back, or has had its time. */
    void close(Runnable then) {
        run(() -> {
            if (!closing.isEmpty()) {
                return;
            }
            step(Event.close(at()));
            memory.end(() -> {});
            closing.add(then);
            after(Limits.PAUSE_MILLIS + Limits.RELEASE_MILLIS, this::closed);
        });
    }

    private void finishClosing() {
        if (!closing.isEmpty() && engines.idle() && holds.idle() && memory.idle()) {
            closed();
        }
    }

    private void closed() {
        List<Runnable> due = new ArrayList<Runnable>(closing);
        closing.clear();
        if (due.isEmpty()) {
            return;
        }
        for (Registration subscription : subscriptions) {
            faults.guard("subscription", subscription::close);
        }
        subscriptions.clear();
        holds.close();
        for (Runnable then : due) {
            faults.guard("end of platform " + platform.name(), then);
        }
    }
}
