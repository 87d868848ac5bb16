package dev.sotto.store;

import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Entry;
import dev.sotto.document.Refusal;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A transaction of the app while its body runs: statements over a {@link Workspace}, which nobody else sees, until
 * {@link #apply} puts what they did into the group of the loop.
 *
 * <p><b>Why it holds nobody up.</b> The body may take as long as it likes, in a thread of the app, while merges of sync go
 * on being committed. What it wrote are states that include the states that it read, so the commit joins them with
 * whatever is stored by then. A join does not ask who came first: the outcome is as if the transaction had been committed at
 * the moment of its snapshot and the merges had come afterwards, written elsewhere at the same time, as they were.
 * Among the writers of this store, of whom one runs at a time, transactions are serialisable; towards other stores nothing
 * ever is.
 *
 * <p>Confined to one thread at a time.
 */
public final class LocalTransaction implements AutoCloseable {
    /**
     * A document that the body wrote.
     *
     * @param base as the body found it; empty when it found none
     * @param state as it is to be joined
     */
    public record Edited(DocRef ref, Optional<StoredDoc> base, DocState state) {}

    private final Workspace workspace;
    private final StatementRunner runner;
    private final Map<DocKey, Edited> edited = new LinkedHashMap<>();

    public LocalTransaction(Workspace workspace, StatementRunner runner) {
        this.workspace = workspace;
        this.runner = runner;
    }

    /** What the body reads: its snapshot, and its own writes over it. */
    public Reading reading() {
        return workspace;
    }

    /**
     * Runs a statement that changes documents; one that fails has changed nothing.
     *
     * @throws StatementException as {@link StatementRunner#run}, TRANSACTION_TOO_LARGE, and QUERY_INVALID for CREATE INDEX and
     *     DROP INDEX: a body works on what nobody else sees, and an index is built from what all see
     */
    public StatementOutcome run(Statement statement, Arguments args, Stamp stamp) {
        if (statement instanceof Statement.CreateIndex || statement instanceof Statement.DropIndex) {
            throw new StatementException(new Refusal(
                    "QUERY_INVALID",
                    "statement in a transaction",
                    statement instanceof Statement.CreateIndex ? "CREATE INDEX" : "DROP INDEX",
                    "a statement of its own, before the transaction or after it"));
        }
        Write write = new Write(workspace, stamp);
        boolean done = false;
        workspace.savepoint();
        try {
            StatementOutcome outcome = runner.run(statement, args, write);
            requireRoom(write.changes());
            done = true;
            return outcome;
        } finally {
            if (done) {
                workspace.release();
                write.changes().forEach(this::keep);
            } else {
                workspace.rollbackToSavepoint();
            }
        }
    }

    private void requireRoom(List<Change> changes) {
        long more = changes.stream()
                .map(change -> change.ref().key())
                .filter(key -> !edited.containsKey(key))
                .distinct()
                .count();
        if (edited.size() + more > Limits.TRANSACTION_DOCUMENTS_MAX) {
            throw new StatementException(new Refusal(
                    "TRANSACTION_TOO_LARGE",
                    "transaction",
                    edited.size() + more + " documents written",
                    "at most " + Limits.TRANSACTION_DOCUMENTS_MAX));
        }
    }

    private void keep(Change change) {
        StoredDoc after = change.after();
        Edited first = edited.get(after.ref().key());
        Optional<StoredDoc> base = first == null ? change.before() : first.base();
        edited.put(after.ref().key(), new Edited(after.ref(), base, after.state()));
    }

    /** What it has written so far, in the order of the first write. */
    public List<Edited> edited() {
        return new ArrayList<>(edited.values());
    }

    /**
     * Joins what a transaction wrote with what is stored now. What a merge took from it, or it from a merge, since it read
     * goes into the journal, as if the merge came now.
     *
     * @return the documents that changed by it
     */
    public static StatementOutcome apply(List<Edited> edited, Conflicts conflicts, GroupWrite write) {
        List<DocRef> changed = new ArrayList<>();
        for (Edited document : edited) {
            DocRef ref = document.ref();
            Optional<StoredDoc> before = write.read(ref.key());
            DocState stored = (before.isPresent() ? before : write.evicted(ref.key()))
                    .map(StoredDoc::state)
                    .orElse(DocState.EMPTY);
            DocState joined = stored.join(document.state());
            lost(document, stored, joined, conflicts).forEach(write::putConflict);
            if (write.save(ref, before, joined)) {
                changed.add(ref);
            }
        }
        return new StatementOutcome(changed, new ArrayList<>());
    }

    private static List<Conflict> lost(Edited document, DocState stored, DocState joined, Conflicts conflicts) {
        List<Entry> base =
                document.base().map(StoredDoc::state).orElse(DocState.EMPTY).entries();
        List<Entry> merged = without(stored.entries(), base);
        if (merged.isEmpty()) {
            return Collections.emptyList();
        }
        // No other store has heard of what the body wrote.
        StoredDoc here = document.base()
                .map(found -> found.next(document.state(), Long.MAX_VALUE))
                .orElseGet(() -> StoredDoc.first(document.ref(), document.state(), Long.MAX_VALUE));
        List<Conflict> lost =
                conflicts.of(document.ref(), Optional.of(here), joined, without(merged, joined.entries()));
        // What the body only found is in the journal since the merge that took it.
        lost.removeIf(conflict -> base.contains(conflict.lost()));
        return lost;
    }

    /** The entries of one list that are not in another. Both are sorted by slot. */
    private static List<Entry> without(List<Entry> entries, List<Entry> others) {
        List<Entry> rest = new ArrayList<>();
        int o = 0;
        for (Entry entry : entries) {
            while (o < others.size() && others.get(o).compareSlot(entry) < 0) {
                o++;
            }
            if (o == others.size() || !others.get(o).equals(entry)) {
                rest.add(entry);
            }
        }
        return rest;
    }

    /** Drops what was not applied. Idempotent. */
    @Override
    public void close() {
        workspace.close();
    }
}
