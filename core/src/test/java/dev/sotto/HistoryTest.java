package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.store.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many threads, one store, a history of what each of them read and wrote, and a checker that looks for an order in which
 * one thread alone would have seen the same: Kingsbury's bank and register tests of Jepsen, in one process.
 */
@Timeout(120)
class HistoryTest {
    private static final int SECONDS = 60;
    private static final boolean LONG = Boolean.getBoolean("sotto.long");
    private static final int THREADS = LONG ? 100 : 16;
    private static final int STEPS = LONG ? 200 : 25;
    private static final int ACCOUNTS = 6;
    private static final long MONEY = 600;
    private static final int REGISTERS = 4;

    @TempDir
    private Path directory;

    private Sotto open(boolean onDisk) {
        return Sotto.open(
                onDisk
                        ? SottoConfig.in(directory).build()
                        : SottoConfig.inMemory().build());
    }

    /** What one transaction read of every account, and which commit it made, if it made one. */
    private record Audit(long total, long negative) {}

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noTransferMakesOrLosesMoneyAndNoReaderSeesOneHalfDone(boolean onDisk) throws Exception {
        long seed = 20_261_122L;
        try (Sotto sotto = open(onDisk)) {
            for (int i = 0; i < ACCOUNTS; i++) {
                sotto.execute(
                        "INSERT INTO accounts DOCUMENTS ({_id: :i, balance: :b})",
                        Map.of("i", i, "b", MONEY / ACCOUNTS));
            }
            List<Audit> audits = all(seed, random -> {
                List<Audit> seen = new ArrayList<>();
                for (int step = 0; step < STEPS; step++) {
                    if (random.nextInt(3) == 0) {
                        seen.add(sotto.transaction(TransactionOptions.readOnly(), HistoryTest::audit)
                                .value());
                    } else {
                        transfer(sotto, random);
                    }
                }
                return seen;
            });
            for (Audit audit : audits) {
                assertEquals(new Audit(MONEY, 0), audit, "seed " + seed);
            }
            assertEquals(new Audit(MONEY, 0), audit(sotto.execute("SELECT * FROM accounts")), "seed " + seed);
            assertTrue(audits.size() > THREADS);
        }
    }

    private static void transfer(Sotto sotto, Random random) {
        int from = random.nextInt(ACCOUNTS);
        int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        long amount = 1 + random.nextInt(40);
        boolean giveUp = random.nextInt(8) == 0;
        sotto.transaction(TransactionOptions.readWrite().durability(durability(random)), tx -> {
            long has = balance(tx, from);
            if (has < amount) {
                return "refused";
            }
            tx.execute("UPDATE accounts SET balance = :b WHERE _id = :i", Map.of("i", from, "b", has - amount));
            tx.execute(
                    "UPDATE accounts SET balance = :b WHERE _id = :i", Map.of("i", to, "b", balance(tx, to) + amount));
            if (giveUp) {
                tx.rollback();
            }
            return "done";
        });
    }

    private static Durability durability(Random random) {
        return random.nextInt(4) == 0 ? Durability.FSYNC : Durability.ASYNC;
    }

    private static long balance(Transaction tx, int account) {
        return tx.execute("SELECT * FROM accounts WHERE _id = :i", Map.of("i", account))
                .documents()
                .get(0)
                .getLong("balance");
    }

    private static Audit audit(Transaction tx) {
        // One statement an account: a snapshot that moved between them would show.
        long total = 0;
        long negative = 0;
        for (int i = 0; i < ACCOUNTS; i++) {
            long balance = balance(tx, i);
            total += balance;
            negative += balance < 0 ? 1 : 0;
        }
        return new Audit(total, negative);
    }

    private static Audit audit(QueryResult all) {
        long total = 0;
        long negative = 0;
        for (Document account : all.documents()) {
            total += account.getLong("balance");
            negative += account.getLong("balance") < 0 ? 1 : 0;
        }
        return new Audit(total, negative);
    }

    /**
     * One operation of the register history.
     *
     * @param read what it read: the version of each register that it looked at
     * @param written which version it made of each register
     * @param commit its number; 0 when it only read
     */
    private record Operation(
            long beganNanos, long endedNanos, Map<Integer, Long> read, Map<Integer, Long> written, long commit) {}

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theHistoryOfRegistersHasOneOrderThatExplainsEveryRead(boolean onDisk) throws Exception {
        long seed = 20_261_124L;
        try (Sotto sotto = open(onDisk)) {
            for (int i = 0; i < REGISTERS; i++) {
                sotto.execute("INSERT INTO registers DOCUMENTS ({_id: :i, version: 0})", Map.of("i", i));
            }
            List<Operation> history = all(seed, random -> {
                List<Operation> own = new ArrayList<>();
                for (int step = 0; step < STEPS; step++) {
                    own.add(random.nextInt(3) == 0 ? readAll(sotto) : writeSome(sotto, random));
                }
                return own;
            });
            check(history, "seed " + seed);
        }
    }

    private static Operation readAll(Sotto sotto) {
        long began = System.nanoTime();
        Map<Integer, Long> read = sotto.<Map<Integer, Long>>transaction(TransactionOptions.readOnly(), tx -> {
                    Map<Integer, Long> versions = new TreeMap<>();
                    for (int i = 0; i < REGISTERS; i++) {
                        versions.put(i, version(tx, i));
                    }
                    return versions;
                })
                .value();
        return new Operation(began, System.nanoTime(), read, Collections.emptyMap(), 0);
    }

    /** Reads two registers and writes the next version of one or both: lost updates and write skew both show. */
    private static Operation writeSome(Sotto sotto, Random random) {
        int first = random.nextInt(REGISTERS);
        int second = random.nextInt(REGISTERS);
        boolean both = random.nextBoolean();
        Map<Integer, Long> read = new TreeMap<>();
        Map<Integer, Long> written = new TreeMap<>();
        long began = System.nanoTime();
        TransactionResult<?> result =
                sotto.transaction(TransactionOptions.readWrite().durability(durability(random)), tx -> {
                    read.put(first, version(tx, first));
                    read.put(second, version(tx, second));
                    for (int register : both ? List.of(first, second) : List.of(first)) {
                        long next = read.get(register) + 1;
                        written.put(register, next);
                        tx.execute(
                                "UPDATE registers SET version = :v WHERE _id = :i", Map.of("i", register, "v", next));
                    }
                    return "written";
                });
        return new Operation(
                began, System.nanoTime(), read, written, result.commitId().getAsLong());
    }

    private static long version(Transaction tx, int register) {
        return tx.execute("SELECT * FROM registers WHERE _id = :i", Map.of("i", register))
                .documents()
                .get(0)
                .getLong("version");
    }

    /**
     * Writers, by the numbers of their commits, of which no two are the same, must each have read what the one before had left; readers must have seen exactly the state between two of them, and never an older one than a
     * transaction that had ended before they began.
     */
    private static void check(List<Operation> history, String at) {
        List<Operation> writers = new ArrayList<>();
        List<Operation> readers = new ArrayList<>();
        history.forEach(operation -> (operation.commit() == 0 ? readers : writers).add(operation));
        writers.sort(Comparator.comparingLong(Operation::commit));
        assertEquals(
                writers.size(),
                writers.stream().map(Operation::commit).distinct().count(),
                at + ", two commits with one number");
        Map<Integer, Long> state = new TreeMap<>();
        for (int i = 0; i < REGISTERS; i++) {
            state.put(i, 0L);
        }
        Map<Map<Integer, Long>, Integer> places = new LinkedHashMap<>();
        places.put(new TreeMap<>(state), 0);
        int[] placeOf = new int[writers.size()];
        for (int i = 0; i < writers.size(); i++) {
            Operation writer = writers.get(i);
            for (Map.Entry<Integer, Long> read : writer.read().entrySet()) {
                assertEquals(state.get(read.getKey()), read.getValue(), at + ", a stale read by " + writer);
            }
            state.putAll(writer.written());
            placeOf[i] = i + 1;
            places.put(new TreeMap<>(state), i + 1);
        }
        for (Operation reader : readers) {
            Integer place = places.get(reader.read());
            assertTrue(place != null, at + ", no moment ever had " + reader.read());
            for (int i = 0; i < writers.size(); i++) {
                if (writers.get(i).endedNanos() < reader.beganNanos()) {
                    assertTrue(placeOf[i] <= place, at + ", read the past: " + reader + " after " + writers.get(i));
                }
            }
        }
        assertTrue(!readers.isEmpty() && !writers.isEmpty());
    }

    private interface Work<T> {
        List<T> run(Random random) throws Exception;
    }

    private static <T> List<T> all(long seed, Work<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<List<T>>> tasks = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(seed + i);
                tasks.add(() -> work.run(random));
            }
            List<T> all = new ArrayList<>();
            for (Future<List<T>> done : pool.invokeAll(tasks, SECONDS, TimeUnit.SECONDS)) {
                all.addAll(done.get());
            }
            return all;
        } finally {
            pool.shutdownNow();
        }
    }
}
