package dev.sotto.jvm;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that do not keep the JVM alive: the app decides when its process ends, not background sync. */
final class DaemonThreads {
    private DaemonThreads() {}

    /** Threads called {@code name-1}, {@code name-2} and so on. */
    static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
