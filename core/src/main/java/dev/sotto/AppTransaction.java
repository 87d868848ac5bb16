package dev.sotto;

import dev.sotto.document.Refusal;
import dev.sotto.peer.Ticker;
import dev.sotto.peer.TransactionRequest;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.Statement;
import dev.sotto.store.Reading;
import dev.sotto.store.StorageException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A transaction between the thread that runs its body and the loop, which may end it at any time. The loop never waits for
 * the body: it says that the transaction is over, and whoever of the two comes last closes what it read.
 */
abstract class AppTransaction implements Transaction, TransactionRequest {
    private static final Logger LOGGER = Logger.getLogger("dev.sotto");

    private final TransactionOptions options;
    private final StatementCache statements;
    private final Selects selects;

    /** Held while a call of the body runs. */
    private final ReentrantLock calls = new ReentrantLock();

    private volatile TransactionStatus.State state = TransactionStatus.State.WAITING;
    private volatile long stateNanos = System.nanoTime();
    private volatile boolean over;

    /** Why the loop ended it; null while it did not. */
    @Nullable
    private volatile Refusal endedWhy;

    AppTransaction(TransactionOptions options, StatementCache statements, Selects selects) {
        this.options = options;
        this.statements = statements;
        this.selects = selects;
    }

    /** Runs a statement that fits; under the lock. */
    abstract QueryResult run(Statement statement, Arguments arguments);

    /** Forgets what it wrote; under the lock. */
    void drop() {}

    /** Closes what it reads; idempotent, under the lock. */
    abstract void closeReading();

    final QueryResult select(Reading reading, Statement select, Arguments arguments) {
        return QueryResult.found(selects.run(select, arguments, reading, selects.cancellation(Optional.empty())));
    }

    final void enter(TransactionStatus.State next) {
        stateNanos = System.nanoTime();
        state = next;
    }

    final TransactionStatus status() {
        return new TransactionStatus(name(), isReadOnly(), state, (System.nanoTime() - stateNanos) / 1_000_000);
    }

    final TransactionOptions options() {
        return options;
    }

    @Override
    public final String name() {
        return options.name();
    }

    @Override
    public final boolean isReadOnly() {
        return options.isReadOnly();
    }

    @Override
    public final long limitMillis() {
        return options.timeLimitMillis();
    }

    @Override
    public final QueryResult execute(String statement) {
        return execute(statement, Collections.emptyMap());
    }

    @Override
    public final QueryResult execute(String statement, Map<String, ?> arguments) {
        calls.lock();
        try {
            requireRunning();
            Statement parsed = statements.parse(statement);
            if (isReadOnly() && !Selects.isOne(parsed)) {
                throw new StatementException(new Refusal(
                        "TRANSACTION_READ_ONLY",
                        "statement in a read-only transaction",
                        "one that changes documents",
                        "a SELECT, or a transaction with TransactionOptions.readWrite()"));
            }
            return run(parsed, Arguments.of(arguments).at(Ticker.SYSTEM.wallMillis()));
        } catch (StorageException e) {
            throw Failures.of(e);
        } finally {
            calls.unlock();
            closeIfEnded();
        }
    }

    @Override
    public final void rollback() {
        calls.lock();
        try {
            requireRunning();
            drop();
            finish();
        } finally {
            calls.unlock();
        }
    }

    private void requireRunning() {
        Refusal why = endedWhy;
        if (why != null) {
            throw Failures.ended(why);
        } else if (over) {
            throw new IllegalStateException("the transaction is over; what comes now belongs into another one");
        }
    }

    /** The body has come to its end: nothing more is run. Answers why the loop ended it before, if it did. */
    final @Nullable Refusal finish() {
        calls.lock();
        try {
            over = true;
            closeReading();
            return endedWhy;
        } finally {
            calls.unlock();
        }
    }

    /** Why the loop ended it; null while it did not. */
    final @Nullable Refusal endedWhy() {
        return endedWhy;
    }

    @Override
    public final void ended(Refusal why) {
        endedWhy = why;
        closeIfEnded();
        hearEnd(why);
    }

    /** On the loop, once. */
    void hearEnd(Refusal why) {}

    @Override
    public final void isLong(long millis) {
        LOGGER.warning("The transaction \"" + name() + "\" has been open for " + millis + " ms"
                + (isReadOnly() ? ": the log of the store cannot be emptied" : ": other local writes wait for it"));
    }

    /** Not while a call runs: that one closes when it is done, since it looks here after it has let go of the lock. */
    private void closeIfEnded() {
        if (endedWhy != null && calls.tryLock()) {
            try {
                closeReading();
            } finally {
                calls.unlock();
            }
        }
    }
}
