package dev.sotto;

import dev.sotto.document.DocRef;
import dev.sotto.document.Refusal;
import dev.sotto.document.Stamp;
import dev.sotto.peer.Answer;
import dev.sotto.store.LocalTransaction.Edited;
import dev.sotto.store.StatementOutcome;
import dev.sotto.store.StorageException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The transactions of one Sotto: their bodies run here, in the caller's thread or in threads of our own, never on the loop. */
final class Transactions {
    /** Bodies of the async forms that run at once; those that write take turns anyway. */
    private static final int THREADS = 4;

    private final Door door;
    private final StatementCache statements;
    private final Selects selects;
    private final ThreadPoolExecutor writers = Callbacks.pool("sotto-transactions", THREADS);
    private final ThreadPoolExecutor readers = Callbacks.pool("sotto-read-transactions", THREADS);
    private final Semaphore waiting = new Semaphore(Limits.WAITING_TRANSACTIONS_MAX);
    private final Semaphore reading = new Semaphore(Limits.READ_TRANSACTIONS_MAX);
    private final ThreadLocal<AppTransaction> inside = new ThreadLocal<>();

    /** Those that wait or run, in the order in which they came; guarded by itself. */
    private final Set<AppTransaction> live = new LinkedHashSet<>();

    Transactions(Door door, StatementCache statements, Selects selects) {
        this.door = door;
        this.statements = statements;
        this.selects = selects;
    }

    /** @throws NestedTransactionException in the thread of a body that is running */
    void requireOutside(String call) {
        AppTransaction around = inside.get();
        if (around != null) {
            throw new NestedTransactionException(call, around.name());
        }
    }

    List<TransactionStatus> status() {
        List<TransactionStatus> all = new ArrayList<>();
        synchronized (live) {
            live.forEach(transaction -> all.add(transaction.status()));
        }
        return all;
    }

    <T extends @Nullable Object> TransactionResult<T> run(
            TransactionOptions options, Function<? super Transaction, ? extends T> body) {
        if (options.isReadOnly()) {
            reading.acquireUninterruptibly();
            return read(options, body);
        }
        waiting.acquireUninterruptibly();
        WritingTransaction transaction = hand(options);
        try {
            OpenSotto.await(transaction.whenBegun());
        } catch (RuntimeException e) {
            forget(transaction);
            throw e;
        }
        return write(transaction, body);
    }

    <T extends @Nullable Object> CompletableFuture<TransactionResult<T>> runAsync(
            TransactionOptions options, Function<? super Transaction, ? extends T> body) {
        CompletableFuture<TransactionResult<T>> answer = new CompletableFuture<>();
        boolean room = options.isReadOnly() ? reading.tryAcquire() : waiting.tryAcquire();
        if (!room) {
            answer.completeExceptionally(Failures.queueFull());
        } else if (options.isReadOnly()) {
            try {
                readers.execute(() -> complete(answer, () -> read(options, body)));
            } catch (RejectedExecutionException e) {
                reading.release();
                answer.completeExceptionally(Failures.closed());
            }
        } else {
            try {
                WritingTransaction transaction = hand(options);
                transaction
                        .whenBegun()
                        .whenComplete((begun, failure) -> writers.execute(() -> complete(answer, () -> {
                            if (failure != null) {
                                forget(transaction);
                                OpenSotto.await(transaction.whenBegun());
                            }
                            return write(transaction, body);
                        })));
            } catch (ClosedException e) {
                answer.completeExceptionally(e);
            }
        }
        return answer;
    }

    private static <T> void complete(CompletableFuture<T> answer, Supplier<T> work) {
        try {
            answer.complete(work.get());
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    private WritingTransaction hand(TransactionOptions options) {
        WritingTransaction transaction = new WritingTransaction(options, statements, selects, door);
        synchronized (live) {
            live.add(transaction);
        }
        boolean handed = false;
        try {
            door.hand(peer -> peer.begin(transaction));
            handed = true;
            return transaction;
        } finally {
            if (!handed) {
                forget(transaction);
            }
        }
    }

    private void forget(AppTransaction transaction) {
        synchronized (live) {
            live.remove(transaction);
        }
        (transaction.isReadOnly() ? reading : waiting).release();
    }

    private <T extends @Nullable Object> TransactionResult<T> read(
            TransactionOptions options, Function<? super Transaction, ? extends T> body) {
        ReadingTransaction transaction = open(options);
        try {
            T value = inside(transaction, body);
            Refusal why = transaction.finish();
            if (why != null) {
                throw Failures.ended(why);
            }
            return TransactionResult.unchanged(value);
        } finally {
            abandon(transaction);
            forget(transaction);
        }
    }

    private ReadingTransaction open(TransactionOptions options) {
        boolean opened = false;
        try {
            ReadingTransaction transaction = new ReadingTransaction(
                    options, statements, selects, door.peer().snapshot());
            opened = true;
            synchronized (live) {
                live.add(transaction);
            }
            door.hand(peer -> peer.watch(transaction));
            return transaction;
        } catch (StorageException e) {
            throw Failures.of(e);
        } finally {
            if (!opened) {
                reading.release();
            }
        }
    }

    private <T extends @Nullable Object> TransactionResult<T> write(
            WritingTransaction transaction, Function<? super Transaction, ? extends T> body) {
        try {
            transaction.open(door.peer());
            T value = inside(transaction, body);
            Refusal why = transaction.finish();
            if (why != null) {
                throw Failures.ended(why);
            }
            Optional<Stamp> stamp = transaction.stampTaken();
            List<Edited> edited = transaction.edited();
            return stamp.isPresent() && !edited.isEmpty()
                    ? commit(transaction, stamp.get(), edited, value)
                    : TransactionResult.unchanged(value);
        } finally {
            abandon(transaction);
            forget(transaction);
        }
    }

    /** Runs the body, and closes what it read whatever comes of it. */
    private <T extends @Nullable Object> T inside(
            AppTransaction transaction, Function<? super Transaction, ? extends T> body) {
        inside.set(transaction);
        try {
            return body.apply(transaction);
        } finally {
            inside.remove();
            transaction.finish();
        }
    }

    private <T extends @Nullable Object> TransactionResult<T> commit(
            WritingTransaction transaction, Stamp stamp, List<Edited> edited, T value) {
        transaction.enter(TransactionStatus.State.COMMITTING);
        CompletableFuture<TransactionResult<T>> answer = new CompletableFuture<>();
        door.hand(peer ->
                peer.commit(transaction, stamp, edited, transaction.options().durability(), new Answer() {
                    @Override
                    public void done(StatementOutcome outcome, long commit) {
                        List<DocRef> changed = outcome.changed();
                        answer.complete(TransactionResult.changed(value, changed, commit));
                    }

                    @Override
                    public void failed(RuntimeException why) {
                        Refusal ended = transaction.endedWhy();
                        answer.completeExceptionally(ended == null ? Failures.of(why) : Failures.ended(ended));
                    }
                }));
        return OpenSotto.await(answer);
    }

    /** Gives the turn back, if it has it still; a store that is closed has taken it back already. */
    private void abandon(AppTransaction transaction) {
        try {
            door.hand(peer -> peer.abandon(transaction));
        } catch (ClosedException e) {
            // Nothing is left to be told.
        }
    }

    /** Bodies that run are left to themselves after a while; the loop has ended their transactions. */
    void close(Consumer<ThreadPoolExecutor> end) {
        end.accept(writers);
        end.accept(readers);
    }
}
