package dev.sotto.peer;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocRef;
import dev.sotto.document.Refusal;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoreId;
import dev.sotto.document.Value.MapValue;
import dev.sotto.identity.DeviceCertificate;
import dev.sotto.identity.Retirement;
import dev.sotto.identity.RevocationList;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.query.statement.Statement;
import dev.sotto.query.statement.Statement.Select;
import dev.sotto.store.Commit;
import dev.sotto.store.Conflicts;
import dev.sotto.store.Durability;
import dev.sotto.store.Feed;
import dev.sotto.store.IndexStatements;
import dev.sotto.store.LocalTransaction;
import dev.sotto.store.LocalTransaction.Edited;
import dev.sotto.store.Mark;
import dev.sotto.store.Observers;
import dev.sotto.store.Snapshot;
import dev.sotto.store.StatementOutcome;
import dev.sotto.store.StatementRunner;
import dev.sotto.store.Storage;
import dev.sotto.store.StorageException;
import dev.sotto.store.StoreSize;
import dev.sotto.store.Writer;
import dev.sotto.store.sqlite.SqliteBackup;
import dev.sotto.store.sqlite.SqliteSize;
import dev.sotto.sync.Delivery;
import dev.sotto.sync.Relays;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A store that is open, with the loop that everything of it runs on.
 *
 * <p>A batch of the loop is a group commit: local statements and what sessions merged go into one transaction, one fsync
 * makes it durable, and only then are the callers answered, the observers told, and the sessions' messages sent.
 *
 * <pre>
 *   operations, bytes, timers --> [ batch ] --> commit + fsync --> answers, observers --> Committed to sessions --> sends
 *                                                                         merges made by these: the next commit ^
 * </pre>
 *
 * <p>Methods may be called from any thread and never block, except where they say so.
 */
public final class Peer {
    private static final Refusal RENEWED = new Refusal(
            "IDENTITY_CLONED", "store", "under another identity than when the transaction began", "the same again");
    private static final Refusal CLOSED = new Refusal("CLOSED", "store", "closed", "one that is open");

    /** A change that ran, and who waits for its commit. */
    private record Ran(Answer answer, StatementOutcome outcome) {}

    private final PeerSettings settings;
    private final PeerListener listener;
    private final Storage storage;
    private final Writer writer;
    private final Observers observers;
    private final StatementRunner runner;
    private final StoreReplica replica;
    private final Departures departures;
    private final Windows windows;
    private final Loop loop;
    private final Turns turns;
    private final DeliveryLog deliveries;
    private final Neighbourhood neighbourhood;
    private final List<Ran> ran = new ArrayList<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private boolean groupOpen;
    private boolean catchingUp;
    private boolean flushDue;
    private boolean flushPlanned;
    private boolean tidyPlanned;
    private long lastWriteMillis;
    private boolean dead;

    private Peer(PeerSettings settings, PeerPorts ports, PeerListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.storage = ports.storage();
        Feed feed = new Feed();
        this.writer = new Writer(storage, feed, settings.documentBytesMax());
        this.observers = new Observers(storage, feed);
        this.runner = new StatementRunner(settings.random(), settings.documentBytesMax());
        this.replica = new StoreReplica(storage, writer, settings.ticker());
        this.loop = new Loop("sotto-loop " + settings.name(), settings.ticker(), new Batches(), ports.driver());
        this.departures = new Departures(listener, replica, loop);
        this.windows = new Windows(
                writer, replica, loop, settings.ticker(), ports.protections().windowSlackMin());
        feed.add(departures);
        feed.add(windows);
        this.turns = new Turns(loop, settings.ticker(), afterCommit::add);
        Relays relays = Relays.create();
        this.deliveries = new DeliveryLog(storage, replica, relays.deliveries());
        this.neighbourhood = new Neighbourhood(settings, ports, listener, loop, writer, replica, relays, deliveries);
    }

    /**
     * Opens the store; the loop's thread starts with the first thing that is handed to it. Blocks for the disk.
     *
     * @throws StorageException the store cannot be opened; nothing of it is open then
     */
    public static Peer open(PeerSettings settings, PeerListener listener) {
        return open(settings, PeerPorts.ofMachine(settings, listener), listener);
    }

    /** As {@link #open(PeerSettings, PeerListener)}, in a world that need not be this machine's. */
    public static Peer open(PeerSettings settings, PeerPorts ports, PeerListener listener) {
        try {
            Peer peer = new Peer(settings, ports, listener);
            peer.neighbourhood.introduce(MapValue.EMPTY);
            peer.neighbourhood.publish(); // what the store remembers
            peer.loop.begin();
            return peer;
        } catch (StorageException e) {
            ports.storage().close();
            throw e;
        }
    }

    public StoreId storeId() {
        return storage.identity().storeId();
    }

    /** Whether the caller is on the loop, where it must not wait for the loop. */
    public boolean isLoop() {
        return loop.isCurrent();
    }

    /** Runs a statement that changes documents, in the order of the calls. */
    public void submit(Statement statement, Arguments arguments, Durability durability, Answer answer) {
        loop.post(() -> turns.take(() -> write(
                durability,
                write -> IndexStatements.run(statement, write)
                        ? StatementOutcome.NOTHING
                        : runner.run(statement, arguments, write),
                answer)));
    }

    /** Writes a value of the journal again, in its turn among the calls of {@link #submit}. */
    public void restore(Bytes conflict, Answer answer) {
        loop.post(() -> turns.take(() -> write(Durability.FSYNC, write -> Conflicts.restore(conflict, write), answer)));
    }

    /**
     * Asks other stores who holds a commit of this one, from now on.
     *
     * @param tracked gets, on the loop, what is known of it when that is on the disk; empty if it is not one of the last
     * @param failed gets why it could not be put there
     */
    public void track(long commit, Consumer<Optional<Delivery>> tracked, Consumer<RuntimeException> failed) {
        loop.post(() -> {
            if (!dead) {
                commit();
            }
            Optional<Delivery> found = deliveries.find(commit);
            if (!found.isPresent()) {
                tracked.accept(found);
                return;
            }
            Mark mark = DeliveryBytes.mark(found.get());
            write(
                    Durability.FSYNC,
                    write -> {
                        write.putMark(mark);
                        return StatementOutcome.NOTHING;
                    },
                    new Tracking(found.get(), deliveries, neighbourhood::publish, tracked, failed));
        });
    }

    /** Opens a transaction of the app that is to write, in its turn among the calls of {@link #submit}. */
    public void begin(TransactionRequest request) {
        loop.post(() -> turns.take(request));
    }

    /**
     * What the body of a transaction reads and writes, for the thread that runs it. Blocks for the disk; close it.
     *
     * @throws StorageException the store cannot be read
     */
    public LocalTransaction transaction() {
        return new LocalTransaction(storage.workspace(), runner);
    }

    /** The newest committed state, which stays as it is; close it. Blocks for the disk and for a free reader. */
    public Snapshot snapshot() {
        return storage.snapshot();
    }

    /**
     * Copies the store into an empty directory. Blocks for the disk; writes go on.
     *
     * @throws StorageException as {@link SqliteBackup#make}
     * @throws IllegalStateException a store in memory has nothing to copy
     */
    public void backup(Path to) {
        SqliteBackup.make(directory("back up; export its documents"), to);
    }

    /**
     * What the store takes on the disk. Blocks for the disk.
     *
     * @throws StorageException the store cannot be read
     * @throws IllegalStateException a store in memory takes nothing
     */
    public StoreSize size() {
        return SqliteSize.measure(directory("measure"));
    }

    private Path directory(String purpose) {
        return settings.directory()
                .orElseThrow(() -> new IllegalStateException("a store in memory has no files to " + purpose));
    }

    /** As {@link #snapshot}, of the moment of its first read. */
    public Snapshot glance() {
        return storage.glance();
    }

    /** Hands over, on the loop, a stamp of now for what a transaction writes. */
    public void stamp(Consumer<Stamp> taker) {
        loop.post(() -> taker.accept(new Stamp(
                writer.clock().tick(settings.ticker().wallMillis()),
                storage.identity().actor())));
    }

    /**
     * Commits what the body of an open transaction wrote, and ends its turn.
     *
     * @param stamp that it wrote with
     */
    public void commit(
            TransactionRequest request, Stamp stamp, List<Edited> edited, Durability durability, Answer answer) {
        loop.post(() -> {
            if (!turns.isOpen(request)) {
                answer.failed(new IllegalStateException("the transaction is over"));
                return;
            }
            if (stamp.actor().equals(storage.identity().actor())) {
                write(durability, write -> LocalTransaction.apply(edited, replica.conflicts(write), write), answer);
            } else {
                answer.failed(new StorageException(RENEWED, StorageException.Remedy.RETRY_LATER));
            }
            turns.end(request);
        });
    }

    /** Ends a read-only transaction when it has been open for too long, unless {@link #abandon} comes before. */
    public void watch(TransactionRequest request) {
        loop.post(() -> turns.watch(request));
    }

    /** Ends the turn of an open transaction that changes nothing, or the watch over one that only reads; does nothing when it is over. */
    public void abandon(TransactionRequest request) {
        loop.post(() -> turns.end(request));
    }

    /**
     * Observes a SELECT.
     *
     * @param registered gets, on the loop, what ends it: call that on the loop, through {@link #post}
     * @param failed gets, on the loop, why it could not be registered
     */
    public void observe(
            Select select,
            Arguments arguments,
            Executor executor,
            Observers.Consumer consumer,
            Consumer<Runnable> registered,
            Consumer<RuntimeException> failed) {
        loop.post(() -> {
            // A result is read between two groups, so that it never shows what a failing commit would take back.
            commit();
            try {
                registered.accept(observers.register(select, arguments, executor, consumer)::close);
            } catch (RuntimeException e) {
                failed.accept(e);
            }
        });
    }

    /** Runs a task on the loop when everything that was submitted before is committed. */
    public void afterCommit(Runnable task) {
        loop.post(() -> turns.take(() -> afterCommit.add(task)));
    }

    /** Runs a task on the loop. */
    public void post(Runnable task) {
        loop.post(task);
    }

    /**
     * Starts sync.
     *
     * @param outcome gets, on the loop, why an address could not be listened at, in which case sync is stopped again; or
     *     nothing, when sync runs
     */
    public void start(Consumer<Optional<Refusal>> outcome) {
        loop.post(() -> outcome.accept(dead ? Optional.of(CLOSED) : neighbourhood.start()));
    }

    /** Stops sync with goodbyes; {@code done} runs on the loop when every link and ear is closed. */
    public void stop(Runnable done) {
        loop.post(() -> neighbourhood.stop(done));
    }

    /** Closes all that sync has open, before {@code withinMillis} from now; {@code done} runs on the loop then. */
    public void pause(long withinMillis, Runnable done) {
        loop.post(() -> {
            commit();
            flush(); // whoever pauses may be about to stand still for long
            neighbourhood.pause(withinMillis, done);
        });
    }

    /** Ends a pause. With {@code rebuild} nothing that is open is trusted. */
    public void resume(boolean rebuild) {
        loop.post(() -> {
            if (!dead) {
                neighbourhood.resume(rebuild);
            }
        });
    }

    /** What this store wants from others from now on. */
    public void want(List<Wanted> queries) {
        List<Wanted> wanted = new ArrayList<>(queries);
        loop.post(() -> {
            departures.subscribe(wanted);
            windows.subscribe(wanted, neighbourhood::subscribe);
        });
    }

    /** As {@link #want}, all of one class, of documents that stay when they no longer match. */
    public void subscribe(List<CanonicalQuery> queries) {
        List<Wanted> wanted = new ArrayList<>();
        queries.forEach(query -> wanted.add(new Wanted(query, 0, false)));
        want(wanted);
    }

    /**
     * Our own certificate from now on.
     *
     * @throws IllegalArgumentException on the loop only if the caller has not tried {@link
     *     dev.sotto.identity.DeviceIdentity#with(DeviceCertificate)}
     */
    public void renew(DeviceCertificate renewed) {
        loop.post(() -> {
            if (!dead) {
                neighbourhood.renew(renewed);
            }
        });
    }

    /** A revocation list of our own authority; {@code done} runs on the loop when what it changes is on the disk. */
    public void revoke(RevocationList list, Runnable done) {
        loop.post(() -> {
            if (!dead) {
                neighbourhood.members().revoke(list);
            }
            afterCommit.add(done);
        });
    }

    /**
     * Retires a store, from now on and wherever that is heard.
     *
     * @param done runs on the loop when it is on the disk
     * @param failed gets, on the loop, why it is not
     */
    public void retire(Retirement retirement, Runnable done, Consumer<RuntimeException> failed) {
        loop.post(() -> {
            RetireRequest request = new RetireRequest(neighbourhood.members(), retirement, done, failed);
            write(Durability.FSYNC, request::note, request);
        });
    }

    /** What becomes of what was written here and nobody has acknowledged, when this store is retired itself, or now if it is. */
    public void rejoin(RejoinPolicy policy) {
        loop.post(() -> neighbourhood.members().rejoin(policy));
    }

    /** What the app says of this device to all that it reaches, from now on. */
    public void introduce(MapValue metadata) {
        loop.post(() -> neighbourhood.introduce(metadata));
    }

    /** How long a silence this store wishes at most, from now on. */
    public void heartbeat(long millis) {
        loop.post(() -> neighbourhood.heartbeat(millis));
    }

    /** Whether what is long goes deflated over links that begin from now on, to peers that read it. */
    public void deflate(boolean on) {
        loop.post(() -> neighbourhood.deflate(on));
    }

    /**
     * Ends sync, then everything: what was submitted before is done first. Blocks until the directory is free, except on
     * the loop.
     */
    public void close() {
        loop.finish(() -> {
            turns.close();
            neighbourhood.stop(() -> {
                if (!dead) {
                    commit();
                    dead = true;
                    loop.end();
                    storage.close();
                }
            });
        });
        neighbourhood.forget();
    }

    private void write(Durability durability, Writer.Work<StatementOutcome> work, Answer answer) {
        if (dead) {
            answer.failed(new IllegalStateException("the store is closed"));
            return;
        }
        if (durability == Durability.FSYNC && writer.isAsync()) {
            commit(); // so that what fails at the disk is this change only
        }
        try {
            groupOpen = true;
            ran.add(new Ran(answer, writer.write(settings.ticker().wallMillis(), durability, work)));
        } catch (RuntimeException e) {
            answer.failed(e);
        }
    }

    /** Commits until nothing waits; what sessions merge because of one commit goes into the next. */
    private void commit() {
        for (int i = 0; i < Limits.COMMITS_PER_BATCH_MAX && hasUncommitted(); i++) {
            groupOpen = false;
            // Those who wait are taken off only when they can be told: if this throws, broken() tells them.
            try {
                Commit commit = writer.commit();
                List<DocRef> changed = new ArrayList<>();
                ran.forEach(one -> changed.addAll(one.outcome().changed()));
                deliveries.committed(commit.lastLsn(), changed);
                if (!changed.isEmpty()) {
                    neighbourhood.members().acknowledgements().wrote(commit.lastLsn());
                }
                takeAll(ran).forEach(one -> one.answer().done(one.outcome(), commit.lastLsn()));
                commit.notices().forEach(listener::noticed);
                if (replica.hasMerges()) {
                    writer.flush(); // they may have come into a group that began as ASYNC
                }
            } catch (StorageException e) {
                takeAll(ran).forEach(one -> one.answer().failed(e));
                replica.committed();
                neighbourhood.abandon(e.refusal());
            }
            planFlush();
            takeAll(afterCommit).forEach(Runnable::run);
            neighbourhood.committed(replica.committed());
        }
        if (observers.isBehind() && !catchingUp) {
            catchingUp = true;
            loop.at(settings.ticker().monotonicMillis() + Limits.OBSERVER_RETRY_MILLIS, this::catchUp);
        }
    }

    /** What the storage could not read for an observer, it may be able to read now. */
    private void catchUp() {
        catchingUp = false;
        if (!dead) {
            commit();
            observers.catchUp(); // if one is still behind, the end of the batch sets the next timer
        }
    }

    /** What was changed as ASYNC does not stay off the disk for long. */
    private void planFlush() {
        if (!flushPlanned && !writer.isFlushed()) {
            flushPlanned = true;
            loop.at(settings.ticker().monotonicMillis() + Limits.ASYNC_FLUSH_MILLIS, () -> {
                flushPlanned = false;
                flushDue = true;
            });
        }
    }

    /** Makes all that is committed durable, and lets sync have it. */
    private void flush() {
        flushDue = false;
        if (dead || hasUncommitted() || writer.isFlushed()) {
            return;
        }
        try {
            writer.flush();
            neighbourhood.committed(replica.committed());
        } catch (StorageException e) {
            listener.flushFailed(e.refusal());
            planFlush();
        }
    }

    /** Tidies up once nothing was written for a while. */
    private void planTidy(long dueMillis) {
        tidyPlanned = true;
        loop.at(dueMillis, () -> {
            long quietAtMillis = lastWriteMillis + Limits.TIDY_MILLIS;
            if (dead) {
                return;
            }
            if (quietAtMillis > settings.ticker().monotonicMillis()) {
                planTidy(quietAtMillis);
                return;
            }
            tidyPlanned = false;
            try {
                storage.tidy();
            } catch (StorageException e) {
                // Nothing is lost, the log has it all; a disk that is broken says so at the next write.
                return;
            }
        });
    }

    private static <T> List<T> takeAll(List<T> waiting) {
        List<T> taken = new ArrayList<>(waiting);
        waiting.clear();
        return taken;
    }

    private boolean hasUncommitted() {
        return groupOpen || replica.hasMerges() || !afterCommit.isEmpty();
    }

    private final class Batches implements Loop.Batches {
        @Override
        public void ended() {
            if (dead) {
                return;
            }
            boolean writes = hasUncommitted();
            commit();
            if (writes) {
                lastWriteMillis = settings.ticker().monotonicMillis();
                if (!tidyPlanned) {
                    planTidy(lastWriteMillis + Limits.TIDY_MILLIS);
                }
            }
            if (flushDue) {
                flush();
            }
            if (hasUncommitted()) {
                loop.post(() -> {}); // goes on in another batch, so that others get their turn
            } else {
                neighbourhood.flush();
            }
        }

        @Override
        public void frozen(long millis) {
            neighbourhood.frozen(millis);
        }

        /** What was acknowledged is on the disk; what was not fails. The disk's state is the last commit's. */
        @Override
        public void broken(Throwable cause) {
            dead = true;
            listener.broken(cause);
            takeAll(ran).forEach(one -> one.answer().failed(new IllegalStateException("the store has stopped", cause)));
            // One of these may be what is broken; whoever waits is told all the same.
            try {
                neighbourhood.closed();
            } finally {
                try {
                    storage.close();
                } finally {
                    neighbourhood.forget();
                    loop.drain();
                    turns.close();
                    takeAll(afterCommit).forEach(Runnable::run);
                }
            }
        }
    }
}
