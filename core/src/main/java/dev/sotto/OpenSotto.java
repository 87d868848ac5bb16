package dev.sotto;

import dev.sotto.document.Bytes;
import dev.sotto.document.StoreId;
import dev.sotto.identity.Credentials;
import dev.sotto.identity.VersionRange;
import dev.sotto.peer.Answer;
import dev.sotto.peer.Peer;
import dev.sotto.peer.PeerSettings;
import dev.sotto.peer.Ticker;
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
 * A {@link Sotto} that is open: it puts together what stands between the app's threads and the loop, refuses calls that
 * would wait for themselves, and ends all of it in order.
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
    private final Door door = new Door();
    private final Requests requests = new Requests(Ticker.SYSTEM);
    private final Execution execution;
    private final Transactions transactions;
    private final Observations observations;

    private OpenSotto(SottoConfig config) {
        this.config = config;
        Executor executor = config.callbackExecutor().orElse(ownCallbacks);
        this.callbacks = new Callbacks(executor, ownCallbacks);
        this.sync = new OpenSync(config, callbacks, async, this::broken);
        this.peer = open(config, sync);
        StatementCache statements = new StatementCache();
        Selects selects = new Selects(Ticker.SYSTEM, config.statementTimeoutMillis(), new SystemCollections(parts()));
        this.execution = new Execution(door, statements, selects, requests, async);
        this.transactions = new Transactions(door, statements, selects);
        this.observations = new Observations(door, statements, callbacks);
        door.to(peer);
        sync.of(peer);
    }

    /** What {@code system:} collections tell of that is not in the store. */
    private Map<String, SystemCollections.Part> parts() {
        Map<String, SystemCollections.Part> parts = new TreeMap<>();
        parts.put("requests", requests::rows);
        parts.put("transactions", () -> SystemDocuments.transactions(transactions()));
        parts.put("sync", () -> SystemDocuments.sync(sync.status()));
        parts.put("presence", () -> SystemDocuments.presence(sync.presence()));
        parts.put("deliveries", () -> SystemDocuments.deliveries(sync.deliveries()));
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
        } else if (config.deviceIdentity().isPresent()) {
            credentials = Credentials.certificates(
                    new CurrentStanding(config.deviceIdentity().get()),
                    Ticker.SYSTEM::wallMillis,
                    config.appId(),
                    VERSIONS);
        } else {
            credentials = Credentials.development(config.appId(), VERSIONS);
        }
        try {
            Peer peer = Peer.open(
                    new PeerSettings(
                            config.directory(),
                            config.marker(),
                            credentials,
                            config.neighbours(),
                            config.name(),
                            config.listen(),
                            config.connect(),
                            config.discovery(),
                            config.documentBytesMax(),
                            config.tlsProvider(),
                            config.tunnel(),
                            config.rejoin().policy(),
                            Ticker.SYSTEM,
                            new SecureRandom()),
                    sync);
            if (config.compress()) {
                peer.deflate(true);
            }
            return peer;
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
        return execution.run(statement, arguments, durability);
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

    @Override
    public void backup(Path directory) {
        try {
            door.peer().backup(directory);
        } catch (StorageException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public DiskUsage diskUsage() {
        try {
            return DiskUsage.of(door.peer().size());
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
        try (Snapshot snapshot = door.peer().snapshot()) {
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
        return execution.start(statement, arguments, durability);
    }

    @Override
    public List<LostValue> lostValues(int max) {
        List<LostValue> values = new ArrayList<>();
        try (Snapshot snapshot = door.peer().snapshot()) {
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
        door.hand(open -> open.restore(Bytes.hex(id), new Restored(answer)));
        return await(answer);
    }

    /** Whether a value was restored. */
    private static final class Restored implements Answer {
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
        return observations.register(statement, arguments, consumer);
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
        door.shut();
    }

    @Override
    public void close() {
        door.shut();
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
