package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Documents of megabytes between two stores, over cables that break. */
class LargeDocumentTest extends StoresOverTcp {
    private static final int MEGABYTE = 1 << 20;

    private static String text(char letter, int bytes) {
        return String.valueOf(letter).repeat(bytes);
    }

    @Test
    void aDocumentThatMergesMadeLargerThanAMessageArrives() {
        Sotto till = opened(config("till").listen("127.0.0.1:0").documentBytesMax(4 * MEGABYTE));
        till.sync().registerSubscription(ALL);
        till.sync().start();
        Sotto phone = opened(config("phone").connect(address(till)).documentBytesMax(4 * MEGABYTE));
        phone.sync().registerSubscription(ALL);
        till.execute("INSERT INTO orders DOCUMENTS (:o)", Map.of("o", Map.of("_id", 1, "a", text('a', 3 * MEGABYTE))));
        phone.execute("INSERT INTO orders DOCUMENTS (:o)", Map.of("o", Map.of("_id", 1, "b", text('b', 3 * MEGABYTE))));
        phone.sync().start();
        Watcher.on(till, "SELECT _id FROM orders WHERE b IS NOT MISSING").untilCount(1);
        Watcher.on(phone, "SELECT _id FROM orders WHERE a IS NOT MISSING").untilCount(1);

        Sotto third = dialling("third", address(till));
        Watcher.on(third, "SELECT _id FROM orders WHERE a IS NOT MISSING AND b IS NOT MISSING")
                .untilCount(1);
        Document whole = third.execute("SELECT * FROM orders").documents().get(0);
        assertEquals(3 * MEGABYTE, whole.getString("a").length());
        assertEquals(3 * MEGABYTE, whole.getString("b").length());
    }

    @Test
    void aCutCostsWhatWasOnItsWayAndNotWhatHadArrived() {
        Sotto till = opened(config("till").listen("127.0.0.1:0").documentBytesMax(4 * MEGABYTE));
        till.execute("INSERT INTO orders DOCUMENTS (:o)", Map.of("o", Map.of("_id", 1, "a", text('a', 3 * MEGABYTE))));
        till.sync().start();
        Cable cable = cable(address(till));
        cable.cutAfter(2 * MEGABYTE);
        Sotto phone = dialling("phone", cable.address());
        Watcher.on(phone, "SELECT _id FROM orders").untilCount(1);
        assertEquals(2, cable.connections());
        assertTrue(cable.bytes() < 4 * MEGABYTE, cable.bytes() + " bytes for 3 MiB that were cut once");
    }
}
