package dev.sotto.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One subscription as its owner announces it.
 *
 * @param subHash names the canonical query
 * @param generation rises when everything is to be fetched anew
 * @param priority class 0 (first) to 3
 * @param windowed only the first of what matches stays at its owner: its cursor says that a document was there, not that it is
 * @param cursorEpoch the epoch of the receiving store for which {@code intervals} hold, or 0
 * @param reconcile its owner holds documents, and which of the receiver's changes they have is not known: compare first
 * @param intervals which of the receiver's changes were processed to completion, at most 4
 */
public record SubState(
        long subHash,
        int generation,
        int priority,
        boolean reconcile,
        boolean windowed,
        long cursorEpoch,
        List<LsnInterval> intervals) {
    public SubState {
        intervals = Collections.unmodifiableList(new ArrayList<>(intervals));
    }

    /** Up to where the first interval reaches from the very beginning; 0 if there is none. */
    public long cursor() {
        return intervals.isEmpty() || intervals.get(0).from() != 0
                ? 0
                : intervals.get(0).to();
    }
}
