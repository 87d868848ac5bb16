package dev.sotto.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Ours and the bare store with the same documents in them, worked in turns. */
final class StoreSides {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long SEED = 7;
    private static final int VERIFIED = 200;
    private static final double DEAR = 150;

    private final StoreUnderTest ours;
    private final StoreUnderTest bare;
    private final List<Order> orders;
    private final double warmSeconds;

    StoreSides(StoreUnderTest ours, StoreUnderTest bare, List<Order> orders) {
        this(ours, bare, orders, Rounds.WARM_SECONDS);
    }

    /** @param warmSeconds before each figure */
    StoreSides(StoreUnderTest ours, StoreUnderTest bare, List<Order> orders, double warmSeconds) {
        this.warmSeconds = warmSeconds;
        this.ours = ours;
        this.bare = bare;
        this.orders = new ArrayList<>(orders);
    }

    static long jsonBytes(List<Order> orders) {
        return orders.stream()
                .mapToLong(order -> order.json().getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    Rounds.Rates gets(int rounds, int operations) throws Exception {
        return new Rounds("get by id", rounds, warmSeconds)
                .measure(operations, round -> gets(ours, round, operations), round -> gets(bare, round, operations));
    }

    private long gets(StoreUnderTest store, int round, int operations) throws Exception {
        Random random = new Random(SEED + round);
        long found = 0;
        for (int i = 0; i < operations; i++) {
            found += store.get(orders.get(random.nextInt(orders.size())).id()).count();
        }
        return found;
    }

    Rounds.Rates filters(int rounds, int operations, int customers) throws Exception {
        return new Rounds("indexed filter", rounds, warmSeconds)
                .measure(
                        operations,
                        round -> filters(ours, round, operations, customers),
                        round -> filters(bare, round, operations, customers));
    }

    private static long filters(StoreUnderTest store, int round, int operations, int customers) throws Exception {
        Random random = new Random(SEED + round);
        long found = 0;
        for (int i = 0; i < operations; i++) {
            found += store.ofCustomer(random.nextInt(customers)).count();
        }
        return found;
    }

    Rounds.Rates scans(int rounds, int operations, double dear) throws Exception {
        return new Rounds("full scan with filter", rounds, warmSeconds)
                .measure(operations, round -> scans(ours, operations, dear), round -> scans(bare, operations, dear));
    }

    private static long scans(StoreUnderTest store, int operations, double dear) throws Exception {
        long found = 0;
        for (int i = 0; i < operations; i++) {
            found += store.dearOfTable(i % Order.TABLES, dear).count();
        }
        return found;
    }

    /** New documents, one durable commit each; both sides get the same. */
    Rounds.Rates inserts(int rounds, int operations) throws Exception {
        Map<Integer, List<Order>> added = new HashMap<>();
        Rounds.Rates rates = new Rounds("single durable inserts", rounds, warmSeconds)
                .measure(
                        operations,
                        round -> inserts(ours, added.computeIfAbsent(round, number -> more(number, operations))),
                        round -> inserts(bare, added.computeIfAbsent(round, number -> more(number, operations))));
        added.values().forEach(orders::addAll);
        return rates;
    }

    private List<Order> more(int round, int operations) {
        return Order.small(operations, Order.customers(orders.size()), new Random(SEED * 1_000 + round));
    }

    private static long inserts(StoreUnderTest store, List<Order> added) throws Exception {
        for (Order order : added) {
            store.insert(order);
        }
        return added.size();
    }

    /** One field of one document, one durable commit each. */
    Rounds.Rates changes(int rounds, int operations) throws Exception {
        return new Rounds("one-field update", rounds, warmSeconds)
                .measure(
                        operations,
                        round -> changes(ours, round, operations),
                        round -> changes(bare, round, operations));
    }

    private long changes(StoreUnderTest store, int round, int operations) throws Exception {
        Random random = new Random(SEED + round);
        for (int i = 0; i < operations; i++) {
            store.change(orders.get(random.nextInt(orders.size())).id(), random.nextLong());
        }
        return operations;
    }

    /** From nothing to the first document read, each time with another one. */
    static Rounds.Rates opens(int rounds, double warmSeconds, Path ourDirectory, Path bareDirectory, List<Order> orders)
            throws Exception {
        return new Rounds("open", rounds, warmSeconds)
                .measure(
                        1,
                        round -> {
                            try (StoreUnderTest store = SottoStore.open(ourDirectory)) {
                                return store.get(orders.get(round % orders.size())
                                                .id())
                                        .count();
                            }
                        },
                        round -> {
                            try (StoreUnderTest store = BareStore.open(bareDirectory)) {
                                return store.get(orders.get(round % orders.size())
                                                .id())
                                        .count();
                            }
                        });
    }

    /** Both hold what they were given, and find the same by each of the three ways. */
    void verify() throws Exception {
        if (ours.count() != orders.size() || bare.count() != orders.size()) {
            throw new IllegalStateException("of " + orders.size() + " documents ours holds " + ours.count()
                    + " and the bare store " + bare.count());
        }
        verifyDocuments();
        Random random = new Random(SEED);
        long found = 0;
        for (int i = 0; i < Order.TABLES; i++) {
            int customer = random.nextInt(Order.customers(orders.size()));
            found += same("customer " + customer, ours.ofCustomer(customer), bare.ofCustomer(customer));
            found += same("table " + i, ours.dearOfTable(i, DEAR), bare.dearOfTable(i, DEAR));
        }
        if (found == 0) {
            throw new IllegalStateException("the filters found nothing on either side, so nothing was compared");
        }
    }

    void verifyDocuments() throws Exception {
        Random random = new Random(SEED);
        for (int i = 0; i < VERIFIED; i++) {
            String id = orders.get(random.nextInt(orders.size())).id();
            if (same(id, ours.get(id), bare.get(id)) != 1) {
                throw new IllegalStateException("document " + id + " is not there");
            }
        }
    }

    private static int same(String what, StoreUnderTest.Found our, StoreUnderTest.Found other) throws Exception {
        if (our.count() != other.count() || !byId(our).equals(byId(other))) {
            throw new IllegalStateException(what + ": ours found " + our.json().get() + ", the bare store "
                    + other.json().get());
        }
        return our.count();
    }

    private static Map<String, JsonNode> byId(StoreUnderTest.Found found) throws Exception {
        Map<String, JsonNode> documents = new HashMap<>();
        for (String json : found.json().get()) {
            JsonNode document = MAPPER.readTree(json);
            documents.put(document.get("_id").asText(), document);
        }
        return documents;
    }
}
