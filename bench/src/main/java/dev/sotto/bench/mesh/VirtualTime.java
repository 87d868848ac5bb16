package dev.sotto.bench.mesh;

import dev.sotto.peer.Ticker;
import dev.sotto.testkit.world.Timeline;

/** One clock for all peers, and the one order of everything that happens. */
final class VirtualTime implements Ticker {
    private static final long WALL_START_MILLIS = 1_768_464_000_000L;
    private static final long MONOTONIC_START_MILLIS = 1_000;

    private final Timeline timeline = new Timeline();

    @Override
    public long monotonicMillis() {
        return MONOTONIC_START_MILLIS + timeline.now();
    }

    @Override
    public long wallMillis() {
        return WALL_START_MILLIS + monotonicMillis();
    }

    /** At that monotonic time. */
    void at(long millis, Runnable task) {
        timeline.at(millis - MONOTONIC_START_MILLIS, task);
    }

    void after(long millis, Runnable task) {
        timeline.after(millis, task);
    }

    /** Lets the next thing happen if that is not after {@code untilMillis}; else time goes there, and the answer is false. */
    boolean step(long untilMillis) {
        return timeline.step(untilMillis - MONOTONIC_START_MILLIS);
    }
}
