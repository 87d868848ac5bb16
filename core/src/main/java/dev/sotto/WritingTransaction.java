package dev.sotto;

import dev.sotto.document.Refusal;
import dev.sotto.document.Stamp;
import dev.sotto.peer.Peer;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.Statement;
import dev.sotto.store.LocalTransaction;
import dev.sotto.store.LocalTransaction.Edited;
import dev.sotto.store.StatementOutcome;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A read-write transaction: what it writes stays with it until its body has ended and the loop commits it. */
final class WritingTransaction extends AppTransaction {
    private final Door door;
    private final CompletableFuture<Boolean> begun = new CompletableFuture<>();

    @Nullable
    private LocalTransaction local;

    private Optional<Stamp> stamp = Optional.empty();
    private boolean rolledBack;

    WritingTransaction(TransactionOptions options, StatementCache statements, Selects selects, Door door) {
        super(options, statements, selects);
        this.door = door;
    }

    /** Completes, on the loop, when its turn has begun; fails when it never will. */
    CompletableFuture<Boolean> whenBegun() {
        return begun;
    }

    @Override
    public void begun() {
        enter(TransactionStatus.State.RUNNING);
        begun.complete(true);
    }

    @Override
    void hearEnd(Refusal why) {
        begun.completeExceptionally(Failures.ended(why));
    }

    /** Before the body runs, in its thread. */
    void open(Peer peer) {
        local = peer.transaction();
    }

    @Override
    QueryResult run(Statement statement, Arguments arguments) {
        LocalTransaction running = local;
        if (running == null) {
            throw new IllegalStateException("the transaction is over; what comes now belongs into another one");
        }
        if (Selects.isOne(statement)) {
            return select(running.reading(), statement, arguments);
        }
        StatementOutcome outcome = running.run(statement, arguments, stamp());
        return QueryResult.changed(outcome);
    }

    /** One stamp for all that it writes, taken when it first writes, so that reading first does not make its writes old. */
    private Stamp stamp() {
        if (stamp.isPresent()) {
            return stamp.get();
        }
        CompletableFuture<Stamp> taken = new CompletableFuture<>();
        door.hand(peer -> peer.stamp(taken::complete));
        Stamp now = OpenSotto.await(taken);
        stamp = Optional.of(now);
        return now;
    }

    @Override
    void closeReading() {
        if (local != null) {
            local.close();
        }
    }

    @Override
    void drop() {
        rolledBack = true;
    }

    /** What is to be committed; after the body's end. */
    List<Edited> edited() {
        return local == null || rolledBack ? Collections.emptyList() : local.edited();
    }

    /** What it wrote with; empty while it wrote nothing. */
    Optional<Stamp> stampTaken() {
        return stamp;
    }
}
