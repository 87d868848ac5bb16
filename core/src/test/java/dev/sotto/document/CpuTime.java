package dev.sotto.document;

import java.lang.management.ManagementFactory;

/** What work costs the thread that does it: what else a busy machine does meanwhile does not count. */
public final class CpuTime {
    private CpuTime() {}

    /** Nanoseconds of CPU that this thread has used so far. */
    public static long nanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Milliseconds of CPU that the work takes in this thread. */
    public static long millis(Runnable work) {
        long began = nanos();
        work.run();
        return (nanos() - began) / 1_000_000;
    }
}
