package dev.sotto.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.port.Platform;
import dev.sotto.background.port.PlatformProvider;
import dev.sotto.background.port.PowerSnapshot;
import dev.sotto.background.port.ThreadTicker;
import dev.sotto.background.port.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts that make a JVM a platform. */
class PlatformPartsTest {
    @TempDir
    private Path directory;

    @Test
    void aJournalIsReplacedWholeAndSurvivesItsWriter() {
        FileJournal journal = new FileJournal(directory.resolve("not/there/yet"));
        assertArrayEquals(new byte[0], journal.load());
        journal.save(new byte[] {1, 2, 3});
        journal.save(new byte[] {4});
        assertArrayEquals(new byte[] {4}, new FileJournal(directory.resolve("not/there/yet")).load());
        byte[] whole = new byte[64 * 1024];
        whole[65_535] = 7;
        journal.save(whole);
        assertArrayEquals(whole, journal.load());
    }

    @Test
    void aSnapshotThatWasNotFinishedIsNeverRead() throws IOException {
        FileJournal journal = new FileJournal(directory);
        journal.save(new byte[] {1});
        Files.write(directory.resolve("background.journal.new"), new byte[] {9, 9}); // the process died here
        assertArrayEquals(new byte[] {1}, journal.load());
        journal.save(new byte[] {2});
        assertArrayEquals(new byte[] {2}, journal.load());
    }

    @Test
    void whatIsNoJournalIsRefusedWithWords() throws IOException {
        FileJournal journal = new FileJournal(directory);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> journal.save(new byte[64 * 1024 + 1]))
                .getMessage()
                .contains("65537 bytes"));
        Files.write(directory.resolve("background.journal"), new byte[64 * 1024 + 1]);
        assertThrows(IllegalStateException.class, journal::load);
        Path file = Files.createFile(directory.resolve("file"));
        assertThrows(RuntimeException.class, () -> new FileJournal(file).save(new byte[1]));
    }

    private void supply(String name, Map<String, String> files) throws IOException {
        Path supply = directory.resolve("class/power_supply").resolve(name);
        Files.createDirectories(supply);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(supply.resolve(file.getKey()), file.getValue() + "\n");
        }
    }

    @Test
    void linuxPowerReadsTheBatteryThatDrivesTheMachine() throws IOException {
        assertEquals(PowerSnapshot.MAINS.toString(), LinuxPower.read(directory).toString(), "no directory at all");
        supply("mouse", Map.of("type", "Battery", "scope", "Device", "capacity", "3", "status", "Discharging"));
        assertEquals(PowerSnapshot.MAINS.toString(), LinuxPower.read(directory).toString(), "a mouse is no supply");
        supply("BAT0", Map.of("type", "Battery", "capacity", "41", "status", "Discharging"));
        supply("BAT1", Map.of("type", "Battery", "capacity", "17", "status", "Not charging"));
        supply("AC", Map.of("type", "Mains", "online", "0"));
        assertEquals("battery 17 %, thermal NOMINAL", LinuxPower.read(directory).toString());
        supply("AC", Map.of("online", "1"));
        Files.createDirectories(directory.resolve("firmware/acpi"));
        Files.writeString(directory.resolve("firmware/acpi/platform_profile"), "low-power\n");
        assertEquals(
                "battery 17 %, charging, low power mode, thermal NOMINAL",
                LinuxPower.read(directory).toString());
        supply("BAT1", Map.of("capacity", "nonsense"));
        supply("BAT0", Map.of("capacity", "101"));
        assertEquals(PowerSnapshot.MAINS.toString(), LinuxPower.read(directory).toString(), "an unreadable battery");
    }

    @Test
    void aChangeOfPowerIsToldOnce() throws IOException {
        supply("BAT0", Map.of("type", "Battery", "capacity", "41", "status", "Discharging"));
        try (ThreadTicker ticker = new ThreadTicker(DaemonThreads.named("test"))) {
            LinuxPower power = new LinuxPower(directory, ticker);
            List<String> told = new ArrayList<>();
            power.subscribe(snapshot -> told.add(snapshot.toString()));
            power.look();
            supply("BAT0", Map.of("capacity", "40"));
            power.look();
            power.look();
            assertEquals(List.of("battery 40 %, thermal NOMINAL"), told);
            assertEquals(40, power.current().batteryPercent());
        }
    }

    @Test
    void systemsAreKnownByTheirNamesAndKeepStateWhereTheyShould() {
        assertEquals(HostSystem.LINUX, HostSystem.named("Linux"));
        assertEquals(HostSystem.MAC, HostSystem.named("Mac OS X"));
        assertEquals(HostSystem.WINDOWS, HostSystem.named("Windows 11"));
        assertEquals(HostSystem.OTHER, HostSystem.named("FreeBSD"));
        Path home = Path.of("/home/eva");
        assertEquals(
                Path.of("/home/eva/.local/state/sotto/Till_3"),
                HostSystem.LINUX.stateDirectory("Till 3", Map.of("XDG_STATE_HOME", "relative"), home));
        assertEquals(
                Path.of("/state/sotto/__up"),
                HostSystem.LINUX.stateDirectory("../up", Map.of("XDG_STATE_HOME", "/state"), home));
        assertEquals(
                Path.of("/home/eva/Library/Application Support/Till/sotto"),
                HostSystem.MAC.stateDirectory("Till", Map.of(), home));
        assertEquals(
                Path.of("/home/eva/AppData/Local/Till/sotto"),
                HostSystem.WINDOWS.stateDirectory("Till", Map.of(), home));
    }

    @Test
    void anAppWithoutANameIsCalledAfterItsMainClassOrJar() {
        assertEquals("Till", AppName.of("com.example.Till --port 80"));
        assertEquals("till-3", AppName.of("lib/till-3.jar"));
        assertEquals("Till", AppName.of("com.example.till/com.example.Till"));
        assertEquals("sotto", AppName.of(""));
    }

    @Test
    void aServerHoldsNothingAndADesktopClimbsAsItsSystemAllows() {
        for (HostSystem host : HostSystem.values()) {
            assertEquals(List.of(Keeper.ALWAYS_ON), Keeper.ladder(host, true));
        }
        assertEquals(
                List.of(Keeper.PULSE, Keeper.JAVA_SOUND, Keeper.ALWAYS_ON), Keeper.ladder(HostSystem.LINUX, false));
        assertEquals(
                List.of(Keeper.MAC_ACTIVITY, Keeper.CAFFEINATE, Keeper.JAVA_SOUND),
                Keeper.ladder(HostSystem.MAC, false));
        assertEquals(List.of(Keeper.WINDOWS_POWER, Keeper.JAVA_SOUND), Keeper.ladder(HostSystem.WINDOWS, false));
    }

    @Test
    void whatBelongsToAnotherSystemSaysSoAndWhatWasNeverRunSaysThatToo() {
        HostSystem here = HostSystem.current();
        for (Keeper keeper : List.of(Keeper.MAC_ACTIVITY, Keeper.CAFFEINATE, Keeper.WINDOWS_POWER)) {
            KeepAliveMechanism mechanism = keeper.mechanism("test");
            boolean own = Keeper.ladder(here, false).contains(keeper);
            assertEquals(own, mechanism.probe().isSupported(), mechanism.probe()::toString);
            assertTrue(
                    mechanism.probe().explanation().contains(own ? "untested" : "this is not"),
                    mechanism.probe()::toString);
        }
    }

    @Test
    void aPoolUsesIdleThreadsFirstThenNewOnesAndThenLetsWorkWait() throws InterruptedException {
        ExecutorService pool = DaemonThreads.pool(2, "test");
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch hang = new CountDownLatch(1);
        CountDownLatch waited = new CountDownLatch(1);
        for (int i = 0; i < 2; i++) {
            pool.execute(() -> {
                both.countDown();
                awaitIt(hang);
            });
        }
        assertTrue(both.await(30, TimeUnit.SECONDS), "two run at once");
        pool.execute(waited::countDown);
        assertEquals(1, waited.getCount(), "the third waits, since two are the most");
        hang.countDown();
        assertTrue(waited.await(30, TimeUnit.SECONDS), "and runs when one is free");
        pool.shutdown();
        pool.execute(() -> {
            throw new IllegalStateException("ran after the end");
        });
    }

    private static void awaitIt(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void thePlatformIsFoundWithoutBeingNamed() {
        List<PlatformProvider> found = new ArrayList<>();
        ServiceLoader.load(PlatformProvider.class).forEach(found::add);
        assertEquals(
                1, found.stream().filter(JvmPlatformProvider.class::isInstance).count(), found::toString);
    }

    @Test
    void aPlatformHasItsPartsAndClosingItEndsItsThreads() throws InterruptedException {
        Platform platform = SottoJvm.builder()
                .appName("parts")
                .directory(directory)
                .keepers(Keeper.JAVA_SOUND, Keeper.PULSE)
                .sleep(SleepPolicy.IGNORE)
                .platform();
        assertEquals(
                List.of("java-sound", "pulse"),
                platform.mechanisms().stream().map(KeepAliveMechanism::id).toList(),
                "in the order that the app asked for");
        Ticker ticker = platform.ticker();
        assertTrue(Math.abs(ticker.wallMillis() - System.currentTimeMillis()) < 60_000);
        CountDownLatch fired = new CountDownLatch(1);
        ticker.after(1, fired::countDown);
        assertTrue(fired.await(30, TimeUnit.SECONDS), "a timer fires");
        CountDownLatch cancelled = new CountDownLatch(1);
        ticker.after(60_000, cancelled::countDown).close();
        platform.onClose().run();
        ticker.after(1, cancelled::countDown); // harmless after the end
        assertEquals(1, cancelled.getCount());
        assertThrows(IllegalArgumentException.class, () -> SottoJvm.builder().appName("  "));
    }
}
