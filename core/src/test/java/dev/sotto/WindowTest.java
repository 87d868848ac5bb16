package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.query.StatementException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A subscription to the newest orders: these are here, few others are, and nothing comes and goes for ever. */
class WindowTest extends StoresOverTcp {
    private static final int ORDERS = 200;
    private static final int LIMIT = 20;
    /** Of these at most, however many there are. */
    private static final int HELD_MAX = LIMIT + 16;

    private static final String NEWEST = "SELECT * FROM orders WHERE open = true ORDER BY at DESC LIMIT :n";
    private static final String SHOWN = "SELECT * FROM orders WHERE open = true ORDER BY at DESC LIMIT " + LIMIT;

    private static Sotto subscribed(Sotto phone) {
        phone.sync().registerSubscription(NEWEST, Collections.singletonMap("n", LIMIT));
        phone.sync().start();
        return phone;
    }

    private static void orders(Sotto till, int from, int to) {
        till.execute("INSERT INTO orders DOCUMENTS "
                + IntStream.range(from, to)
                        .mapToObj(i -> "({_id: " + i + ", at: " + i + ", open: true})")
                        .collect(Collectors.joining(", ")));
    }

    private static List<Object> ids(List<Document> documents) {
        return documents.stream().map(document -> document.get("_id")).collect(Collectors.toList());
    }

    /** Waits until the phone's first are the till's. */
    private static void untilTheSame(Watcher onPhone, Sotto till) {
        onPhone.until(
                "the newest", shown -> ids(shown).equals(ids(till.execute(SHOWN).documents())));
    }

    private static int held(Sotto phone) {
        return phone.execute(ALL).documents().size();
    }

    @Test
    void theNewestAreHereAndFewOthers() {
        Sotto till = listening("till");
        orders(till, 0, ORDERS);
        Cable cable = Cable.to(address(till));
        Sotto phone = subscribed(opened(config("phone").connect(cable.address())));
        Watcher onPhone = Watcher.on(phone, SHOWN);
        Watcher all = Watcher.on(phone, ALL);
        untilTheSame(onPhone, till);
        all.until("few", held -> held.size() <= HELD_MAX && held.size() >= LIMIT);
        long copied = cable.bytes();

        orders(till, ORDERS, ORDERS + 60);
        untilTheSame(onPhone, till);
        all.until("few", held -> held.size() <= HELD_MAX);
        assertTrue(cable.bytes() - copied < copied, "more bytes for 60 orders than for 200");
        assertEquals(ORDERS + 60, till.execute(ALL).documents().size(), "nobody else notices");

        // An old one that is new again comes, whole.
        till.execute("UPDATE orders SET at = 1000 WHERE _id = 3");
        untilTheSame(onPhone, till);
        assertEquals(
                1,
                phone.execute("SELECT * FROM orders WHERE _id = 3 AND open = true")
                        .documents()
                        .size());

        // One that stays old is fetched for its change at most, and does not make others come and go.
        long before = cable.bytes();
        till.execute("UPDATE orders SET note = 'late' WHERE _id = 5");
        orders(till, 2_000, 2_001);
        untilTheSame(onPhone, till);
        assertTrue(cable.bytes() - before < 2_000, cable.bytes() - before + " bytes for two changes");
        cable.close();
    }

    @Test
    void whatIsGoneMakesRoomForOlderOnesAgain() {
        Sotto till = listening("till");
        orders(till, 0, ORDERS);
        Cable cable = Cable.to(address(till));
        Sotto phone = subscribed(opened(config("phone").connect(cable.address())));
        Watcher onPhone = Watcher.on(phone, SHOWN);
        untilTheSame(onPhone, till);
        long copy = cable.bytes();

        for (int i = 0; i < 5; i++) {
            till.execute("UPDATE orders SET open = false WHERE _id = " + (ORDERS - 1 - i));
            untilTheSame(onPhone, till);
        }
        long few = cable.bytes() - copy;
        assertTrue(few < copy / 2, few + " bytes when few go, " + copy + " for the first copy");

        till.execute("UPDATE orders SET open = false WHERE at >= 100");
        untilTheSame(onPhone, till);
        assertTrue(cable.bytes() < 4 * copy, cable.bytes() + " bytes, " + copy + " for the first copy");
        cable.close();
    }

    @Test
    void aWindowOutlivesARestartAndSoDoesThatItWasCut() {
        Sotto till = listening("till");
        orders(till, 0, ORDERS);
        Sotto phone = subscribed(opened(config("phone").connect(address(till))));
        untilTheSame(Watcher.on(phone, SHOWN), till);
        Watcher.on(phone, ALL).until("few", held -> held.size() <= HELD_MAX);
        phone.close();
        till.execute("DELETE FROM orders WHERE at >= 150");

        Sotto again = subscribed(opened(config("phone").connect(address(till))));
        untilTheSame(Watcher.on(again, SHOWN), till);
        assertTrue(held(again) <= ORDERS);
    }

    @Test
    void whatWasWrittenHereOrIsKeptByAnotherSubscriptionStays() {
        Sotto till = listening("till");
        orders(till, 0, ORDERS);
        Sotto phone = opened(config("phone").connect(address(till)));
        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 'mine', at: 0, open: true})");
        phone.sync().registerSubscription("SELECT * FROM orders WHERE _id = 7");
        subscribed(phone);
        untilTheSame(Watcher.on(phone, SHOWN), till);
        Watcher.on(phone, ALL).until("few", held -> held.size() <= HELD_MAX + 2);
        assertEquals(
                1,
                phone.execute("SELECT * FROM orders WHERE _id = 'mine'")
                        .documents()
                        .size());
        assertEquals(
                1,
                phone.execute("SELECT * FROM orders WHERE _id = 7").documents().size());
        Watcher.on(till, "SELECT * FROM orders WHERE _id = 'mine'").untilCount(1);
    }

    @Test
    void whatGoesToALaterPlaceMakesRoomForThoseThatWereForgotten() {
        Sotto till = listening("till");
        orders(till, 0, ORDERS);
        Sotto phone = subscribed(opened(config("phone").connect(address(till))));
        Watcher onPhone = Watcher.on(phone, SHOWN);
        untilTheSame(onPhone, till);
        Watcher.on(phone, ALL).until("few", held -> held.size() <= HELD_MAX);

        till.execute("UPDATE orders SET at = -1 WHERE at >= 150");
        untilTheSame(onPhone, till);
    }

    @Test
    void aWindowThatGetsWiderIsFull() {
        Sotto till = listening("till");
        orders(till, 0, ORDERS);
        Sotto phone = subscribed(opened(config("phone").connect(address(till))));
        Watcher all = Watcher.on(phone, ALL);
        all.until("few", held -> held.size() <= HELD_MAX && held.size() >= LIMIT);

        Subscription wider = phone.sync().registerSubscription(NEWEST, Collections.singletonMap("n", 3 * LIMIT));
        all.until("more", held -> held.size() >= 3 * LIMIT && held.size() <= 3 * LIMIT + 3 * LIMIT / 2);
        wider.close();
        all.until("few", held -> held.size() <= HELD_MAX);
        phone.sync().registerSubscription("SELECT * FROM orders WHERE open = true");
        all.untilCount(ORDERS);
    }

    @Test
    void anotherSubscriptionBringsWhatTheWindowForgotAndNoMore() {
        Sotto till = listening("till");
        orders(till, 0, ORDERS);
        Cable cable = cable(address(till));
        Sotto phone = opened(config("phone").connect(cable.address()));
        Subscription oldest = phone.sync().registerSubscription("SELECT * FROM orders WHERE at < 10");
        subscribed(phone);
        Watcher old = Watcher.on(phone, "SELECT * FROM orders WHERE at < 10");
        Watcher all = Watcher.on(phone, ALL);
        all.until("few", held -> held.size() <= HELD_MAX + 10 && held.size() >= LIMIT + 10);
        long copied = cable.bytes();

        oldest.close();
        orders(till, ORDERS, ORDERS + 40); // a look at what stays
        old.untilCount(0);
        phone.sync().registerSubscription("SELECT * FROM orders WHERE at < 10");
        old.untilCount(10);
        phone.sync().registerSubscription("SELECT * FROM orders WHERE at BETWEEN 20 AND 29");
        all.until("those too", held -> held.size() >= LIMIT + 20);
        assertTrue(cable.bytes() - copied < copied, cable.bytes() - copied + " bytes, " + copied + " for all of it");
    }

    @Test
    void twoWindowsOfOneQueryAreKeptAndNothingBetween() {
        Sotto till = listening("till");
        orders(till, 0, ORDERS);
        Sotto phone = opened(config("phone").connect(address(till)));
        String oldest = "SELECT * FROM orders WHERE open = true ORDER BY at LIMIT " + LIMIT;
        phone.sync().registerSubscription(oldest);
        subscribed(phone);
        Watcher first = Watcher.on(phone, oldest);
        untilTheSame(Watcher.on(phone, SHOWN), till);
        first.until(
                "the oldest",
                shown -> ids(shown).equals(ids(till.execute(oldest).documents())));
        Watcher.on(phone, ALL).until("few", held -> held.size() <= 2 * HELD_MAX && held.size() >= 2 * LIMIT);
    }

    @Test
    void halfAWindowIsRefused() {
        Sotto phone = opened(config("phone"));
        for (String statement : List.of(
                "SELECT * FROM orders LIMIT 5",
                "SELECT * FROM orders ORDER BY at",
                "SELECT * FROM orders ORDER BY at + 1 LIMIT 5",
                "SELECT * FROM orders ORDER BY at LIMIT 5 OFFSET 1",
                "SELECT * FROM orders ORDER BY at LIMIT 0")) {
            assertThrows(StatementException.class, () -> phone.sync().registerSubscription(statement), statement);
        }
    }
}
