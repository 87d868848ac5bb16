package dev.sotto.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.document.Actor;
import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.Hlc;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.Statement;
import dev.sotto.query.statement.Statements;
import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.FeedRow;
import dev.sotto.store.Reading;
import dev.sotto.store.Snapshot;
import dev.sotto.store.Storage;
import dev.sotto.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An open storage, a clock that the test moves, and the words in which {@link StorageContract} speaks of both. */
abstract class StorageFixture {
    static final long FIRST_MILLIS = 1_800_000_000_000L;

    /** The store under test; each story may replace it by what is left after a crash. */
    Storage storage;

    long clockMillis = FIRST_MILLIS;

    /** A new, empty store. */
    protected abstract Storage create();

    /** Closes the store in order and opens it again. */
    protected abstract Storage reopen(Storage open);

    /** The process dies at this moment; what is found at the next start. Commits after the last flush may be lost. */
    protected abstract Storage crash(Storage open, Random random);

    @BeforeEach
    void open() {
        storage = create();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    Stamp stamp() {
        return new Stamp(new Hlc(++clockMillis, 0), storage.identity().actor());
    }

    static Actor otherActor(int number) {
        byte[] id = new byte[StoreId.LENGTH];
        id[0] = (byte) number;
        return new Actor(new StoreId(Bytes.of(id)), number);
    }

    static CursorKey key(int subscription, int generation) {
        return new CursorKey(otherActor(9).store(), -5, subscription, generation);
    }

    StoredDoc insert(String collection, String id, Map<String, ?> fields) {
        DocRef ref = DocRef.of(collection, id);
        return change(ref, Edit.insert(DocState.EMPTY, Value.ofMap(fields), stamp()));
    }

    StoredDoc set(String collection, String id, String field, Object value) {
        DocRef ref = DocRef.of(collection, id);
        DocState before = read(ref).orElseThrow().state();
        return change(ref, Edit.merge(before, Value.ofMap(Map.of(field, value)), stamp()));
    }

    StoredDoc change(DocRef ref, DocState after) {
        try (Transaction transaction = storage.begin()) {
            StoredDoc stored = put(transaction, ref, transaction.read(ref.key()), after);
            transaction.commit();
            storage.flush();
            return stored;
        }
    }

    StoredDoc put(Transaction transaction, String collection, String id, Map<String, ?> fields) {
        return put(transaction, DocRef.of(collection, id), storage.identity().actor(), fields);
    }

    StoredDoc put(Transaction transaction, DocRef ref, Actor actor, Map<String, ?> fields) {
        Optional<StoredDoc> before = transaction.read(ref.key());
        DocState state = before.map(StoredDoc::state).orElse(DocState.EMPTY);
        Stamp stamp = new Stamp(new Hlc(++clockMillis, 0), actor);
        return put(transaction, ref, before, Edit.merge(state, Value.ofMap(fields), stamp));
    }

    static StoredDoc put(Transaction transaction, DocRef ref, Optional<StoredDoc> before, DocState after) {
        long lsn = transaction.nextLsn();
        StoredDoc next =
                before.map(document -> document.next(after, lsn)).orElseGet(() -> StoredDoc.first(ref, after, lsn));
        transaction.put(next);
        return next;
    }

    Optional<StoredDoc> read(DocRef ref) {
        try (Snapshot snapshot = storage.snapshot()) {
            return snapshot.read(ref.key());
        }
    }

    Cursor cursor(CursorKey key) {
        try (Snapshot snapshot = storage.snapshot()) {
            return snapshot.cursor(key);
        }
    }

    List<StoredDoc> select(String statement) {
        try (Snapshot snapshot = storage.snapshot()) {
            return snapshot.select(parse(statement), Arguments.NONE);
        }
    }

    List<String> ids(String statement, Arguments args) {
        try (Snapshot snapshot = storage.snapshot()) {
            return snapshot.select(parse(statement), args).stream()
                    .map(document -> String.valueOf(document.ref().id().value().toJava()))
                    .collect(Collectors.toList());
        }
    }

    static Statement.Select parse(String statement) {
        return (Statement.Select) Statements.parse(statement);
    }

    static List<DocKey> keys(Storage storage) {
        List<DocKey> keys = new ArrayList<>();
        try (Snapshot snapshot = storage.snapshot()) {
            long lsn = 0;
            for (List<FeedRow> rows = page(snapshot, lsn); !rows.isEmpty(); rows = page(snapshot, lsn)) {
                rows.forEach(row -> keys.add(row.key()));
                lsn = rows.get(rows.size() - 1).lsn();
            }
        }
        return keys;
    }

    static List<FeedRow> page(Reading reading, long lsn) {
        return reading.changesAfter(lsn, 7);
    }

    static List<Value> fields(List<StoredDoc> documents, String field) {
        return documents.stream().map(document -> field(document, field)).collect(Collectors.toList());
    }

    static Value field(StoredDoc document, String field) {
        return document.view() instanceof Value.MapValue view ? view.get(field) : Value.MISSING;
    }

    static void assertSame(StoredDoc expected, Storage storage) {
        try (Snapshot snapshot = storage.snapshot()) {
            StoredDoc read = snapshot.read(expected.ref().key()).orElseThrow();
            assertEquals(expected.state(), read.state());
            assertEquals(expected.digest(), read.digest());
            assertEquals(expected.lsn(), read.lsn());
            assertEquals(expected.arrivals(), read.arrivals());
            assertEquals(expected.ref(), read.ref());
            assertEquals(expected.view(), read.view());
        }
    }
}
