package dev.sotto;

import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.Statement;
import dev.sotto.store.Snapshot;

/** A read-only transaction: one snapshot, for as long as its body runs. */
final class ReadingTransaction extends AppTransaction {
    private final Snapshot snapshot;

    /** @param snapshot handed over */
    ReadingTransaction(TransactionOptions options, StatementCache statements, Selects selects, Snapshot snapshot) {
        super(options, statements, selects);
        this.snapshot = snapshot;
        enter(TransactionStatus.State.RUNNING);
    }

    @Override
    QueryResult run(Statement statement, Arguments arguments) {
        return select(snapshot, statement, arguments);
    }

    @Override
    void closeReading() {
        snapshot.close();
    }

    /** It began with its snapshot. */
    @Override
    public void begun() {}
}
