package dev.sotto.phonebench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What each thread of a process has cost so far, read from Linux's /proc: its time on a processor and how often it woke
 * up. A wakeup is a voluntary context switch: the thread had gone to sleep by itself and was scheduled again. Two samples
 * make a rate.
 *
 * @param atNanos when it was taken, on the monotonic clock
 * @param threads by thread id
 */
public record CostSample(long atNanos, Map<Long, ThreadCost> threads) {
    /** Where keepers run their own code; Linux keeps 15 characters of a name, some JVMs only the ends of a long one. */
    private static final List<String> KEEPER_THREADS = List.of("sotto-k", "sotto-keeper");

    /** Threads that an audio library starts inside the app: libpulse's main loop, Java Sound's dispatcher. */
    private static final List<String> AUDIO_THREADS = List.of("threaded-ml", "Java Sound", "alsa");

    public CostSample {
        threads = Map.copyOf(threads);
    }

    /**
     * One thread so far.
     *
     * @param name as the kernel has it, at most 15 characters
     * @param cpuNanos time on a processor
     * @param wakeups voluntary context switches
     */
    public record ThreadCost(String name, long cpuNanos, long wakeups) {}

    /**
     * A rate between two samples.
     *
     * @param cpuPercent of one core
     * @param wakeupsPerSecond voluntary context switches
     */
    public record Rate(double cpuPercent, double wakeupsPerSecond) {}

    /** Whether processes can be weighed here: needs Linux's /proc. */
    public static Availability probe() {
        return Files.isReadable(Path.of("/proc/self/task"))
                ? Availability.usable("/proc")
                : Availability.missing("no /proc", "wakeups are read on Linux only");
    }

    /**
     * Reads all threads of a process.
     *
     * @throws IOException when there is no such process, or no /proc
     */
    public static CostSample of(long pid) throws IOException {
        Map<Long, ThreadCost> threads = new TreeMap<>();
        long now = System.nanoTime();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path task : (Iterable<Path>) tasks::iterator) {
                read(task)
                        .ifPresent(cost ->
                                threads.put(Long.parseLong(task.getFileName().toString()), cost));
            }
        } catch (UncheckedIOException ended) {
            throw new IOException("process " + pid + " ended while being read", ended);
        }
        return new CostSample(now, threads);
    }

    private static Optional<ThreadCost> read(Path task) {
        try {
            String name = "";
            long wakeups = 0;
            for (String line : Files.readAllLines(task.resolve("status"))) {
                if (line.startsWith("Name:")) {
                    name = line.substring("Name:".length()).trim();
                } else if (line.startsWith("voluntary_ctxt_switches:")) {
                    wakeups =
                            Long.parseLong(line.substring(line.indexOf(':') + 1).trim());
                }
            }
            return Optional.of(new ThreadCost(name, cpuNanos(task), wakeups));
        } catch (IOException ended) {
            // A thread that ended between the listing and the reading has no cost any more that could be asked for.
            return Optional.empty();
        }
    }

    /** From schedstat, in nanoseconds; kernels without it have ticks of 10 ms in stat, fields 14 and 15 of proc(5). */
    private static long cpuNanos(Path task) throws IOException {
        try {
            return Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ")[0]);
        } catch (NoSuchFileException withoutSchedstat) {
            String stat = Files.readString(task.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return TimeUnit.MILLISECONDS.toNanos(10 * (Long.parseLong(fields[11]) + Long.parseLong(fields[12])));
        }
    }

    /** The keeper's threads and the audio library's between {@code earlier} and this sample. */
    public Rate keeperSince(CostSample earlier) {
        return since(earlier, CostSample::keepsAlive);
    }

    /** The whole process between {@code earlier} and this sample. */
    public Rate processSince(CostSample earlier) {
        return since(earlier, name -> true);
    }

    /** The names of the threads that {@link #keeperSince} counts, for a report or a failing test. */
    public List<String> keeperThreads() {
        return threads.values().stream()
                .map(ThreadCost::name)
                .filter(CostSample::keepsAlive)
                .sorted()
                .toList();
    }

    private static boolean keepsAlive(String name) {
        return Stream.concat(KEEPER_THREADS.stream(), AUDIO_THREADS.stream()).anyMatch(name::startsWith);
    }

    /** A thread that was not there before counts from zero; one that ended in between is not seen. */
    private Rate since(CostSample earlier, Predicate<String> wanted) {
        ThreadCost nothing = new ThreadCost("", 0, 0);
        long cpuNanos = 0;
        long wakeups = 0;
        for (Map.Entry<Long, ThreadCost> thread : threads.entrySet()) {
            if (wanted.test(thread.getValue().name())) {
                ThreadCost before = earlier.threads.getOrDefault(thread.getKey(), nothing);
                cpuNanos += thread.getValue().cpuNanos() - before.cpuNanos();
                wakeups += thread.getValue().wakeups() - before.wakeups();
            }
        }
        double nanos = Math.max(1, atNanos - earlier.atNanos);
        return new Rate(100.0 * cpuNanos / nanos, wakeups * (double) TimeUnit.SECONDS.toNanos(1) / nanos);
    }
}
