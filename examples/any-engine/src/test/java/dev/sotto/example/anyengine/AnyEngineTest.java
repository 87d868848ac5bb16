package dev.sotto.example.anyengine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.BackgroundSync;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.jvm.Keeper;
import dev.sotto.jvm.SottoJvm;
import dev.sotto.jvm.lifecycle.ManualLifecycle;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that is not ours, on real threads and a real socket. */
class AnyEngineTest {
    private static final long DEADLINE_MILLIS = 30_000;

    @TempDir
    Path directory;

    private final ManualLifecycle lifecycle = new ManualLifecycle(LifecycleState.FOREGROUND);

    private BackgroundSync background() {
        return BackgroundSync.on(SottoJvm.builder()
                .appName("any-engine test")
                .directory(directory)
                .lifecycle(lifecycle)
                .keepers(Keeper.ALWAYS_ON)
                .hearsTermination(false)
                .platform());
    }

    /** close() does not block; its last save must be over before the folder goes. That its threads end is a promise anyway. */
    @AfterEach
    void nothing_runs_after_the_close() {
        await(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(AnyEngineTest::ofSotto), new Object() {
            @Override
            public String toString() {
                return "still running: " + Thread.getAllStackTraces().keySet();
            }
        });
    }

    private static boolean ofSotto(Thread thread) {
        return thread.isAlive() && thread.getName().startsWith("sotto-");
    }

    @Test
    void a_night_in_the_background_is_held_and_loses_no_count() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (CounterServer server = new CounterServer();
                BackgroundSync background = background()) {
            AnyEngine.run(background, lifecycle, server, new PrintStream(printed, true, StandardCharsets.UTF_8));
            await(() -> server.sum() == 30, printed);
            assertTrue(
                    background.report().heldMillis() > 1_000,
                    background.report().toString());
        }
    }

    @Test
    void what_is_counted_while_the_process_stands_still_arrives_after_it_runs_again() throws Exception {
        try (CounterServer server = new CounterServer();
                BackgroundSync background = background();
                CounterEngine engine = new CounterEngine(server.address());
                BackgroundSync.Attachment attached = background.attach(engine)) {
            background.start();
            lifecycle.state(LifecycleState.BACKGROUND);
            engine.add(5);
            await(() -> server.sum() == 5, background);
            lifecycle.suspendImminent(5_000);
            await(() -> engine.activity().connectedPeers() == 0, background);
            engine.add(7);
            attached.activityChanged();
            lifecycle.resumed(60_000);
            await(() -> server.sum() == 12 && engine.value() == 12, background);
        }
    }

    private static void await(BooleanSupplier condition, Object shown) {
        long until = System.nanoTime() + DEADLINE_MILLIS * 1_000_000;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError(shown.toString());
            }
            Thread.onSpinWait();
        }
    }
}
