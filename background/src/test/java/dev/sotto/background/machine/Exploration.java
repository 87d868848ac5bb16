package dev.sotto.background.machine;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Visits every world of the bounded model, breadth first, and asks of each what no single step can show:
 * that a hold comes back by itself once all is good (I7), and on the best rung (J2).
 */
final class Exploration {

    static final int OWN_STEP_COUNT_MAX = 4;
    /** A hold may be lost once on the way up; looks at health come in between. */
    static final int CLIMB_STEP_COUNT_MAX = 8;

    private static final int WORLD_COUNT_MAX = 1_000_000;
    private static final int PATH_COUNT_MAX = 12;

    final Violations violations = new Violations();
    private final Moves moves;
    private final Keys seen = new Keys();
    int worldCount;
    long edgeCount;
    int worstOwnSteps;
    int worstClimbSteps;

    Exploration(Reducer reducer) {
        this.moves = new Moves(new Truth(reducer, violations));
    }

    /** The whole model; or, for a broken machine, until the first violation. */
    Exploration run(boolean untilViolation) {
        ArrayDeque<World> queue = new ArrayDeque<World>();
        World first = World.first();
        seen.add(first.key());
        queue.add(first);
        while (!queue.isEmpty() && !(untilViolation && !violations.isEmpty())) {
            World world = queue.poll();
            worldCount++;
            if (worldCount > WORLD_COUNT_MAX) {
                throw new IllegalStateException("more than " + WORLD_COUNT_MAX + " worlds");
            }
            for (World next : moves.next(world)) {
                edgeCount++;
                if (seen.add(next.key())) {
                    queue.add(next);
                }
            }
            liveness(world);
        }
        return this;
    }

    private void liveness(World w) {
        if (!w.s.wanted()) {
            return;
        }
        int steps = longest(w.good(), 0);
        worstOwnSteps = Math.max(worstOwnSteps, steps);
        if (steps > OWN_STEP_COUNT_MAX) {
            violations.add("I7", "no hold within " + OWN_STEP_COUNT_MAX + " own steps of " + w);
        }
        if (w.good().reallyHeld() && w.s.rung != 0) {
            int climbs = climb(w.good(), 0);
            worstClimbSteps = Math.max(worstClimbSteps, climbs);
            if (climbs > CLIMB_STEP_COUNT_MAX) {
                violations.add("J2", "the best rung is not reached from " + w);
            }
        }
    }

    /** Own steps until really held, on the longest of all ways there. */
    private int longest(World w, int depth) {
        if (w.reallyHeld()) {
            return depth;
        }
        int worst = 0;
        boolean moved = false;
        if (depth < PATH_COUNT_MAX) {
            for (World next : moves.own(w)) {
                if (next.key() != w.key()) {
                    moved = true;
                    worst = Math.max(worst, longest(next, depth + 1));
                }
                if (worst > OWN_STEP_COUNT_MAX) {
                    return worst;
                }
            }
        }
        return moved ? worst : PATH_COUNT_MAX;
    }

    private int climb(World w, int depth) {
        if (w.s.rung == 0 && w.reallyHeld()) {
            return depth;
        }
        int worst = 0;
        boolean moved = false;
        if (depth < PATH_COUNT_MAX) {
            for (World next : moves.own(w)) {
                if (next.key() != w.key()) {
                    moved = true;
                    worst = Math.max(worst, climb(next, depth + 1));
                }
            }
        }
        return moved ? worst : PATH_COUNT_MAX;
    }

    /** A set of longs, open addressing: a million boxed keys would not fit a small heap. */
    private static final class Keys {
        private static final long FREE = Long.MIN_VALUE;
        private long[] table = new long[1 << 16];
        private int size;

        Keys() {
            Arrays.fill(table, FREE);
        }

        boolean add(long key) {
            if (size * 2 > table.length) {
                long[] old = table;
                table = new long[old.length * 2];
                Arrays.fill(table, FREE);
                size = 0;
                for (long each : old) {
                    if (each != FREE) {
                        add(each);
                    }
                }
            }
            int slot = slot(key);
            while (table[slot] != FREE) {
                if (table[slot] == key) {
                    return false;
                }
                slot = slot + 1 & table.length - 1;
            }
            table[slot] = key;
            size++;
            return true;
        }

        private int slot(long key) {
            long mixed = key * 0x9E3779B97F4A7C15L;
            return (int) (mixed >>> 32) & table.length - 1;
        }
    }
}
