package dev.sotto.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading the till's orders: what is taken, what is refused with which words, and ids that never repeat. */
class OrderFeedTest {

    @TempDir
    private Path dir;

    @Test
    void theBundledOrdersAreWholeAndEnoughForTheShortNights() {
        OrderFeed feed = OrderFeed.bundled();
        assertEquals(List.of(), feed.badLines());
        assertTrue(feed.orders().size() >= 300, () -> "only " + feed.orders().size());
    }

    @Test
    void aBadLineIsNamedByItsNumberAndTheRestIsRead() throws IOException {
        OrderFeed feed = feed(
                "{\"_id\":\"a\",\"total\":1}",
                "",
                "{\"_id\":\"b\",",
                "[1,2]",
                "{\"x\":1,\"x\":2}",
                "{\"x\":NaN}",
                "{\"_id\":null}",
                "{\"_id\":1.5}",
                "{\"y\":1} trailing",
                "{\"_id\":\"c\"}");
        assertEquals(2, feed.orders().size());
        List<String> lines =
                feed.badLines().stream().map(bad -> bad.split(":")[0]).toList();
        assertEquals(List.of("line 3", "line 4", "line 5", "line 6", "line 7", "line 8", "line 9"), lines);
        assertTrue(
                feed.badLines().get(1).contains("wanted a JSON object"),
                feed.badLines().get(1));
    }

    @Test
    void aNightLongerThanTheFileGoesRoundUnderNewIds() throws IOException {
        OrderFeed feed = feed("{\"_id\":\"a\"}", "{\"_id\":7}", "{\"total\":3}");
        Set<Object> ids = new HashSet<>();
        for (int index = 0; index < 300; index++) {
            assertTrue(ids.add(feed.order(index).get("_id")), "repeated at " + index);
        }
        assertEquals("a", feed.order(0).get("_id"));
        assertEquals("a#4", feed.order(3).get("_id"));
        assertEquals("3 orders, repeated under new ids to 300", feed.use(300));
        assertEquals("the first 2 of 3 orders", feed.use(2));
    }

    @Test
    void idsOfTheFileThatRepeatOrLookLikeOursCostNoOrder() throws IOException {
        OrderFeed feed = feed("{\"_id\":\"a\"}", "{\"_id\":\"a\"}", "{\"_id\":\"a#4\"}", "{\"_id\":\"a#5\"}", "{}");
        Set<Object> ids = new HashSet<>();
        for (int index = 0; index < 300; index++) {
            assertTrue(ids.add(feed.order(index).get("_id")), "repeated at " + index);
        }
        assertEquals("a#2", feed.order(1).get("_id"));
        assertEquals("a#4", feed.order(2).get("_id"));
    }

    @Test
    void aLineThatIsNotUtf8CostsOnlyItself() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write("{\"_id\":\"caf\u00e9\"}\n".getBytes(StandardCharsets.UTF_8));
        bytes.write("{\"_id\":\"caf\u00e9\"}\r\n".getBytes(StandardCharsets.ISO_8859_1));
        bytes.write("{\"_id\":\"b\"}".getBytes(StandardCharsets.UTF_8));
        OrderFeed feed = OrderFeed.file(Files.write(dir.resolve("mixed.jsonl"), bytes.toByteArray()));
        assertEquals(List.of("line 2: not UTF-8"), feed.badLines());
        assertEquals("caf\u00e9", feed.order(0).get("_id"));
        assertEquals("b", feed.order(1).get("_id"));
    }

    @Test
    void whatIsBeyondTheLimitIsSaidToBeLeftOut() throws IOException {
        OrderFeed feed = OrderFeed.file(
                Files.writeString(dir.resolve("long.jsonl"), "{\"x\":1}\n".repeat(OrderFeed.LINES_MAX + 5)));
        assertEquals(OrderFeed.LINES_MAX, feed.orders().size());
        assertEquals(1, feed.badLines().size());
        assertTrue(feed.badLines().get(0).startsWith("line " + (OrderFeed.LINES_MAX + 1) + ":"));
    }

    private OrderFeed feed(String... lines) throws IOException {
        return OrderFeed.file(Files.write(dir.resolve("orders.jsonl"), List.of(lines)));
    }
}
