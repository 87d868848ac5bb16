package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Value;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An app that asks for what its screen shows, a hundred times a second: nothing comes twice, and nothing piles up. */
class ManySubscriptionsTest extends StoresOverTcp {
    private static final int PER_SECOND = 100;
    private static final int ORDERS = 2_000;
    private static final int ORDERS_AT_ONCE = 500;
    private static final int OPEN = 20;

    /** What is told of the subscriptions themselves: four times a second, some 25 bytes each and a query of 60 now and then, and the feed's beginning anew. */
    private static final long BYTES_PER_SECOND = 4 * (OPEN * 60 + 500);

    private static String of(int shop) {
        return "SELECT * FROM orders WHERE shop = " + shop;
    }

    private static void orders(Sotto till, int shops) {
        for (int from = 0; from < ORDERS; from += ORDERS_AT_ONCE) {
            till.execute("INSERT INTO orders DOCUMENTS "
                    + IntStream.range(from, from + ORDERS_AT_ONCE)
                            .mapToObj(i -> "({_id: " + i + ", shop: " + i % shops + ", note: 'of the corner shop'})")
                            .collect(Collectors.joining(", ")));
        }
    }

    private static long noted(List<Document> documents, String note) {
        return documents.stream()
                .filter(one -> one.get("note").equals(Value.of(note)))
                .count();
    }

    /** For so many seconds one is closed and another one made, in turn, of as many queries as there are shops. */
    private void churn(int seconds, int shops) throws SQLException {
        Sotto till = started(config("till").listen("127.0.0.1:0"));
        orders(till, shops);
        Cable cable = cable(address(till));
        Sotto phone = opened(config("phone").connect(cable.address()));
        phone.sync().start();
        Watcher onPhone = Watcher.on(phone, ALL);
        Deque<Subscription> shown = new ArrayDeque<>();
        for (int shop = 0; shop < shops; shop++) {
            shown.add(phone.sync().registerSubscription(of(shop)));
            if (shown.size() == OPEN || shop == shops - 1) {
                onPhone.untilCount((shop + 1) * (ORDERS / shops));
                while (shown.size() > (shop == shops - 1 ? OPEN : 0)) {
                    shown.removeFirst().close();
                }
            }
        }
        long copied = cable.bytes();
        long began = System.nanoTime();
        for (int i = 0; i < seconds * PER_SECOND; i++) {
            shown.removeFirst().close();
            shown.addLast(phone.sync().registerSubscription(of(i % shops)));
            LockSupport.parkNanos(began + i * (1_000_000_000L / PER_SECOND) - System.nanoTime());
        }
        int last = (seconds * PER_SECOND - 1) % shops;
        int changed = till.execute("UPDATE orders SET note = 'new' WHERE shop = " + last)
                .mutatedIds()
                .size();
        onPhone.until("what is new", held -> noted(held, "new") == changed);
        long bytes = cable.bytes() - copied;
        double took = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "figure: %d subscriptions came and went in %.1f s, of %d queries: %d bytes; %d for the first copy%n",
                seconds * PER_SECOND, took, shops, bytes, copied);
        assertTrue(bytes < BYTES_PER_SECOND * (took + 1), bytes + " bytes; the copy took " + copied);
        assertEquals(ORDERS, phone.execute(ALL).documents().size());
        phone.close();
        int rows = rows();
        int most = dev.sotto.peer.Limits.SUBSCRIPTIONS_REMEMBERED_MAX + 150;
        assertTrue(rows <= most, rows + " cursors and marks are left, at most " + most);
    }

    /** Cursors and what is known of subscriptions, the greater of the two. */
    private int rows() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("phone/sotto.db"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT max((SELECT count(*) FROM cursor), (SELECT count(*) FROM mark WHERE kind = 12))")) {
            return row.getInt(1);
        }
    }

    @Test
    void aHundredComeAndGoInASecondAndNothingIsCopiedAgain() throws SQLException {
        churn(2, 50);
    }

    @Test
    @Tag("long")
    void aMinuteOfIt() throws SQLException {
        churn(60, 400);
    }

    @Test
    @Tag("long")
    void theDiskKeepsTheLastThousandOnly() throws SQLException {
        Sotto till = started(config("till").listen("127.0.0.1:0"));
        orders(till, 10);
        Sotto phone = opened(config("phone").connect(address(till)));
        phone.sync().start();
        Watcher onPhone = Watcher.on(phone, ALL);
        Deque<Subscription> shown = new ArrayDeque<>();
        for (int round = 0; round < 8; round++) {
            String note = "round " + round;
            onPhone.forget();
            for (int i = 0; i < 190; i++) {
                shown.add(phone.sync().registerSubscription(of(round * 190 + i)));
            }
            shown.add(phone.sync().registerSubscription("SELECT * FROM orders WHERE _id = 0 AND shop >= -" + round));
            onPhone.untilHears(SyncEvent.Synced.class, synced -> true);
            till.execute("UPDATE orders SET note = '" + note + "' WHERE _id = 0");
            onPhone.until(note, held -> noted(held, note) == 1);
            while (!shown.isEmpty()) {
                shown.removeFirst().close();
            }
        }
        phone.close();
        int rows = rows();
        assertTrue(rows >= 900 && rows <= 1_300, rows + " cursors and marks are left");
    }
}
