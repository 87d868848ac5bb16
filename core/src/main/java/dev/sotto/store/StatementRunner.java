package dev.sotto.store;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocId;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.Limits;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.plan.ArgumentCheck;
import dev.sotto.query.plan.SelectPlan;
import dev.sotto.query.scan.Cancellation;
import dev.sotto.query.scan.RowSource;
import dev.sotto.query.scan.SystemRows;
import dev.sotto.query.statement.Source.Stored;
import dev.sotto.query.statement.Statement;
import dev.sotto.query.statement.Statement.OnConflict;
import java.util.Optional;
import java.util.Random;

/** Runs the statements that change documents. Each run is one write; a run that throws is to be taken back. */
public final class StatementRunner {
    /** The field that holds a document's id. It is part of the document's name, so no merge can change it. */
    public static final String ID_FIELD = "_id";

    /** As random as a UUID, and as unlikely to be made twice. */
    private static final int GENERATED_ID_BYTES = 16;

    private final Random random;
    private final int documentBytesMax;

    /** @param random makes the ids of documents that come without one: a SecureRandom outside of tests */
    public StatementRunner(Random random) {
        this(random, Limits.DOCUMENT_BYTES_MAX);
    }

    /**
     * @param random used by the thread of each run
     * @param documentBytesMax of canonical CBOR that a document may have after a local write
     */
    public StatementRunner(Random random, int documentBytesMax) {
        this.random = random;
        this.documentBytesMax = documentBytesMax;
    }

    /**
     * Runs an INSERT, UPDATE, DELETE or EVICT.
     *
     * @throws StatementException when statement, arguments or documents do not fit, with the codes of
     *     {@link StatementException}, those of {@link Edit}, and DOCUMENT_EXISTS, DOCUMENT_TOO_LARGE; then the write is
     *     to be taken back
     */
    public StatementOutcome run(Statement statement, Arguments given, Write write) {
        if (!(statement instanceof Statement.Change change)) {
            throw new StatementException(new Refusal(
                    "QUERY_INVALID",
                    "statement",
                    statement.getClass().getSimpleName(),
                    "one that changes documents: INSERT, UPDATE, DELETE or EVICT"));
        }
        Arguments args = ArgumentCheck.of(change).checked(given);
        Returning returning = new Returning(change.returning(), args);
        try {
            if (change instanceof Statement.Insert insert) {
                insert(insert, args, write, returning);
            } else if (change instanceof Statement.InsertRows insert) {
                insertRows(insert, args, write, returning);
            } else if (change instanceof Statement.Update update) {
                update(update, args, write, returning);
            } else if (change instanceof Statement.Delete delete) {
                delete(delete, args, write, returning);
            } else if (change instanceof Statement.Evict evict) {
                evict(evict, args, write, returning);
            }
        } catch (RefusedException e) {
            throw new StatementException(e.refusal());
        }
        return returning.outcome();
    }

    private void insert(Statement.Insert insert, Arguments args, Write write, Returning returning) {
        for (Expression expression : insert.documents()) {
            Value value = expression.evaluate(MapValue.EMPTY, args);
            if (!(value instanceof MapValue document)) {
                throw refused("PARAMETER_TYPE", "DOCUMENTS", value.getClass().getSimpleName(), "a map");
            }
            if (insert.initial()) {
                initial(insert.collection(), document, write, returning);
            } else {
                insert(insert.target(), document, insert.onConflict(), write, returning);
            }
        }
    }

    private void insertRows(Statement.InsertRows insert, Arguments args, Write write, Returning returning) {
        RowSource source = write.rows();
        SelectPlan plan = SelectPlan.of(insert.rows(), source.indexes(), args);
        for (MapValue document : plan.run(source, SystemRows.NONE, args, Cancellation.NEVER)) {
            insert(insert.target(), document, insert.onConflict(), write, returning);
        }
    }

    private void insert(Stored into, MapValue document, OnConflict onConflict, Write write, Returning returning) {
        Value id = document.get(ID_FIELD);
        DocRef ref = DocRef.of(into.collection(), id.isMissing() ? newId() : DocId.of(id));
        Optional<StoredDoc> before = write.read(ref.key());
        DocState state = (before.isPresent() ? before : write.evicted(ref.key()))
                .map(StoredDoc::state)
                .orElse(DocState.EMPTY);
        if (!before.isPresent() || !state.alive()) {
            // Of an evicted document the life goes on: other stores still have it, and the two merge.
            merge(into, ref, before, state, document, write, returning);
            return;
        }
        switch (onConflict) {
            case FAIL ->
                throw refused(
                        "DOCUMENT_EXISTS",
                        ID_FIELD,
                        ref.toString(),
                        "an id that is not in use, ON ID CONFLICT DO .., or an UPDATE");
            case DO_NOTHING -> {
                // That is what it says.
            }
            case DO_UPDATE -> merge(into, ref, before, state, document, write, returning);
            case DO_UPDATE_LOCAL_DIFF -> {
                MapValue different =
                        FieldEdits.difference((MapValue) before.get().view(), document);
                if (!different.fields().isEmpty()) {
                    merge(into, ref, before, state, different, write, returning);
                }
            }
        }
    }

    private void merge(
            Stored into,
            DocRef ref,
            Optional<StoredDoc> before,
            DocState state,
            MapValue fields,
            Write write,
            Returning returning) {
        DocState merged = Edit.merge(state, fields, write.stamp());
        save(ref, before, DeclaredTypes.shaped(merged, into.types(), write.stamp()), write, returning);
    }

    private void initial(String collection, MapValue document, Write write, Returning returning) {
        Value id = document.get(ID_FIELD);
        if (id.isMissing()) {
            throw refused("ID_INVALID", ID_FIELD, "none", "an id: an initial document is the same on every device");
        }
        DocRef ref = DocRef.of(collection, DocId.of(id));
        Optional<StoredDoc> before = write.read(ref.key());
        if (!before.isPresent() && !write.evicted(ref.key()).isPresent()) {
            save(ref, before, Edit.initial(DocState.EMPTY, document), write, returning);
        }
    }

    private DocId newId() {
        byte[] id = new byte[GENERATED_ID_BYTES];
        random.nextBytes(id);
        return DocId.of(Bytes.of(id).toHex());
    }

    private void update(Statement.Update update, Arguments args, Write write, Returning returning) {
        FieldEdits edits = FieldEdits.of(update.changes(), args);
        for (StoredDoc document :
                Targets.of(update.target(), update.where(), update.orderBy(), update.limit(), args, write)) {
            DocState edited = edits.apply(document, write.stamp());
            DocState after = edited.equals(document.state())
                    ? edited
                    : DeclaredTypes.shaped(edited, update.target().types(), write.stamp());
            save(document.ref(), Optional.of(document), after, write, returning);
        }
    }

    private static void delete(Statement.Delete delete, Arguments args, Write write, Returning returning) {
        for (StoredDoc document :
                Targets.of(delete.target(), delete.where(), delete.orderBy(), delete.limit(), args, write)) {
            if (write.save(document.ref(), Optional.of(document), Edit.delete(document.state(), write.stamp()))) {
                returning.changed(document.ref(), document.view());
            }
        }
    }

    private static void evict(Statement.Evict evict, Arguments args, Write write, Returning returning) {
        if (!(write instanceof GroupWrite group)) {
            throw refused(
                    "QUERY_INVALID",
                    "statement in a transaction",
                    "EVICT",
                    "an EVICT of its own: it changes no document");
        }
        for (StoredDoc document :
                Targets.of(evict.target(), evict.where(), evict.orderBy(), evict.limit(), args, write)) {
            group.evict(document);
            returning.changed(document.ref(), document.view());
        }
    }

    /** Saves what differs from before, if it is not too large. What makes a document smaller may always be saved. */
    private void save(DocRef ref, Optional<StoredDoc> before, DocState after, Write write, Returning returning) {
        if (before.isPresent() && before.get().state().equals(after)) {
            return;
        }
        Value view = StoredDoc.first(ref, after, 0).view();
        if (view instanceof MapValue map) {
            int bytes = Limits.documentBytes(map);
            boolean shrinks = before.isPresent()
                    && before.get().view() instanceof MapValue larger
                    && bytes < Limits.documentBytes(larger);
            if (bytes > documentBytesMax && !shrinks) {
                throw refused(
                        "DOCUMENT_TOO_LARGE",
                        ref.toString(),
                        bytes + " bytes",
                        "at most " + documentBytesMax + " bytes, or fewer than before");
            }
        }
        write.save(ref, before, after);
        returning.changed(ref, view);
    }

    private static StatementException refused(String code, String field, String got, String wanted) {
        return new StatementException(new Refusal(code, field, got, wanted));
    }
}
