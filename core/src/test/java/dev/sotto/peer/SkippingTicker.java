package dev.sotto.peer;

import java.util.concurrent.atomic.AtomicLong;

/** Clocks with jumps: what a process sees that was frozen for a while. */
final class SkippingTicker implements Ticker {
    private final Ticker base;
    private final AtomicLong skipped = new AtomicLong();

    private SkippingTicker(Ticker base) {
        this.base = base;
    }

    /** The machine's clocks, and jumps on top of them. */
    static SkippingTicker running() {
        return new SkippingTicker(SYSTEM);
    }

    /** Clocks that only move by jumps. */
    static SkippingTicker standing() {
        return new SkippingTicker(new Ticker() {
            @Override
            public long monotonicMillis() {
                return 1_000_000;
            }

            @Override
            public long wallMillis() {
                return 1_800_000_000_000L;
            }
        });
    }

    void skip(long millis) {
        skipped.addAndGet(millis);
    }

    @Override
    public long monotonicMillis() {
        return base.monotonicMillis() + skipped.get();
    }

    @Override
    public long wallMillis() {
        return base.wallMillis() + skipped.get();
    }
}
