package dev.sotto.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the two processes reported, as their lines come in; any thread adds, the supervisor waits and reads.
 *
 * <p>The first order's time of submission is the night's start.
 */
final class Sightings {

    private record Written(long submitted, long committed) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Written> written = new LinkedHashMap<>();
    private final Map<String, Long> shown = new LinkedHashMap<>();
    private final List<long[]> appGapMicros = new ArrayList<>();
    private final List<String> appGapCauses = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private String tillAddress = "";
    private String mechanism = "none";
    private int warm;

    void till(JsonNode line) {
        change(() -> {
            if (line.has("order")) {
                written.put(
                        line.get("order").asText(),
                        new Written(
                                line.get("submitted").asLong(),
                                line.get("committed").asLong()));
            } else if (line.has("listening")) {
                tillAddress = line.get("listening").asText();
            } else {
                complaints.add("till: " + line);
            }
        });
    }

    void phone(JsonNode line) {
        change(() -> {
            if (line.has("shown")) {
                shown.putIfAbsent(line.get("shown").asText(), line.get("at").asLong());
            } else if (line.has("warm")) {
                warm = line.get("warm").asInt();
            } else if (line.has("mechanism")) {
                mechanism = line.get("mechanism").asText();
            } else if (line.has("gap")) {
                appGapMicros.add(
                        new long[] {line.get("from").asLong(), line.get("to").asLong()});
                appGapCauses.add(line.get("gap").asText());
            }
        });
    }

    void complaint(String line) {
        change(() -> complaints.add(line));
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean await(BooleanSupplier condition, long timeoutMillis) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The address where the till listens; an IllegalStateException with its complaints when it does not in time. */
    String tillAddress(long timeoutMillis) throws InterruptedException {
        if (!await(() -> !tillAddress.isEmpty(), timeoutMillis)) {
            throw new IllegalStateException(
                    "the till did not start listening in " + timeoutMillis + " ms " + complaints());
        }
        return tillAddress;
    }

    boolean awaitWarm(int count, long timeoutMillis) throws InterruptedException {
        return await(() -> warm >= count, timeoutMillis);
    }

    boolean awaitFirstOrder(long timeoutMillis) throws InterruptedException {
        return await(() -> !written.isEmpty(), timeoutMillis);
    }

    /** Waits until {@code count} orders are committed and each is shown. */
    boolean awaitAllShown(int count, long timeoutMillis) throws InterruptedException {
        return await(() -> written.size() >= count && shown.keySet().containsAll(written.keySet()), timeoutMillis);
    }

    long firstSubmittedMicros() {
        return locked(() ->
                written.values().stream().mapToLong(Written::submitted).min().orElse(0));
    }

    /** What held the longest, by the app's own report; "none" if nothing did. */
    String mechanism() {
        return locked(() -> mechanism);
    }

    int writtenCount() {
        return locked(written::size);
    }

    int shownCount() {
        return locked(shown::size);
    }

    List<String> complaints() {
        return locked(() -> List.copyOf(complaints));
    }

    /** Every order with its times since {@code startMicros}, in the order of commits. */
    List<OrderTrace> orders(long startMicros) {
        return locked(() -> written.entrySet().stream()
                .map(order -> {
                    Long at = shown.get(order.getKey());
                    return new OrderTrace(
                            order.getKey(),
                            order.getValue().submitted() - startMicros,
                            order.getValue().committed() - startMicros,
                            at == null ? OrderTrace.NEVER : at - startMicros);
                })
                .toList());
    }

    /** The gaps of the app's own report, in milliseconds since {@code startMicros}. */
    List<Span> explained(long startMicros) {
        return locked(() -> {
            List<Span> spans = new ArrayList<>();
            for (int index = 0; index < appGapMicros.size(); index++) {
                long[] gap = appGapMicros.get(index);
                spans.add(new Span(
                        (gap[0] - startMicros) / 1000, (gap[1] - startMicros) / 1000, appGapCauses.get(index)));
            }
            return List.copyOf(spans);
        });
    }

    private <T> T locked(Supplier<T> read) {
        lock.lock();
        try {
            return read.get();
        } finally {
            lock.unlock();
        }
    }
}
