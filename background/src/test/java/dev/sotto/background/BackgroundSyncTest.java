package dev.sotto.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.Trait;
import dev.sotto.background.port.Platform;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Ticker;
import dev.sotto.background.sim.SimPhone;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.Intent;
import dev.sotto.background.status.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The facade: before a platform, across threads, and with mechanisms that block real threads. */
class BackgroundSyncTest {

    private static final long DEADLINE_MILLIS = 30_000;
    private static final long POLL_NANOS = 500_000;

    private final List<BackgroundSync> opened = new ArrayList<BackgroundSync>();
    private final ThreadFactory daemons = task -> {
        Thread thread = new Thread(task, "test");
        thread.setDaemon(true);
        return thread;
    };
    private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(1, daemons);
    private final ExecutorService workers = Executors.newCachedThreadPool(daemons);

    @AfterEach
    void closeAll() {
        BackgroundSync.shared().close();
        for (BackgroundSync sync : opened) {
            sync.close();
        }
        timers.shutdownNow();
        workers.shutdownNow();
    }

    @Test
    void before_a_platform_is_installed_it_remembers_and_says_what_to_add() {
        BackgroundSync sync = BackgroundSync.shared();
        sync.start();
        assertTrue(sync.isOn());
        assertEquals(Phase.NO_PLATFORM, sync.status().phase());
        assertTrue(
                sync.status().explanation().contains("SottoJvm.install()"),
                sync.status().explanation());
        assertEquals(Intent.ON, sync.status().intent());
        sync.block(Gate.OUTSIDE_SCHEDULE, "closed on Sundays");
        SimPhone phone = SimPhone.with("service");
        BackgroundSync.install(phone.platform());
        phone.background().later(100);
        assertTrue(
                sync.status().explanation().contains("closed on Sundays"),
                sync.status().explanation());
        sync.unblock(Gate.OUTSIDE_SCHEDULE);
        phone.later(100);
        assertTrue(sync.status().holding());
    }

    @Test
    void one_platform_may_be_installed_twice_and_another_is_refused_by_name() {
        Platform platform = SimPhone.with("service").platform();
        assertSame(BackgroundSync.install(platform), BackgroundSync.install(platform));
        IllegalStateException refused = assertThrows(
                IllegalStateException.class,
                () -> BackgroundSync.install(SimPhone.with("other").platform()));
        assertTrue(refused.getMessage().contains("installed already"), refused.getMessage());
    }

    @Test
    void after_close_shared_is_a_fresh_instance_and_the_platform_was_told() {
        SimPhone phone = SimPhone.with("service");
        AtomicInteger closed = new AtomicInteger();
        Platform platform = Platform.named("closing")
                .ticker(phone.time)
                .executor(phone.time)
                .workers(phone.time)
                .mechanism(phone.rung(0))
                .onClose(closed::incrementAndGet)
                .build();
        BackgroundSync old = BackgroundSync.install(platform);
        old.start();
        phone.later(1_000);
        assertTrue(old.status().holding());
        old.close();
        old.close();
        phone.later(5_000);
        assertEquals(1, closed.get());
        assertEquals(0, phone.openLeases());
        assertNotSame(old, BackgroundSync.shared());
        assertFalse(BackgroundSync.shared().isOn());
    }

    @Test
    void a_platform_without_its_clock_says_what_is_missing() {
        IllegalStateException refused = assertThrows(
                IllegalStateException.class, () -> Platform.named("half").build());
        assertTrue(refused.getMessage().contains("ticker(Ticker)"), refused.getMessage());
    }

    @Test
    void start_and_stop_from_sixteen_threads_end_in_the_last_wish() throws InterruptedException {
        // At the real speed: a tenth of a second without a processor is no call that hangs.
        BackgroundSync sync = on(new Blocking(), 1);
        CountDownLatch done = new CountDownLatch(16);
        for (int i = 0; i < 16; i++) {
            workers.execute(() -> {
                for (int round = 0; round < 1_000; round++) {
                    sync.start();
                    sync.stop();
                }
                done.countDown();
            });
        }
        assertTrue(done.await(DEADLINE_MILLIS, TimeUnit.MILLISECONDS));
        sync.start();
        await(() -> sync.status().holding(), sync);
        sync.stop();
        await(() -> sync.status().phase() == Phase.IDLE, sync);
        assertFalse(sync.isOn());
        assertEquals(Collections.emptyList(), sync.report().faults());
    }

    @Test
    void a_lease_whose_close_blocks_costs_its_thread_only() {
        Blocking mechanism = new Blocking();
        BackgroundSync sync = on(mechanism);
        sync.start();
        await(() -> sync.status().holding(), sync);
        mechanism.closeBlocks = true;
        sync.stop();
        await(() -> sync.status().phase() == Phase.IDLE, sync);
        await(() -> sync.report().faults().toString().contains("closing a lease hangs"), sync);
        mechanism.closeBlocks = false;
        sync.start();
        await(() -> sync.status().holding(), sync);
    }

    @Test
    void a_mechanism_whose_acquire_blocks_counts_as_failed_and_is_tried_again_on_another_thread() {
        Blocking mechanism = new Blocking();
        mechanism.acquireBlocks = true;
        BackgroundSync sync = on(mechanism);
        sync.start();
        await(() -> sync.status().phase() == Phase.BACKOFF, sync);
        mechanism.acquireBlocks = false;
        await(() -> sync.status().holding(), sync);
    }

    @Test
    void a_hold_whose_progress_blocks_counts_as_stalled() {
        Blocking mechanism = new Blocking();
        BackgroundSync sync = on(mechanism);
        sync.start();
        await(() -> sync.status().holding(), sync);
        mechanism.progressBlocks = true;
        await(() -> !sync.status().holding(), sync);
        mechanism.progressBlocks = false;
        await(() -> sync.status().holding(), sync);
        assertTrue(sync.report().gaps().size() > 0);
    }

    @Test
    void a_mechanism_that_hangs_for_ever_takes_no_more_than_three_threads() {
        Blocking mechanism = new Blocking();
        mechanism.acquireBlocks = true;
        BackgroundSync sync = on(mechanism);
        sync.start();
        await(() -> sync.report().faults().size() >= 2, sync);
        await(() -> sync.status().explanation().contains("no answer"), sync);
        for (int i = 0; i < 20; i++) {
            sync.stop();
            sync.start();
        }
        await(() -> mechanism.callCount.get() == 3, sync);
        // Orders that came while one was being given up may all have become the third call: ask once more.
        sync.stop();
        sync.start();
        await(() -> sync.status().explanation().contains("earlier calls to it still hang"), sync);
        assertEquals(3, mechanism.callCount.get());
        mechanism.acquireBlocks = false;
        // More than three as soon as a thread is free again: the next call may be back before we look.
        await(() -> mechanism.returnedCount.get() >= 3, sync);
        sync.stop();
        sync.start();
        await(() -> sync.status().holding(), sync);
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition, BackgroundSync sync) {
        long until = System.nanoTime() + DEADLINE_MILLIS * 1_000_000;
        while (!condition.holds()) {
            if (System.nanoTime() > until) {
                throw new AssertionError(sync.status() + " " + sync.report() + " "
                        + sync.report().faults());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** On real threads, by a clock that runs ten times as fast. */
    private BackgroundSync on(KeepAliveMechanism mechanism) {
        return on(mechanism, 10);
    }

    private BackgroundSync on(KeepAliveMechanism mechanism, int speed) {
        BackgroundSync sync = BackgroundSync.on(Platform.named("threads")
                .ticker(new FastTicker(timers, speed))
                .executor(workers)
                .workers(workers)
                .mechanism(mechanism)
                .build());
        opened.add(sync);
        return sync;
    }

    private static final class FastTicker implements Ticker {
        private final ScheduledExecutorService timers;
        private final int speed;

        FastTicker(ScheduledExecutorService timers, int speed) {
            this.timers = timers;
            this.speed = speed;
        }

        @Override
        public long monotonicMillis() {
            return System.nanoTime() / 1_000_000 * speed;
        }

        @Override
        public long wallMillis() {
            return monotonicMillis();
        }

        @Override
        public boolean countsSleep() {
            return true;
        }

        @Override
        public Registration after(long delayMillis, Runnable task) {
            ScheduledFuture<?> timer = timers.schedule(task, delayMillis / speed, TimeUnit.MILLISECONDS);
            return () -> timer.cancel(false);
        }
    }

    /** A mechanism that blocks its caller's thread while it is told to, as a dead audio server may. */
    private static final class Blocking implements KeepAliveMechanism {
        volatile boolean acquireBlocks;
        volatile boolean closeBlocks;
        volatile boolean progressBlocks;
        final AtomicInteger callCount = new AtomicInteger();
        final AtomicInteger returnedCount = new AtomicInteger();

        private void blockWhile(Condition condition) {
            long until = System.nanoTime() + DEADLINE_MILLIS * 1_000_000;
            while (condition.holds() && System.nanoTime() < until) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }

        @Override
        public String id() {
            return "blocking";
        }

        @Override
        public Capability probe() {
            return Capability.supported("always");
        }

        @Override
        public Set<Trait> traits() {
            return Collections.emptySet();
        }

        @Override
        public void acquire(AcquireRequest request, AcquireCallback callback) {
            callCount.incrementAndGet();
            blockWhile(() -> acquireBlocks);
            returnedCount.incrementAndGet();
            callback.acquired(request.generation(), new Lease() {
                @Override
                public long progress() {
                    blockWhile(() -> progressBlocks);
                    return System.nanoTime();
                }

                @Override
                public void onSignal(SignalListener listener) {}

                @Override
                public void close() {
                    blockWhile(() -> closeBlocks);
                }
            });
        }
    }
}
