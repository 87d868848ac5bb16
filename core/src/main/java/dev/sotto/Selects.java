package dev.sotto;

import dev.sotto.document.Refusal;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.peer.Ticker;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.plan.SelectPlan;
import dev.sotto.query.scan.Cancellation;
import dev.sotto.query.scan.RowSource;
import dev.sotto.query.statement.Projection;
import dev.sotto.query.statement.Source.Stored;
import dev.sotto.query.statement.Statement;
import dev.sotto.query.statement.Statement.Select;
import dev.sotto.store.Reading;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Runs the statements that only read, SELECT and EXPLAIN, and keeps the plans of those that an app says again and again. Any
 * thread.
 */
final class Selects {
    static final String CANCELLED = "STATEMENT_CANCELLED";
    static final String TIMEOUT = "STATEMENT_TIMEOUT";

    private final Ticker ticker;
    private final long timeoutMillis;
    private final SystemCollections system;

    /** By the statement itself, not by its value: the cache of parsed statements gives the same one each time. */
    private final Map<Same, SelectPlan> plans = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Same, SelectPlan> eldest) {
            return size() > Limits.CACHED_STATEMENTS_MAX;
        }
    };

    /** @param timeoutMillis after which a SELECT is ended; 0 for never */
    Selects(Ticker ticker, long timeoutMillis, SystemCollections system) {
        this.ticker = ticker;
        this.timeoutMillis = timeoutMillis;
        this.system = system;
    }

    private static final class Same {
        private final Select select;

        Same(Select select) {
            this.select = select;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Same same && same.select == select;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(select);
        }
    }

    static boolean isOne(Statement statement) {
        return statement instanceof Select || statement instanceof Statement.Explain;
    }

    /**
     * What a SELECT or EXPLAIN gives at the moment of the reading.
     *
     * @throws StatementException the arguments do not fit; QUERY_MEMORY; STATEMENT_CANCELLED, STATEMENT_TIMEOUT
     */
    List<MapValue> run(Statement statement, Arguments arguments, Reading reading, Cancellation cancellation) {
        if (statement instanceof Statement.Explain explain) {
            return explain(explain.statement(), arguments, reading);
        }
        RowSource source = reading.rows();
        return plan((Select) statement, source, arguments).run(source, system.of(reading), arguments, cancellation);
    }

    private SelectPlan plan(Select select, RowSource source, Arguments arguments) {
        Same key = new Same(select);
        List<dev.sotto.query.scan.IndexDefinition> indexes = source.indexes();
        synchronized (plans) {
            SelectPlan known = plans.get(key);
            if (known != null && known.fits(indexes)) {
                return known;
            }
        }
        SelectPlan plan = SelectPlan.of(select, indexes, arguments);
        synchronized (plans) {
            plans.put(key, plan);
        }
        return plan;
    }

    /** One document with the lines of the plan; of a statement that changes documents, of how it finds them. */
    private List<MapValue> explain(Statement statement, Arguments arguments, Reading reading) {
        Select select = sought(statement)
                .orElseThrow(() -> new StatementException(new Refusal(
                        "QUERY_INVALID",
                        "EXPLAIN",
                        "of a statement that looks for no documents",
                        "SELECT, UPDATE, DELETE or EVICT")));
        RowSource source = reading.rows();
        SelectPlan plan = SelectPlan.of(select, source.indexes(), arguments);
        List<String> lines = plan.explain(source, system.of(reading), arguments);
        return Collections.singletonList(Value.ofMap(Collections.singletonMap("plan", lines)));
    }

    private static Optional<Select> sought(Statement statement) {
        if (statement instanceof Select select) {
            return Optional.of(select);
        } else if (statement instanceof Statement.InsertRows insert) {
            return Optional.of(insert.rows());
        } else if (statement instanceof Statement.Update update) {
            return Optional.of(
                    found(update.target(), new Select("", update.where(), update.orderBy(), update.limit())));
        } else if (statement instanceof Statement.Delete delete) {
            return Optional.of(
                    found(delete.target(), new Select("", delete.where(), delete.orderBy(), delete.limit())));
        } else if (statement instanceof Statement.Evict evict) {
            return Optional.of(found(evict.target(), new Select("", evict.where(), evict.orderBy(), evict.limit())));
        }
        return Optional.empty();
    }

    private static Select found(Stored target, Select of) {
        return new Select(
                of.with(),
                false,
                Projection.ALL,
                target,
                of.joins(),
                of.where(),
                of.groupBy(),
                of.having(),
                of.unions(),
                of.orderBy(),
                of.limit(),
                of.offset());
    }

    /** Ends a statement when the thread that runs it is interrupted, when its future is cancelled, or after the timeout. */
    Cancellation cancellation(Optional<CompletableFuture<?>> future) {
        long begun = ticker.monotonicMillis();
        return () -> {
            if (Thread.currentThread().isInterrupted() && !future.isPresent()
                    || future.isPresent() && future.get().isDone()) {
                throw new StatementException(
                        new Refusal(CANCELLED, "statement", "cancelled while it ran", "nobody to cancel it"));
            }
            long millis = ticker.monotonicMillis() - begun;
            if (timeoutMillis > 0 && millis > timeoutMillis) {
                throw new StatementException(new Refusal(
                        TIMEOUT,
                        "statement",
                        "running for " + millis + " ms",
                        "at most " + timeoutMillis + " ms, an index, or another statementTimeoutMillis"));
            }
        };
    }
}
