package dev.sotto.background.machine;

import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Trait;
import dev.sotto.background.status.PowerLevel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The rungs of one platform in order of preference. Immutable.
 *
 * <p>At FRUGAL costly rungs come after all others. Rungs are numbers from 0 in the platform's order; sets of rungs are
 * bit masks.
 */
public final class Ladder {

    /** {@link #first} when every rung is excluded. */
    public static final int NO_RUNG = -1;

    /** Rungs fit a mask. */
    static final int RUNG_COUNT_MAX = 30;

    private final List<String> ids;
    private final int costly;

    private Ladder(List<String> ids, int costly) {
        if (ids.size() > RUNG_COUNT_MAX) {
            throw new IllegalArgumentException(
                    ids.size() + " mechanisms were given, at most " + RUNG_COUNT_MAX + " are supported");
        }
        this.ids = Collections.unmodifiableList(new ArrayList<String>(ids));
        this.costly = costly;
    }

    /** The ladder of these mechanisms, best first. */
    public static Ladder of(List<KeepAliveMechanism> mechanisms) {
        List<String> ids = new ArrayList<String>();
        int costly = 0;
        for (KeepAliveMechanism mechanism : mechanisms) {
            if (mechanism.traits().contains(Trait.COSTLY)) {
                costly |= 1 << ids.size();
            }
            ids.add(mechanism.id());
        }
        return new Ladder(ids, costly);
    }

    /** A ladder by ids and the mask of costly rungs. */
    static Ladder of(List<String> ids, int costly) {
        return new Ladder(ids, costly);
    }

    public int size() {
        return ids.size();
    }

    /** Id of a rung; empty for {@link #NO_RUNG}. */
    public String id(int rung) {
        return rung == NO_RUNG ? "" : ids.get(rung);
    }

    /** The best rung outside {@code excluded}, or {@link #NO_RUNG}. */
    int first(PowerLevel level, int excluded) {
        int left = (1 << size()) - 1 & ~excluded;
        if (level == PowerLevel.FRUGAL && (left & ~costly) != 0) {
            left &= ~costly;
        }
        return left == 0 ? NO_RUNG : Integer.numberOfTrailingZeros(left);
    }
}
