package dev.sotto.ios.lifecycle;

import dev.sotto.background.port.Grace;
import dev.sotto.background.port.GraceProvider;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Ticker;
import dev.sotto.ios.IosLimits;
import java.util.ArrayList;
import java.util.List;

/**
 * All that keeps the process running while the app is in the background, counted; and the rule that nobody else can keep:
 * the last of it is not given back before sync is flushed.
 *
 * <pre>
 *   leaving, nothing holds ---> an assertion for leaving ---(1 s: a hold or another assertion came)---> ended
 *                                        |
 *     ^                                  | nothing came             the last assertion is given back
 *     '-- the last hold is given back    v                                          |
 *                                  suspension announced  <--------------------------'
 *                                        | flushed, or the time is nearly up, or the system says that it is
 *                                        v
 *                                  ended: from here on the process may stand still at any moment
 * </pre>
 *
 * <p>UIKit ends apps that keep a task beyond its expiry, so expiry ends a task at once, whatever else is going on; each
 * task is ended exactly once. All methods: any thread, none blocks.
 */
public final class Assertions implements GraceProvider {

    /** Where a suspension is announced. */
    public interface Sink {

        /** The process may stand still in {@code withinMillis}; {@code flushed} is to be run when nothing is left to do. */
        void suspending(long withinMillis, Runnable flushed);

        /** Nothing keeps the process running any more. */
        void letGo();
    }

    private static final Sink NOBODY = new Sink() {
        @Override
        public void suspending(long withinMillis, Runnable flushed) {
            flushed.run();
        }

        @Override
        public void letGo() {}
    };

    private static final String LEAVING = "sotto-leaving";

    private final Application application;
    private final Ticker ticker;
    private final List<Task> tasks = new ArrayList<Task>();
    private Sink sink = NOBODY;
    private boolean background;
    private long backgroundSince;
    private int holdCount;

    public Assertions(Application application, Ticker ticker) {
        this.application = application;
        this.ticker = ticker;
    }

    synchronized void sink(Sink value) {
        sink = value;
    }

    /** Whether the app is in the background from now on. */
    void background(boolean value) {
        List<Task> armed;
        synchronized (this) {
            if (background == value) {
                return;
            }
            background = value;
            backgroundSince = ticker.monotonicMillis();
            armed = new ArrayList<Task>(tasks);
        }
        for (Task task : armed) {
            task.arm(value);
        }
        if (value) {
            leave();
        }
    }

    private void leave() {
        synchronized (this) {
            if (holdCount > 0) {
                return;
            }
        }
        closeLater(open(LEAVING));
    }

    /** A task that was refused is over; then there is no time at all, and that is what is announced. */
    private void closeLater(Task task) {
        if (!task.granted()) {
            Sink told = sinkNow();
            told.suspending(0, () -> {});
            told.letGo();
        } else {
            ticker.after(IosLimits.LEAVING_MILLIS, task::close);
        }
    }

    /** Something that is no background task keeps the process running: an audio session, a window. Closing ends that. */
    public Registration hold() {
        synchronized (this) {
            holdCount++;
        }
        boolean[] closed = new boolean[1];
        return () -> {
            synchronized (this) {
                if (closed[0]) {
                    return;
                }
                closed[0] = true;
                holdCount--;
                if (!isLast()) {
                    return;
                }
            }
            // A hold cannot be drawn out until sync is flushed, but a task can be put in its place; a moment longer,
            // since the machine may be about to hold again.
            closeLater(open(LEAVING));
        };
    }

    /** In the background with nothing else: whatever is given back now is the last. Under the lock. */
    private boolean isLast() {
        return background && holdCount == 0 && tasks.isEmpty();
    }

    @Override
    public Grace begin(String tag) {
        return open(tag);
    }

    Task open(String tag) {
        Task task = new Task();
        long id = application.beginTask(tag, task::expire);
        boolean tooLate;
        boolean armed;
        synchronized (this) {
            task.id = id;
            task.begun = ticker.monotonicMillis();
            tooLate = task.over;
            if (id == Application.NO_TASK) {
                task.over = true;
                task.expired = true;
            } else if (!tooLate) {
                tasks.add(task);
            }
            armed = background;
        }
        if (tooLate && id != Application.NO_TASK) {
            application.endTask(id); // it expired before its number was known here
        }
        task.arm(armed);
        return task;
    }

    /** One background task of UIKit. */
    final class Task implements Grace {
        private long id = Application.NO_TASK;
        private long begun;
        private boolean over;
        private boolean expired;
        private boolean flushing;
        private Runnable onExpiry = () -> {};
        private Runnable onEnding = () -> {};
        private Registration endingTimer = Registration.NONE;

        boolean granted() {
            synchronized (Assertions.this) {
                return !expired;
            }
        }

        /** As the system says, else as it usually is, counted from when the app left or the task began. */
        @Override
        public long remainingMillis() {
            synchronized (Assertions.this) {
                if (over) {
                    return 0;
                }
                long said = application.remainingMillis();
                if (background && said <= IosLimits.REMAINING_MILLIS_MAX) {
                    return Math.max(0, said);
                }
                long since = background ? Math.max(begun, backgroundSince) : ticker.monotonicMillis();
                return Math.max(0, since + IosLimits.GRACE_MILLIS - ticker.monotonicMillis());
            }
        }

        @Override
        public void onExpiry(Runnable listener) {
            boolean late;
            synchronized (Assertions.this) {
                onExpiry = listener;
                late = expired;
            }
            if (late) {
                listener.run();
            }
        }

        /** Sets the listener that is run when only the reserve is left, while there is still time to flush. */
        void onEnding(Runnable listener) {
            synchronized (Assertions.this) {
                onEnding = listener;
            }
        }

        private void arm(boolean inBackground) {
            long delay = Math.max(0, remainingMillis() - IosLimits.RESERVE_MILLIS);
            Registration stale;
            synchronized (Assertions.this) {
                stale = endingTimer;
                endingTimer = inBackground && !over ? ticker.after(delay, this::ending) : Registration.NONE;
            }
            stale.close();
        }

        private void ending() {
            Runnable listener;
            synchronized (Assertions.this) {
                if (over) {
                    return;
                }
                listener = onEnding;
            }
            listener.run();
        }

        /** Main thread, in UIKit's handler: the task must be over when it returns. */
        private void expire() {
            Runnable listener;
            boolean lastOne;
            synchronized (Assertions.this) {
                expired = true;
                listener = onExpiry;
                lastOne = !over && background && holdCount == 0 && tasks.size() == 1;
            }
            listener.run();
            if (lastOne) {
                sinkNow().suspending(0, () -> {});
            }
            end();
        }

        @Override
        public void close() {
            long left = remainingMillis();
            boolean last;
            synchronized (Assertions.this) {
                if (over || flushing) {
                    return;
                }
                last = background && holdCount == 0 && tasks.size() == 1;
                flushing = last;
            }
            if (last) {
                ticker.after(Math.max(0, left - IosLimits.RESERVE_MILLIS / 2), this::end);
                sinkNow().suspending(left, this::end);
            } else {
                end();
            }
        }

        /** Tells UIKit, once. */
        private void end() {
            Sink told = NOBODY;
            long ended;
            synchronized (Assertions.this) {
                if (over) {
                    return;
                }
                over = true;
                tasks.remove(this);
                ended = id;
                if (isLast()) {
                    told = sink;
                }
            }
            endingTimer.close();
            told.letGo();
            if (ended != Application.NO_TASK) {
                application.endTask(ended);
            }
        }
    }

    private synchronized Sink sinkNow() {
        return sink;
    }
}
