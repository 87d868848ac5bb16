package dev.sotto.store;

import dev.sotto.document.Value.MapValue;
import dev.sotto.query.Arguments;
import dev.sotto.query.Statement;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;

/**
 * Queries whose results are told anew whenever a commit changes them. Confined to the loop; only the consumers run
 * elsewhere, on the executor that each was registered with.
 *
 * <p>A consumer always gets the result of when it was registered, and always, in the end, the newest one. In between it
 * gets as many as it has time for: each observer has one place for a result not yet taken, and a newer result replaces it
 * there. So a slow consumer costs one result of memory, however far it falls behind, and never makes the loop wait.
 */
public final class Observers implements Feed.Listener {
    /** Takes results. Called by the executor, one call at a time as long as the executor runs one task at a time. */
    public interface Consumer {
        /** @param documents in the query's order, each with its {@code _id}; the list never changes */
        void accept(List<MapValue> documents);
    }

    /** One registered query. */
    public final class Observer {
        private final LiveResult result;
        private final Consumer consumer;
        private final Executor executor;
        private final ArrayBlockingQueue<List<MapValue>> place = new ArrayBlockingQueue<>(1);

        private Observer(LiveResult result, Consumer consumer, Executor executor) {
            this.result = result;
            this.consumer = consumer;
            this.executor = executor;
        }

        /** No call begins after this, unless one is just beginning. On the loop; idempotent. */
        public void close() {
            observers.remove(this);
            place.clear();
        }

        /** Only the loop puts a result in, so a place that it emptied is empty when it fills it. */
        private void deliver() {
            boolean awaited = place.poll() != null;
            place.add(new Views(result.rows()));
            if (!awaited) {
                executor.execute(this::hand);
            }
        }

        private void hand() {
            List<MapValue> newest = place.poll();
            if (newest != null) {
                consumer.accept(newest);
            }
        }
    }

    private static final class Views extends AbstractList<MapValue> implements RandomAccess {
        private final List<Row> rows;

        Views(List<Row> rows) {
            this.rows = rows;
        }

        @Override
        public MapValue get(int index) {
            return rows.get(index).view();
        }

        @Override
        public int size() {
            return rows.size();
        }
    }

    private final Storage storage;
    private final List<Observer> observers = new ArrayList<>();

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
     */
    public Observer register(Statement.Select select, Arguments args, Executor executor, Consumer consumer) {
        if (observers.size() >= Limits.OBSERVERS_MAX) {
            throw new IllegalStateException(observers.size() + " observers are registered; close some before the next");
        }
        LiveResult result = new LiveResult(select, args, storage.latest());
        Observer observer = new Observer(result, consumer, executor);
        observers.add(observer);
        observer.deliver();
        return observer;
    }

    @Override
    public void committed(Commit commit) {
        for (Observer observer : new ArrayList<>(observers)) {
            if (observer.result.follow(commit, storage.latest())) {
                observer.deliver();
            }
        }
    }
}
