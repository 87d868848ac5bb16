package dev.sotto.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.query.expression.Arguments;
import dev.sotto.store.Durability;
import dev.sotto.store.Snapshot;
import dev.sotto.store.Transaction;
import dev.sotto.store.Workspace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What every storage promises of private writes over a snapshot, and of commits that do not wait for the disk. */
abstract class WorkspaceStories extends EvictionStories {
    private static final long WORKSPACE_SEED = 20_261_123L;
    private static final int WORKSPACE_STEPS = 400;

    @Test
    void aWorkspaceReadsWhatItWroteOverWhatWasThere() {
        insert("orders", "a", Map.of("n", 1));
        insert("orders", "b", Map.of("n", 2));
        insert("orders", "c", Map.of("n", 3));
        try (Workspace workspace = storage.workspace()) {
            write(workspace, DocRef.of("orders", "a"), Map.of("n", 9));
            write(workspace, DocRef.of("orders", "d"), Map.of("n", 2));
            write(workspace, DocRef.of("newcollection", "e"), Map.of("n", 5));
            delete(workspace, DocRef.of("orders", "c"));

            assertEquals(List.of("b", "d", "a"), ids(workspace, "SELECT * FROM orders ORDER BY n"));
            assertEquals(List.of("b", "d"), ids(workspace, "SELECT * FROM orders WHERE n = 2"));
            assertEquals(List.of("e"), ids(workspace, "SELECT * FROM newcollection WHERE n > 4"));
            assertEquals(List.of("a", "b", "c"), ids("SELECT * FROM orders", Arguments.NONE));
        }
        assertEquals(List.of("a", "b", "c"), ids("SELECT * FROM orders", Arguments.NONE));
        assertEquals(List.of(), ids("SELECT * FROM newcollection", Arguments.NONE));
        try (Workspace next = storage.workspace()) {
            assertEquals(List.of("a", "b", "c"), ids(next, "SELECT * FROM orders"));
            assertEquals(List.of(), ids(next, "SELECT * FROM newcollection"));
        }
    }

    @Test
    void aWorkspaceSeesNothingThatIsCommittedLaterAndHoldsNobodyUp() {
        insert("orders", "a", Map.of("n", 1));
        try (Workspace workspace = storage.workspace()) {
            insert("orders", "b", Map.of("n", 1));
            write(workspace, DocRef.of("orders", "c"), Map.of("n", 1));
            set("orders", "a", "n", 2);
            insert("late", "x", Map.of("n", 1));

            assertEquals(List.of("a", "c"), ids(workspace, "SELECT * FROM orders WHERE n = 1"));
            assertEquals(List.of(), ids(workspace, "SELECT * FROM late"));
            write(workspace, DocRef.of("late", "y"), Map.of("n", 1));
            assertEquals(List.of("y"), ids(workspace, "SELECT * FROM late"));
        }
        assertEquals(List.of("b"), ids("SELECT * FROM orders WHERE n = 1", Arguments.NONE));
    }

    @Test
    void aWorkspacesSavepointTakesBackItsOwnWriteOnly() {
        insert("orders", "a", Map.of("n", 1));
        try (Workspace workspace = storage.workspace()) {
            workspace.savepoint();
            write(workspace, DocRef.of("orders", "b"), Map.of("n", 2));
            workspace.release();
            workspace.savepoint();
            write(workspace, DocRef.of("orders", "a"), Map.of("n", 7));
            write(workspace, DocRef.of("orders", "b"), Map.of("n", 7));
            write(workspace, DocRef.of("others", "c"), Map.of("n", 7));
            assertThrows(IllegalStateException.class, workspace::savepoint);
            workspace.rollbackToSavepoint();

            assertEquals(List.of(), ids(workspace, "SELECT * FROM orders WHERE n = 7"));
            assertEquals(List.of("a", "b"), ids(workspace, "SELECT * FROM orders"));
            assertEquals(List.of(), ids(workspace, "SELECT * FROM others"));
            write(workspace, DocRef.of("others", "d"), Map.of("n", 7));
            assertEquals(List.of("d"), ids(workspace, "SELECT * FROM others"));
        }
    }

    @Test
    void severalWorkspacesKnowNothingOfEachOther() {
        insert("orders", "a", Map.of("n", 1));
        try (Workspace first = storage.workspace();
                Workspace second = storage.workspace()) {
            write(first, DocRef.of("orders", "b"), Map.of("n", 1));
            write(second, DocRef.of("orders", "c"), Map.of("n", 1));
            assertEquals(List.of("a", "b"), ids(first, "SELECT * FROM orders"));
            assertEquals(List.of("a", "c"), ids(second, "SELECT * FROM orders"));
        }
    }

    @Test
    void aWorkspaceAnswersLikeAModelWhateverHappensBesideIt() {
        Random random = new Random(WORKSPACE_SEED);
        for (int i = 0; i < 20; i++) {
            insert("orders", "d" + (10 + i), Map.of("n", random.nextInt(10)));
        }
        Workspace workspace = storage.workspace();
        TreeMap<String, Integer> model = modelOf(storage.snapshot());
        for (int step = 0; step < WORKSPACE_STEPS; step++) {
            String at = "seed " + WORKSPACE_SEED + " step " + step;
            String id = "d" + (10 + random.nextInt(30));
            int n = random.nextInt(10);
            switch (random.nextInt(5)) {
                case 0 -> set("orders", "d" + (10 + random.nextInt(20)), "n", n);
                case 1 -> {
                    delete(workspace, DocRef.of("orders", id));
                    model.remove(id);
                }
                case 2 -> {
                    workspace.close();
                    workspace = storage.workspace();
                    model = modelOf(storage.snapshot());
                }
                default -> {
                    write(workspace, DocRef.of("orders", id), Map.of("n", n));
                    model.put(id, n);
                }
            }
            List<String> expected = model.entrySet().stream()
                    .filter(entry -> entry.getValue() < 5)
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toList());
            assertEquals(expected, ids(workspace, "SELECT * FROM orders WHERE n < 5"), at);
        }
        workspace.close();
    }

    private static TreeMap<String, Integer> modelOf(Snapshot taken) {
        try (Snapshot snapshot = taken) {
            TreeMap<String, Integer> model = new TreeMap<>();
            for (StoredDoc document : snapshot.select(parse("SELECT * FROM orders"), Arguments.NONE)) {
                model.put(String.valueOf(document.ref().id().value().toJava()), (int)
                        ((Value.Int) field(document, "n")).value());
            }
            return model;
        }
    }

    @Test
    void anAsyncCommitIsReadAtOnceAndPublishedAfterTheFlush() {
        long durable = insert("orders", "a", Map.of("n", 1)).lsn();
        long async;
        try (Transaction transaction = storage.begin(Durability.ASYNC)) {
            async = put(transaction, "orders", "b", Map.of("n", 1)).lsn();
            transaction.commit();
        }
        assertEquals(List.of("a", "b"), ids("SELECT * FROM orders", Arguments.NONE));
        assertFalse(storage.isFlushed());
        assertTrue(storage.durableLsn() >= durable && storage.durableLsn() < async, "published before the disk");
        try (Transaction transaction = storage.begin(Durability.ASYNC)) {
            put(transaction, "orders", "dropped", Map.of("n", 1));
        }
        assertTrue(storage.durableLsn() < async, "a rollback made it durable");

        assertTrue(storage.flush() >= async);
        assertTrue(storage.isFlushed());
        storage = crash(storage, new Random(5));
        assertEquals(List.of("a", "b"), ids("SELECT * FROM orders", Arguments.NONE));
    }

    @Test
    void aCommitThatWaitsForTheDiskTakesEarlierAsyncOnesWithIt() {
        for (int i = 0; i < 5; i++) {
            try (Transaction transaction = storage.begin(Durability.ASYNC)) {
                put(transaction, "orders", "async" + i, Map.of("n", i));
                transaction.commit();
            }
        }
        long last = insert("orders", "sync", Map.of("n", 9)).lsn();
        assertTrue(storage.isFlushed());
        assertTrue(storage.durableLsn() >= last);
        storage = crash(storage, new Random(6));
        assertEquals(6, select("SELECT * FROM orders").size());
    }

    @Test
    void aStoreThatIsClosedInOrderKeepsItsAsyncCommits() {
        long highest = 0;
        for (int i = 0; i < 1_200; i++) {
            try (Transaction transaction = storage.begin(Durability.ASYNC)) {
                highest =
                        put(transaction, "orders", "o" + i % 7, Map.of("n", i)).lsn();
                transaction.commit();
            }
        }
        storage = reopen(storage);
        assertEquals(List.of("o2"), ids("SELECT * FROM orders WHERE n = 1199", Arguments.NONE));
        try (Transaction transaction = storage.begin()) {
            assertTrue(transaction.nextLsn() > highest, "a number was given twice");
        }
    }

    private void write(Workspace workspace, DocRef ref, Map<String, ?> fields) {
        Optional<StoredDoc> before = workspace.read(ref.key());
        DocState state = before.map(StoredDoc::state).orElse(DocState.EMPTY);
        store(workspace, ref, before, Edit.merge(state, Value.ofMap(fields), stamp()));
    }

    private void delete(Workspace workspace, DocRef ref) {
        Optional<StoredDoc> before = workspace.read(ref.key());
        before.ifPresent(found -> store(workspace, ref, before, Edit.delete(found.state(), stamp())));
    }

    private static void store(Workspace workspace, DocRef ref, Optional<StoredDoc> before, DocState after) {
        long lsn = workspace.nextLsn();
        workspace.put(
                before.map(document -> document.next(after, lsn)).orElseGet(() -> StoredDoc.first(ref, after, lsn)));
    }

    private static List<String> ids(Workspace workspace, String statement) {
        return workspace.select(parse(statement), Arguments.NONE).stream()
                .map(document -> String.valueOf(document.ref().id().value().toJava()))
                .collect(Collectors.toList());
    }
}
