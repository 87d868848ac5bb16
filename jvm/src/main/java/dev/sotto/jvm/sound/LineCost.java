package dev.sotto.jvm.sound;

import dev.sotto.background.mechanism.Lease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What threads of this process cost, as the Linux kernel counts it: CPU time from {@code /proc/self/task/*}{@code
 * /schedstat} (nanoseconds, first number), wakeups as voluntary context switches from {@code status}
 * (https://www.kernel.org/doc/html/latest/filesystems/proc.html). Elsewhere nothing is measurable.
 */
public final class LineCost {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Path OWN = Path.of("/proc/thread-self");

    /** Names that native audio code gives its threads: libpulse's threaded main loop under ALSA's plug-in. */
    private static final String PULSE_PLUGIN_THREAD = "threaded-ml";

    /** The kernel keeps 15 characters of a thread's name, so "sotto-keeper-javasound" shows as "sotto-keeper-ja". */
    private static final String KEEPER_PREFIX = "sotto-keeper";

    /**
     * A reading.
     *
     * @param threads names of the threads that were counted, by thread id
     * @param cpuNanos CPU time since those threads began, nanoseconds
     * @param wakeups voluntary context switches since those threads began
     */
    public record Reading(TreeMap<Long, String> threads, long cpuNanos, long wakeups) {
        /** Nothing could be counted. */
        public static final Reading NONE = new Reading(new TreeMap<>(), Lease.NOT_MEASURABLE, Lease.NOT_MEASURABLE);
    }

    private LineCost() {}

    /** All keeper threads of this process, native audio threads included; {@link Reading#NONE} where not measurable. */
    public static Reading ofKeepers() {
        return of(keeperThreads());
    }

    /** Thread ids of keepers and of native audio code that run now; empty where /proc does not tell. */
    static Set<Long> keeperThreads() {
        Set<Long> found = new TreeSet<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                String name = name(task);
                if (name.startsWith(KEEPER_PREFIX) || name.equals(PULSE_PLUGIN_THREAD)) {
                    found.add(Long.parseLong(task.getFileName().toString()));
                }
            }
        } catch (IOException | UncheckedIOException noProc) {
            found.clear(); // not Linux: nothing is measurable, and the reading says so
        }
        return found;
    }

    /** Thread id of the calling thread, or 0 where the kernel does not tell. */
    static long ownThread() {
        try {
            return Long.parseLong(Files.readSymbolicLink(OWN).getFileName().toString());
        } catch (IOException | UnsupportedOperationException noProc) {
            return 0;
        }
    }

    /** What these threads have cost; those that ended meanwhile are left out. */
    static Reading of(Set<Long> threads) {
        TreeMap<Long, String> counted = new TreeMap<>();
        long cpuNanos = 0;
        long wakeups = 0;
        for (long thread : threads) {
            Path task = TASKS.resolve(Long.toString(thread));
            try {
                String name = name(task);
                cpuNanos += Long.parseLong(
                        Files.readString(task.resolve("schedstat")).split(" ")[0]);
                wakeups += voluntarySwitches(Files.readString(task.resolve("status")));
                counted.put(thread, name);
            } catch (IOException | UncheckedIOException ended) {
                continue; // the thread is gone, and what it cost went with it
            }
        }
        return counted.isEmpty() ? Reading.NONE : new Reading(counted, cpuNanos, wakeups);
    }

    /** "" for a thread that has just ended. */
    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm")).trim();
        } catch (IOException ended) {
            return "";
        }
    }

    private static long voluntarySwitches(String status) {
        for (String line : status.split("\n")) {
            if (line.startsWith("voluntary_ctxt_switches:")) {
                return Long.parseLong(line.substring(line.indexOf(':') + 1).trim());
            }
        }
        return 0;
    }
}
