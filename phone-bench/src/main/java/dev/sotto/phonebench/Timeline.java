package dev.sotto.phonebench;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What happened on the phone and when, on one monotonic clock. Any thread may read and wait; the phone writes.
 */
public final class Timeline {
    private final long beganNanos = System.nanoTime();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final List<Moment> moments = new ArrayList<>();

    Timeline() {}

    /** The beginning as {@link System#nanoTime()} of this process, to lay other records beside this one. */
    public long beganNanos() {
        return beganNanos;
    }

    /** Milliseconds since the beginning. */
    public long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
    }

    Moment add(PhoneEvent event, String detail) {
        lock.lock();
        try {
            Moment moment = new Moment(nowMillis(), event, detail);
            if (moments.size() < Limits.MOMENTS_MAX) {
                moments.add(moment);
            }
            added.signalAll();
            return moment;
        } finally {
            lock.unlock();
        }
    }

    /** Everything so far, in order. */
    public List<Moment> moments() {
        lock.lock();
        try {
            return List.copyOf(moments);
        } finally {
            lock.unlock();
        }
    }

    public long count(PhoneEvent event) {
        return moments().stream().filter(moment -> moment.event() == event).count();
    }

    /** The latest moment of this kind. */
    public Optional<Moment> last(PhoneEvent event) {
        return moments().stream().filter(moment -> moment.event() == event).reduce((earlier, later) -> later);
    }

    /**
     * Waits for a moment at or after {@code fromMillis}, which may have been already.
     *
     * @return the first such moment; empty when {@code timeoutMillis} passed without one
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public Optional<Moment> await(Set<PhoneEvent> events, long fromMillis, long timeoutMillis)
            throws InterruptedException {
        EnumSet<PhoneEvent> wanted = EnumSet.copyOf(events);
        long leftNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        lock.lock();
        try {
            while (true) {
                Optional<Moment> found = moments.stream()
                        .filter(moment -> moment.atMillis() >= fromMillis && wanted.contains(moment.event()))
                        .findFirst();
                if (found.isPresent() || leftNanos <= 0) {
                    return found;
                }
                leftNanos = added.awaitNanos(leftNanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The spans in which the app stood still; one that goes on ends now. */
    public List<Freeze> freezes() {
        List<Freeze> freezes = new ArrayList<>();
        Optional<Moment> frozen = Optional.empty();
        for (Moment moment : moments()) {
            boolean ends = moment.event() == PhoneEvent.THAWED
                    || moment.event() == PhoneEvent.KILLED
                    || moment.event() == PhoneEvent.EXITED;
            if (moment.event() == PhoneEvent.FROZEN) {
                frozen = Optional.of(moment);
            } else if (ends && frozen.isPresent()) {
                freezes.add(freeze(frozen.get(), moment.atMillis()));
                frozen = Optional.empty();
            }
        }
        frozen.ifPresent(moment -> freezes.add(freeze(moment, nowMillis())));
        return List.copyOf(freezes);
    }

    private static Freeze freeze(Moment frozen, long untilMillis) {
        return new Freeze(frozen.atMillis(), untilMillis, FreezeCause.valueOf(frozen.detail()));
    }

    /** One line a moment, for people and for failing tests. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Moment moment : moments()) {
            text.append(String.format(
                    java.util.Locale.ROOT,
                    "%8.3f s  %s %s%n",
                    moment.atMillis() / 1000.0,
                    moment.event(),
                    moment.detail()));
        }
        return text.toString();
    }
}
