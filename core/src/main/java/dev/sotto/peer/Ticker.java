package dev.sotto.peer;

/** Where the loop gets its time. Any thread; never blocks. */
public interface Ticker {
    /** Milliseconds from a fixed moment, never going back; need not count the time that the device sleeps. */
    long monotonicMillis();

    /** Milliseconds since 1970 UTC, by whatever the device takes for the time. */
    long wallMillis();

    /** The machine's own clocks. */
    Ticker SYSTEM = new Ticker() {
        @Override
        public long monotonicMillis() {
            return System.nanoTime() / 1_000_000;
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }
    };
}
