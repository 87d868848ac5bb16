package dev.sotto.document;

import org.jspecify.annotations.Nullable;

/**
 * Places in a list: byte strings, compared as such, between any two of which there is another. A place is digits that
 * lie between its neighbours', four bytes of the actor, and the number in a run:
 *
 * <pre>
 * digits | actor 4 | run 1 or 2
 * </pre>
 * Whoever puts items one after the other continues a run, so what two devices append at once stays together, and places
 * stay short. The actor's bytes keep two devices from making the same place. Idea of digits between digits: fractional
 * indexing, as in Weiss et al., "Logoot", 2009.
 */
final class Positions {
    private static final int TAG_BYTES = 4;
    private static final int MIDDLE = 0x80;
    private static final int DIGITS = 256;
    /** Digits of a place that was given by number; none of them is 0, since nothing lies before a 0. */
    private static final int COUNTING = 255;

    private static final int SHORT_RUN = 0xf0;
    private static final int LONG_RUN = SHORT_RUN + (0xff - SHORT_RUN) * COUNTING;

    private Positions() {}

    /** The place of the n-th item of a list that was an array. */
    static Bytes counted(int n) {
        return new ByteWriter()
                .u8(MIDDLE)
                .u8(n / COUNTING / COUNTING % COUNTING + 1)
                .u8(n / COUNTING % COUNTING + 1)
                .u8(n % COUNTING + 1)
                .toBytes();
    }

    /**
     * A place after {@code left} and before {@code right}; null for the ends of the list. Where others left no room,
     * because the two are equal or differ by zeros only, it is after both.
     */
    static Bytes between(@Nullable Bytes left, @Nullable Bytes right, Actor actor) {
        Bytes tag = tag(actor);
        if (left != null) {
            Bytes next = nextOfRun(left, tag);
            if (next != null && (right == null || next.compareTo(right) < 0)) {
                return next;
            }
        }
        ByteWriter place = new ByteWriter();
        digits(left == null ? Bytes.EMPTY : left, right, place);
        return run(place.raw(tag), 0).toBytes();
    }

    private static Bytes tag(Actor actor) {
        byte[] tag = Owner.of(actor).slice(0, TAG_BYTES).toArray();
        tag[TAG_BYTES - 1] |= 1;
        return Bytes.of(tag);
    }

    /** The place after {@code left} in the run that it is part of, or null when it is in none of that actor's. */
    private static @Nullable Bytes nextOfRun(Bytes left, Bytes tag) {
        for (int runBytes = 1; runBytes <= 2; runBytes++) {
            int tagAt = left.length() - runBytes - TAG_BYTES;
            if (tagAt >= 0 && left.slice(tagAt, tagAt + TAG_BYTES).equals(tag)) {
                int first = left.at(left.length() - runBytes);
                boolean isShort = first >= 1 && first <= SHORT_RUN;
                int n = runBytes == 1
                        ? first - 1
                        : SHORT_RUN + (first - SHORT_RUN - 1) * COUNTING + left.at(left.length() - 1) - 1;
                if (isShort == (runBytes == 1) && n >= 0 && n + 1 < LONG_RUN) {
                    return run(new ByteWriter().raw(left.slice(0, tagAt + TAG_BYTES)), n + 1)
                            .toBytes();
                }
            }
        }
        return null;
    }

    private static ByteWriter run(ByteWriter place, int n) {
        if (n < SHORT_RUN) {
            return place.u8(n + 1);
        }
        return place.u8(SHORT_RUN + 1 + (n - SHORT_RUN) / COUNTING).u8((n - SHORT_RUN) % COUNTING + 1);
    }

    /** Digits above those of {@code left} and below those of {@code right}, whatever follows them. */
    private static void digits(Bytes left, @Nullable Bytes right, ByteWriter place) {
        boolean bounded = right != null;
        for (int i = 0; ; i++) {
            int low = i < left.length() ? left.at(i) : 0;
            bounded &= right != null && i < right.length();
            int high = bounded && right != null ? right.at(i) : DIGITS;
            if (high - low > 1) {
                place.u8(middle(low, high, i < left.length(), bounded));
                return;
            }
            place.u8(low);
            bounded &= high == low;
        }
    }

    /** Towards the end of a list one step at a time, which is where lists grow. */
    private static int middle(int low, int high, boolean afterLeft, boolean bounded) {
        if (!bounded) {
            return afterLeft ? low + 1 : MIDDLE;
        }
        return afterLeft ? low + (high - low) / 2 : high - 1;
    }
}
