package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is written at one store and arrives at another: what an app was promised of sync. */
class FirstPathTest extends StoresOverTcp {
    @Test
    void whatIsWrittenHereShowsThereAndBack() {
        Shop shop = shop();

        shop.till().execute("INSERT INTO orders DOCUMENTS ({_id: 'o1', total: 12})");
        shop.onPhone().untilShows("{\"_id\":\"o1\",\"total\":12}");
        shop.phone().execute("UPDATE orders SET total = 13, by.name = 'phone'");
        shop.onTill().untilShows("{\"_id\":\"o1\",\"by\":{\"name\":\"phone\"},\"total\":13}");
        shop.till().execute("DELETE FROM orders");
        shop.onPhone().untilShows();
    }

    @Test
    void whatWasWrittenBeforeSyncStartedArrivesToo() {
        Sotto till = opened(config("till").listen("127.0.0.1:0"));
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1}), ({_id: 2})");
        till.sync().start();
        Sotto phone = opened(config("phone").connect(address(till)));
        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 3})");
        phone.sync().registerSubscription(ALL);
        phone.sync().start();
        Watcher.on(phone, ALL).untilCount(3);

        till.sync().registerSubscription(ALL);
        Watcher.on(till, ALL).untilCount(3);
    }

    @Test
    void aStoreWithoutASubscriptionGetsNothing() {
        Sotto till = listening("till");
        Sotto phone = started(config("phone").connect(address(till)));
        Watcher onPhone = Watcher.on(phone, ALL);
        Watcher onTill = Watcher.on(till, ALL);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1})");
        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 2})");
        onTill.untilCount(2);
        assertEquals(1, onPhone.until("its own", shown -> shown.size() == 1).size());
        onTill.until(
                "nothing pending for who wants nothing",
                () -> till.sync().status().peers().get(0).synced());
    }

    @Test
    void twoFieldsWrittenApartAreBothKept() {
        Shop shop = shop();
        shop.parted("INSERT INTO orders DOCUMENTS ({_id: 'o1', customer: {name: 'Ada', phone: '1'}})");

        shop.till().execute("UPDATE orders SET customer.name = 'Bo', state = 'paid'");
        shop.phone().execute("UPDATE orders SET customer.phone = '2', note = 'hurry'");
        shop.phone().sync().start();

        String both =
                "{\"_id\":\"o1\",\"customer\":{\"name\":\"Bo\",\"phone\":\"2\"},\"note\":\"hurry\",\"state\":\"paid\"}";
        shop.onPhone().untilShows(both);
        shop.onTill().untilShows(both);
    }

    @Test
    void aDeleteBeatsWhatWasWrittenMeanwhileAndAReinsertBeatsTheDelete() {
        Shop shop = shop();
        shop.parted("INSERT INTO orders DOCUMENTS ({_id: 1, a: 1}), ({_id: 2, a: 1})");

        shop.till().execute("DELETE FROM orders");
        shop.phone().execute("UPDATE orders SET a = 2");
        shop.phone().execute("DELETE FROM orders WHERE _id = 2");
        shop.phone().execute("INSERT INTO orders DOCUMENTS ({_id: 2, b: 3})");
        shop.phone().sync().start();

        shop.onPhone().untilShows("{\"_id\":2,\"b\":3}");
        shop.onTill().untilShows("{\"_id\":2,\"b\":3}");
    }

    @Test
    void aSubscriptionWithAWhereGetsWhatMatchesAndFollowsWhatLeaves() {
        Sotto till = opened(config("till").listen("127.0.0.1:0"));
        till.sync().start();
        Sotto phone = opened(config("phone").connect(address(till)));
        phone.sync().registerSubscription("SELECT * FROM orders WHERE shop = :shop AND open = true", Map.of("shop", 7));
        phone.sync().start();
        Watcher onPhone = Watcher.on(phone, ALL);

        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1, shop: 7, open: true}), ({_id: 2, shop: 8, open: true}),"
                + " ({_id: 3, shop: 7, open: false})");
        onPhone.untilShows("{\"_id\":1,\"open\":true,\"shop\":7}");
        till.execute("UPDATE orders SET open = false WHERE _id = 1");
        onPhone.untilShows("{\"_id\":1,\"open\":false,\"shop\":7}");
        till.execute("UPDATE orders SET open = true WHERE _id = 3");
        onPhone.untilCount(2);
        till.execute("DELETE FROM orders WHERE _id = 1");
        onPhone.untilShows("{\"_id\":3,\"open\":true,\"shop\":7}");
    }

    @Test
    void whatLeftASubscriptionWhileApartIsNotLeftStale() {
        Sotto till = listening("till");
        Sotto phone = started(config("phone").connect(address(till)), "SELECT * FROM orders WHERE open = true");
        Watcher onPhone = Watcher.on(phone, ALL);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1, open: true, n: 1})");
        onPhone.untilCount(1);
        phone.sync().stop();
        till.execute("UPDATE orders SET open = false, n = 2");
        phone.sync().start();
        onPhone.untilShows("{\"_id\":1,\"n\":2,\"open\":false}");
    }

    @Test
    void aSubscriptionCanComeAndGoWhileConnected() {
        Sotto till = listening("till");
        Sotto phone = started(config("phone").connect(address(till)), "SELECT * FROM orders WHERE n < 10");
        Watcher onPhone = Watcher.on(phone, ALL);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1, n: 1}), ({_id: 2, n: 20})");
        onPhone.untilCount(1);
        Subscription more = phone.sync().registerSubscription("SELECT * FROM orders WHERE n >= 10");
        onPhone.untilCount(2);
        more.close();
        more.close();
        // The till hears of it in a moment: from then on an order that matches only the old one stays away.
        for (int i = 10; ; i++) {
            int marker = i;
            till.execute(
                    "INSERT INTO orders DOCUMENTS ({_id: :other, n: 30}), ({_id: :marker, n: 4})",
                    Map.of("other", i * 1_000, "marker", marker));
            onPhone.until("marker " + marker, shown -> ids(shown).contains((long) marker));
            if (!ids(phone.execute(ALL).documents()).contains(i * 1_000L)) {
                return;
            }
            assertTrue(i < 1_000, "the withdrawn subscription still feeds");
        }
    }

    private static List<Object> ids(List<Document> documents) {
        List<Object> ids = new ArrayList<>();
        documents.forEach(document -> ids.add(document.id()));
        return ids;
    }

    @Test
    void tenThousandDocumentsArriveAndARestartOfEitherSideFetchesNoneAgain() {
        Sotto till = listening("till");
        List<CompletableFuture<QueryResult>> inserts = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            inserts.add(till.executeAsync(
                    "INSERT INTO orders DOCUMENTS (:o)",
                    Map.of(
                            "o",
                            Map.of("_id", i, "total", i * 3, "customer", "customer " + i % 100, "open", i % 2 == 0))));
        }
        inserts.forEach(CompletableFuture::join);
        Cable cable = cable(address(till));
        Sotto phone = dialling("phone", cable.address());
        Watcher onPhone = Watcher.on(phone, ALL);
        onPhone.untilCount(10_000);
        onPhone.untilHears(SyncEvent.Synced.class);
        long bulk = cable.bytes();

        phone.close();
        phone = dialling("phone", cable.address());
        onPhone = Watcher.on(phone, ALL);
        onPhone.untilHears(SyncEvent.Synced.class);
        onPhone.untilCount(10_000);
        assertTrue(cable.bytes() - bulk < 8_000, "after the phone's restart " + (cable.bytes() - bulk) + " bytes");

        int port = Integer.parseInt(address(till).substring(address(till).lastIndexOf(':') + 1));
        onPhone.forget();
        till.close();
        long before = cable.bytes();
        till = started(config("till").listen("127.0.0.1:" + port), ALL);
        onPhone.untilHears(SyncEvent.Synced.class);
        assertTrue(cable.bytes() - before < 8_000, "after the till's restart " + (cable.bytes() - before) + " bytes");
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 'last'})");
        onPhone.untilCount(10_001);
    }

    @Test
    void aLinkThatIsCutInTheMiddleOfATransferGoesOnWhereItWas() {
        Sotto till = listening("till");
        List<CompletableFuture<QueryResult>> inserts = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            inserts.add(till.executeAsync(
                    "INSERT INTO orders DOCUMENTS (:o)", Map.of("o", Map.of("_id", i, "text", "some text " + i))));
        }
        inserts.forEach(CompletableFuture::join);
        Cable cable = cable(address(till));
        cable.cutAfter(40_000);
        Sotto phone = opened(config("phone").connect(cable.address()));
        Watcher onPhone = Watcher.on(phone, ALL);
        phone.sync().registerSubscription(ALL);
        phone.sync().start();
        for (int i = 1; i <= 3; i++) {
            int cuts = i;
            onPhone.until("connection " + cuts, () -> cable.connections() > cuts);
            cable.cutAfter(20_000 * cuts);
        }
        onPhone.untilCount(3_000);
        assertEquals(till.execute(ALL), phone.execute(ALL));
    }

    @Test
    void whatOneStoreHearsItPassesOn() {
        Sotto till = listening("till");
        Sotto relay = started(config("relay").connect(address(till)).listen("127.0.0.1:0"), ALL);
        Sotto phone = dialling("phone", address(relay));
        Watcher onPhone = Watcher.on(phone, ALL);
        Watcher onTill = Watcher.on(till, ALL);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1})");
        onPhone.untilCount(1);
        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 2})");
        onTill.untilCount(2);
    }
}
