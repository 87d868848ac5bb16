package dev.sotto.jvm.sleep;

import static dev.sotto.jvm.sleep.PrivateLogind.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Ticker;
import dev.sotto.jvm.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sleep on a real systemd-logind; only systemd, which would really put the machine to sleep, is simulated. */
@Tag("logind")
@Tag("slow")
class RealLogindTest {
    @TempDir
    private Path home;

    private PrivateLogind machine;
    private ExecutorService workers;
    private LogindSleep sleep;
    private final List<LifecycleEvent> heard = new CopyOnWriteArrayList<>();
    private final List<String> awake = new CopyOnWriteArrayList<>();

    /** The real clocks; nothing here is ever due. */
    private static final class Clocks implements Ticker {
        @Override
        public long monotonicMillis() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
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
            return Registration.NONE;
        }
    }

    @BeforeEach
    void start() {
        machine = PrivateLogind.start(home);
        workers = Executors.newCachedThreadPool();
        sleep = new LogindSleep(machine.logind(), "Till 3", new Clocks(), workers, () -> awake.add("awake"));
    }

    @AfterEach
    void stop() {
        if (machine != null) {
            sleep.close();
            workers.shutdown();
            machine.close();
        }
    }

    private void open() {
        sleep.subscribe(heard::add);
        sleep.open();
        await("the delay lock is held", sleep::isLocked);
        assertTrue(machine.inhibitors().contains("\"sleep\" \"Till 3\""), machine::inhibitors);
    }

    @Test
    void sleepWaitsForTheFlushAndThenComesAtOnce() {
        sleepsAfterTheFlush();
    }

    @Test
    void theSameHeardThroughDbusMonitorWhereGdbusIsMissing() {
        Logind monitored = new Logind(machine.environment(), List.of("dbus-monitor"));
        sleep = new LogindSleep(monitored, "Till 3", new Clocks(), workers, () -> awake.add("awake"));
        sleepsAfterTheFlush();
    }

    private void sleepsAfterTheFlush() {
        open();
        machine.suspend();
        await("sleep is announced", () -> !heard.isEmpty());
        LifecycleEvent announced = heard.get(0);
        assertEquals(LifecycleEvent.Kind.SUSPEND_IMMINENT, announced.kind());
        assertEquals(PrivateLogind.DELAY_MILLIS - SleepLimits.DELAY_RESERVE_MILLIS, announced.withinMillis());
        assertEquals(0, machine.systemd().sleeps(), "the machine sleeps although nothing is flushed");
        assertTrue(machine.inhibitors().contains("Till 3"), "the lock is held while flushing");
        long flushed = System.nanoTime();
        announced.flushed().run();
        await("the machine sleeps", () -> machine.systemd().sleeps() == 1);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - flushed);
        assertTrue(millis < announced.withinMillis() / 2, "sleep came " + millis + " ms after the flush");
        assertFalse(sleep.isLocked());

        machine.systemd().wake();
        await("the process hears that it is back", () -> heard.size() == 2);
        assertEquals(LifecycleEvent.Kind.RESUMED, heard.get(1).kind());
        assertTrue(heard.get(1).gapMillis() >= millis, heard::toString);
        assertEquals(List.of("awake"), awake, "told before RESUMED");
        await("the lock is held again, for the next time", sleep::isLocked);
    }

    @Test
    void aFlushThatNeverEndsLetsGoBeforeLogindTakesTheLock() {
        open();
        machine.suspend();
        await("sleep is announced", () -> !heard.isEmpty());
        long announced = System.nanoTime();
        await("the machine sleeps", () -> machine.systemd().sleeps() == 1);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - announced);
        assertTrue(millis >= heard.get(0).withinMillis() - 200, "let go after " + millis + " ms");
        assertFalse(machine.said().contains("inhibitor timeout is reached"), machine::said);
    }

    @Test
    void closingGivesTheLockBack() {
        open();
        sleep.close();
        await("no lock is left", () -> !machine.inhibitors().contains("Till 3"));
    }

    @Test
    void aBlockLockIsListedWhileHeldAndGoneAfterwards() throws IOException {
        try (Registration held = new LogindBlock(machine.logind(), "Till 3").hold()) {
            String listed = machine.inhibitors();
            assertTrue(listed.contains("\"sleep:idle\" \"Till 3\"") && listed.contains("\"block\""), listed + held);
        }
        await("no lock is left", () -> !machine.inhibitors().contains("Till 3"));
    }

    /** Takes a lock and waits to be killed. */
    public static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            ChildProcess lock = Logind.on(Map.of()).lock("sleep", "delay", "Doomed", "Is killed", () -> {});
            System.out.println("held by " + lock.pid());
            Thread.sleep(TimeUnit.MINUTES.toMillis(1));
        }
    }

    @Test
    void aProcessThatIsKilledLeavesNoLockAndNoChildBehind() {
        try (ChildJvm holder = ChildJvm.start(Holder.class, machine.environment())) {
            long child = Long.parseLong(holder.line("held by ").replaceAll("\\D", ""));
            assertTrue(machine.inhibitors().contains("Doomed"));
            holder.signal("KILL");
            long killed = System.nanoTime();
            await("no lock is left", () -> !machine.inhibitors().contains("Doomed"));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed);
            assertTrue(millis <= 1_000, "the lock lived on for " + millis + " ms");
            await("the child has ended", () -> ended(child));
        }
    }

    /** A dead process stays in the list until init has read its end, so its state is asked, not its presence. */
    private static boolean ended(long pid) {
        try {
            String state = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return state.substring(state.lastIndexOf(')') + 2).startsWith("Z");
        } catch (IOException gone) {
            return true;
        }
    }

    @Test
    void withoutALogindThereIsAReasonAndNothingHappens() {
        Logind nobody = Logind.on(Map.of("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=" + home.resolve("nowhere")));
        assertFalse(nobody.probe().isSupported());
        assertTrue(nobody.probe().explanation().contains("does not answer"), nobody.probe()::toString);
    }
}
