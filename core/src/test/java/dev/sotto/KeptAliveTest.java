package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.BackgroundSync;
import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.Trait;
import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.port.LifecycleSource;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.Platform;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Ticker;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A store under the real keep-alive machine, on a phone that the test plays. */
class KeptAliveTest extends StoresOverTcp {
    /** A phone: an app that goes to the front and back, and an audio session that always holds. */
    private static final class PlayedPhone implements LifecycleSource, KeepAliveMechanism, Ticker {
        private final List<LifecycleSource.Listener> listeners = new CopyOnWriteArrayList<>();
        private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2, task -> {
            Thread thread = new Thread(task, "played phone");
            thread.setDaemon(true);
            return thread;
        });

        BackgroundSync background() {
            return BackgroundSync.on(Platform.named("played")
                    .ticker(this)
                    .executor(timer)
                    .workers(timer)
                    .lifecycle(this)
                    .mechanism(this)
                    .build());
        }

        void happens(LifecycleEvent event) {
            listeners.forEach(listener -> listener.happened(event));
        }

        @Override
        public LifecycleState current() {
            return LifecycleState.FOREGROUND;
        }

        @Override
        public Registration subscribe(LifecycleSource.Listener listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        @Override
        public String id() {
            return "played";
        }

        @Override
        public Capability probe() {
            return Capability.supported("always");
        }

        @Override
        public Set<Trait> traits() {
            return Collections.singleton(Trait.CONTINUOUS);
        }

        @Override
        public void acquire(AcquireRequest request, AcquireCallback callback) {
            callback.acquired(request.generation(), new Lease() {
                @Override
                public long progress() {
                    return System.nanoTime();
                }

                @Override
                public void onSignal(SignalListener listener) {}

                @Override
                public void close() {}
            });
        }

        @Override
        public long monotonicMillis() {
            return System.nanoTime() / 1_000_000;
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public boolean countsSleep() {
            return false;
        }

        @Override
        public Registration after(long delayMillis, Runnable task) {
            ScheduledFuture<?> scheduled = timer.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
            return () -> scheduled.cancel(false);
        }
    }

    @Test
    void inTheBackgroundItGoesOnAtASlowerPaceAndBeforeAFreezeItSaysGoodbye() {
        Sotto till = listening("till");
        Watcher onTill = Watcher.on(till, ALL);
        Sotto phone = dialling("phone", address(till));
        Watcher onPhone = Watcher.on(phone, ALL);
        PlayedPhone os = new PlayedPhone();
        BackgroundSync background = os.background();
        open.add(background);
        open.add(os.timer::shutdownNow);
        background.start();
        Registration kept = phone.sync().keepAlive(background);
        onPhone.untilHears(SyncEvent.Synced.class);

        os.happens(LifecycleEvent.state(LifecycleState.BACKGROUND));
        onPhone.until("held", () -> background.status().holding());
        assertEquals(
                "{\"_id\":0,\"holding\":true,\"lifecycle\":\"BACKGROUND\",\"mechanism\":\"played\"}",
                phone.execute("SELECT _id, holding, lifecycle, mechanism FROM system:background")
                        .documents()
                        .get(0)
                        .toJson());
        // The slower pace of the two rules: the till does not miss a phone that says nothing for more than 2.5 s.
        onTill.until("quiet", () -> till.sync().status().peers().get(0).lastHeardMillisAgo() > 4_000);
        assertEquals(1, till.sync().status().connectedCount());
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 'in the background'})");
        onPhone.untilCount(1);

        CompletableFuture<Boolean> flushed = new CompletableFuture<>();
        os.happens(LifecycleEvent.suspendImminent(2_000, () -> flushed.complete(true)));
        assertTrue(flushed.join());
        onTill.untilHears(
                SyncEvent.Disconnected.class, event -> event.reason().code().equals("BYE_SUSPEND"));
        assertEquals(0, phone.sync().backgroundControl().activity().connectedPeers());
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 'while frozen'})");

        os.happens(LifecycleEvent.resumed(20_000));
        os.happens(LifecycleEvent.state(LifecycleState.FOREGROUND));
        onPhone.untilCount(2);
        kept.close();
    }
}
