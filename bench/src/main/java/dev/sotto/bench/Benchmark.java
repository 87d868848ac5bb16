package dev.sotto.bench;

import java.util.List;

/** One benchmark of {@code ./sotto bench}. Runs for seconds to a minute or two and blocks that long. */
public interface Benchmark {

    /** The word on the command line. */
    String name();

    /** What is measured, against what, and how long it takes, in a sentence. */
    String what();

    /**
     * Measures.
     *
     * @param progress hears a short line when a part begins; anything over two seconds reports
     * @throws Unavailable when this machine lacks what it takes
     * @throws Exception when a process of the benchmark broke down
     */
    List<Figure> run(Progress progress) throws Exception;

    /** Where progress goes. */
    interface Progress {
        void say(String line);
    }

    /** This machine cannot run the benchmark; the message says what is missing. */
    final class Unavailable extends Exception {
        private static final long serialVersionUID = 1;

        Unavailable(String why) {
            super(why);
        }
    }

    /**
     * What can be chosen.
     *
     * @param growth whether the store is measured at sizes up to a million documents, too
     * @param growthSeconds how long that may take; a size that would take longer is left out, and said to be
     * @param profile of the store only where the time of single commits goes
     */
    record Settings(boolean growth, long growthSeconds, boolean profile) {}

    /** All of them, in the order in which they run. */
    static List<Benchmark> all(Settings settings) {
        return List.of(
                new LatencyBenchmark(), new StoreBenchmark(settings), new BackgroundBenchmark(), new KeeperBenchmark());
    }
}
