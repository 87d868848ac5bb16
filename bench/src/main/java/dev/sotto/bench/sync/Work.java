package dev.sotto.bench.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The documents and the edits that every engine is given: about 200 bytes of JSON, six fields beside the id. */
final class Work {
    private static final String[] WORDS = {
        "bread", "butter", "onion", "window", "seat", "please", "extra", "cheese", "tomato", "pepper", "salad", "water",
        "without", "with", "garlic", "coffee", "lemon", "olive", "quick", "slow"
    };
    private static final int NOTE_WORDS = 12;
    private static final int TABLES = 40;
    private static final int CUSTOMERS = 500;
    private static final int TOTAL_MAX = 20_000;
    private static final long AT = 1_800_000_000_000L;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Random random;

    Work(long seed) {
        this.random = new Random(seed);
    }

    /** One changed field of one document. */
    record Edit(String id, String field, Object value) {}

    static String id(int number) {
        return String.format("order-%08d", number);
    }

    /** Those from {@code from} on. */
    List<Map<String, Object>> documents(int from, int count) {
        List<Map<String, Object>> documents = new ArrayList<>(count);
        for (int i = from; i < from + count; i++) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("_id", id(i));
            fields.put("customer", "customer " + random.nextInt(CUSTOMERS));
            fields.put("table", random.nextInt(TABLES));
            fields.put("total", random.nextInt(TOTAL_MAX));
            fields.put("open", random.nextBoolean());
            fields.put("note", note());
            fields.put("at", AT + random.nextInt(Integer.MAX_VALUE));
            documents.add(fields);
        }
        return documents;
    }

    private String note() {
        StringBuilder note = new StringBuilder();
        for (int i = 0; i < NOTE_WORDS; i++) {
            note.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
        return note.toString();
    }

    /** Changes of one field of {@code count} different documents among the first {@code documents}; numbers only. */
    List<Edit> edits(int count, int documents) {
        Map<Integer, Edit> edits = new LinkedHashMap<>();
        while (edits.size() < count) {
            int number = random.nextInt(documents);
            boolean table = random.nextBoolean();
            edits.put(
                    number,
                    new Edit(
                            id(number),
                            table ? "table" : "total",
                            table ? random.nextInt(TABLES) : random.nextInt(TOTAL_MAX)));
        }
        return new ArrayList<>(edits.values());
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
