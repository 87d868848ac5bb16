package dev.sotto.store;

import dev.sotto.document.DocKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How one ordered result became another: the fewest rows taken out and put in. Immutable and pure.
 *
 * <pre>
 *   old:  a b c d e        removed  [1]          b is gone             (a place in the old result)
 *   new:  a d c' x e       inserted [3]          x is new              (a place in the new result)
 *                          moved    [3 -> 1]     d went before c       (from a place in the old one to one in the new one)
 *                          updated  [2]          c has another value   (a place in the new result)
 * </pre>
 *
 * <p>A row that moved and has another value is in both lists. Which rows count as moved is a choice (d went up, or c went
 * down): those that stay are a longest increasing subsequence of the old places in the new order, so no choice moves fewer
 * (Schensted, 1961; here in O(n log n) by patience sorting).
 *
 * @param removed places in the old result, ascending
 * @param inserted places in the new result, ascending
 * @param moved by ascending place in the new result
 * @param updated places in the new result, ascending
 */
public record RowDiff(List<Integer> removed, List<Integer> inserted, List<Move> moved, List<Integer> updated) {
    /**
     * One row that is elsewhere now.
     *
     * @param from its place in the old result
     * @param to its place in the new result
     */
    public record Move(int from, int to) {}

    private static final int NOWHERE = -1;

    public RowDiff {
        removed = Collections.unmodifiableList(new ArrayList<>(removed));
        inserted = Collections.unmodifiableList(new ArrayList<>(inserted));
        moved = Collections.unmodifiableList(new ArrayList<>(moved));
        updated = Collections.unmodifiableList(new ArrayList<>(updated));
    }

    /** Whether both results are the same. */
    public boolean isEmpty() {
        return removed.isEmpty() && inserted.isEmpty() && moved.isEmpty() && updated.isEmpty();
    }

    static RowDiff between(List<Row> before, List<Row> now) {
        int start = 0;
        int common = Math.min(before.size(), now.size());
        List<Integer> updated = new ArrayList<>();
        while (start < common && isSameRow(before.get(start), now.get(start))) {
            noteUpdate(before.get(start), now.get(start), start, updated);
            start++;
        }
        int same = 0;
        List<Integer> updatedBehind = new ArrayList<>();
        while (same < common - start
                && isSameRow(before.get(before.size() - 1 - same), now.get(now.size() - 1 - same))) {
            int place = now.size() - 1 - same;
            noteUpdate(before.get(before.size() - 1 - same), now.get(place), place, updatedBehind);
            same++;
        }
        List<Integer> removed = new ArrayList<>();
        List<Integer> inserted = new ArrayList<>();
        List<Move> moved = new ArrayList<>();
        int[] from = origins(before, now, start, same, removed);
        boolean[] stays = longestIncreasing(from);
        for (int i = 0; i < from.length; i++) {
            int place = start + i;
            if (from[i] == NOWHERE) {
                inserted.add(place);
                continue;
            }
            if (!stays[i]) {
                moved.add(new Move(from[i], place));
            }
            noteUpdate(before.get(from[i]), now.get(place), place, updated);
        }
        Collections.reverse(updatedBehind);
        updated.addAll(updatedBehind);
        return new RowDiff(removed, inserted, moved, updated);
    }

    private static boolean isSameRow(Row before, Row now) {
        return before == now || before.ref().key().equals(now.ref().key());
    }

    private static void noteUpdate(Row before, Row now, int place, List<Integer> updated) {
        if (before != now && !before.view().equals(now.view())) {
            updated.add(place);
        }
    }

    /**
     * For each row between the equal ends of the new result its place in the old one; notes which old ones are gone. Rows that
     * nothing tells apart (of a UNION ALL) are taken one for the other in their order.
     */
    private static int[] origins(List<Row> before, List<Row> now, int start, int same, List<Integer> removed) {
        Map<DocKey, ArrayDeque<Integer>> places = new HashMap<>();
        for (int i = start; i < before.size() - same; i++) {
            places.computeIfAbsent(before.get(i).ref().key(), first -> new ArrayDeque<>(2))
                    .add(i);
        }
        int[] from = new int[now.size() - same - start];
        boolean[] kept = new boolean[before.size()];
        for (int i = 0; i < from.length; i++) {
            ArrayDeque<Integer> left = places.get(now.get(start + i).ref().key());
            Integer place = left == null ? null : left.poll();
            from[i] = place == null ? NOWHERE : place;
            if (place != null) {
                kept[place] = true;
            }
        }
        for (int i = start; i < before.size() - same; i++) {
            if (!kept[i]) {
                removed.add(i);
            }
        }
        return from;
    }

    /** Marks a longest increasing subsequence of those that are somewhere. */
    private static boolean[] longestIncreasing(int[] from) {
        int[] tails = new int[from.length];
        int[] previous = new int[from.length];
        int length = 0;
        for (int i = 0; i < from.length; i++) {
            if (from[i] == NOWHERE) {
                continue;
            }
            int low = 0;
            int high = length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (from[tails[middle]] < from[i]) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            previous[i] = low == 0 ? NOWHERE : tails[low - 1];
            tails[low] = i;
            length = Math.max(length, low + 1);
        }
        boolean[] stays = new boolean[from.length];
        for (int i = length == 0 ? NOWHERE : tails[length - 1]; i != NOWHERE; i = previous[i]) {
            stays[i] = true;
        }
        return stays;
    }

    /**
     * The new result, from the old one and the rows that this difference brings.
     *
     * @param before the old result
     * @param now gives the row at a place of the new result; asked only for places in {@link #inserted} and {@link #updated}
     * @throws IllegalArgumentException {@code before} is not what the difference begins with
     */
    public <T> List<T> applyTo(List<T> before, java.util.function.IntFunction<? extends T> now) {
        int last = removed.isEmpty() ? NOWHERE : removed.get(removed.size() - 1);
        boolean[] leaves = new boolean[before.size()];
        for (Move move : moved) {
            last = Math.max(last, move.from());
        }
        if (last >= before.size()) {
            throw new IllegalArgumentException("a result of " + before.size() + " rows has no place " + last
                    + "; apply the difference to the result before it");
        }
        removed.forEach(place -> leaves[place] = true);
        moved.forEach(move -> leaves[move.from()] = true);
        int size = before.size() - removed.size() + inserted.size();
        List<T> result = new ArrayList<>(Collections.nCopies(size, null));
        boolean[] taken = new boolean[size];
        for (int place : inserted) {
            result.set(place, now.apply(place));
            taken[place] = true;
        }
        for (Move move : moved) {
            result.set(move.to(), before.get(move.from()));
            taken[move.to()] = true;
        }
        int at = 0;
        for (int i = 0; i < before.size(); i++) {
            if (!leaves[i]) {
                while (taken[at]) {
                    at++;
                }
                result.set(at++, before.get(i));
            }
        }
        updated.forEach(place -> result.set(place, now.apply(place)));
        return result;
    }
}
