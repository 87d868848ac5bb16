package dev.sotto.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What this store has processed of one sender's feed: closed lsn intervals, ascending, apart by at least one lsn, at
 * most {@link #INTERVALS_MAX}. It says nothing about any third store.
 */
public record Cursor(List<Interval> intervals) {
    /** One in normal work, more while catching up newest first. */
    public static final int INTERVALS_MAX = Limits.CURSOR_INTERVALS_MAX;

    /** Nothing processed. */
    public static final Cursor NONE = new Cursor(Collections.emptyList());

    public Cursor {
        intervals = Collections.unmodifiableList(new ArrayList<>(intervals));
        if (intervals.size() > INTERVALS_MAX) {
            throw new IllegalArgumentException(
                    intervals.size() + " intervals in a cursor; at most " + INTERVALS_MAX + " are kept");
        }
        for (int i = 1; i < intervals.size(); i++) {
            if (intervals.get(i).first() <= intervals.get(i - 1).last() + 1) {
                throw new IllegalArgumentException("cursor intervals must ascend with a gap between: " + intervals);
            }
        }
    }

    /** Everything from the sender's first lsn up to {@code lsn}; {@link #NONE} for 0. */
    public static Cursor upTo(long lsn) {
        return lsn == 0 ? NONE : new Cursor(Collections.singletonList(new Interval(0, lsn)));
    }

    /** The end of the interval that starts at 0, or 0: every lsn up to it is processed. */
    public long contiguous() {
        return intervals.isEmpty() || intervals.get(0).first() > 0
                ? 0
                : intervals.get(0).last();
    }

    /** Both ends belong to it. */
    public record Interval(long first, long last) {
        public Interval {
            if (first < 0 || last < first) {
                throw new IllegalArgumentException(
                        "interval " + first + ".." + last + "; lsns are not negative and ascend");
            }
        }
    }
}
