package dev.sotto.background;

import dev.sotto.background.port.PauseReason;
import dev.sotto.background.port.RecoverScope;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.port.SyncControl;
import dev.sotto.background.port.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * The sync engines that are attached, each on its own lane. Confined to the loop; engines answer on any thread and are
 * brought back to it.
 *
 * <p>A flush is over when every engine said so or its time is up; what waits for it (an assertion, a window, a shutdown
 * hook) is done then, once.
 */
final class Engines {

    private final Serial loop;
    private final Executor workers;
    private final Ticker ticker;
    private final Faults faults;
    private final Heard heard;
    private final List<Engine> engines = new ArrayList<Engine>();
    private final List<Runnable> afterFlush = new ArrayList<Runnable>();
    private long flush;
    private int outstanding;
    private Registration flushTimer = Registration.NONE;

    /** Takes the sum of all engines' activity, on the loop. */
    interface Heard {
        void heard(SyncActivity activity);
    }

    Engines(Serial loop, Executor workers, Ticker ticker, Faults faults, Heard heard) {
        this.loop = loop;
        this.workers = workers;
        this.ticker = ticker;
        this.faults = faults;
        this.heard = heard;
    }

    /** One attached engine. */
    final class Engine {
        private final SyncControl control;
        private final EngineLane lane;
        private SyncActivity last = SyncActivity.NONE;
        private boolean asked;

        private Engine(SyncControl control) {
            this.control = control;
            this.lane = new EngineLane(control, workers, faults);
        }

        private void ask() {
            if (asked) {
                return;
            }
            asked = true;
            lane.ask(() -> {
                try {
                    SyncActivity now = control.activity();
                    loop.post(() -> answered(now));
                } finally {
                    loop.post(() -> asked = false);
                }
            });
        }

        private void answered(SyncActivity now) {
            last = now;
            if (engines.contains(this)) {
                heard.heard(sum());
            }
        }
    }

    Engine attach(SyncControl control) {
        Engine engine = new Engine(control);
        engines.add(engine);
        engine.ask();
        return engine;
    }

    void detach(Engine engine) {
        engines.remove(engine);
        heard.heard(sum());
    }

    void sample(Engine engine) {
        engine.ask();
    }

    void sampleAll() {
        for (Engine engine : engines) {
            engine.ask();
        }
    }

    private SyncActivity sum() {
        SyncActivity sum = SyncActivity.NONE;
        for (Engine engine : engines) {
            sum = sum.plus(engine.last);
        }
        return sum;
    }

    void resumeAll(RecoverScope scope) {
        for (Engine engine : engines) {
            engine.lane.resume(scope);
        }
    }

    /** Pauses one engine that was attached while the others rest. */
    void pause(Engine engine, PauseReason reason, long withinMillis) {
        engine.lane.pause(reason, withinMillis, () -> {});
    }

    /** Begins a flush of all engines; one that still ran ends with this one. */
    void pauseAll(PauseReason reason, long withinMillis) {
        long number = ++flush;
        outstanding = engines.size();
        flushTimer.close();
        if (outstanding == 0) {
            over();
            return;
        }
        flushTimer = ticker.after(
                withinMillis,
                () -> loop.post(() -> {
                    if (number == flush && outstanding > 0) {
                        faults.add("flush (" + reason + ") took more than " + withinMillis + " ms; gone on without it");
                        outstanding = 0;
                        over();
                    }
                }));
        for (Engine engine : engines) {
            engine.lane.pause(reason, withinMillis, once(() -> loop.post(() -> done(number))));
        }
    }

    private void done(long number) {
        if (number == flush && outstanding > 0 && --outstanding == 0) {
            flushTimer.close();
            over();
        }
    }

    /** Runs {@code task} when the flush that runs is over; at once if none runs. */
    void afterFlush(Runnable task) {
        if (outstanding == 0) {
            task.run();
        } else {
            afterFlush.add(task);
        }
    }

    /** True while no flush runs. */
    boolean idle() {
        return outstanding == 0;
    }

    private void over() {
        List<Runnable> due = new ArrayList<Runnable>(afterFlush);
        afterFlush.clear();
        for (Runnable task : due) {
            faults.guard("end of flush", task);
        }
    }

    private static Runnable once(Runnable task) {
        return new Runnable() {
            private boolean ran;

            @Override
            public void run() {
                synchronized (this) {
                    if (ran) {
                        return;
                    }
                    ran = true;
                }
                task.run();
            }
        };
    }
}
