package dev.sotto;

import dev.sotto.query.StatementException;
import java.util.Map;

/**
 * Several statements that take effect together or not at all, as the body given to {@link Sotto#transaction} sees them.
 *
 * <p>It reads the store as it was when it began, and what it wrote itself. What sync brings meanwhile is merged when the
 * body has ended, as if the other device had written at the same time. A statement that fails has changed nothing; the
 * body may catch that and go on.
 *
 * <p>Good until the body returns or throws, for any thread, one call at a time.
 */
public interface Transaction {
    /**
     * Runs one statement. The result of one that changes documents has no commit id yet; that of the transaction has.
     *
     * @throws StatementException the statement or its arguments do not fit, or it changes documents in a read-only transaction
     *     (TRANSACTION_READ_ONLY), or the transaction has grown beyond {@link Limits#TRANSACTION_DOCUMENTS_MAX}
     *     (TRANSACTION_TOO_LARGE)
     * @throws RetryLaterException TRANSACTION_TIMEOUT: it was open for too long; nothing of it will be stored
     * @throws ClosedException the store was closed meanwhile; nothing of it will be stored
     * @throws IllegalStateException it is over
     */
    QueryResult execute(String statement, Map<String, ?> arguments);

    /** Runs a statement without parameters. */
    QueryResult execute(String statement);

    /**
     * Takes back everything so far. Nothing more can be run in it; the body goes on to its end, and its result is that of a
     * transaction which changed nothing. A body that throws does the same and says why.
     */
    void rollback();

    /** What it was called in its options. */
    String name();

    /** Whether it can only read. */
    boolean isReadOnly();
}
