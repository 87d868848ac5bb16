package dev.sotto.bench;

import dev.sotto.Document;
import dev.sotto.QueryResult;
import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import dev.sotto.query.StatementException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sotto through its public API, as an app has it: statements with parameters in, documents out. */
final class SottoStore implements StoreUnderTest {
    private final Sotto sotto;
    private final String collection;
    private String batch = "";
    private int batchSize;

    private SottoStore(Sotto sotto, String collection) {
        this.sotto = sotto;
        this.collection = collection;
    }

    static SottoStore open(Path directory) {
        return new SottoStore(Sotto.open(SottoConfig.in(directory).build()), "orders");
    }

    Sotto sotto() {
        return sotto;
    }

    @Override
    public void insertTogether(List<Order> orders) {
        Map<String, Object> arguments = new HashMap<>();
        for (int i = 0; i < orders.size(); i++) {
            arguments.put("d" + i, orders.get(i).fields());
        }
        changed(sotto.execute(batch(orders.size()), arguments), orders.size());
    }

    private String batch(int size) {
        if (size != batchSize) {
            StringBuilder text = new StringBuilder("INSERT INTO " + collection + " DOCUMENTS ");
            for (int i = 0; i < size; i++) {
                text.append(i == 0 ? "(:d" : ", (:d").append(i).append(')');
            }
            batch = text.toString();
            batchSize = size;
        }
        return batch;
    }

    @Override
    public void insert(Order order) {
        changed(sotto.execute("INSERT INTO " + collection + " DOCUMENTS (:order)", Map.of("order", order.fields())), 1);
    }

    @Override
    public void change(String id, long value) {
        changed(
                sotto.execute(
                        "UPDATE " + collection + " SET " + CHANGED_FIELD + " = :value WHERE _id = :id",
                        Map.of("value", value, "id", id)),
                1);
    }

    private static void changed(QueryResult result, int documents) {
        if (result.mutatedIds().size() != documents) {
            throw new IllegalStateException(
                    "Sotto changed " + result.mutatedIds().size() + " documents instead of " + documents);
        }
    }

    @Override
    public Found get(String id) {
        return found(sotto.execute("SELECT * FROM " + collection + " WHERE _id = :id", Map.of("id", id)));
    }

    @Override
    public Found ofCustomer(long customer) {
        return found(sotto.execute(
                "SELECT * FROM " + collection + " WHERE customer = :customer", Map.of("customer", customer)));
    }

    @Override
    public Found dearOfTable(long table, double total) {
        return found(sotto.execute(
                "SELECT * FROM " + collection + " WHERE table = :table AND total >= :total",
                Map.of("table", table, "total", total)));
    }

    /** Looks into each document, so that none is counted that was not made. */
    private static Found found(QueryResult result) {
        List<Document> documents = result.documents();
        for (Document document : documents) {
            if (document.isMissing("_id")) {
                throw new IllegalStateException("a document without _id");
            }
        }
        return new Found(
                documents.size(), () -> documents.stream().map(Document::toJson).toList());
    }

    @Override
    public long count() {
        return sotto.execute("SELECT * FROM " + collection).documents().size();
    }

    @Override
    public void index() throws Benchmark.Unavailable {
        try {
            sotto.execute("CREATE INDEX IF NOT EXISTS by_customer ON " + collection + " (customer)");
        } catch (StatementException e) {
            throw new Benchmark.Unavailable("no indexes here: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        sotto.close();
    }
}
