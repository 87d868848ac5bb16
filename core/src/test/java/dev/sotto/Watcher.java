package dev.sotto;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** What an observer of a query and a listener of sync have seen; waits, with a deadline, for what they are to see. */
final class Watcher implements AutoCloseable {
    private static final long SECONDS = 30;

    private final List<SyncEvent> events = new ArrayList<>();
    private final Sotto sotto;
    private final Observation observation;
    private List<Document> documents = new ArrayList<>();
    private int results;

    private Watcher(Sotto sotto, String query) {
        this.sotto = sotto;
        sotto.sync().addListener(this::heard);
        this.observation = sotto.registerObserver(query, this::shown);
    }

    static Watcher on(Sotto sotto, String query) {
        return new Watcher(sotto, query);
    }

    private synchronized void heard(SyncEvent event) {
        events.add(event);
        notifyAll();
    }

    private synchronized void shown(QueryResult result) {
        documents = result.documents();
        results++;
        notifyAll();
    }

    /** Waits until the newest result is as wanted. */
    synchronized List<Document> until(String what, Predicate<List<Document>> wanted) {
        await(what, () -> wanted.test(documents));
        return documents;
    }

    /** Waits until the newest result has these documents, as JSON. */
    void untilShows(String... jsons) {
        List<String> wanted = List.of(jsons);
        until("shows " + wanted, shown -> json(shown).equals(wanted));
    }

    void untilCount(int count) {
        until(count + " documents", shown -> shown.size() == count);
    }

    /** Waits until an event of that kind has come that is as wanted. */
    synchronized <E extends SyncEvent> E untilHears(Class<E> kind, Predicate<E> wanted) {
        await(kind.getSimpleName(), () -> find(kind, wanted) != null);
        E found = find(kind, wanted);
        if (found == null) {
            throw new IllegalStateException("gone again");
        }
        return found;
    }

    <E extends SyncEvent> E untilHears(Class<E> kind) {
        return untilHears(kind, event -> true);
    }

    /** Forgets the events so far. */
    synchronized void forget() {
        events.clear();
    }

    synchronized List<SyncEvent> events() {
        return new ArrayList<>(events);
    }

    /** How many events of that kind have come. */
    synchronized int count(Class<? extends SyncEvent> kind) {
        return (int) events.stream().filter(kind::isInstance).count();
    }

    synchronized int results() {
        return results;
    }

    private <E extends SyncEvent> @org.jspecify.annotations.Nullable E find(Class<E> kind, Predicate<E> wanted) {
        for (SyncEvent event : events) {
            if (kind.isInstance(event) && wanted.test(kind.cast(event))) {
                return kind.cast(event);
            }
        }
        return null;
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        try {
            while (!condition.getAsBoolean()) {
                long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (millis <= 0) {
                    List<String> shown = json(documents);
                    fail(sotto.config().name() + " waited " + SECONDS + " s for: " + what + "; shown "
                            + (shown.size() > 20 ? shown.size() + " documents" : shown) + "; events " + events + "; "
                            + sotto.sync().status());
                }
                wait(Math.min(millis, 100));
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> json(List<Document> documents) {
        List<String> jsons = new ArrayList<>();
        documents.forEach(document -> jsons.add(document.toJson()));
        return jsons;
    }

    /** Waits for anything else of this store. */
    synchronized void until(String what, BooleanSupplier condition) {
        await(what, condition);
    }

    @Override
    public void close() {
        observation.close();
    }

    static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new java.util.LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
