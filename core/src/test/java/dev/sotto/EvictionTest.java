package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What an EVICT does while sync goes on: the document leaves one device, and nothing brings it back by itself. */
class EvictionTest extends StoresOverTcp {
    @Test
    void whatWasEvictedStaysAwayAndNobodyElseNotices() {
        Sotto till = listening("till");
        Sotto phone = dialling("phone", address(till));
        Watcher onPhone = Watcher.on(phone, ALL);
        Watcher onTill = Watcher.on(till, ALL);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1, a: 1}), ({_id: 2, a: 1}), ({_id: 3, a: 1})");
        onPhone.untilCount(3);

        QueryResult evicted = phone.execute("EVICT FROM orders WHERE _id < 3 RETURNING _id");
        assertEquals(2, evicted.mutatedIds().size());
        assertEquals(2, evicted.documents().size());
        onPhone.untilShows("{\"_id\":3,\"a\":1}");
        till.execute("UPDATE orders SET a = 2");
        onPhone.untilShows("{\"_id\":3,\"a\":2}");
        onTill.untilShows("{\"_id\":1,\"a\":2}", "{\"_id\":2,\"a\":2}", "{\"_id\":3,\"a\":2}");
        till.execute("DELETE FROM orders WHERE _id = 2");

        phone.sync().stop();
        phone.sync().start();
        till.execute("UPDATE orders SET a = 3");
        onPhone.untilShows("{\"_id\":3,\"a\":3}");
        phone.close();
        Sotto again = dialling("phone", address(till));
        till.execute("UPDATE orders SET a = 4");
        Watcher.on(again, ALL).untilShows("{\"_id\":3,\"a\":4}");
        onTill.untilShows("{\"_id\":1,\"a\":4}", "{\"_id\":3,\"a\":4}");
    }

    @Test
    void whatWasWrittenHereReachesOthersThoughItWasEvictedBefore() {
        Sotto till = listening("till");
        Sotto phone = opened(config("phone").connect(address(till)));
        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 1, a: 1})");
        phone.execute("EVICT FROM orders");
        assertEquals(0, phone.execute(ALL).documents().size());
        phone.sync().registerSubscription(ALL);
        phone.sync().start();

        Watcher onTill = Watcher.on(till, ALL);
        onTill.untilShows("{\"_id\":1,\"a\":1}");
        till.execute("UPDATE orders SET b = 2");
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 2})");
        Watcher.on(phone, ALL).untilShows("{\"_id\":2}");
    }

    @Test
    void anInsertOfItsIdBringsAnEvictedDocumentBackAndLosesNothing() {
        Sotto till = listening("till");
        Sotto phone = dialling("phone", address(till));
        Watcher onPhone = Watcher.on(phone, ALL);
        // In its second life, so that a careless insert would be lost below it.
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1, a: 1})");
        till.execute("DELETE FROM orders");
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1, a: 2})");
        onPhone.untilShows("{\"_id\":1,\"a\":2}");
        phone.execute("EVICT FROM orders");
        onPhone.untilShows();

        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 1, b: 3})");
        onPhone.untilShows("{\"_id\":1,\"a\":2,\"b\":3}");
        Watcher.on(till, ALL).untilShows("{\"_id\":1,\"a\":2,\"b\":3}");
    }
}
