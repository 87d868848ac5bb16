package dev.sotto;

import dev.sotto.document.DocId;
import dev.sotto.document.DocRef;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.StatementException;
import dev.sotto.query.value.JsonReader;
import dev.sotto.query.value.StoredJson;
import dev.sotto.store.FeedRow;
import dev.sotto.store.Snapshot;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Documents as lines of JSON, one a line, out of one snapshot and back in.
 *
 * <pre>
 *   of one collection   {"_id":"o1","n":1}
 *   of all              {"collection":"orders","document":{"_id":"o1","n":1}}
 * </pre>
 *
 * <p>Values go out in the form of {@link StoredJson} and come back as they were: integers of 64 bits, doubles always with a
 * point or an exponent, bytes as {@code {"\u0000":"hex"}}.
 */
final class JsonLines {
    private static final String COLLECTION = "collection";
    private static final String DOCUMENT = "document";
    private static final String ID = "_id";

    /** Lines stored together. A line that cannot be read costs its group only; a group costs one fsync. */
    private static final int GROUP_LINES = 200;

    private static final int PAGE_ROWS = 500;

    private JsonLines() {}

    /** Writes the live documents in the order of their last change; answers how many. */
    static long export(Snapshot snapshot, Optional<String> collection, Appendable out, LongConsumer progress)
            throws IOException {
        long written = 0;
        long lsn = 0;
        List<FeedRow> rows = snapshot.changesAfter(0, PAGE_ROWS);
        while (!rows.isEmpty()) {
            for (FeedRow row : rows) {
                lsn = row.lsn();
                Optional<StoredDoc> document = snapshot.read(row.key());
                if (document.isPresent() && document.get().view() instanceof MapValue view) {
                    String name = document.get().ref().collection();
                    if (!collection.isPresent() || collection.get().equals(name)) {
                        out.append(line(name, view, collection.isPresent())).append('\n');
                        written++;
                    }
                }
            }
            progress.accept(written);
            rows = snapshot.changesAfter(lsn, PAGE_ROWS);
        }
        return written;
    }

    private static String line(String collection, MapValue view, boolean bare) {
        return bare
                ? StoredJson.write(view)
                : "{\"" + COLLECTION + "\":" + StoredJson.write(Value.of(collection)) + ",\"" + DOCUMENT + "\":"
                        + StoredJson.write(view) + "}";
    }

    /** A line that was read. */
    private record Line(DocRef ref, MapValue document) {}

    /** Stores each line's document; answers how many lines there were. */
    static long importInto(Sotto sotto, Optional<String> collection, BufferedReader in, LongConsumer progress)
            throws IOException {
        long number = 0;
        long stored = 0;
        List<Line> group = new ArrayList<>();
        for (String text = in.readLine(); text != null; text = in.readLine()) {
            number++;
            if (text.trim().isEmpty()) {
                continue;
            }
            group.add(line(text, number, collection, stored));
            if (group.size() == GROUP_LINES) {
                stored += store(sotto, group, number, stored);
                progress.accept(stored);
            }
        }
        stored += store(sotto, group, number, stored);
        progress.accept(stored);
        return stored;
    }

    private static Line line(String text, long number, Optional<String> collection, long stored) {
        try {
            Value value = JsonReader.read(text);
            if (!(value instanceof MapValue map)) {
                throw bad(number, stored, "no JSON object");
            }
            if (collection.isPresent()) {
                return new Line(ref(collection.get(), map, number, stored), map);
            }
            if (map.get(COLLECTION) instanceof Value.Text name && map.get(DOCUMENT) instanceof MapValue document) {
                return new Line(ref(name.value(), document, number, stored), document);
            }
            throw bad(number, stored, "without \"collection\" and \"document\", and no collection was named");
        } catch (RefusedException e) {
            throw bad(number, stored, e.refusal().toString());
        }
    }

    private static DocRef ref(String collection, MapValue document, long number, long stored) {
        Value id = document.get(ID);
        if (id.isMissing()) {
            throw bad(number, stored, "a document without _id");
        }
        if (collection.indexOf('`') >= 0) {
            throw bad(number, stored, "a collection with ` in its name");
        }
        return DocRef.of(collection, DocId.of(id));
    }

    private static StatementException bad(long number, long stored, String got) {
        return new StatementException(new Refusal(
                "IMPORT_LINE", "line " + number, got, "a document; " + stored + " lines before it are stored"));
    }

    /** What is there already, exactly, is not written again: importing twice is importing once. */
    private static int store(Sotto sotto, List<Line> group, long number, long stored) {
        if (group.isEmpty()) {
            return 0;
        }
        try {
            sotto.transaction(transaction -> {
                group.forEach(line -> store(transaction, line));
                return group.size();
            });
        } catch (StatementException e) {
            throw bad(number, stored, "in the " + group.size() + " lines up to it: " + e.getMessage());
        }
        int lines = group.size();
        group.clear();
        return lines;
    }

    private static void store(Transaction transaction, Line line) {
        String collection = "`" + line.ref().collection() + "`";
        Map<String, Object> id = new TreeMap<>();
        id.put("id", line.ref().id().value().toJava());
        List<Document> there = transaction
                .execute("SELECT * FROM " + collection + " WHERE _id = :id", id)
                .documents();
        if (!there.isEmpty()) {
            if (there.get(0).value().equals(line.document())) {
                return;
            }
            transaction.execute("DELETE FROM " + collection + " WHERE _id = :id", id);
        }
        transaction.execute(
                "INSERT INTO " + collection + " DOCUMENTS (:document)",
                Collections.singletonMap("document", java(line.document())));
    }

    private static Object java(MapValue document) {
        SortedMap<String, Value> fields = document.fields();
        Map<String, Object> java = new TreeMap<>();
        fields.forEach((key, value) -> java.put(key, value.toJava()));
        return java;
    }
}
