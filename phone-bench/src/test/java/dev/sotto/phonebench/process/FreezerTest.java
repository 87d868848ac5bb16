package dev.sotto.phonebench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every freezer promises, on each of this operating system. */
@Tag("phone-bench")
final class FreezerTest {
    private static final long DEADLINE_MILLIS = 30_000;

    @TempDir
    Path folder;

    static List<Freezer> freezers() {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return Freezers.all().stream()
                .filter(freezer -> freezer.id().equals("ntsuspend") == windows)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("freezers")
    void aFrozenTreeStandsStillAndGoesOnWhenThawed(Freezer freezer) throws IOException {
        try (Cell cell = usable(freezer).cell("test-" + System.nanoTime())) {
            Process process = cell.start(counter());
            assertTrue(growsFrom(0), "the counter runs");

            cell.freeze();
            assertTrue(cell.frozen());
            assertTrue(cell.pids().contains(process.pid()));
            long atFreeze = count();
            // Another process of the same kind counts on meanwhile, so that standing still is not just being early.
            Path witness = folder.resolve("witness");
            Process other = new ProcessBuilder("sh", "-c", loop(witness)).start();
            try {
                assertTrue(Deadline.in(DEADLINE_MILLIS).await(() -> lines(witness) > 50), "the witness runs");
            } finally {
                other.destroyForcibly();
            }
            assertEquals(atFreeze, count(), "nothing ran while frozen");

            cell.freeze();
            cell.thaw();
            cell.thaw();
            assertFalse(cell.frozen());
            assertTrue(growsFrom(atFreeze), "the counter goes on");
        }
    }

    @ParameterizedTest
    @MethodSource("freezers")
    void aFrozenTreeCanBeKilledAndLeavesNothing(Freezer freezer) throws IOException {
        Process process;
        try (Cell cell = usable(freezer).cell("test-" + System.nanoTime())) {
            process = cell.start(counter());
            assertTrue(growsFrom(0), "the counter runs");
            cell.freeze();
            cell.kill();
            assertTrue(cell.pids().isEmpty());
        }
        assertTrue(Deadline.in(DEADLINE_MILLIS).await(() -> !process.isAlive()), "the process is reaped");
    }

    @Test
    void theBestFreezerIsTheFirstThatWorksAndTellsWhatWasPassedOver() {
        Freezers.Choice choice = Freezers.best();
        int position = Freezers.ids().indexOf(choice.freezer().id());
        assertEquals(position, choice.passedOver().size(), () -> choice.toString());
        System.out.println("figure: freezer " + choice.freezer().id() + " (" + choice.found() + ")"
                + (choice.passedOver().isEmpty() ? "" : "; passed over " + choice.passedOver()));
    }

    @Test
    void anUnknownFreezerIsRefusedWithTheNamesThatThereAre() {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> Freezers.named("icebox"));
        assertEquals("no freezer is named icebox; there are cgroup, sigstop, ntsuspend", refused.getMessage());
    }

    private static Freezer usable(Freezer freezer) {
        Availability availability = freezer.probe();
        assumeTrue(availability.usable(), () -> "skipped: " + freezer.id() + ": " + availability.explanation());
        return freezer;
    }

    /** Two processes: the shell and a child that does the counting. */
    private ProcessBuilder counter() {
        return new ProcessBuilder("sh", "-c", "( " + loop(folder.resolve("count")) + " ) & wait");
    }

    private static String loop(Path file) {
        return "while :; do echo x >> '" + file + "'; sleep 0.01; done";
    }

    private boolean growsFrom(long lines) throws IOException {
        return Deadline.in(DEADLINE_MILLIS).await(() -> count() > lines);
    }

    private long count() throws IOException {
        return lines(folder.resolve("count"));
    }

    private static long lines(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) / 2 : 0;
    }
}
