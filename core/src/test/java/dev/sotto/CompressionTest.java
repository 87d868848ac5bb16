package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Stores that compress what they send, and stores that do not, speak to each other. */
class CompressionTest extends StoresOverTcp {
    private static final int DOCUMENTS = 400;

    private long copy(String name, boolean compress) {
        Sotto till = opened(config("till-" + name).compress(compress).listen("127.0.0.1:0"));
        List<String> places = new ArrayList<>();
        Map<String, Object> documents = new TreeMap<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            places.add("(:d" + i + ")");
            documents.put(
                    "d" + i, Map.of("_id", "order " + i, "note", "bread and butter for table " + i % 40, "total", i));
        }
        till.execute("INSERT INTO orders DOCUMENTS " + String.join(", ", places), documents);
        till.sync().start();
        Cable cable = cable(address(till));
        Sotto phone = dialling("phone-" + name, cable.address());
        Watcher.on(phone, ALL).untilCount(DOCUMENTS);
        phone.execute("UPDATE orders SET total = -1 WHERE _id = 'order 7'");
        till.sync().registerSubscription(ALL);
        Watcher.on(till, ALL)
                .until("what the phone wrote", shown -> shown.toString().contains("-1"));
        return cable.bytes();
    }

    @Test
    void aStoreThatCompressesSendsLessAndReadsWhatIsNotCompressed() {
        long plain = copy("plain", false);
        long compressed = copy("compressed", true);
        assertTrue(compressed < plain * 2 / 3, compressed + " bytes compressed, " + plain + " plain");
    }
}
