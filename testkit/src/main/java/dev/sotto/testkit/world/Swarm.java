package dev.sotto.testkit.world;

import java.util.Collections;
import java.util.EnumMap;
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
 * @param large documents are too large to go with a question
 * @param drifts clocks run fast and slow, by {@code driftMax}
 * @param messageTypes kinds of messages that power goes at
 * @param background apps in the background: rare heartbeats
 */
record Swarm(
        int peers,
        int documents,
        long millis,
        int writes,
        Map<Fault, Integer> faults,
        int faultCount,
        boolean everything,
        boolean large,
        boolean drifts,
        double driftMax,
        int pieceBytesMax,
        int bytesPerMilli,
        long latencyMillis,
        int outageMillisMax,
        long messageTypes,
        boolean evicts,
        boolean background) {
    private static final long[] SPANS = {8_000, 20_000, 60_000, 180_000};

    Swarm {
        faults = Collections.unmodifiableMap(faults);
    }

    static Swarm draw(Random random, Profile profile, int peersWanted) {
        int peers = peersWanted > 0 ? peersWanted : 2 + random.nextInt(4);
        EnumMap<Fault, Integer> faults = new EnumMap<>(Fault.class);
        for (Fault fault : Fault.values()) {
            int weight = 1 + random.nextInt(8);
            if (random.nextInt(100) < profile.percent(fault)) {
                faults.put(fault, weight);
            }
        }
        long someTypes = random.nextLong();
        long otherTypes = random.nextLong();
        long millis = SPANS[random.nextInt(SPANS.length)];
        return new Swarm(
                peers,
                2 + random.nextInt(6),
                millis,
                10 + random.nextInt(40),
                faults,
                faults.isEmpty() ? 0 : 2 + random.nextInt(14),
                random.nextInt(4) == 0,
                random.nextInt(5) == 0,
                random.nextInt(3) == 0,
                random.nextInt(4) == 0 ? 0.02 : 0.0002,
                random.nextInt(6) == 0 ? 20 + random.nextInt(200) : 16_384,
                random.nextInt(4) == 0 ? 2 + random.nextInt(20) : 10_000,
                random.nextInt(3) == 0 ? random.nextInt(400) : random.nextInt(20),
                random.nextInt(3) == 0 ? 20_000 : 2_000,
                someTypes & otherTypes,
                random.nextInt(5) == 0,
                random.nextInt(6) == 0);
    }
}
