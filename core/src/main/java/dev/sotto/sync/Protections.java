package dev.sotto.sync;

import java.util.EnumSet;

/** What keeps stores equal, each of which a test can switch off to see that it would notice. Immutable. */
public final class Protections {
    /** One of them, with the rule of the protocol that it is or is part of. */
    public enum Rule {
        /** R1: documents outside the peer's filter are announced, in case it holds them. */
        ANNOUNCE,
        /** R1: so are those that changed while the peer was away and neither side asks for now. */
        EXITS,
        /** R2: a delta is committed only if the state it makes has the hash that the sender named. */
        VERIFY,
        /** R3: what is announced and held in another state is asked about. */
        PROBE,
        /** R4: a request is repeated until both hashes are equal. */
        REPEAT,
        /** R5: the cursor waits for requests that are not answered yet. */
        HOLD_CURSOR,
        /** R6: what a sketch shows to differ is asked for. */
        RECONCILE,
        /** R9: what this link has confirmed to be at the peer is not sent to it. */
        ECHO,
        /** GRAFT: what is announced and comes by no other link is asked for, and the cursor waits for it. */
        GRAFT,
        /** PRUNE: no protection, but what spares bytes; without it there is no tree, and a benchmark's reference. */
        TREE,
        /** R10: what came to be held here is told to who gives it and does not take it from us. */
        ARRIVALS,
        /** CUT: what belongs together is kept back until all of it is there. */
        CUT
    }

    public static final Protections ALL = new Protections(EnumSet.noneOf(Rule.class), Sizes.USUAL);

    private final EnumSet<Rule> off;
    private final Sizes sizes;

    /**
     * What counts as many.
     *
     * @param listMax documents that are compared by a list and not by a sketch
     * @param cellsFirst cells of a sketch's first round
     * @param lanesChangesMin changes that a peer has to be behind for lanes to run
     * @param laneBytes weight of a turn of the last class
     * @param windowSlackMin documents beyond a subscription's window that are kept at least
     * @param creditBytes weight of the feed that a peer may send at once
     */
    private record Sizes(
            int listMax, int cellsFirst, int lanesChangesMin, long laneBytes, int windowSlackMin, long creditBytes) {
        private static final Sizes USUAL = new Sizes(
                Limits.LIST_MAX,
                Limits.CELLS_FIRST,
                Limits.LANES_CHANGES_MIN,
                Limits.LANE_BYTES,
                Limits.WINDOW_SLACK_MIN,
                Limits.CREDIT_BYTES);
    }

    private Protections(EnumSet<Rule> off, Sizes sizes) {
        this.off = off;
        this.sizes = sizes;
    }

    /** These, but for one. */
    public Protections without(Rule rule) {
        EnumSet<Rule> more = EnumSet.copyOf(off);
        more.add(rule);
        return new Protections(more, sizes);
    }

    /**
     * These, as if few documents were many.
     *
     * @param documents so many, or fewer, are compared by a list and not by a sketch
     * @param cells of a sketch's first round
     */
    public Protections sketching(int documents, int cells) {
        return new Protections(
                off,
                new Sizes(
                        documents,
                        cells,
                        sizes.lanesChangesMin,
                        sizes.laneBytes,
                        sizes.windowSlackMin,
                        sizes.creditBytes));
    }

    /**
     * These, as if few changes were many.
     *
     * @param changes more than so many that a peer is behind are told in lanes, if its subscriptions are of several classes
     * @param bytes weight of a turn of the last class
     */
    public Protections lanes(int changes, long bytes) {
        return new Protections(
                off,
                new Sizes(sizes.listMax, sizes.cellsFirst, changes, bytes, sizes.windowSlackMin, sizes.creditBytes));
    }

    /** These, as if few documents beyond a window were many; at most {@code documents}, or half of its limit, stay there. */
    public Protections windows(int documents) {
        return new Protections(
                off,
                new Sizes(
                        sizes.listMax,
                        sizes.cellsFirst,
                        sizes.lanesChangesMin,
                        sizes.laneBytes,
                        documents,
                        sizes.creditBytes));
    }

    /**
     * These, as if little memory were all that there is.
     *
     * @param bytes weight of the feed that a peer may send before it is granted more
     */
    public Protections credit(long bytes) {
        return new Protections(
                off,
                new Sizes(
                        sizes.listMax,
                        sizes.cellsFirst,
                        sizes.lanesChangesMin,
                        sizes.laneBytes,
                        sizes.windowSlackMin,
                        bytes));
    }

    boolean has(Rule rule) {
        return !off.contains(rule);
    }

    int listMax() {
        return sizes.listMax;
    }

    int cellsFirst() {
        return sizes.cellsFirst;
    }

    int lanesChangesMin() {
        return sizes.lanesChangesMin;
    }

    /** Documents beyond a subscription's window that are kept at least: one that goes leaves no hole then. */
    public int windowSlackMin() {
        return sizes.windowSlackMin;
    }

    long laneBytes() {
        return sizes.laneBytes;
    }

    long creditBytes() {
        return sizes.creditBytes;
    }
}
