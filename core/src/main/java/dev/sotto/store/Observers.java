package dev.sotto.store;

import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;

/**
 * Queries whose results are told anew whenever a commit changes them. Confined to the loop; only the consumers run
 * elsewhere, on the executor that each was registered with.
 *
 * <p>A consumer always gets the result of when it was registered, and always, in the end, the newest one. In between it
 * gets as many as it has time for: each observer has one place for a result not yet taken, and a newer result replaces it
 * there. So a slow consumer costs one result of memory, however far it falls behind, and never makes the loop wait. The
 * difference that it is told is to the result that it got last, not to those that it never saw.
 *
 * <p>What a commit changed is on the disk when this room hears of it, so nothing here may fail it: a result that the
 * storage could not read is behind, is told to nobody, and is read by {@link #catchUp} or at the next commit that concerns
 * it.
 */
public final class Observers implements Feed.Listener {
    /** Takes results. Called by the executor, one call at a time as long as the executor runs one task at a time. */
    public interface Consumer {
        void accept(ObservedResult result);
    }

    /** One registered query. */
    public final class Observer {
        private final ObservedQuery result;
        private final Consumer consumer;
        private final Executor executor;
        private final ArrayBlockingQueue<Waiting> place = new ArrayBlockingQueue<>(2);

        /** What was put into the place last; the loop's. */
        private Waiting newest = new Waiting(Collections.emptyList());

        /** The consumer's, on its executor. */
        private List<Row> told = Collections.emptyList();

        private Observer(ObservedQuery result, Consumer consumer, Executor executor) {
            this.result = result;
            this.consumer = consumer;
            this.executor = executor;
        }

        /** No call begins after this, unless one is just beginning. On the loop; idempotent. */
        public void close() {
            if (observers.remove(this)) {
                index.remove(this, result);
                behind.remove(this);
            }
            place.clear();
        }

        private void follow(List<Change> changes) {
            tell(() -> result.follow(changes, storage.latest()));
        }

        private void ask() {
            tell(() -> result.ask(storage.latest()));
        }

        private void tell(Update update) {
            try {
                if (update.changed()) {
                    deliver();
                }
                behind.remove(this);
            } catch (StorageException | StatementException e) {
                result.fallBehind();
                behind.add(this);
            }
        }

        /**
         * The new result goes in before the old one comes out: whoever still finds the old one has a task behind him that has
         * not looked yet, and that will find the new one. Taking the old one out first would lose the new one to a task that
         * looks in between.
         */
        private void deliver() {
            Waiting old = newest;
            newest = new Waiting(result.rows());
            place.add(newest);
            if (!place.remove(old)) {
                executor.execute(this::hand);
            }
        }

        private void hand() {
            Waiting waiting = place.poll();
            if (waiting != null) {
                ObservedResult observed = new ObservedResult(told, waiting.rows);
                told = waiting.rows;
                consumer.accept(observed);
            }
        }
    }

    /** A result that nobody has taken yet, and no other one, however alike. */
    private static final class Waiting {
        final List<Row> rows;

        Waiting(List<Row> rows) {
            this.rows = rows;
        }
    }

    private interface Update {
        boolean changed();
    }

    private final Storage storage;
    private final Set<Observer> observers = new LinkedHashSet<>();
    private final ObserverIndex<Observer> index = new ObserverIndex<>();
    private final Set<Observer> behind = new LinkedHashSet<>();

    /** Follows the feed from now on. */
    public Observers(Storage storage, Feed feed) {
        this.storage = storage;
        feed.add(this);
    }

    /**
     * Runs the query and queues its result for the consumer, and each later one. Between two groups of writes.
     *
     * @param executor where the consumer is called; one that runs tasks in order, one at a time
     * @throws IllegalArgumentException when the arguments do not fit the statement
     * @throws IllegalStateException when the store has its bound of observers
     * @throws StorageException the query could not be run; then there is no observer
     */
    public Observer register(Statement.Select select, Arguments args, Executor executor, Consumer consumer) {
        if (observers.size() >= Limits.OBSERVERS_MAX) {
            throw new IllegalStateException(observers.size() + " observers are registered; close some before the next");
        }
        ObservedQuery result = ObservedQuery.of(select, args, storage.latest());
        Observer observer = new Observer(result, consumer, executor);
        observers.add(observer);
        index.add(observer, result);
        observer.deliver();
        return observer;
    }

    @Override
    public void committed(Commit commit) {
        for (Map.Entry<Observer, List<Change>> touched :
                index.touched(commit.changes()).entrySet()) {
            touched.getKey().follow(touched.getValue());
        }
    }

    /** Whether a result could not be read when it should have been: {@link #catchUp} tries again. */
    public boolean isBehind() {
        return !behind.isEmpty();
    }

    /** Reads the results that are behind, and tells those that have changed. Between two groups of writes. */
    public void catchUp() {
        for (Observer observer : new ArrayList<>(behind)) {
            observer.ask();
        }
    }
}
