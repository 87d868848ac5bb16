package dev.sotto.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A document of the store's benchmark, in the form that each side takes.
 *
 * @param fields for Sotto, {@code _id} included
 * @param json the same, for the bare store
 */
record Order(String id, Map<String, Object> fields, String json) {
    static final int TABLES = 40;

    /** Documents that one customer has, about, however many there are. */
    private static final int PER_CUSTOMER = 50;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** As many customers as a store of so many documents has. */
    static int customers(int documents) {
        return Math.max(1, documents / PER_CUSTOMER);
    }

    /** Seven fields beside the id, about 200 bytes of JSON; ids in no order, as random ids are. */
    static List<Order> small(int count, int customers, Random random) {
        List<Order> orders = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Map<String, Object> fields = new TreeMap<>();
            fields.put("table", random.nextInt(TABLES));
            fields.put("total", random.nextInt(20_000) / 100.0);
            fields.put("open", random.nextBoolean());
            fields.put("waiter", "waiter " + random.nextInt(12));
            fields.put("customer", random.nextInt(customers));
            fields.put("note", "no onions, extra bread, and a window seat please " + random.nextInt());
            fields.put("at", 1_800_000_000_000L + random.nextInt());
            orders.add(of(String.format("order-%016x", random.nextLong()), fields));
        }
        return orders;
    }

    /** {@code fieldCount} fields of numbers and words. */
    static List<Order> wide(int count, int fieldCount, Random random) {
        List<Order> orders = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Map<String, Object> fields = new TreeMap<>();
            for (int field = 0; field < fieldCount; field++) {
                fields.put(
                        String.format("field%02d", field),
                        field % 2 == 0 ? (Object) random.nextInt() : "word " + random.nextInt(1_000));
            }
            orders.add(of(String.format("wide-%016x", random.nextLong()), fields));
        }
        return orders;
    }

    private static Order of(String id, Map<String, Object> fields) {
        fields.put("_id", id);
        try {
            return new Order(id, fields, MAPPER.writeValueAsString(fields));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
