package dev.sotto.bench;

import java.util.Arrays;

/**
 * The two sides of one figure, measured in turns: one round is both sides, and who begins alternates, so that a machine
 * that grows slower favours neither. The ratio is the median of the rounds' ratios.
 */
final class Rounds {
    /** One side's work of one round. */
    interface Side {
        /**
         * Does it.
         *
         * @param round from 0 on; the first ones only warm up
         * @return what was counted: documents found, stored or changed
         */
        long run(int round) throws Exception;
    }

    /** Rounds that only warm up, at least. */
    private static final int WARM = 3;

    /** Seconds of warming up, both sides together: by then the compiler has done most of what it will do. */
    static final double WARM_SECONDS = 4;

    private final String name;
    private final int rounds;
    private final double warmSeconds;

    /** @param rounds that count, an odd number so that the median is one of them */
    Rounds(String name, int rounds) {
        this(name, rounds, WARM_SECONDS);
    }

    /** @param warmSeconds of warming up, both sides together */
    Rounds(String name, int rounds, double warmSeconds) {
        this.name = name;
        this.rounds = rounds;
        this.warmSeconds = warmSeconds;
    }

    /** Rates a second of operations, and the ratio of ours to the reference's. */
    record Rates(double ours, double reference, double ratio) {}

    /**
     * Measures.
     *
     * @param operations of one round, for the rate
     * @throws IllegalStateException when the sides did not count the same
     */
    Rates measure(long operations, Side ours, Side reference) throws Exception {
        int round = warm(ours, reference);
        double[] ourRates = new double[rounds];
        double[] referenceRates = new double[rounds];
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++, round++) {
            Both both = both(round, ours, reference);
            ourRates[i] = operations / both.ours.seconds;
            referenceRates[i] = operations / both.reference.seconds;
            ratios[i] = both.reference.seconds / both.ours.seconds;
        }
        return new Rates(median(ourRates), median(referenceRates), median(ratios));
    }

    /** Answers how many rounds it took. */
    private int warm(Side ours, Side reference) throws Exception {
        double seconds = 0;
        int round = 0;
        for (; round < WARM || seconds < warmSeconds; round++) {
            Both both = both(round, ours, reference);
            seconds += both.ours.seconds + both.reference.seconds;
        }
        return round;
    }

    private record Both(Timed ours, Timed reference) {}

    private Both both(int round, Side ours, Side reference) throws Exception {
        Timed first = Timed.of(round % 2 == 0 ? ours : reference, round);
        Timed second = Timed.of(round % 2 == 0 ? reference : ours, round);
        if (first.counted != second.counted) {
            throw new IllegalStateException(
                    name + ": one side counted " + first.counted + ", the other " + second.counted);
        }
        return round % 2 == 0 ? new Both(first, second) : new Both(second, first);
    }

    private record Timed(long counted, double seconds) {
        static Timed of(Side side, int round) throws Exception {
            long began = System.nanoTime();
            long counted = side.run(round);
            return new Timed(counted, (System.nanoTime() - began) / 1e9);
        }
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
