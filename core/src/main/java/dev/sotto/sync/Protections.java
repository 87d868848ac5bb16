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
        /** CUT: what belongs together is kept back until all of it is there. */
        CUT
    }

    public static final Protections ALL =
            new Protections(EnumSet.noneOf(Rule.class), Limits.LIST_MAX, Limits.CELLS_FIRST);

    private final EnumSet<Rule> off;
    private final int listMax;
    private final int cellsFirst;

    private Protections(EnumSet<Rule> off, int listMax, int cellsFirst) {
        this.off = off;
        this.listMax = listMax;
        this.cellsFirst = cellsFirst;
    }

    /** These, but for one. */
    public Protections without(Rule rule) {
        EnumSet<Rule> more = EnumSet.copyOf(off);
        more.add(rule);
        return new Protections(more, listMax, cellsFirst);
    }

    /**
     * These, as if few documents were many.
     *
     * @param documents so many, or fewer, are compared by a list and not by a sketch
     * @param cells of a sketch's first round
     */
    public Protections sketching(int documents, int cells) {
        return new Protections(EnumSet.copyOf(off), documents, cells);
    }

    boolean has(Rule rule) {
        return !off.contains(rule);
    }

    int listMax() {
        return listMax;
    }

    int cellsFirst() {
        return cellsFirst;
    }
}
