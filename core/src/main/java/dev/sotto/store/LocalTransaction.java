package dev.sotto.store;

import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Refusal;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.Arguments;
import dev.sotto.query.Statement;
import dev.sotto.query.StatementException;
import java.util.ArrayList;
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
    /** A document that the body wrote, as it is to be joined. */
    public record Edited(DocRef ref, DocState state) {}

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
     * @throws StatementException as {@link StatementRunner#run}, and TRANSACTION_TOO_LARGE
     */
    public StatementOutcome run(Statement statement, Arguments args, Stamp stamp) {
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
        edited.put(after.ref().key(), new Edited(after.ref(), after.state()));
    }

    /** What it has written so far, in the order of the first write. */
    public List<Edited> edited() {
        return new ArrayList<>(edited.values());
    }

    /**
     * Joins what a transaction wrote with what is stored now.
     *
     * @return the documents that changed by it
     */
    public static StatementOutcome apply(List<Edited> edited, Write write) {
        List<DocRef> changed = new ArrayList<>();
        for (Edited document : edited) {
            Optional<StoredDoc> before = write.read(document.ref().key());
            DocState stored = (before.isPresent()
                            ? before
                            : write.evicted(document.ref().key()))
                    .map(StoredDoc::state)
                    .orElse(DocState.EMPTY);
            if (write.save(document.ref(), before, stored.join(document.state()))) {
                changed.add(document.ref());
            }
        }
        return new StatementOutcome(changed, new ArrayList<>());
    }

    /** Drops what was not applied. Idempotent. */
    @Override
    public void close() {
        workspace.close();
    }
}
