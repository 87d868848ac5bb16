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
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The orders that the till writes: from a JSON-lines file, or the bundled set.
 *
 * <p>One object a line; {@code _id} is optional. A line that is not a JSON object is reported with its number and skipped.
 * A night longer than the file goes round again, under new ids; an id that the file uses twice is new the second time.
 *
 * @param orders at least one, as read
 * @param ids of the orders, those of the file
 * @param repeated the places in {@code orders} whose id an earlier one has
 * @param badLines what was wrong, a text a line, in the file's order
 */
record OrderFeed(List<Map<String, Object>> orders, Set<Object> ids, Set<Integer> repeated, List<String> badLines) {

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
        ids = Set.copyOf(ids);
        repeated = Set.copyOf(repeated);
        badLines = List.copyOf(badLines);
    }

    static OrderFeed bundled() {
        try (InputStream in = OrderFeed.class.getResourceAsStream(BUNDLED)) {
            if (in == null) {
                throw new IllegalStateException("the bundled orders are missing from this build");
            }
            return read(in);
        } catch (IOException e) {
            throw new IllegalStateException("the bundled orders cannot be read: " + e.getMessage(), e);
        }
    }

    static OrderFeed file(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    private static OrderFeed read(InputStream in) throws IOException {
        List<Map<String, Object>> orders = new ArrayList<>();
        Set<Object> ids = new HashSet<>();
        Set<Integer> repeated = new HashSet<>();
        List<String> bad = new ArrayList<>();
        // A character a byte here: one line that is not UTF-8 must not cost the others.
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
        int number = 0;
        for (String bytes = lines.readLine(); bytes != null; bytes = lines.readLine()) {
            number++;
            if (number > LINES_MAX) {
                bad.add("line " + number + ": a demo reads " + LINES_MAX
                        + " lines; this one and what follows are not read");
                break;
            }
            if (bytes.isBlank()) {
                continue;
            }
            try {
                Map<String, Object> order = object(text(bytes));
                Object id = order.get("_id");
                if (id != null && !ids.add(id)) {
                    repeated.add(orders.size());
                }
                orders.add(order);
            } catch (JsonProcessingException e) {
                bad.add("line " + number + ": " + e.getOriginalMessage() + where(e));
            } catch (CharacterCodingException e) {
                bad.add("line " + number + ": not UTF-8");
            } catch (IllegalArgumentException e) {
                bad.add("line " + number + ": " + e.getMessage());
            }
        }
        return new OrderFeed(orders, ids, repeated, bad);
    }

    private static String text(String bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                .toString();
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
        int place = index % orders.size();
        Map<String, Object> order = new LinkedHashMap<>(orders.get(place));
        Object id = order.get("_id");
        if (id == null || index >= orders.size() || repeated.contains(place)) {
            order.put("_id", newId(id == null ? "order" : String.valueOf(id), index));
        }
        return order;
    }

    /** Ends in the order's number, so that no two new ones are the same; the loop keeps clear of the file's own. */
    private String newId(String stem, int index) {
        StringBuilder id = new StringBuilder(stem).append('#').append(index + 1);
        while (ids.contains(id.toString())) {
            id.insert(stem.length(), '#');
        }
        return id.toString();
    }

    /** How a night of {@code count} orders uses this feed, in words. */
    String use(int count) {
        return count <= orders.size()
                ? "the first " + count + " of " + orders.size() + " orders"
                : orders.size() + " orders, repeated under new ids to " + count;
    }
}
