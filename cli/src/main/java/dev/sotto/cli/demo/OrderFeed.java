package dev.sotto.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The orders that the till writes: from a JSON-lines file, or the bundled set.
 *
 * <p>One object a line; {@code _id} is optional. A line that is not a JSON object is reported with its number and skipped.
 * A night longer than the file goes round again, under new ids.
 *
 * @param orders at least one, as read
 * @param badLines what was wrong, a text a line, in the file's order
 */
record OrderFeed(List<Map<String, Object>> orders, List<String> badLines) {

    /** More would not be reached at 20 orders a second in the longest demo; it bounds memory. */
    static final int LINES_MAX = 200_000;

    private static final String BUNDLED = "orders.jsonl";
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};
    private static final ObjectReader READER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(OBJECT);

    OrderFeed {
        orders = List.copyOf(orders);
        badLines = List.copyOf(badLines);
    }

    static OrderFeed bundled() {
        try (InputStream in = OrderFeed.class.getResourceAsStream(BUNDLED)) {
            if (in == null) {
                throw new IllegalStateException("the bundled orders are missing from this build");
            }
            return read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException("the bundled orders cannot be read: " + e.getMessage(), e);
        }
    }

    static OrderFeed file(Path file) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return read(in);
        }
    }

    private static OrderFeed read(BufferedReader in) throws IOException {
        List<Map<String, Object>> orders = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        String line;
        for (int number = 1; number <= LINES_MAX && (line = in.readLine()) != null; number++) {
            if (line.isBlank()) {
                continue;
            }
            try {
                orders.add(object(line));
            } catch (JsonProcessingException e) {
                bad.add("line " + number + ": " + e.getOriginalMessage() + where(e));
            } catch (IllegalArgumentException e) {
                bad.add("line " + number + ": " + e.getMessage());
            }
        }
        return new OrderFeed(orders, bad);
    }

    private static Map<String, Object> object(String line) throws JsonProcessingException {
        if (line.trim().charAt(0) != '{') {
            throw new IllegalArgumentException("wanted a JSON object, got " + brief(line.trim()));
        }
        Map<String, Object> order = READER.readValue(line);
        Object id = order.get("_id");
        if (order.containsKey("_id") && (id == null || id instanceof Double || "".equals(id))) {
            throw new IllegalArgumentException(
                    "_id must be a non-empty string, a whole number, true, false, a list or an" + " object, got "
                            + brief(String.valueOf(id)));
        }
        return order;
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null ? "" : " (column " + e.getLocation().getColumnNr() + ")";
    }

    private static String brief(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    /** The order number {@code index} of a night, under an id that no other of that night has. */
    Map<String, Object> order(int index) {
        Map<String, Object> source = orders.get(index % orders.size());
        int round = index / orders.size();
        Map<String, Object> order = new LinkedHashMap<>(source);
        Object id = source.get("_id");
        if (id == null) {
            order.put("_id", "order-" + (index + 1));
        } else if (round > 0) {
            order.put("_id", id + "#" + (round + 1));
        }
        return order;
    }

    /** How a night of {@code count} orders uses this feed, in words. */
    String use(int count) {
        return count <= orders.size()
                ? "the first " + count + " of " + orders.size() + " orders"
                : orders.size() + " orders, repeated under new ids to " + count;
    }
}
