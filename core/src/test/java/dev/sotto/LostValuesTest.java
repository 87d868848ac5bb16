package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A till and a phone write apart from each other; what each is told about values that the merge took away. */
class LostValuesTest extends StoresOverTcp {
    private final List<StoreEvent> onPhoneEvents = Collections.synchronizedList(new ArrayList<>());

    private static List<String> told(Sotto sotto) {
        return sotto.lostValues(10).stream()
                .map(lost -> lost.path() + " " + lost.value() + " " + lost.cause() + (lost.certain() ? " certain" : ""))
                .collect(Collectors.toList());
    }

    @Test
    void theLosingValueIsOnTheDeviceThatWroteItAndCanBeRestored() {
        Shop shop = shop();
        Sotto till = shop.till();
        Sotto phone = shop.phone();
        Watcher onPhone = shop.onPhone();
        phone.addListener(onPhoneEvents::add);
        shop.parted("INSERT INTO orders DOCUMENTS ({_id: 'o1', note: ''})");

        phone.execute("UPDATE orders SET note = 'no onions'");
        nextMillisecond();
        till.execute("UPDATE orders SET note = 'urgent'");
        phone.sync().start();
        onPhone.untilShows("{\"_id\":\"o1\",\"note\":\"urgent\"}");
        onPhone.until("the value in the journal", () -> !phone.lostValues(10).isEmpty());
        assertEquals(List.of("note no onions OVERTAKEN certain"), told(phone));
        LostValue lost = phone.lostValues(1).get(0);
        assertEquals(phone.storeId(), lost.lostBy());
        assertEquals(till.storeId(), lost.wonBy());
        assertEquals("o1", lost.documentId());
        assertEquals(
                "{\"_id\":\"" + lost.id()
                        + "\",\"cause\":\"OVERTAKEN\",\"collection\":\"orders\",\"documentId\":\"o1\","
                        + "\"path\":[\"note\"],\"value\":\"no onions\"}",
                phone.execute("SELECT _id, cause, collection, documentId, path, `value` FROM system:conflicts")
                        .documents()
                        .get(0)
                        .toJson());
        onPhone.until("the event", () -> onPhoneEvents.contains(new StoreEvent.ValueLost(lost)));

        assertTrue(phone.restore(lost.id()));
        assertFalse(phone.restore(lost.id()), "it is in the journal no more");
        assertEquals(List.of(), told(phone));
        shop.onTill().untilShows("{\"_id\":\"o1\",\"note\":\"no onions\"}");
    }

    @Test
    void anEditOfADeletedDocumentIsKeptAndBeginsItAnew() {
        Shop shop = shop();
        Sotto phone = shop.phone();
        Watcher onPhone = shop.onPhone();
        shop.parted("INSERT INTO orders DOCUMENTS ({_id: 'o1', note: ''})");

        phone.execute("UPDATE orders SET note = 'no onions'");
        shop.till().execute("DELETE FROM orders");
        phone.sync().start();
        onPhone.untilCount(0);
        onPhone.until("the value in the journal", () -> !phone.lostValues(10).isEmpty());
        assertEquals(List.of("note no onions DELETED certain"), told(phone));
        assertTrue(phone.restore(phone.lostValues(1).get(0).id()));
        shop.onTill().untilShows("{\"_id\":\"o1\",\"note\":\"no onions\"}");
    }

    @Test
    void aFieldThatBecomesSomethingElseIsToldOnce() {
        Sotto phone = opened(config("phone"));
        phone.addListener(onPhoneEvents::add);
        Watcher onPhone = Watcher.on(phone, ALL);
        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 'o1', n: 1, ship: {city: 'Oslo'}})");
        phone.execute("UPDATE orders APPLY n INCREMENT BY 1");
        phone.execute("UPDATE orders SET ship = 'pickup'");
        phone.execute("UPDATE orders SET ship = {city: 'Bergen'}");
        phone.execute("UPDATE orders SET n = 'many'");
        onPhone.until("both events", () -> onPhoneEvents.size() >= 2);
        assertEquals(
                List.of(
                        new StoreEvent.ShapeChanged("orders", "ship", "MAP", "REGISTER"),
                        new StoreEvent.ShapeChanged("orders", "n", "COUNTER", "REGISTER")),
                new ArrayList<>(onPhoneEvents));
    }
}
