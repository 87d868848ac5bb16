package dev.sotto.jvm.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.BackgroundSync;
import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.port.Platform;
import dev.sotto.background.port.Registration;
import dev.sotto.jvm.ChildJvm;
import dev.sotto.jvm.Keeper;
import dev.sotto.jvm.SleepPolicy;
import dev.sotto.jvm.SottoJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a whole JVM sees of signals that stop it or end it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "SKIPPED: Windows has neither SIGSTOP nor SIGTERM")
@Tag("slow")
class ProcessStoriesTest {
    @TempDir
    private Path directory;

    /** Prints the facts of its platform; flushes as slowly as it was told. */
    public static final class App {
        private App() {}

        /** Arguments: directory, milliseconds that a flush takes (negative: for ever). */
        public static void main(String[] arguments) throws InterruptedException {
            long flushMillis = Long.parseLong(arguments[1]);
            Platform platform = SottoJvm.builder()
                    .appName("story")
                    .directory(Path.of(arguments[0]))
                    .keepers(Keeper.ALWAYS_ON)
                    .sleep(SleepPolicy.IGNORE)
                    .platform();
            List<Registration> registrations = platform.facts().stream()
                    .map(source -> source.subscribe(event -> happened(event, flushMillis)))
                    .toList();
            System.out.println("ready " + registrations.size());
            Thread.sleep(TimeUnit.MINUTES.toMillis(1));
        }

        private static void happened(LifecycleEvent event, long flushMillis) {
            System.out.println("fact " + event);
            Thread flush = new Thread(() -> {
                if (flushMillis >= 0) {
                    sleep(flushMillis);
                    System.out.println("flushed");
                    event.flushed().run();
                }
            });
            flush.start();
        }

        private static void sleep(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** An app as most are: installed, switched on, nothing attached yet. */
    public static final class Installed {
        private Installed() {}

        /** Arguments: directory, "close" to close it and leave by itself, "look" not to switch it on. */
        public static void main(String[] arguments) throws InterruptedException {
            BackgroundSync sync = SottoJvm.builder()
                    .appName("story")
                    .directory(Path.of(arguments[0]))
                    .keepers(Keeper.ALWAYS_ON)
                    .sleep(SleepPolicy.IGNORE)
                    .install();
            if (!arguments[1].equals("look")) {
                sync.start();
            }
            while (!sync.status().holding()) {
                Thread.sleep(10);
            }
            System.out.println("ready");
            if (arguments[1].equals("close")) {
                sync.close();
                System.exit(3);
            }
            Thread.sleep(TimeUnit.MINUTES.toMillis(1));
        }
    }

    @Test
    void anAppWithNothingToFlushEndsAtOnceWhetherTerminatedOrClosed() {
        for (String how : List.of("close", "TERM")) {
            try (ChildJvm app = ChildJvm.start(Installed.class, Map.of(), directory.toString(), how)) {
                app.line("ready");
                if (how.equals("TERM")) {
                    app.signal("TERM");
                }
                long millis = app.awaitEnd();
                assertTrue(millis < 3_000, how + ": ended after " + millis + " ms");
            }
        }
    }

    @Test
    void theWishSurvivesTheProcess() {
        try (ChildJvm first = ChildJvm.start(Installed.class, Map.of(), directory.toString(), "close")) {
            first.line("ready");
            first.awaitEnd();
        }
        try (ChildJvm next = ChildJvm.start(Installed.class, Map.of(), directory.toString(), "look")) {
            next.line("ready"); // it holds, although nobody called start() in this run
            next.signal("TERM");
            next.awaitEnd();
        }
    }

    private ChildJvm app(long flushMillis) {
        ChildJvm app = ChildJvm.start(App.class, Map.of(), directory.toString(), Long.toString(flushMillis));
        app.line("ready");
        return app;
    }

    @Test
    void aTerminatedProcessFlushesFirstAndGoesAsSoonAsThatIsDone() {
        try (ChildJvm app = app(700)) {
            app.signal("TERM");
            long millis = app.awaitEnd();
            app.line("fact TERMINATING(5000 ms)");
            app.line("flushed");
            assertTrue(millis >= 600 && millis < 4_000, "ended after " + millis + " ms");
        }
    }

    @Test
    void aFlushThatNeverEndsDelaysTheEndByFiveSecondsAtMost() {
        try (ChildJvm app = app(-1)) {
            app.signal("TERM");
            long millis = app.awaitEnd();
            assertTrue(millis >= 4_500 && millis < 7_000, "ended after " + millis + " ms");
        }
    }

    @Test
    void aStoppedProcessTellsOnceThatItIsBack() {
        try (ChildJvm app = app(0)) {
            app.signal("STOP");
            pause(4_000);
            app.signal("CONT");
            String resumed = app.line("fact RESUMED(");
            long gap = Long.parseLong(resumed.replaceAll("\\D", ""));
            assertTrue(gap > 2_500 && gap < 15_000, resumed);
            app.signal("TERM");
            app.awaitEnd();
            assertEquals(
                    1,
                    app.lines().stream()
                            .filter(line -> line.startsWith("fact RESUMED"))
                            .count(),
                    () -> "resumed events in " + app.lines());
        }
    }

    /** How long the process is stopped is what is tested here, not something that is waited for. */
    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
