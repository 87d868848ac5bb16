package dev.sotto.testkit.world;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What goes wrong: some of it at random moments, some of it at named points, where it hurts most. What each kind does is in
 * a class for its room, which is asked here for all its kinds.
 */
final class Troubles {
    /** Those that strike when something happens, not at a time. */
    private static final EnumSet<Fault> AT_POINTS = EnumSet.of(
            Fault.POWER_BEFORE_COMMIT,
            Fault.POWER_BEFORE_DURABLE,
            Fault.POWER_AFTER_DURABLE,
            Fault.POWER_AT_MESSAGE,
            Fault.LINK_CUT_MID_FRAME);

    /** So often at most in one world: a device that never gets anywhere shows nothing. */
    private static final int STRIKES_MAX = 8;

    private final World world;
    private final Random random;
    private final List<Fault> drawn = new ArrayList<>();
    private final Map<Fault, Trouble> kinds = new EnumMap<>(Fault.class);
    private final Map<Fault, Integer> count = new EnumMap<>(Fault.class);
    private final List<Runnable> openings = new ArrayList<>();
    private boolean over;
    private int strikes;
    private int planned;
    private long aheadMaxMillis;

    Troubles(World world, Random random) {
        this.world = world;
        this.random = random;
        world.swarm().faults().forEach((fault, weight) -> {
            for (int i = 0; i < weight && !AT_POINTS.contains(fault); i++) {
                drawn.add(fault);
            }
        });
        new LinkTroubles(world, this, random).addTo(kinds);
        new DiskTroubles(this, random).addTo(kinds);
        new PhoneTroubles(world, this, random).addTo(kinds);
    }

    Map<Fault, Integer> count() {
        return count;
    }

    void plan() {
        for (int i = 0; i < world.swarm().faultCount() && !drawn.isEmpty(); i++) {
            Fault fault = drawn.get(random.nextInt(drawn.size()));
            long atMillis = (long) (random.nextDouble() * world.swarm().millis());
            boolean left = world.isLeftOut(planned++);
            world.time().at(atMillis, () -> {
                Device device = over ? world.device(0) : world.anyDevice(random);
                if (!over && !left) {
                    kind(fault).happen(device);
                }
            });
        }
    }

    private Trouble kind(Fault fault) {
        Trouble trouble = kinds.get(fault);
        if (trouble == null) {
            throw new IllegalStateException("nobody lets " + fault + " happen");
        }
        return trouble;
    }

    /** How many troubles at random moments were planned. */
    int planned() {
        return planned;
    }

    /** Whether one of those that strike at points does so now. */
    boolean strikes(Fault fault) {
        Integer weight = world.swarm().faults().get(fault);
        if (over || weight == null || strikes >= STRIKES_MAX || random.nextInt(400) >= 2 + weight) {
            return false;
        }
        strikes++;
        happened(fault);
        return true;
    }

    void happened(Fault fault) {
        count.merge(fault, 1, Integer::sum);
    }

    /** A wall clock was set. */
    void isAhead(long millis) {
        aheadMaxMillis = Math.max(aheadMaxMillis, millis);
    }

    /** How far ahead any clock has ever been. */
    long aheadMaxMillis() {
        return aheadMaxMillis;
    }

    /** Nothing goes that way for so long, or until trouble is over. */
    void block(int from, int to, long millis) {
        world.network().block(from, to);
        boolean[] open = {false};
        Runnable opening = () -> {
            if (!open[0]) {
                open[0] = true;
                world.network().open(from, to);
            }
        };
        openings.add(opening);
        world.time().after(millis, opening);
    }

    /** Calls after a while that chance decides. */
    void forSome(int millisMax, Runnable end) {
        world.time().after(100L + random.nextInt(millisMax), end);
    }

    boolean areOver() {
        return over;
    }

    /** No more of it, and nothing of it goes on. */
    void end() {
        over = true;
        new ArrayList<>(openings).forEach(Runnable::run);
    }
}
