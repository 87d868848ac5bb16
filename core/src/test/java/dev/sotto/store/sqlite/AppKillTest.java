package dev.sotto.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import dev.sotto.TransactionOptions;
import dev.sotto.store.Durability;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An app's process is killed while it writes in every way that an app can: statements that wait for the disk and others that
 * do not, transactions over two collections, evictions. What is there afterwards is what was there after the last change
 * that it was told of, or after the one that was under way: never half a transaction, never one change without those before
 * it.
 *
 * <p>kill -9 keeps the system's page cache, so ASYNC changes survive it, too; what a power failure takes of them is for
 * {@link PowerLossTest}.
 */
@Tag("store")
class AppKillTest {
    private static final long SEED = 20_261_122L;
    private static final int ROUNDS = Boolean.getBoolean("sotto.long") ? 50 : 8;
    private static final long PATIENCE_SECONDS = 60;
    private static final int KILL_NANOS_MAX = 4_000_000;

    @TempDir
    private Path directory;

    /** The ways to change something. */
    private enum Way {
        FSYNC,
        ASYNC,
        TRANSACTION,
        ASYNC_TRANSACTION,
        EVICT
    }

    /** Change number n is the same whoever asks, so that the test knows every state without being told. */
    private static Way way(long number) {
        Way[] ways = Way.values();
        return ways[new Random(SEED * 31 + number).nextInt(ways.length)];
    }

    /** Which document an eviction takes: one of the last thirty changes, if that made any. */
    private static String evicted(long number) {
        return "a" + Math.max(1, number - 1 - new Random(SEED * 37 + number).nextInt(30));
    }

    private static void apply(long number, TreeMap<String, Long> state) {
        switch (way(number)) {
            case FSYNC, ASYNC -> state.put("shelf/a" + number, number);
            case TRANSACTION, ASYNC_TRANSACTION -> {
                state.put("shelf/a" + number, number);
                state.put("cellar/a" + number, number);
                state.put("shelf/last", number);
            }
            case EVICT -> state.remove("shelf/" + evicted(number));
        }
    }

    @Test
    void aKilledAppFindsAllThatItWasToldOfAndNothingByHalves() throws Exception {
        Random random = new Random(SEED);
        TreeMap<String, Long> state = new TreeMap<>();
        long reached = 0;
        int inFlight = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String at = "seed " + SEED + " round " + round;
            long told = killOne(random, reached, at);
            TreeMap<String, Long> found = found();
            for (; reached < told; reached++) {
                apply(reached + 1, state);
            }
            if (!found.equals(state)) {
                reached++;
                apply(reached, state);
                inFlight++;
            }
            assertEquals(state, found, at + ": neither what change " + told + " left nor what the next one did");
        }
        int[] ways = new int[Way.values().length];
        for (long n = 1; n <= reached; n++) {
            ways[way(n).ordinal()]++;
        }
        System.out.println("figure: kill -9 of an app: " + ROUNDS + " rounds, " + reached + " changes ("
                + ways[Way.TRANSACTION.ordinal()] + " transactions, " + ways[Way.ASYNC.ordinal()] + " ASYNC, "
                + ways[Way.ASYNC_TRANSACTION.ordinal()] + " ASYNC transactions, " + ways[Way.EVICT.ordinal()]
                + " evictions), " + inFlight + " stored and not told of, lost 0, halves 0, seed " + SEED);
        for (int count : ways) {
            assertTrue(count > 0, "not every way was tried");
        }
    }

    /** Answers the last change that it was told of. */
    private long killOne(Random random, long reached, String at) throws IOException, InterruptedException {
        Process child = Child.start(WriteForEver.class, directory.toString(), String.valueOf(reached));
        long told = reached;
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            for (int changes = 1 + random.nextInt(60); changes > 0; changes--) {
                String line = lines.readLine();
                assertTrue(line != null, at + ": the child ended by itself");
                told = told(line, told);
            }
            LockSupport.parkNanos(random.nextInt(KILL_NANOS_MAX));
            child.toHandle().destroyForcibly();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                told = told(line, told);
            }
            return told;
        } finally {
            child.destroyForcibly();
            assertTrue(child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), at);
        }
    }

    /** The last line of a killed process may be cut off. */
    private static long told(String line, long before) {
        return line.endsWith(".") ? Long.parseLong(line.substring(0, line.length() - 1)) : before;
    }

    private static Sotto open(Path directory) {
        return Sotto.open(SottoConfig.in(directory).build());
    }

    /** Read through an index that is kept up to date, and without. */
    private TreeMap<String, Long> found() {
        TreeMap<String, Long> found = new TreeMap<>();
        try (Sotto sotto = open(directory)) {
            for (String collection : List.of("shelf", "cellar")) {
                List<String> indexed = new ArrayList<>();
                sotto.execute("SELECT _id, n FROM " + collection + " WHERE n > 0 ORDER BY _id")
                        .documents()
                        .forEach(row -> indexed.add(row.toJson()));
                List<String> all = new ArrayList<>();
                sotto.execute("SELECT _id, n FROM " + collection + " ORDER BY _id")
                        .documents()
                        .forEach(row -> {
                            all.add(row.toJson());
                            found.put(collection + "/" + row.getString("_id"), row.getLong("n"));
                        });
                assertEquals(all, indexed, "the index says something else");
            }
        }
        return found;
    }

    /** The child: makes one change after the other and says the number of each when it was told that it is made. */
    static final class WriteForEver {
        private static final long CHANGES_MAX = 100_000;

        private WriteForEver() {}

        public static void main(String[] args) {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            try (Sotto sotto = open(Path.of(args[0]))) {
                sotto.execute("CREATE INDEX IF NOT EXISTS by_n ON shelf (n)");
                long reached = Long.parseLong(args[1]);
                // Ends by being killed; the bound is for the case that nobody does.
                for (long number = reached + 1; number < reached + CHANGES_MAX; number++) {
                    change(sotto, number);
                    out.print(number + ".\n");
                    out.flush();
                }
            }
        }

        private static void change(Sotto sotto, long number) {
            Way way = way(number);
            Durability durability =
                    way == Way.ASYNC || way == Way.ASYNC_TRANSACTION ? Durability.ASYNC : Durability.FSYNC;
            switch (way) {
                case FSYNC, ASYNC -> sotto.execute("INSERT INTO shelf DOCUMENTS (:d)", document(number), durability);
                case EVICT -> sotto.execute("EVICT FROM shelf WHERE _id = :id", Map.of("id", evicted(number)));
                case TRANSACTION, ASYNC_TRANSACTION ->
                    sotto.transaction(TransactionOptions.readWrite().durability(durability), tx -> {
                        tx.execute("INSERT INTO shelf DOCUMENTS (:d)", document(number));
                        tx.execute("INSERT INTO cellar DOCUMENTS (:d)", document(number));
                        tx.execute(
                                "INSERT INTO shelf DOCUMENTS ({_id: 'last', n: :n}) ON ID CONFLICT DO UPDATE",
                                Map.of("n", number));
                        return number;
                    });
            }
        }

        private static Map<String, Object> document(long number) {
            return Map.of("d", Map.of("_id", "a" + number, "n", number, "text", "x".repeat(100)));
        }
    }
}
