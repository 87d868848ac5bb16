package dev.sotto;

import dev.sotto.document.StoreId;
import dev.sotto.query.StatementException;
import dev.sotto.store.Durability;
import dev.sotto.store.StorageException;
import dev.sotto.store.sqlite.SqliteBackup;
import dev.sotto.store.sqlite.SqliteSize;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A store of documents that an app opens, and the way to everything it can do with it.
 *
 * <pre>{@code
 * SottoConfig config = SottoConfig.in(directory).sharedKey(key).appId("shop").connect("10.0.0.5:4040").build();
 * try (Sotto sotto = Sotto.open(config)) {
 *     sotto.registerObserver("SELECT * FROM orders WHERE open = true ORDER BY at", result -> show(result.documents()));
 *     sotto.sync().registerSubscription("SELECT * FROM orders");
 *     sotto.sync().start();
 *     sotto.execute("INSERT INTO orders DOCUMENTS (:order)", Map.of("order", Map.of("_id", "o1", "open", true)));
 * }
 * }</pre>
 *
 * <p>Threads: every method may be called from any thread. The app is never called on the thread that runs the store:
 * observers and listeners are called one at a time on the config's executor.
 */
public interface Sotto extends AutoCloseable {
    /**
     * Opens the store of the config, and makes it if it is not there. Sync is off until {@link Sync#start()}.
     *
     * @throws RetryLaterException DB_LOCKED (another process has the directory, the message names its pid), STORAGE_FULL,
     *     STORAGE_IO
     * @throws ReadOnlyException STORAGE_READ_ONLY
     * @throws CorruptException DB_KEY_OR_FORMAT, DB_NEWER, DB_CORRUPT
     */
    static Sotto open(SottoConfig config) {
        return OpenSotto.open(config);
    }

    /**
     * Copies the store of a directory, as {@link #backup(Path)} does, whoever has it open; takes no lock.
     *
     * @throws CorruptException DB_KEY_OR_FORMAT, DB_NEWER: there is no store that can be copied
     */
    static void backup(Path store, Path directory) {
        try {
            SqliteBackup.make(store, directory);
        } catch (StorageException e) {
            throw Failures.of(e);
        }
    }

    /**
     * What the store of a directory takes on the disk, whoever has it open; takes no lock.
     *
     * @throws CorruptException DB_KEY_OR_FORMAT, DB_NEWER: there is no store that can be measured
     */
    static DiskUsage diskUsage(Path store) {
        try {
            return DiskUsage.of(SqliteSize.measure(store));
        } catch (StorageException e) {
            throw Failures.of(e);
        }
    }

    /**
     * Runs one statement and returns when what it changed is on the disk. A statement changes all or nothing.
     *
     * <p>Blocks for the disk, together with others that wait (one fsync commits them all). A SELECT reads the newest
     * committed state and never waits for writers.
     *
     * @param statement SELECT, INSERT, UPDATE or DELETE
     * @param arguments a value for each {@code :parameter}: null, Boolean, integers, finite Float and Double, String,
     *     byte[], List or Map of these; copied
     * @throws StatementException the statement or its arguments do not fit: QUERY_INVALID with line and column,
     *     PARAMETER_MISSING, DOCUMENT_EXISTS, DOCUMENT_TOO_LARGE and so on; nothing was changed
     * @throws SottoException nothing was changed; the subclass says what to do
     * @throws IllegalStateException on the thread that runs the store, which must not wait for itself
     */
    QueryResult execute(String statement, Map<String, ?> arguments);

    /** Runs a statement without parameters. */
    QueryResult execute(String statement);

    /**
     * Runs one statement, and returns when what it changed is as safe as asked for: with {@link Durability#ASYNC} before it
     * is on the disk. Observers hear of it at once, other stores when it is on the disk.
     */
    QueryResult execute(String statement, Map<String, ?> arguments, Durability durability);

    /**
     * Runs one statement without blocking. The future completes, on a thread of this Sotto's own, with what
     * {@link #execute(String, Map)} would have returned or thrown, after the change is on the disk; cancelling it does not
     * take the change back. Statements take effect in the order in which they were handed over.
     *
     * <p>With {@link Limits#QUEUED_OPERATIONS_MAX} waiting it completes at once with RetryLaterException, QUEUE_FULL.
     */
    CompletableFuture<QueryResult> executeAsync(String statement, Map<String, ?> arguments);

    /** Runs a statement without parameters, without blocking. */
    CompletableFuture<QueryResult> executeAsync(String statement);

    /** Runs one statement without blocking; the future completes when what it changed is as safe as asked for. */
    CompletableFuture<QueryResult> executeAsync(String statement, Map<String, ?> arguments, Durability durability);

    /**
     * Runs several statements that take effect together or not at all, in a read-write transaction with the default options.
     *
     * @see #transaction(TransactionOptions, Function)
     */
    <T extends @Nullable Object> TransactionResult<T> transaction(Function<? super Transaction, ? extends T> body);

    /**
     * Calls {@code body}, in this thread, with a transaction, and returns when what it did is committed. A body that throws
     * has changed nothing; what it threw is passed on.
     *
     * <pre>{@code
     * sotto.transaction(tx -> {
     *     tx.execute("UPDATE accounts SET balance = 70 WHERE _id = 'a'");
     *     return tx.execute("UPDATE accounts SET balance = 30 WHERE _id = 'b'");
     * });
     * }</pre>
     *
     * <p>Transactions that write, and statements that do, wait for each other in the order of the calls; those that only
     * read wait for nobody. Neither the thread of the store nor sync waits for a body. A body that is not over after the
     * options' time limit has changed nothing, whatever it goes on to do. Work that waits for something else belongs before
     * the transaction or after it.
     *
     * @throws NestedTransactionException inside a transaction of this Sotto; so do {@code execute}, {@code executeAsync} and
     *     {@code transactionAsync}
     * @throws RetryLaterException TRANSACTION_TIMEOUT; nothing was changed
     * @throws SottoException nothing was changed; the subclass says what to do
     * @throws IllegalStateException on the thread that runs the store, which must not wait for itself
     */
    <T extends @Nullable Object> TransactionResult<T> transaction(
            TransactionOptions options, Function<? super Transaction, ? extends T> body);

    /** As {@link #transactionAsync(TransactionOptions, Function)}, with the default options. */
    <T extends @Nullable Object> CompletableFuture<TransactionResult<T>> transactionAsync(
            Function<? super Transaction, ? extends T> body);

    /**
     * Runs a transaction without blocking: {@code body} is called on a thread of this Sotto's own when it is its turn. The
     * future completes there with what {@link #transaction(TransactionOptions, Function)} would have returned or thrown, or
     * at once with RetryLaterException, QUEUE_FULL.
     */
    <T extends @Nullable Object> CompletableFuture<TransactionResult<T>> transactionAsync(
            TransactionOptions options, Function<? super Transaction, ? extends T> body);

    /** The transactions that wait or run now, in the order in which they came. */
    List<TransactionStatus> transactions();

    /**
     * Calls {@code consumer} with the result of a SELECT as it is now, and with the new result after each change of it,
     * whoever made it. Calls come one at a time, in order, on the config's executor; a consumer that is slower than the
     * changes gets the newest result when it comes back, so memory stays bounded. What it throws goes to the thread's handler
     * of uncaught exceptions and ends nothing.
     *
     * @throws StatementException the statement or its arguments do not fit, or it is no SELECT
     * @throws IllegalStateException with {@link Limits#OBSERVERS_MAX} live ones
     */
    Observation registerObserver(String statement, Map<String, ?> arguments, Consumer<? super QueryResult> consumer);

    /**
     * As {@link #registerObserver(String, Map, Consumer)}, and tells how each result differs from the one that this consumer
     * was called with before (from nothing, the first time), whatever it missed in between.
     */
    Observation registerDiffObserver(
            String statement, Map<String, ?> arguments, BiConsumer<? super QueryResult, ? super QueryDiff> consumer);

    /** Observes a SELECT without parameters. */
    Observation registerObserver(String statement, Consumer<? super QueryResult> consumer);

    /**
     * The values that merges took away and that are still in the journal, newest first: up to
     * {@link dev.sotto.store.Limits#CONFLICT_ROWS_MAX} of them and {@link dev.sotto.store.Limits#CONFLICT_BYTES_MAX} bytes,
     * kept over restarts. Blocks for the disk.
     *
     * @param max how many at most
     */
    List<LostValue> lostValues(int max);

    /**
     * Writes a lost value again, as a write of now that replaces what shows, and takes it out of the journal. Returns when it is
     * on the disk.
     *
     * @param id {@link LostValue#id}
     * @return false when the journal has no such value any more; then nothing was changed
     * @throws StatementException LIST_TYPE if something else is where the value's list was
     * @throws IllegalStateException as {@link #execute(String, Map)}
     */
    boolean restore(String id);

    /** Calls {@code listener} for each event from now on, one at a time, on the config's executor. */
    void addListener(Consumer<? super StoreEvent> listener);

    /** Ends the calls of a listener that {@link #addListener} added; does nothing for others. */
    void removeListener(Consumer<? super StoreEvent> listener);

    /**
     * Copies this store into a directory that is empty or not there, while it goes on: the copy is what was committed at one
     * moment, durable when this returns. Opened, a copy is the same store with a new epoch, so other stores do not take it
     * for the one that they talked to. It takes the place of a store that is lost; to give a second device the same
     * documents, export and import them.
     *
     * <p>Blocks for the disk; any thread.
     *
     * @throws RetryLaterException BACKUP_EXISTS, STORAGE_FULL, STORAGE_IO; nothing is left in the directory
     * @throws IllegalStateException for a store in memory
     */
    void backup(Path directory);

    /** What this store takes on the disk. Looks at every document, so it takes the longer the more there are; any thread. */
    DiskUsage diskUsage();

    /**
     * Writes every document that is alive as a line of JSON, {@code {"collection":"orders","document":{"_id":"o1"}}}, as they
     * were at one moment. What JSON has no form for is in docs/DURABILITY.md. Blocks; any thread.
     *
     * @param progress is told, now and then and at the end, how many were written
     * @return how many were written
     * @throws IOException from {@code out}
     */
    long exportLines(Appendable out, LongConsumer progress) throws IOException;

    /** Writes one collection's documents, each as its JSON and nothing around it. */
    long exportLines(String collection, Appendable out, LongConsumer progress) throws IOException;

    /**
     * Makes documents what the lines say, as {@link #exportLines(Appendable, LongConsumer)} wrote them. A document that is
     * there already is replaced, and left alone where it is the same, so an import that was broken off is repeated from its
     * start. Lines are stored some hundreds at a time, all or none of them. Blocks; not on the thread of the store, nor in a
     * transaction.
     *
     * @param progress is told, now and then and at the end, how many lines were stored
     * @return how many lines were stored
     * @throws IOException from {@code in}
     * @throws StatementException IMPORT_LINE, with the line's number and how many are stored
     */
    long importLines(BufferedReader in, LongConsumer progress) throws IOException;

    /** Stores lines that are documents of one collection. */
    long importLines(String collection, BufferedReader in, LongConsumer progress) throws IOException;

    /** The part that talks to other stores. */
    Sync sync();

    /**
     * Names this store; other stores know it by this. It changes only when another copy of this store, from a copied
     * directory, is found alive beside it and keeps the name.
     */
    StoreId storeId();

    /** What it was opened with. */
    SottoConfig config();

    /**
     * Ends sync, waits for what was handed over (it completes, or fails with {@link ClosedException}), and frees the
     * directory: it can be opened again when this returns. Observers and listeners get no more calls. Idempotent; from a
     * callback too.
     */
    @Override
    void close();
}
