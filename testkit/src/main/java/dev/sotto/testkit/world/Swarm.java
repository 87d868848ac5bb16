package dev.sotto.testkit.world;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;

/**
 * What one seed draws for its world, before anything happens: swarm testing (Groce et al., ISSTA 2012) finds more with runs
 * that each leave most troubles out than with runs that all have a little of everything.
 *
 * @param peers devices
 * @param documents that the apps write to
 * @param millis of true time with trouble
 * @param writes statements of all apps
 * @param faults how often each kind of trouble comes, as a share of all; those that never come are not in it
 * @param faultCount troubles at random moments
 * @param everything every device asks for everything
 * @param textLength of a field in each document: so long that it does not go with a question, or goes in parts
 * @param drifts clocks run fast and slow, by {@code driftMax}
 * @param messageTypes kinds of messages that power goes at
 * @param background apps in the background: rare heartbeats
 * @param sketches comparisons are by sketches that begin with one cell, as if documents were many
 * @param observes apps observe everything that they hold
 * @param tracks apps ask who holds what they wrote
 * @param classes subscriptions are of several classes, which run ahead of the feed whenever there is anything to tell
 * @param copies stores are copied while they run
 * @param windows of some subscriptions only the first documents stay, or only what still matches
 * @param churns many subscriptions come and go in a second
 * @param thrifty peers let each other send a few documents at once, as if that were all their memory
 * @param retires stores are retired by their names
 */
record Swarm(
        int peers,
        int documents,
        long millis,
        int writes,
        Map<Fault, Integer> faults,
        int faultCount,
        boolean everything,
        int textLength,
        boolean drifts,
        double driftMax,
        int pieceBytesMax,
        int bytesPerMilli,
        long latencyMillis,
        int outageMillisMax,
        long messageTypes,
        boolean evicts,
        boolean background,
        boolean sketches,
        boolean observes,
        boolean tracks,
        boolean classes,
        boolean copies,
        boolean windows,
        boolean churns,
        boolean thrifty,
        boolean retires) {
    private static final long[] SPANS = {8_000, 20_000, 60_000, 180_000};

    /** Too long to go with a question. */
    private static final int LONG_TEXT = 1_100;

    /** Too long for one message: it goes in parts. */
    private static final int TEXT_IN_PARTS = 20_000;

    /** What goes through a thin link in one piece: an Ethernet frame's worth, so that it comes little by little. */
    private static final int THIN_PIECE_BYTES = 1_460;

    private static final int THIN_BYTES_PER_MILLI = 100;

    /** So many times as rare as other troubles: a world in which a store is two shows less of what else is wrong. */
    private static final int COPIES_RARER = 3;

    Swarm {
        pieceBytesMax =
                bytesPerMilli < THIN_BYTES_PER_MILLI ? Math.min(pieceBytesMax, THIN_PIECE_BYTES) : pieceBytesMax;
        faults = Collections.unmodifiableMap(faults);
    }

    /**
     * @param random the first draws, whose order stays, so that a seed that once found something goes on to show it
     * @param more what was thought of later
     */
    static Swarm draw(Random random, Random more, Profile profile, int peersWanted) {
        Leaning leaning = profile.leaning();
        int peers = peersWanted > 0 ? peersWanted : Math.max(leaning.peersMin(), 2 + random.nextInt(4));
        EnumMap<Fault, Integer> faults = new EnumMap<>(Fault.class);
        for (Fault fault : EnumSet.complementOf(EnumSet.of(Fault.COPY, Fault.CHURN, Fault.RETIRE))) {
            Random chance = fault.compareTo(Fault.RESTORE) > 0 ? more : random;
            int weight = 1 + chance.nextInt(8);
            if (chance.nextInt(100) < profile.percent(fault)) {
                faults.put(fault, weight);
            }
        }
        long someTypes = random.nextLong();
        long otherTypes = random.nextLong();
        long millis = SPANS[random.nextInt(SPANS.length)];
        return new Swarm(
                peers,
                Math.min(2 + random.nextInt(6), leaning.documentsMax()),
                millis,
                10 + random.nextInt(40),
                faults,
                faults.isEmpty() ? 0 : 2 + random.nextInt(14),
                leans(random.nextInt(4) == 0, leaning.everythingPercent(), more),
                textLength(random.nextInt(5) == 0, more),
                random.nextInt(3) == 0,
                random.nextInt(4) == 0 ? 0.02 : 0.0002,
                random.nextInt(6) == 0 ? 20 + random.nextInt(200) : 16_384,
                random.nextInt(4) == 0 ? 2 + random.nextInt(20) : 10_000,
                random.nextInt(3) == 0 ? random.nextInt(400) : random.nextInt(20),
                random.nextInt(3) == 0 ? 20_000 : 2_000,
                someTypes & otherTypes,
                leans(random.nextInt(5) == 0, leaning.evictsPercent(), more),
                random.nextInt(6) == 0,
                leans(more.nextInt(3) == 0, leaning.sketchPercent(), more),
                more.nextInt(3) == 0,
                more.nextInt(3) == 0,
                more.nextInt(4) == 0 && profile != Profile.TRANSACTIONS,
                more.nextInt(100 * COPIES_RARER) < profile.percent(Fault.COPY),
                more.nextInt(100) < leaning.windowPercent(),
                more.nextInt(100) < profile.percent(Fault.CHURN),
                more.nextInt(4) == 0,
                profile.percent(Fault.RETIRE) > 0);
    }

    private static boolean leans(boolean drawn, int percent, Random more) {
        int dice = more.nextInt(100);
        return percent == Leaning.AS_DRAWN ? drawn : dice < percent;
    }

    private static int textLength(boolean large, Random more) {
        int parts = more.nextInt(4);
        return !large ? 0 : parts == 0 ? TEXT_IN_PARTS : LONG_TEXT;
    }
}
