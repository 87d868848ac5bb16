package dev.sotto.store;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocId;
import dev.sotto.document.DocRef;
import dev.sotto.document.Refusal;
import dev.sotto.document.Value;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.EqualityKey;
import dev.sotto.query.plan.SelectPlan;
import dev.sotto.query.scan.Cancellation;
import dev.sotto.query.scan.RowSource;
import dev.sotto.query.scan.SystemRows;
import dev.sotto.query.statement.Source.Stored;
import dev.sotto.query.statement.Statement.Select;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The result of a query whose rows are made of several documents, or of parts of one: it is asked again whenever one of its
 * collections changes. Whatever can follow by changes alone is a {@link LiveResult}. Confined to the loop.
 */
final class RepeatedResult implements ObservedQuery {
    /** Rows that are no documents are named after none. */
    private static final String OF_NO_COLLECTION = "-";

    private final Select select;
    private final Arguments args;
    private SelectPlan plan;
    private List<Row> rows = Collections.emptyList();

    RepeatedResult(Select select, Arguments args, Reading reading) {
        this.select = select;
        this.args = args;
        this.plan = SelectPlan.of(select, reading.rows().indexes(), args);
        for (String collection : plan.collections()) {
            if (collection.startsWith(Stored.SYSTEM)) {
                throw new StatementException(new Refusal(
                        "QUERY_INVALID",
                        "observed statement",
                        "of " + collection,
                        "documents; ask for it when it is needed"));
            }
        }
        ask(reading);
    }

    @Override
    public Set<String> collections() {
        return plan.collections();
    }

    @Override
    public Optional<List<EqualityKey>> keys() {
        return Optional.empty();
    }

    @Override
    public List<Row> rows() {
        return rows;
    }

    @Override
    public boolean ask(Reading reading) {
        RowSource source = reading.rows();
        if (!plan.fits(source.indexes())) {
            plan = SelectPlan.of(select, source.indexes(), args);
        }
        List<Row> found = new ArrayList<>();
        for (dev.sotto.query.row.Row row : plan.rows(source, SystemRows.NONE, args, Cancellation.NEVER)) {
            found.add(new Row(ref(row.place()), row.scope()));
        }
        boolean isAnother = !found.equals(rows);
        rows = isAnother ? Collections.unmodifiableList(found) : rows;
        return isAnother;
    }

    /** A row is the same row as before when it has the same place: it is of the same documents, or the same group. */
    private static DocRef ref(List<Bytes> place) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (Bytes part : place) {
                sha.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(part.length()).array());
                sha.update(part.toArray());
            }
            return DocRef.of(OF_NO_COLLECTION, DocId.of(new Value.Binary(Bytes.of(sha.digest()))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean follow(List<Change> changes, Reading newest) {
        return ask(newest);
    }

    @Override
    public void fallBehind() {
        // It has nothing that it could go on from: it is always asked anew.
    }
}
