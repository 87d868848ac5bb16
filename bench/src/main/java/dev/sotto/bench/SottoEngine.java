package dev.sotto.bench;

import dev.sotto.Document;
import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import dev.sotto.SyncEvent;
import dev.sotto.background.BackgroundSync;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.identity.KeyFile;
import dev.sotto.jvm.Keeper;
import dev.sotto.jvm.SottoJvm;
import dev.sotto.jvm.lifecycle.ManualLifecycle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Sotto as an engine that can be measured: the public API, TLS, shared key, everything on. */
final class SottoEngine implements BenchPeer.Engine {

    private static final String WRITE = "UPDATE orders SET mark = :mark, sentMicros = :sent WHERE _id = :id";

    private final Sotto sotto;
    private final ManualLifecycle lifecycle;
    /** The newest change that was shown, and those that are new in this call; the callback's thread only. */
    private long newest;

    private final List<BenchPeer.Mark> fresh = new ArrayList<>();

    private SottoEngine(Sotto sotto, ManualLifecycle lifecycle) {
        this.sotto = sotto;
        this.lifecycle = lifecycle;
    }

    /** Says where it listens. */
    static SottoEngine writer(Path dir, Path key) throws Exception {
        Sotto sotto = Sotto.open(SottoConfig.in(dir)
                .sharedKey(KeyFile.read(key))
                .appId("sotto-bench")
                .listen("127.0.0.1:0")
                .build());
        for (int number = 0; number < BenchPeer.DOCUMENTS; number++) {
            sotto.execute(
                    "INSERT INTO orders DOCUMENTS (:order)",
                    Map.of("order", Map.of("_id", id(number), "table", number, "mark", 0L, "sentMicros", 0L)));
        }
        sotto.sync().addListener(event -> {
            if (event instanceof SyncEvent.Listening listening) {
                System.out.println("listening " + listening.address());
                System.out.flush();
            }
        });
        sotto.sync().start();
        return new SottoEngine(sotto, new ManualLifecycle(LifecycleState.FOREGROUND));
    }

    /** @param keeper {@code none}, {@code pulse} or {@code javasound}: what keeps it alive in the background */
    static SottoEngine reader(Path dir, Path key, String address, String keeper) throws Exception {
        Sotto sotto = Sotto.open(SottoConfig.in(dir)
                .sharedKey(KeyFile.read(key))
                .appId("sotto-bench")
                .connect(address)
                .build());
        ManualLifecycle lifecycle = new ManualLifecycle(LifecycleState.FOREGROUND);
        if (!keeper.equals("none")) {
            BackgroundSync background = SottoJvm.builder()
                    .appName("Sotto bench")
                    .directory(dir.resolveSibling("background"))
                    .lifecycle(lifecycle)
                    .keepers(keeper.equals("pulse") ? Keeper.PULSE : Keeper.JAVA_SOUND)
                    .install();
            sotto.sync().keepAlive(background);
            background.start();
        }
        return new SottoEngine(sotto, lifecycle);
    }

    private static String id(int number) {
        return "order-" + number;
    }

    @Override
    public void write(int number, BenchPeer.Mark mark) {
        sotto.execute(WRITE, Map.of("mark", mark.number(), "sent", mark.sentMicros(), "id", id(number)));
    }

    @Override
    public void observe(Consumer<BenchPeer.Mark> shown) {
        sotto.registerObserver("SELECT * FROM orders", Map.of(), result -> show(result.documents(), shown));
        sotto.sync().registerSubscription("SELECT * FROM orders");
        sotto.sync().start();
    }

    private void show(List<Document> documents, Consumer<BenchPeer.Mark> shown) {
        long before = newest;
        for (Document document : documents) {
            long mark = document.getLong("mark");
            if (mark > before) {
                newest = Math.max(newest, mark);
                fresh.add(new BenchPeer.Mark(mark, document.getLong("sentMicros")));
            }
        }
        fresh.sort(Comparator.comparingLong(BenchPeer.Mark::number));
        fresh.forEach(shown);
        fresh.clear();
    }

    @Override
    public void background(boolean inBackground) {
        if (inBackground) {
            lifecycle.state(LifecycleState.BACKGROUND);
        } else {
            lifecycle.state(LifecycleState.FOREGROUND);
        }
    }

    @Override
    public void close() {
        sotto.close();
    }
}
