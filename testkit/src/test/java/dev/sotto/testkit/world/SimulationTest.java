package dev.sotto.testkit.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Worlds in trouble end well: everybody has what its neighbours have for it, nothing acknowledged is lost, nothing is left
 * open. A world is its seed: {@code ./sotto simulate --seeds 1 --from SEED --profile NAME --trace} plays it again.
 */
@Tag("sync")
class SimulationTest {
    private static final boolean LONG = Boolean.getBoolean("sotto.long");

    /** Worlds of each kind of trouble and of each rule; some 2,000 in all, ten times as many in the long form. */
    private static long seeds(Profile profile) {
        return (profile.isOfARule() ? 75 : 190) * (LONG ? 10 : 1);
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void everyWorldEndsWell(Profile profile) {
        Simulation.Report report = new Simulation(1, seeds(profile), profile, 0).run(done -> {});

        System.out.printf(
                "figure: simulated %s: %d worlds, %.1f hours, %d events, %d faults, %d violations, trace hash %016x%n",
                profile.word(),
                report.seeds(),
                report.simulatedHours(),
                report.events(),
                report.faults().values().stream().mapToLong(Long::longValue).sum(),
                report.violations(),
                report.traceHash());
        assertEquals(
                Collections.emptyList(),
                report.failing(),
                () -> "play one again with ./sotto simulate --seeds 1 --from SEED --trace --profile " + profile.word());
    }

    /** Every 50th world of all profiles is on SQLite; here some more, beside their neighbours. */
    @Test
    void worldsOnSqliteEndWellAndInTime() {
        long sqliteNanos = 0;
        long memoryNanos = 0;
        int worlds = LONG ? 200 : 10;
        for (long seed = 50; seed <= 50L * worlds; seed += 50) {
            sqliteNanos += nanosOf(seed);
            memoryNanos += nanosOf(seed + 1);
        }
        System.out.printf(
                "figure: %d worlds of disks on SQLite took %.1f times as long as their neighbours in memory%n",
                worlds, (double) sqliteNanos / memoryNanos);
    }

    private static long nanosOf(long seed) {
        long began = System.nanoTime();
        Outcome outcome = new Simulation(1, 1, Profile.DISKS, 0).play(seed, 0);
        assertEquals(Collections.emptyList(), outcome.violations(), "seed " + seed);
        return System.nanoTime() - began;
    }

    /** A store is retired only in worlds of its own: it changes what may be expected of all others. */
    @Test
    void everyTroubleComes() {
        Simulation.Report mixed = new Simulation(1, 300, Profile.MIXED, 0).run(done -> {});
        Simulation.Report retire = new Simulation(1, 10, Profile.RETIRE, 0).run(done -> {});

        for (Fault fault : Fault.values()) {
            Simulation.Report report = fault == Fault.RETIRE ? retire : mixed;
            assertTrue(report.faults().getOrDefault(fault, 0L) > 0, fault + " never came");
        }
    }

    @Test
    void worldsThatOnceWentWrongStayRight() throws IOException {
        List<String> rows = rows();
        assertTrue(rows.size() >= 3, rows.toString());
        for (String row : rows) {
            String[] words = row.split("\\s+", 3);
            Profile profile = Profile.of(words[0]).orElseThrow(() -> new IllegalArgumentException(row));
            Outcome outcome = new Simulation(1, 1, profile, 0).play(Long.parseLong(words[1]), 0);
            assertEquals(Collections.emptyList(), outcome.violations(), row);
        }
    }

    private static List<String> rows() throws IOException {
        List<String> rows = new ArrayList<>();
        try (InputStream in = SimulationTest.class.getResourceAsStream("seeds.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    rows.add(line);
                }
            }
        }
        return rows;
    }

    /** Prints the hash of some worlds, for the test below. */
    static final class Hashes {
        private Hashes() {}

        public static void main(String[] args) {
            System.out.printf("%016x%n", hash());
        }

        static long hash() {
            return new Simulation(1, 60, Profile.MIXED, 0).run(done -> {}).traceHash();
        }
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void theSameSeedsAreTheSameWorldsInAnotherJvmAndOnAnotherJava() throws Exception {
        String here = String.format("%016x", Hashes.hash());
        List<String> javas = new ArrayList<>();
        javas.add(System.getProperty("java.home") + "/bin/java");
        otherJava().ifPresent(javas::add);
        for (String java : javas) {
            java.lang.Process child = new ProcessBuilder(
                            java,
                            "--enable-native-access=ALL-UNNAMED", // SQLite's: newer ones warn without it
                            "-cp",
                            System.getProperty("java.class.path"),
                            Hashes.class.getName())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            assertEquals(0, child.waitFor(), said);
            assertEquals(here, said, java);
        }
        System.out.println("figure: trace hash " + here + " of 60 worlds is the same on " + javas);
    }

    /** Another major version of Java on this machine, if there is one. */
    private static Optional<String> otherJava() throws IOException {
        java.io.File[] homes = new java.io.File("/usr/lib/jvm").listFiles();
        if (homes == null) {
            return Optional.empty();
        }
        java.util.Arrays.sort(homes);
        String own = "\"" + Runtime.version().feature() + ".";
        for (java.io.File home : homes) {
            java.io.File release = new java.io.File(home, "release");
            if (release.isFile()) {
                String version = java.nio.file.Files.readString(release.toPath());
                if (!version.contains("JAVA_VERSION=" + own) && version.contains("JAVA_VERSION=\"25")) {
                    return Optional.of(home + "/bin/java");
                }
            }
        }
        return Optional.empty();
    }
}
