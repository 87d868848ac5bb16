package dev.sotto.store;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocId;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.Limits;
import dev.sotto.document.Path;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.Arguments;
import dev.sotto.query.Condition;
import dev.sotto.query.Expression;
import dev.sotto.query.FieldChange;
import dev.sotto.query.NotYet;
import dev.sotto.query.Statement;
import dev.sotto.query.StatementException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Runs the statements that change documents. Confined to the loop; each run is one write. */
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

    /** @param documentBytesMax of canonical CBOR that a document may have after a local write */
    public StatementRunner(Random random, int documentBytesMax) {
        this.random = random;
        this.documentBytesMax = documentBytesMax;
    }

    /**
     * Runs an INSERT, UPDATE or DELETE.
     *
     * @throws StatementException when statement, arguments or documents do not fit, with the codes of
     *     {@link StatementException} and DOCUMENT_EXISTS, DOCUMENT_TOO_LARGE; nothing is changed
     */
    public StatementOutcome run(Statement statement, Arguments args, Write write) {
        NotYet.check(statement);
        try {
            if (statement instanceof Statement.Insert insert) {
                return changed(insert(insert, args, write));
            } else if (statement instanceof Statement.Update update) {
                return changed(update(update, args, write));
            } else if (statement instanceof Statement.Delete delete) {
                return changed(delete(delete, args, write));
            }
        } catch (RefusedException e) {
            throw new StatementException(e.refusal());
        }
        throw new IllegalArgumentException("a SELECT changes nothing; ask a snapshot for its documents");
    }

    private static StatementOutcome changed(List<DocRef> changed) {
        return new StatementOutcome(changed, new ArrayList<>());
    }

    private List<DocRef> insert(Statement.Insert insert, Arguments args, Write write) {
        List<DocRef> inserted = new ArrayList<>();
        for (Expression expression : insert.documents()) {
            Value value = expression.evaluate(MapValue.EMPTY, args);
            if (!(value instanceof MapValue document)) {
                throw refused("PARAMETER_TYPE", "DOCUMENTS", value.getClass().getSimpleName(), "a map");
            }
            Value id = document.get(ID_FIELD);
            DocRef ref = DocRef.of(insert.collection(), id.isMissing() ? newId() : DocId.of(id));
            Optional<StoredDoc> before = write.read(ref.key());
            DocState state = state(before);
            if (state.alive()) {
                throw refused("DOCUMENT_EXISTS", ID_FIELD, ref.toString(), "an id that is not in use, or an UPDATE");
            }
            Limits.checkDocument(document, documentBytesMax);
            write.save(ref, before, Edit.insert(state, document, write.stamp()));
            inserted.add(ref);
        }
        return inserted;
    }

    private DocId newId() {
        byte[] id = new byte[GENERATED_ID_BYTES];
        random.nextBytes(id);
        return DocId.of(Bytes.of(id).toHex());
    }

    private List<DocRef> update(Statement.Update update, Arguments args, Write write) {
        List<Path> paths = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        for (FieldChange change : update.changes()) {
            FieldChange.Assign set = (FieldChange.Assign) change;
            paths.add(set.target().resolve(args));
            values.add(set.value().evaluate(MapValue.EMPTY, args));
        }
        List<DocRef> updated = new ArrayList<>();
        for (StoredDoc document : write.select(all(update.collection(), update.where()), args)) {
            DocState state = document.state();
            for (int i = 0; i < values.size(); i++) {
                state = Edit.set(state, paths.get(i), values.get(i), write.stamp());
            }
            if (state.view() instanceof MapValue view) {
                Limits.checkDocument(view, documentBytesMax);
            }
            write.save(document.ref(), Optional.of(document), state);
            updated.add(document.ref());
        }
        return updated;
    }

    private static List<DocRef> delete(Statement.Delete delete, Arguments args, Write write) {
        List<DocRef> deleted = new ArrayList<>();
        for (StoredDoc document : write.select(all(delete.collection(), delete.where()), args)) {
            write.save(document.ref(), Optional.of(document), Edit.delete(document.state(), write.stamp()));
            deleted.add(document.ref());
        }
        return deleted;
    }

    private static Statement.Select all(String collection, Condition where) {
        return new Statement.Select(collection, where, new ArrayList<>(), Statement.Select.NO_LIMIT);
    }

    private static DocState state(Optional<StoredDoc> document) {
        return document.isPresent() ? document.get().state() : DocState.EMPTY;
    }

    private static StatementException refused(String code, String field, String got, String wanted) {
        return new StatementException(new Refusal(code, field, got, wanted));
    }
}
