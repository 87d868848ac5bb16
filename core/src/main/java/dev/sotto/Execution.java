package dev.sotto;

import dev.sotto.document.Value.MapValue;
import dev.sotto.peer.Ticker;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.Statement;
import dev.sotto.store.Durability;
import dev.sotto.store.Snapshot;
import dev.sotto.store.StatementOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Single statements of an app: what changes documents goes over the loop, what only reads runs on a snapshot, in the caller's
 * thread or in one for asynchronous work. Any thread; the forms that wait not on the loop.
 */
final class Execution {
    private final Door door;
    private final StatementCache statements;
    private final Selects selects;
    private final Requests requests;
    private final Executor async;
    private final Semaphore room = new Semaphore(Limits.QUEUED_OPERATIONS_MAX);

    /** @param async where asynchronous statements read, and where their futures complete */
    Execution(Door door, StatementCache statements, Selects selects, Requests requests, Executor async) {
        this.door = door;
        this.statements = statements;
        this.selects = selects;
        this.requests = requests;
        this.async = async;
    }

    /**
     * Waits for the answer.
     *
     * @throws StatementException for a statement that cannot be run
     * @throws SottoException when the store cannot
     */
    QueryResult run(String statement, Map<String, ?> arguments, Durability durability) {
        Statement parsed = statements.parse(statement);
        Arguments bound = Arguments.of(arguments).at(Ticker.SYSTEM.wallMillis());
        long request = requests.begin(statement);
        if (Selects.isOne(parsed)) {
            return select(parsed, bound, request, Optional.empty());
        }
        room.acquireUninterruptibly();
        CompletableFuture<QueryResult> answer = new CompletableFuture<>();
        submit(parsed, bound, durability, new Answer(answer, request, Runnable::run));
        return OpenSotto.await(answer);
    }

    /** Does not wait; whatever is wrong comes by the future. */
    CompletableFuture<QueryResult> start(String statement, Map<String, ?> arguments, Durability durability) {
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

    private QueryResult select(
            Statement select, Arguments arguments, long request, Optional<CompletableFuture<?>> future) {
        try (Snapshot snapshot = door.peer().glance()) {
            List<MapValue> rows = selects.run(select, arguments, snapshot, selects.cancellation(future));
            requests.done(request, rows.size());
            return QueryResult.found(rows);
        } catch (RuntimeException e) {
            requests.failed(request, e);
            throw Failures.of(e);
        }
    }

    private void submit(Statement statement, Arguments arguments, Durability durability, Answer answer) {
        try {
            door.hand(peer -> {
                if (Selects.isOne(statement)) {
                    peer.afterCommit(() -> answer.complete(
                            () -> select(statement, arguments, answer.request, Optional.of(answer.future))));
                } else {
                    peer.submit(statement, arguments, durability, answer);
                }
            });
        } catch (ClosedException e) {
            room.release();
            requests.failed(answer.request, e);
            answer.future.completeExceptionally(e); // no thread of ours is left to do it
        }
    }

    /** A future and where it completes. */
    private final class Answer implements dev.sotto.peer.Answer {
        private final CompletableFuture<QueryResult> future;
        private final long request;
        private final Executor executor;

        Answer(CompletableFuture<QueryResult> future, long request, Executor executor) {
            this.future = future;
            this.request = request;
            this.executor = executor;
        }

        void complete(Supplier<QueryResult> result) {
            room.release();
            executor.execute(() -> {
                try {
                    future.complete(result.get());
                } catch (RuntimeException e) {
                    future.completeExceptionally(Failures.of(e));
                }
            });
        }

        @Override
        public void done(StatementOutcome outcome, long commit) {
            QueryResult result = QueryResult.changed(outcome, commit);
            requests.done(request, result.mutatedIds().size());
            complete(() -> result);
        }

        @Override
        public void failed(RuntimeException why) {
            requests.failed(request, why);
            complete(() -> {
                throw why;
            });
        }
    }
}
