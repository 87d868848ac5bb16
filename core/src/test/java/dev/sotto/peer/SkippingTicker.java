package dev.sotto.peer;

import java.util.concurrent.atomic.AtomicLong;

/** The machine's clocks, with jumps: what a process sees that was frozen for a while. */
final class SkippingTicker implements Ticker {
    private final AtomicLong skipped = new AtomicLong();

    void skip(long millis) {
        skipped.addAndGet(millis);
    }

    @Override
    public long monotonicMillis() {
        return SYSTEM.monotonicMillis() + skipped.get();
    }

    @Override
    public long wallMillis() {
        return SYSTEM.wallMillis() + skipped.get();
    }
}
