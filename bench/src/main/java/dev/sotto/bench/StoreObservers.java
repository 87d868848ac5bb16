package dev.sotto.bench;

import dev.sotto.phonebench.process.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * What fifty observers that a write does not concern add to it: the same store with and without them. Afterwards each of
 * them is shown one document that does concern it, so that what was cheap was no observer that had stopped.
 */
final class StoreObservers {
    private static final int OBSERVERS = 50;
    private static final int DOCUMENTS = 1_000;
    private static final int WRITES = 200;
    private static final int BATCHES = 5;
    private static final int BATCH = 1_000;
    private static final int ROUNDS = 9;
    private static final double GOAL = 1.2;
    private static final long WAIT_MILLIS = 10_000;

    /** Above every table that an order of the benchmark stands on. */
    private static final int FIRST_TABLE = 1_000;

    private final Scenario scenario;
    private final Benchmark.Progress progress;

    StoreObservers(Scenario scenario, Benchmark.Progress progress) {
        this.scenario = scenario;
        this.progress = progress;
    }

    List<Figure> figures() throws Exception {
        progress.say("writes beside " + OBSERVERS + " observers that they do not concern");
        List<Figure> figures = new ArrayList<>();
        Calls calls = new Calls();
        try (SottoStore observed = SottoStore.open(scenario.newDirectory("observed"));
                SottoStore alone = SottoStore.open(scenario.newDirectory("alone"))) {
            List<Order> orders = Order.small(DOCUMENTS, Order.customers(DOCUMENTS), new Random(1));
            observed.insertTogether(orders);
            alone.insertTogether(orders);
            for (int i = 0; i < OBSERVERS; i++) {
                int number = i;
                observed.sotto()
                        .registerObserver(
                                "SELECT * FROM orders WHERE table = :table",
                                Map.of("table", FIRST_TABLE + i),
                                result -> calls.called(number));
            }
            calls.await(1);
            figures.add(ratio(
                    "durable update, " + OBSERVERS + " disjoint observers",
                    new Rounds("updates beside observers", ROUNDS)
                            .measure(WRITES, round -> updates(observed, orders), round -> updates(alone, orders))));
            figures.add(ratio(
                    "batched insert, " + OBSERVERS + " disjoint observers",
                    new Rounds("inserts beside observers", ROUNDS)
                            .measure(
                                    BATCHES * BATCH,
                                    round -> inserts(observed, round),
                                    round -> inserts(alone, round))));
            calls.await(1);
            for (int i = 0; i < OBSERVERS; i++) {
                observed.sotto()
                        .execute(
                                "UPDATE orders SET table = :table WHERE _id = :id",
                                Map.of(
                                        "table",
                                        FIRST_TABLE + i,
                                        "id",
                                        orders.get(i).id()));
            }
            calls.await(2);
        }
        return figures;
    }

    private static long updates(SottoStore store, List<Order> orders) {
        for (int i = 0; i < WRITES; i++) {
            store.change(orders.get(i).id(), i);
        }
        return WRITES;
    }

    private static long inserts(SottoStore store, int round) {
        Random random = new Random(round + 100);
        for (int i = 0; i < BATCHES; i++) {
            store.insertTogether(Order.small(BATCH, Order.customers(BATCH), random));
        }
        return BATCHES * BATCH;
    }

    /** How often each observer was called. Observers are called on threads of the store. */
    private static final class Calls {
        private final int[] counts = new int[OBSERVERS];

        synchronized void called(int observer) {
            counts[observer]++;
            notifyAll();
        }

        /** Waits until each has been called so often; more often is a fault. */
        synchronized void await(int wanted) throws InterruptedException {
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
            for (int i = 0; i < OBSERVERS; i++) {
                long left = WAIT_MILLIS;
                while (counts[i] < wanted && left > 0) {
                    wait(left);
                    left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                }
                if (counts[i] != wanted) {
                    throw new IllegalStateException(
                            "observer " + i + " was called " + counts[i] + " times instead of " + wanted);
                }
            }
        }
    }

    private static Figure ratio(String name, Rounds.Rates rates) {
        return new Figure(
                "store",
                name,
                1e6 / rates.ours(),
                1e6 / rates.reference(),
                "no observers",
                "us",
                1 / rates.ratio(),
                GOAL);
    }
}
