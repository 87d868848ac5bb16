package dev.sotto;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.document.StoreId;
import dev.sotto.document.Value.MapValue;
import dev.sotto.identity.Credentials;
import dev.sotto.identity.VersionRange;
import dev.sotto.peer.Operation;
import dev.sotto.peer.Peer;
import dev.sotto.peer.PeerSettings;
import dev.sotto.peer.Ticker;
import dev.sotto.query.Arguments;
import dev.sotto.query.Statement;
import dev.sotto.query.StatementException;
import dev.sotto.store.Durability;
import dev.sotto.store.Observers;
import dev.sotto.store.Snapshot;
import dev.sotto.store.StatementOutcome;
import dev.sotto.store.StorageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Sotto} that is open. This class stands between the app's threads and the loop: it hands over, waits, and turns
 * what the loop says into results and exceptions.
 */
final class OpenSotto implements Sotto {
    private static final Logger LOGGER = Logger.getLogger("dev.sotto");

    /** The one version of the protocol that is spoken: 0 until all of it is there. */
    private static final VersionRange VERSIONS = new VersionRange(0, 0);

    private static final int ASYNC_THREADS = 2;

    private final SottoConfig config;
    private final OpenSync sync;
    private final Peer peer;
    private final ThreadPoolExecutor async = Callbacks.pool("sotto-async", ASYNC_THREADS);
    private final ThreadPoolExecutor ownCallbacks = Callbacks.pool("sotto-callbacks", 1);
    private final Callbacks callbacks;
    private final StatementCache statements = new StatementCache();
    private final Requests requests = new Requests(Ticker.SYSTEM);
    private final Selects selects;
    private final Transactions transactions;
    private final Semaphore room = new Semaphore(Limits.QUEUED_OPERATIONS_MAX);

    /** Guards {@link #closed}: what is handed over under it is handed over before the close. */
    private final Object gate = new Object();

    private boolean closed;

    private OpenSotto(SottoConfig config) {
        this.config = config;
        Executor executor = config.callbackExecutor().orElse(ownCallbacks);
        this.callbacks = new Callbacks(executor, ownCallbacks);
        this.sync = new OpenSync(config, callbacks, async, this::broken);
        this.peer = open(config, sync);
        this.selects = new Selects(Ticker.SYSTEM, config.statementTimeoutMillis(), new SystemCollections(parts()));
        this.transactions = new Transactions(new Door(), statements, selects);
        sync.of(peer);
    }

    /** What {@code system:} collections tell of that is not in the store. */
    private Map<String, SystemCollections.Part> parts() {
        Map<String, SystemCollections.Part> parts = new TreeMap<>();
        parts.put("requests", requests::rows);
        parts.put("transactions", () -> SystemDocuments.transactions(transactions()));
        parts.put("sync", () -> SystemDocuments.sync(sync.status()));
        parts.put("background", () -> SystemDocuments.background(sync.keepingAlive()));
        return parts;
    }

    static OpenSotto open(SottoConfig config) {
        return new OpenSotto(config);
    }

    private static Peer open(SottoConfig config, OpenSync sync) {
        Credentials credentials;
        if (config.sharedKey().isPresent()) {
            credentials = Credentials.sharedKey(config.sharedKey().get(), config.appId(), VERSIONS);
        } else {
            credentials = Credentials.development(config.appId(), VERSIONS);
        }
        try {
            return Peer.open(
                    new PeerSettings(
                            config.directory(),
                            credentials,
                            config.name(),
                            config.listen(),
                            config.connect(),
                            config.documentBytesMax(),
                            config.tlsProvider(),
                            Ticker.SYSTEM,
                            new SecureRandom()),
                    sync);
        } catch (StorageException e) {
            throw Failures.of(e);
        }
    }

    /** Before the peer is there, nobody is on its loop. */
    private boolean isLoop() {
        return peer.isLoop();
    }

    @Override
    public QueryResult execute(String statement) {
        return execute(statement, Collections.emptyMap());
    }

    @Override
    public QueryResult execute(String statement, Map<String, ?> arguments) {
        return execute(statement, arguments, Durability.FSYNC);
    }

    @Override
    public QueryResult execute(String statement, Map<String, ?> arguments, Durability durability) {
        requireMayWait("execute()");
        Statement parsed = statements.parse(statement);
        Arguments bound = Arguments.of(arguments).at(Ticker.SYSTEM.wallMillis());
        long request = requests.begin(statement);
        if (Selects.isOne(parsed)) {
            return select(parsed, bound, request, Optional.empty());
        }
        room.acquireUninterruptibly();
        CompletableFuture<QueryResult> answer = new CompletableFuture<>();
        submit(parsed, bound, durability, new Answer(answer, request, Runnable::run));
        return await(answer);
    }

    /** Refuses what would wait for itself. */
    private void requireMayWait(String call) {
        if (isLoop()) {
            throw new IllegalStateException(call + " on the thread that runs the store would wait for itself; use the"
                    + " asynchronous form, or call it from another thread");
        }
        transactions.requireOutside(call);
    }

    @Override
    public <T extends @Nullable Object> TransactionResult<T> transaction(
            Function<? super Transaction, ? extends T> body) {
        return transaction(TransactionOptions.readWrite(), body);
    }

    @Override
    public <T extends @Nullable Object> TransactionResult<T> transaction(
            TransactionOptions options, Function<? super Transaction, ? extends T> body) {
        requireMayWait("transaction()");
        return transactions.run(options, body);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<TransactionResult<T>> transactionAsync(
            Function<? super Transaction, ? extends T> body) {
        return transactionAsync(TransactionOptions.readWrite(), body);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<TransactionResult<T>> transactionAsync(
            TransactionOptions options, Function<? super Transaction, ? extends T> body) {
        transactions.requireOutside("transactionAsync()");
        return transactions.runAsync(options, body);
    }

    @Override
    public List<TransactionStatus> transactions() {
        return transactions.status();
    }

    /** What is handed over is handed over before the close, or not at all. */
    private final class Door implements WritingTransaction.Door {
        @Override
        public void hand(Consumer<Peer> what) {
            synchronized (gate) {
                if (closed) {
                    throw Failures.closed();
                }
                what.accept(peer);
            }
        }

        @Override
        public Peer peer() {
            synchronized (gate) {
                if (closed) {
                    throw Failures.closed();
                }
                return peer;
            }
        }
    }

    /** The peer, for what only reads. */
    private Peer open() {
        synchronized (gate) {
            if (closed) {
                throw Failures.closed();
            }
            return peer;
        }
    }

    @Override
    public void backup(Path directory) {
        try {
            open().backup(directory);
        } catch (StorageException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public DiskUsage diskUsage() {
        try {
            return DiskUsage.of(open().size());
        } catch (StorageException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public long exportLines(Appendable out, LongConsumer progress) throws IOException {
        return export(Optional.empty(), out, progress);
    }

    @Override
    public long exportLines(String collection, Appendable out, LongConsumer progress) throws IOException {
        return export(Optional.of(collection), out, progress);
    }

    private long export(Optional<String> collection, Appendable out, LongConsumer progress) throws IOException {
        try (Snapshot snapshot = open().snapshot()) {
            return JsonLines.export(snapshot, collection, out, progress);
        } catch (StorageException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public long importLines(BufferedReader in, LongConsumer progress) throws IOException {
        return JsonLines.importInto(this, Optional.empty(), in, progress);
    }

    @Override
    public long importLines(String collection, BufferedReader in, LongConsumer progress) throws IOException {
        return JsonLines.importInto(this, Optional.of(collection), in, progress);
    }

    private QueryResult select(
            Statement select, Arguments arguments, long request, Optional<CompletableFuture<?>> future) {
        try {
            synchronized (gate) {
                if (closed) {
                    throw Failures.closed();
                }
            }
            try (Snapshot snapshot = peer.glance()) {
                List<MapValue> rows = selects.run(select, arguments, snapshot, selects.cancellation(future));
                requests.done(request, rows.size());
                return QueryResult.found(rows);
            }
        } catch (RuntimeException e) {
            requests.failed(request, e);
            throw Failures.of(e);
        }
    }

    /** The result, or what it failed with; an interrupt is kept for later, since the statement runs all the same. */
    static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public CompletableFuture<QueryResult> executeAsync(String statement) {
        return executeAsync(statement, Collections.emptyMap());
    }

    @Override
    public CompletableFuture<QueryResult> executeAsync(String statement, Map<String, ?> arguments) {
        return executeAsync(statement, arguments, Durability.FSYNC);
    }

    @Override
    public CompletableFuture<QueryResult> executeAsync(
            String statement, Map<String, ?> arguments, Durability durability) {
        transactions.requireOutside("executeAsync()");
        CompletableFuture<QueryResult> answer = new CompletableFuture<>();
        Statement parsed;
        Arguments bound;
        try {
            parsed = statements.parse(statement);
            bound = Arguments.of(arguments).at(Ticker.SYSTEM.wallMillis());
        } catch (StatementException e) {
            answer.completeExceptionally(e);
            return answer;
        }
        if (!room.tryAcquire()) {
            answer.completeExceptionally(Failures.queueFull());
            return answer;
        }
        submit(parsed, bound, durability, new Answer(answer, requests.begin(statement), async));
        return answer;
    }

    private void submit(Statement statement, Arguments arguments, Durability durability, Answer answer) {
        synchronized (gate) {
            if (closed) {
                room.release();
                requests.failed(answer.request, Failures.closed());
                answer.future.completeExceptionally(Failures.closed()); // no thread of ours is left to do it
            } else if (Selects.isOne(statement)) {
                peer.afterCommit(() -> answer.complete(
                        () -> select(statement, arguments, answer.request, Optional.of(answer.future))));
            } else {
                peer.submit(new Change(statement, arguments, durability, answer));
            }
        }
    }

    /** A future and where it completes. */
    private final class Answer {
        private final CompletableFuture<QueryResult> future;
        private final long request;
        private final Executor executor;

        Answer(CompletableFuture<QueryResult> future, long request, Executor executor) {
            this.future = future;
            this.request = request;
            this.executor = executor;
        }

        void complete(java.util.function.Supplier<QueryResult> result) {
            room.release();
            executor.execute(() -> {
                try {
                    future.complete(result.get());
                } catch (RuntimeException e) {
                    future.completeExceptionally(Failures.of(e));
                }
            });
        }

        void fail(RuntimeException why) {
            requests.failed(request, why);
            complete(() -> {
                throw why;
            });
        }
    }

    /** A statement that changes documents, on its way through the loop. */
    private final class Change implements Operation {
        private final Statement statement;
        private final Arguments arguments;
        private final Durability durability;
        private final Answer answer;

        Change(Statement statement, Arguments arguments, Durability durability, Answer answer) {
            this.statement = statement;
            this.arguments = arguments;
            this.durability = durability;
            this.answer = answer;
        }

        @Override
        public Statement statement() {
            return statement;
        }

        @Override
        public Arguments arguments() {
            return arguments;
        }

        @Override
        public Durability durability() {
            return durability;
        }

        @Override
        public void done(StatementOutcome outcome, long commit) {
            QueryResult result = QueryResult.changed(outcome, commit);
            requests.done(answer.request, result.mutatedIds().size());
            answer.complete(() -> result);
        }

        @Override
        public void failed(RuntimeException why) {
            answer.fail(why);
        }
    }

    @Override
    public List<LostValue> lostValues(int max) {
        List<LostValue> values = new ArrayList<>();
        synchronized (gate) {
            if (closed) {
                throw Failures.closed();
            }
        }
        try (Snapshot snapshot = peer.snapshot()) {
            snapshot.conflicts(max).forEach(conflict -> values.add(LostValue.of(conflict)));
        } catch (StorageException e) {
            throw Failures.of(e);
        }
        return values;
    }

    @Override
    public boolean restore(String id) {
        requireMayWait("restore()");
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        synchronized (gate) {
            if (closed) {
                throw Failures.closed();
            }
            peer.restore(Bytes.hex(id), new Restored(answer));
        }
        return await(answer);
    }

    /** Whether a value was restored. */
    private static final class Restored implements dev.sotto.peer.Answer {
        private final CompletableFuture<Boolean> answer;

        Restored(CompletableFuture<Boolean> answer) {
            this.answer = answer;
        }

        @Override
        public void done(StatementOutcome outcome, long commit) {
            answer.complete(!outcome.changed().isEmpty());
        }

        @Override
        public void failed(RuntimeException why) {
            answer.completeExceptionally(Failures.of(why));
        }
    }

    @Override
    public void addListener(Consumer<? super StoreEvent> listener) {
        sync.storeEvents().add(listener);
    }

    @Override
    public void removeListener(Consumer<? super StoreEvent> listener) {
        sync.storeEvents().remove(listener);
    }

    @Override
    public Observation registerObserver(String statement, Consumer<? super QueryResult> consumer) {
        return registerObserver(statement, Collections.emptyMap(), consumer);
    }

    @Override
    public Observation registerObserver(
            String statement, Map<String, ?> arguments, Consumer<? super QueryResult> consumer) {
        return observe(statement, arguments, observed -> consumer.accept(QueryResult.found(observed.documents())));
    }

    @Override
    public Observation registerDiffObserver(
            String statement, Map<String, ?> arguments, BiConsumer<? super QueryResult, ? super QueryDiff> consumer) {
        return observe(statement, arguments, observed -> {
            QueryResult result = QueryResult.found(observed.documents());
            consumer.accept(result, new QueryDiff(observed.diff(), result.documents()));
        });
    }

    private Observing observe(String statement, Map<String, ?> arguments, Observers.Consumer consumer) {
        if (isLoop()) {
            throw new IllegalStateException(
                    "registerObserver() on the thread that runs the store would wait for itself");
        }
        if (!(statements.parse(statement) instanceof Statement.Select select)) {
            throw new StatementException(
                    new Refusal("QUERY_INVALID", "observed statement", "one that changes documents", "a SELECT"));
        }
        Arguments bound = Arguments.of(arguments);
        CompletableFuture<Runnable> registered = new CompletableFuture<>();
        Observing observing = new Observing(statement, peer);
        synchronized (gate) {
            if (closed) {
                throw Failures.closed();
            }
            peer.observe(
                    select,
                    bound,
                    callbacks,
                    observed -> {
                        if (!observing.isClosed()) {
                            consumer.accept(observed);
                        }
                    },
                    registered::complete,
                    failure -> registered.completeExceptionally(Failures.of(failure)));
        }
        observing.endsWith(await(registered));
        return observing;
    }

    @Override
    public Sync sync() {
        return sync;
    }

    @Override
    public StoreId storeId() {
        return peer.storeId();
    }

    @Override
    public SottoConfig config() {
        return config;
    }

    /** The loop has ended by a fault of ours: nothing more is taken, and whoever waits is told. */
    private void broken(Throwable cause) {
        LOGGER.log(
                Level.SEVERE, "Sotto has stopped: a promise inside is broken; what was acknowledged is stored", cause);
        synchronized (gate) {
            closed = true;
        }
    }

    @Override
    public void close() {
        synchronized (gate) {
            closed = true;
        }
        sync.closing();
        if (isLoop()) {
            async.execute(this::close);
            return;
        }
        peer.close();
        callbacks.close();
        transactions.close(OpenSotto::end);
        end(async);
        end(ownCallbacks);
    }

    /** Lets what was handed over complete; a callback that does not come back is left to itself. */
    private static void end(ThreadPoolExecutor pool) {
        pool.shutdown();
        try {
            if (!Thread.currentThread().getName().startsWith("sotto-")) {
                pool.awaitTermination(Limits.CLOSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
