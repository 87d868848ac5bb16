package dev.sotto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.phonebench.process.Cell;
import dev.sotto.phonebench.process.Freezer;
import dev.sotto.phonebench.process.Freezers;
import dev.sotto.phonebench.process.Scenario;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three processes in a row, each with a subscription of its own: the kitchen and the office write, the hub between them asks for
 * everything and is frozen by the kernel and thawed at random. In the end each holds what it asks for, as it was written last.
 *
 * <pre>{@code
 *   kitchen (cheap) <--> hub (all; frozen, thawed, frozen ...) <--> office (dear)
 * }</pre>
 */
@Tag("demo")
class RelayTest {
    private static final boolean LONG = Boolean.getBoolean("sotto.long");
    private static final long LENGTH_MILLIS = LONG ? 600_000 : 15_000;

    /** Longer than a link may be silent, so that some thaws find it given up and some find it alive. */
    private static final int FROZEN_MILLIS_MAX = LONG ? 45_000 : 4_000;

    private static final int RUNNING_MILLIS_MAX = 3_000;

    /** Between two writes of one writer. */
    private static final int PAUSE_MILLIS_MAX = 120;

    private static final long SETTLE_MILLIS = 90_000;

    private static final int AMOUNTS = 100;
    private static final int CHEAP_BELOW = 70;
    private static final int DEAR_FROM = 30;

    private static final String CHEAP = "SELECT * FROM orders WHERE amount < " + CHEAP_BELOW;
    private static final String DEAR = "SELECT * FROM orders WHERE amount >= " + DEAR_FROM;

    private final long seed = Long.getLong("sotto.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** Amount and number of the last acknowledged change of each order that is there; each order has one writer. */
    private final Map<String, Order> truth = new TreeMap<>();

    private record Order(int amount, int number) {
        String json(String id) {
            return "{\"_id\":\"" + id + "\",\"amount\":" + amount + ",\"number\":" + number + "}";
        }
    }

    @Test
    @Timeout(900)
    void whatIsBetweenIsFrozenAtAnyMomentAndBothEndsStillAgree() throws Exception {
        try (Scenario scenario = Scenario.open("relay")) {
            Path folder = scenario.directory();
            String key = folder.resolve("key").toString();
            assertEquals(0, Run.of("key", key).exitCode());
            String kitchenAt = "127.0.0.1:" + freePort();
            String hubAt = "127.0.0.1:" + freePort();
            Freezer freezer = Freezers.best().freezer();
            try (Cell cell = freezer.cell(scenario.partName());
                    PipedShell kitchen = shell(folder, "kitchen", CHEAP, "--listen", kitchenAt)) {
                cell.entrust(scenario.guard());
                Process hub = cell.start(new ProcessBuilder(hub(folder, kitchenAt, hubAt))
                        .redirectOutput(folder.resolve("hub.out").toFile())
                        .redirectError(folder.resolve("hub.err").toFile()));
                cell.entrust(scenario.guard());
                try (PipedShell office = shell(folder, "office", DEAR, "--connect", hubAt)) {
                    Freezes freezes = write(cell, kitchen, office);
                    awaitEqual(kitchen, CHEAP, order -> order.amount < CHEAP_BELOW);
                    awaitEqual(office, DEAR, order -> order.amount >= DEAR_FROM);
                    hub.toHandle().destroy();
                    assertTrue(hub.waitFor(30, TimeUnit.SECONDS), "the hub ends when it is told to");
                    Run all = Run.of(
                            "shell",
                            "--dir",
                            folder.resolve("hub").toString(),
                            "-c",
                            "SELECT * FROM orders ORDER BY _id");
                    assertEquals(expected(order -> true), all.outLines(), "the hub, seed " + seed);
                    System.out.println("figure: relay of three processes, " + LENGTH_MILLIS / 1000 + " s, "
                            + freezes.count + " freezes by " + freezer.id() + " (" + freezes.millis / 1000
                            + " s in all), " + truth.size() + " orders equal, seed " + seed);
                }
            }
        }
    }

    private static final class Freezes {
        private int count;
        private long millis;
    }

    /** Both ends write; meanwhile the hub stands still now and then. */
    private Freezes write(Cell cell, PipedShell kitchen, PipedShell office) throws Exception {
        Freezes freezes = new Freezes();
        long start = System.nanoTime();
        long turn = random.nextInt(RUNNING_MILLIS_MAX);
        boolean frozen = false;
        int number = 0;
        for (long at = 0; at < LENGTH_MILLIS; at = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)) {
            if (at >= turn) {
                frozen = !frozen;
                int length = 1 + random.nextInt(frozen ? frozenMillisMax() : RUNNING_MILLIS_MAX);
                turn = at + length;
                if (frozen) {
                    cell.freeze();
                    freezes.count++;
                    freezes.millis += length;
                } else {
                    cell.thaw();
                }
            }
            change(random.nextBoolean() ? kitchen : office, number++);
            TimeUnit.MILLISECONDS.sleep(
                    random.nextInt(PAUSE_MILLIS_MAX)); // the pace of the work, not a wait for something
        }
        cell.thaw();
        assertTrue(freezes.count > 0, "frozen at least once");
        return freezes;
    }

    /** Mostly moments, so that much is caught in mid-message; one in five is long. */
    private int frozenMillisMax() {
        return random.nextInt(5) == 0 ? FROZEN_MILLIS_MAX : 500;
    }

    private void change(PipedShell writer, int number) throws Exception {
        List<String> own = new ArrayList<>();
        truth.keySet().stream().filter(id -> id.startsWith(writer.name())).forEach(own::add);
        int dice = random.nextInt(10);
        int amount = random.nextInt(AMOUNTS);
        if (own.isEmpty() || dice < 5) {
            String id = String.format("%s-%05d", writer.name(), number);
            writer.change("INSERT INTO orders DOCUMENTS ({'_id': '" + id + "', 'amount': " + amount + ", 'number': "
                    + number + "})");
            truth.put(id, new Order(amount, number));
            return;
        }
        String id = own.get(random.nextInt(own.size()));
        if (dice < 9) {
            writer.change(
                    "UPDATE orders SET amount = " + amount + ", number = " + number + " WHERE _id = '" + id + "'");
            truth.put(id, new Order(amount, number));
        } else {
            writer.change("DELETE FROM orders WHERE _id = '" + id + "'");
            truth.remove(id);
        }
    }

    private interface Filter {
        boolean matches(Order order);
    }

    private List<String> expected(Filter filter) {
        List<String> lines = new ArrayList<>();
        truth.forEach((id, order) -> {
            if (filter.matches(order)) {
                lines.add(order.json(id));
            }
        });
        return lines;
    }

    private void awaitEqual(PipedShell shell, String query, Filter filter) throws Exception {
        List<String> wanted = expected(filter);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SETTLE_MILLIS);
        List<String> got = shell.rows(query + " ORDER BY _id");
        while (!got.equals(wanted) && System.nanoTime() < deadline) {
            got = shell.rows(query + " ORDER BY _id");
        }
        assertEquals(wanted, got, shell.name() + ", seed " + seed + "; it complained: " + shell.errors());
    }

    private static PipedShell shell(Path folder, String name, String subscription, String... link) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "shell",
                "--dir",
                folder.resolve(name).toString(),
                "--key",
                folder.resolve("key").toString()));
        words.addAll(List.of("--subscribe", subscription));
        words.addAll(List.of(link));
        return PipedShell.start(folder, name, words);
    }

    private static List<String> hub(Path folder, String kitchenAt, String hubAt) {
        return Child.command(List.of(
                "peer",
                "--dir",
                folder.resolve("hub").toString(),
                "--key",
                folder.resolve("key").toString(),
                "--subscribe",
                "SELECT * FROM orders",
                "--listen",
                hubAt,
                "--connect",
                kitchenAt,
                "--json"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return free.getLocalPort();
        }
    }
}
