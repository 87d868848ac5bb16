package dev.sotto.peer;

import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One thread that runs tasks in batches: what waits is run together, then {@link Batches#ended} is called once, which is
 * where one fsync pays for all of it. Timers run at the end of a batch, before that call.
 *
 * <pre>
 *   wait for a task or a timer -> tasks (bounded) -> due timers -> ended() -> wait ...
 * </pre>
 *
 * <p>The thread is started by the first task: a store that is opened, read from and closed has none, and waits for no turn of
 * one. Starting a thread is waiting until it has run, on a busy machine many milliseconds. With a driver there is never a
 * thread: a batch runs when the driver takes a step.
 */
final class Loop implements LoopDriver.Steps {
    /** Told of what happens to batches; on the loop. */
    interface Batches {
        /** The tasks and timers of a batch have run. */
        void ended();

        /** A timer came so late that the process must have stood still for about {@code millis}. */
        void frozen(long millis);

        /** A task threw: a promise inside is broken, and the loop has ended. */
        void broken(Throwable cause);
    }

    /** A moment at which a task is to run. Confined to the loop. */
    final class Timer {
        private final long dueMillis;
        private final long number;
        private final Runnable task;

        private Timer(long dueMillis, long number, Runnable task) {
            this.dueMillis = dueMillis;
            this.number = number;
            this.task = task;
        }

        /** Takes it out at once: each message sets a session's timer anew, and a peer decides how many come before it is due. */
        void cancel() {
            timers.remove(this);
        }
    }

    private final Ticker ticker;
    private final Batches batches;
    private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final TreeSet<Timer> timers = new TreeSet<>((a, b) ->
            a.dueMillis != b.dueMillis ? Long.compare(a.dueMillis, b.dueMillis) : Long.compare(a.number, b.number));
    private final Optional<LoopDriver> driver;
    private final Thread thread;

    /** Holds the thread until somebody takes it out to start it, or to do without it for good. */
    private final ConcurrentLinkedQueue<Thread> unstarted = new ConcurrentLinkedQueue<>();

    /** Down when the thread is started, or is not going to be. */
    private final CountDownLatch decided = new CountDownLatch(1);

    private long timerNumber;
    private boolean ended;

    Loop(String name, Ticker ticker, Batches batches) {
        this(name, ticker, batches, Optional.empty());
    }

    Loop(String name, Ticker ticker, Batches batches, Optional<LoopDriver> driver) {
        this.ticker = ticker;
        this.batches = batches;
        this.driver = driver;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        if (!driver.isPresent()) {
            unstarted.add(thread);
        }
    }

    /** Hands the loop to its driver, if it has one. */
    void begin() {
        driver.ifPresent(runs -> runs.begins(this));
    }

    /** Starts the thread if it is not started. A failure (no memory for it) is left to the next call to make up for. */
    private void start() {
        Thread taken = unstarted.poll();
        if (taken == null) {
            return;
        }
        boolean started = false;
        try {
            taken.start();
            started = true;
            decided.countDown();
        } finally {
            if (!started) {
                unstarted.add(taken);
            }
        }
    }

    /** Hands a task over. Any thread; waits for nobody but the system, and that once. A task after the end is dropped. */
    void post(Runnable task) {
        queue.add(task);
        if (driver.isPresent()) {
            driver.get().posted();
        } else {
            start();
        }
    }

    /**
     * Hands over the task that ends the loop, and waits for the end, but not on the loop itself. Where no task came before, it
     * runs here, in the place of the thread, and nobody runs what comes after. Any thread.
     */
    void finish(Runnable last) {
        if (unstarted.poll() == null) {
            post(last);
            awaitEnd();
            return;
        }
        try {
            last.run();
            drain();
        } catch (RuntimeException | Error e) {
            batches.broken(e);
        } finally {
            decided.countDown();
        }
    }

    /** Whether the caller is on the loop. Any thread; with a driver there is but one, and it is. */
    boolean isCurrent() {
        return driver.isPresent() || Thread.currentThread() == thread;
    }

    /** Waits until the loop has ended, but not on the loop itself. Any thread. */
    void awaitEnd() {
        boolean interrupted = false;
        while (!isCurrent() && (decided.getCount() > 0 || thread.isAlive())) {
            try {
                decided.await();
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs a task at that time, or soon after; a time that has passed is now, and no sign of a standstill. On the loop. */
    Timer at(long monotonicMillis, Runnable task) {
        Timer timer = new Timer(Math.max(monotonicMillis, ticker.monotonicMillis()), timerNumber++, task);
        timers.add(timer);
        return timer;
    }

    /** The batch that runs is the last one. On the loop. */
    void end() {
        ended = true;
    }

    /** Runs what is left in the queue after the end, so that everybody who waits is told. On the loop. */
    void drain() {
        for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
            task.run();
        }
    }

    private void run() {
        try {
            while (!ended) {
                batch(await());
            }
        } catch (RuntimeException | Error e) {
            batches.broken(e);
        }
    }

    @Override
    public void step() {
        if (!ended) {
            try {
                batch(queue.poll());
            } catch (RuntimeException | Error e) {
                ended = true;
                batches.broken(e);
            }
        }
    }

    @Override
    public long dueMillis() {
        return timers.isEmpty() ? Long.MAX_VALUE : timers.first().dueMillis;
    }

    @Override
    public int timers() {
        return timers.size();
    }

    @Override
    public boolean isOver() {
        return ended;
    }

    private @Nullable Runnable await() {
        try {
            if (timers.isEmpty()) {
                return queue.take();
            }
            long wait = timers.first().dueMillis - ticker.monotonicMillis();
            return wait <= 0 ? queue.poll() : queue.poll(wait, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Nobody of ours interrupts the loop; whoever did meant to hurry a wait, and the next one is as good.
            return null;
        }
    }

    private void batch(@Nullable Runnable first) {
        long started = ticker.monotonicMillis();
        boolean stood = noticeFreeze(started);
        int tasks = 0;
        for (Runnable task = first; task != null; task = queue.poll()) {
            task.run();
            tasks++;
            if (ended
                    || tasks >= Limits.BATCH_TASKS_MAX
                    || ticker.monotonicMillis() - started >= Limits.BATCH_MILLIS_MAX) {
                break;
            }
        }
        long now = ticker.monotonicMillis();
        if (!stood) {
            noticeFreeze(now); // it may have come in the middle of the tasks
        }
        runDue(now);
        batches.ended();
    }

    /** Before any late timer runs: what it would do is for a process that was there all the time. */
    private boolean noticeFreeze(long now) {
        long late = timers.isEmpty() ? 0 : now - timers.first().dueMillis;
        boolean stood = late > Limits.FREEZE_MILLIS;
        if (stood) {
            batches.frozen(late);
        }
        return stood;
    }

    /** Only what is due now: a timer that a timer sets waits for the next batch. */
    private void runDue(long now) {
        long numberOfNew = timerNumber;
        while (!timers.isEmpty() && timers.first().dueMillis <= now && timers.first().number < numberOfNew) {
            timers.pollFirst().task.run();
        }
    }
}
