package dev.sotto;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * The same random documents of every type in three stores that must answer everything alike: on a disk with indexes, on a disk
 * without, and in memory. In the collections {@code l} and {@code r} documents have {@code _id} from 0 on, mostly {@code a},
 * {@code b} and {@code c}, and often {@code m}, which is mostly a map of the same.
 */
final class AgreeingStores implements AutoCloseable {
    /** Of what went wrong; {@code -Dsotto.seed} brings it back. */
    final long seed = Long.getLong("sotto.seed", System.nanoTime());

    final Random random = new Random(seed);
    final Sotto indexed;
    final Sotto plain;
    final Sotto memory;
    private final Map<String, List<MapValue>> documents = new TreeMap<>();

    /**
     * @param first indexes that are there before the documents
     * @param later indexes that are built from what is there
     */
    AgreeingStores(Path directory, int documentsEach, List<String> first, List<String> later) {
        indexed = Sotto.open(SottoConfig.in(directory.resolve("indexed")).build());
        plain = Sotto.open(SottoConfig.in(directory.resolve("plain")).build());
        memory = Sotto.open(SottoConfig.inMemory().build());
        first.forEach(indexed::execute);
        for (String collection : Arrays.asList("l", "r")) {
            List<MapValue> made = new ArrayList<>();
            for (int i = 0; i < documentsEach; i++) {
                TreeMap<String, Value> fields = new TreeMap<>(map(1).fields());
                fields.put("_id", new Value.Int(i));
                made.add(new MapValue(fields));
            }
            documents.put(collection, made);
            for (Sotto sotto : all()) {
                for (MapValue document : made) {
                    sotto.executeAsync(
                            "INSERT INTO " + collection + " DOCUMENTS (:d)", Collections.singletonMap("d", document));
                }
            }
        }
        later.forEach(indexed::execute);
        for (Sotto sotto : all()) {
            // It waits its turn behind those that nobody waited for.
            sotto.execute("DELETE FROM l WHERE _id = -1");
            for (String collection : documents.keySet()) {
                int found = rows(sotto, "SELECT _id FROM " + collection).size();
                if (found != documentsEach) {
                    throw new AssertionError("seed " + seed + ": " + found + " documents in " + collection);
                }
            }
        }
    }

    List<Sotto> all() {
        return Arrays.asList(indexed, plain, memory);
    }

    List<MapValue> documents(String collection) {
        return documents.getOrDefault(collection, Collections.emptyList());
    }

    List<MapValue> rows(Sotto sotto, String statement) {
        return rows(sotto, statement, Collections.emptyMap());
    }

    List<MapValue> rows(Sotto sotto, String statement, Map<String, Value> arguments) {
        List<MapValue> rows = new ArrayList<>();
        try {
            sotto.execute(statement, arguments).documents().forEach(document -> rows.add(document.value()));
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + statement + " with " + arguments, e);
        }
        return rows;
    }

    /** What to tell of a statement that has another answer somewhere. */
    String told(String where, String statement, Map<String, Value> arguments) {
        return "seed " + seed + ", " + where + ": " + statement + " with " + arguments + "\n"
                + rows(indexed, "EXPLAIN " + statement, arguments);
    }

    private MapValue map(int depth) {
        TreeMap<String, Value> fields = new TreeMap<>();
        for (String key : Arrays.asList("a", "b", "c")) {
            if (random.nextInt(5) > 0) {
                fields.put(key, value());
            }
        }
        int kind = depth > 0 ? random.nextInt(6) : 0;
        if (kind > 0) {
            fields.put("m", kind == 1 ? value() : map(depth - 1));
        }
        return new MapValue(fields);
    }

    /** Of any type, and often one of few, so that some are equal. */
    Value value() {
        switch (random.nextInt(15)) {
            case 0:
                return Value.Null.NULL;
            case 1:
                return Value.of(random.nextBoolean());
            case 2, 3:
                return new Value.Real(random.nextInt(5) / 2.0);
            case 4:
                return new Value.Int((1L << 53) + random.nextInt(2));
            case 5:
                return new Value.Real(0x1p53);
            case 6, 7:
                return Value.of(Arrays.asList("a", "b", "", "10").get(random.nextInt(4)));
            case 8:
                return Value.of((Object) new byte[random.nextInt(3)]);
            case 9:
                return Value.of((Object) Arrays.asList(1L));
            case 10:
                return Value.ofMap(Map.of("a", 1L));
            default:
                return new Value.Int(random.nextInt(7) - 3);
        }
    }

    @Override
    public void close() {
        all().forEach(Sotto::close);
    }
}
