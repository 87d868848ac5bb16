package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocId;
import dev.sotto.document.Value;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Documents that leave a subscription: it is told, nothing is left stale, and they go by themselves where that is wanted. */
class LeavingTest extends StoresOverTcp {
    private static final String OPEN = "SELECT * FROM orders WHERE state = :state";
    private static final Map<String, String> NEW = Collections.singletonMap("state", "new");

    private static SyncEvent.Left left(Watcher watcher, int id) {
        return watcher.untilHears(SyncEvent.Left.class, event -> event.id().equals(DocId.of(Value.of(id))));
    }

    private Sotto phone(Sotto till, SubscriptionOptions options, Subscription[] made) {
        Sotto phone = opened(config("phone").connect(address(till)));
        made[0] = phone.sync().registerSubscription(OPEN, NEW, options);
        phone.sync().start();
        return phone;
    }

    @Test
    void aDocumentThatLeftIsToldOfAndStaysUpToDate() {
        Sotto till = listening("till");
        Subscription[] made = new Subscription[1];
        Sotto phone = phone(till, SubscriptionOptions.defaults(), made);
        Watcher onPhone = Watcher.on(phone, ALL);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1, state: 'new'}), ({_id: 2, state: 'new'})");
        onPhone.untilCount(2);

        till.execute("UPDATE orders SET state = 'paid' WHERE _id = 1");
        SyncEvent.Left one = left(onPhone, 1);
        assertSame(made[0], one.subscription());
        assertEquals("orders", one.collection());
        assertFalse(one.deleted());
        onPhone.untilShows("{\"_id\":1,\"state\":\"paid\"}", "{\"_id\":2,\"state\":\"new\"}");

        till.execute("DELETE FROM orders WHERE _id = 2");
        assertTrue(left(onPhone, 2).deleted());
        onPhone.untilShows("{\"_id\":1,\"state\":\"paid\"}");
    }

    @Test
    void whatLeftIsEvictedByItselfAndComesBackWhenItMatchesAgain() {
        Sotto till = listening("till");
        Sotto phone = phone(till, SubscriptionOptions.defaults().evictWhatLeft(), new Subscription[1]);
        Watcher onPhone = Watcher.on(phone, ALL);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1, state: 'new', n: 1}), ({_id: 2, state: 'new', n: 2})");
        onPhone.untilCount(2);

        till.execute("UPDATE orders SET state = 'paid' WHERE _id = 1");
        left(onPhone, 1);
        onPhone.untilShows("{\"_id\":2,\"n\":2,\"state\":\"new\"}");
        till.execute("UPDATE orders SET n = 5 WHERE _id = 1");
        till.execute("UPDATE orders SET state = 'new' WHERE _id = 1");
        onPhone.untilShows("{\"_id\":1,\"n\":5,\"state\":\"new\"}", "{\"_id\":2,\"n\":2,\"state\":\"new\"}");

        // It left while the phone was away, and came back while it was away once more.
        phone.sync().stop();
        till.execute("UPDATE orders SET state = 'paid'");
        phone.sync().start();
        onPhone.untilShows();
        phone.sync().stop();
        till.execute("UPDATE orders SET state = 'new' WHERE _id = 2");
        phone.sync().start();
        onPhone.untilShows("{\"_id\":2,\"n\":2,\"state\":\"new\"}");
        assertEquals(2, till.execute(ALL).documents().size());
    }

    @Test
    void whatWasWrittenHereOrIsAskedForOtherwiseStays() {
        Sotto till = listening("till");
        Sotto phone = phone(till, SubscriptionOptions.defaults().evictWhatLeft(), new Subscription[1]);
        phone.sync().registerSubscription("SELECT * FROM orders WHERE shop = 7");
        Watcher onPhone = Watcher.on(phone, ALL);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1, state: 'new'}), ({_id: 2, state: 'new', shop: 7}),"
                + " ({_id: 3, state: 'new'})");
        onPhone.untilCount(3);
        phone.execute("UPDATE orders SET seen = true WHERE _id = 1");

        till.execute("UPDATE orders SET state = 'paid'");
        left(onPhone, 1);
        left(onPhone, 2);
        left(onPhone, 3);
        onPhone.untilShows("{\"_id\":1,\"seen\":true,\"state\":\"paid\"}", "{\"_id\":2,\"shop\":7,\"state\":\"paid\"}");
        Watcher.on(till, ALL).until("seen everywhere", all -> all.toString().contains("seen"));
    }
}
