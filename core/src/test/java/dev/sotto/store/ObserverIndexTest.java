package dev.sotto.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.query.expression.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whoever a change concerns is found, and of those who asked for other values hardly anybody. */
class ObserverIndexTest {
    private static final long SEED = 20_261_122L;
    private static final int CHANGES = 2_000;
    private static final String[] CONDITIONS = {
        "shop = 3",
        "shop = 3.0 AND open = true",
        "3 = shop",
        "shop = 9007199254740993",
        "shop = 9007199254740992.0",
        "shop = 'x'",
        "shop = true",
        "shop = 1 OR shop = 2",
        "shop = 1 OR open = false",
        "shop = 1 OR name > 'n'",
        "_id = 'o3'",
        "address.city = 'Ulm' AND name > 'n'",
        "shop = null",
        "shop = [1]",
        "shop = 0.5",
        "name > 'n'",
        "shop = name",
        "shop > 2 AND shop < 5",
    };

    private final StoreStory story = StoreStory.inMemory(SEED);
    private final ObserverIndex<LiveResult> index = new ObserverIndex<>();
    private final List<LiveResult> observers = new ArrayList<>();

    @Test
    void nobodyWhomAChangeConcernsIsPassedOver() {
        for (String condition : CONDITIONS) {
            observe("SELECT * FROM orders WHERE " + condition);
        }
        observe("SELECT * FROM orders");
        observe("SELECT * FROM others WHERE shop = 3");
        List<Commit> heard = new ArrayList<>();
        story.feed.add(heard::add);
        Random random = new Random(SEED);
        int concerned = 0;
        for (int i = 0; i < CHANGES; i++) {
            write(random);
            for (Commit commit : heard) {
                concerned += findsAll(commit, "seed " + SEED + " change " + i);
            }
            heard.clear();
        }
        assertTrue(concerned > CHANGES, "changes that concerned somebody: " + concerned);
    }

    /** How many each change of the commit concerned, all of them found. */
    private int findsAll(Commit commit, String seed) {
        int concerned = 0;
        for (Change change : commit.changes()) {
            Map<LiveResult, List<Change>> touched = index.touched(List.of(change));
            for (LiveResult observer : observers) {
                if (observer.concerns(change)) {
                    assertTrue(touched.containsKey(observer), seed);
                    concerned++;
                }
            }
        }
        return concerned;
    }

    private void write(Random random) {
        Object[] shops = {
            1, 2, 3, 3.0, 0.5, "x", true, List.of(1), 9_007_199_254_740_992L, 9_007_199_254_740_993L, "name", 4
        };
        Map<String, Object> document = new TreeMap<>();
        String id = "o" + random.nextInt(5);
        document.put("_id", id);
        if (random.nextInt(5) > 0) {
            document.put("shop", shops[random.nextInt(shops.length)]);
        }
        document.put("open", random.nextBoolean());
        document.put("name", random.nextBoolean() ? "name" : "a name");
        document.put("address", Map.of("city", random.nextBoolean() ? "Ulm" : "Bonn"));
        story.write("DELETE FROM orders WHERE _id = :id", Map.of("id", id));
        if (random.nextInt(4) > 0) {
            story.write("INSERT INTO orders DOCUMENTS (:d)", Map.of("d", document));
        }
        story.writer.commit();
    }

    @Test
    void whoAskedForOtherValuesIsNotAskedBack() {
        for (int shop = 0; shop < 50; shop++) {
            observe("SELECT * FROM orders WHERE open = true AND shop = " + shop);
            observe("SELECT * FROM shop" + shop);
        }
        List<Commit> heard = new ArrayList<>();
        story.feed.add(heard::add);
        story.insert("orders", Map.of("_id", "a", "shop", 7, "open", true));
        story.commit("UPDATE orders SET shop = 8 WHERE _id = 'a'", Map.of());
        assertEquals(1, index.touched(heard.get(0).changes()).size());
        assertEquals(
                2, index.touched(heard.get(1).changes()).size(), "the one that it left and the one that it came to");
    }

    @Test
    void whoHasGoneIsNotFound() {
        LiveResult byShop = observe("SELECT * FROM orders WHERE shop = 1 OR shop = 2 OR shop = 1");
        LiveResult all = observe("SELECT * FROM orders");
        index.remove(byShop, byShop);
        List<Commit> heard = new ArrayList<>();
        story.feed.add(heard::add);
        story.insert("orders", Map.of("_id", "a", "shop", 1));
        assertEquals(
                List.of(all),
                new ArrayList<>(index.touched(heard.get(0).changes()).keySet()));
        index.remove(all, all);
        assertTrue(index.isEmpty());
    }

    private LiveResult observe(String statement) {
        LiveResult result = new LiveResult(StoreStory.parse(statement), Arguments.NONE, story.storage.latest());
        observers.add(result);
        index.add(result, result);
        return result;
    }
}
