package dev.sotto.peer;

import dev.sotto.document.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who writes next: statements and transactions of the app take turns in the order in which they came. A statement's turn
 * is over at once; a transaction keeps its turn while its body runs elsewhere, for as long as it may. Merges of sync need
 * no turn (see {@link dev.sotto.store.LocalTransaction} for why they need none).
 *
 * <pre>
 *   statement  statement  transaction [ begun ... body ... end ]  statement ...
 *                                     merges go on
 * </pre>
 *
 * <p>Confined to the loop.
 */
final class Turns {
    private static final Refusal CLOSED = new Refusal("CLOSED", "store", "closed", "one that is open");

    private final Loop loop;
    private final Ticker ticker;
    private final Consumer<Runnable> afterCommit;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final Map<TransactionRequest, List<Loop.Timer>> timers = new LinkedHashMap<>();
    private boolean closed;

    @Nullable
    private TransactionRequest open;

    /** @param afterCommit runs a task when everything that ran before is committed */
    Turns(Loop loop, Ticker ticker, Consumer<Runnable> afterCommit) {
        this.loop = loop;
        this.ticker = ticker;
        this.afterCommit = afterCommit;
    }

    /** Runs the turn now, or after those that came before it. */
    void take(Runnable turn) {
        if (open == null && waiting.isEmpty()) {
            turn.run();
        } else {
            waiting.add(turn);
        }
    }

    /** A transaction's turn begins when it is its turn and what came before is committed, and lasts until {@link #end}. */
    void take(TransactionRequest request) {
        take(() -> {
            if (closed) {
                request.ended(CLOSED);
            } else {
                open = request;
                afterCommit.accept(() -> begin(request));
            }
        });
    }

    private void begin(TransactionRequest request) {
        if (isOpen(request)) {
            watch(request);
            request.begun();
        }
    }

    /** A transaction is open from now on: it is reported when that lasts long, and ended when it lasts too long. */
    void watch(TransactionRequest request) {
        if (closed) {
            request.ended(CLOSED);
            return;
        }
        long now = ticker.monotonicMillis();
        List<Loop.Timer> both = new ArrayList<>();
        long reported = Math.min(Limits.TRANSACTION_REPORT_MILLIS, request.limitMillis() / 2);
        both.add(loop.at(now + reported, () -> request.isLong(reported)));
        both.add(loop.at(now + request.limitMillis(), () -> {
            end(request);
            request.ended(new Refusal(
                    "TRANSACTION_TIMEOUT",
                    "transaction",
                    "open for longer than " + request.limitMillis() + " ms",
                    "a shorter body: what waits for something else is done before it or after it"));
        }));
        timers.put(request, both);
    }

    boolean isOpen(TransactionRequest request) {
        return open == request;
    }

    /** The transaction is over; nothing happens when it was. */
    void end(TransactionRequest request) {
        List<Loop.Timer> both = timers.remove(request);
        if (both != null) {
            both.forEach(Loop.Timer::cancel);
        }
        if (isOpen(request)) {
            open = null;
            if (!waiting.isEmpty()) {
                loop.post(this::next);
            }
        }
    }

    /** One turn a task, so that a long queue does not become one long batch. */
    private void next() {
        if (open == null && !waiting.isEmpty()) {
            waiting.remove().run();
            if (open == null && !waiting.isEmpty()) {
                loop.post(this::next);
            }
        }
    }

    /** The store closes: statements that wait run now, transactions are told that they are over. */
    void close() {
        closed = true;
        List<TransactionRequest> ending = new ArrayList<>(timers.keySet());
        if (open != null && !ending.contains(open)) {
            ending.add(open);
        }
        for (TransactionRequest request : ending) {
            end(request);
            request.ended(CLOSED);
        }
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }
}
