package dev.sotto.sync;

import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.wire.Message;
import dev.sotto.wire.SubState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a peer subscribes to, with the cursors from which each subscription is to be fed. */
final class Interest {
    private static final long NONE = -1;

    private final List<Wanted> subscriptions;
    private final long low;
    private final long high;

    /** @param filter empty for a subscription that asks for nothing and only has a cursor */
    private record Wanted(Optional<SyncFilter> filter, int priority, boolean windowed, long cursor) {}

    private Interest(List<Wanted> subscriptions) {
        this.subscriptions = subscriptions;
        this.low = subscriptions.stream().mapToLong(Wanted::cursor).min().orElse(0);
        this.high = subscriptions.stream()
                .filter(wanted -> !wanted.filter().isPresent())
                .mapToLong(Wanted::cursor)
                .max()
                .orElse(0);
    }

    /**
     * @param filters by hash, for every one of {@code states}
     * @param epoch ours; a cursor of another one is void
     * @param durableLsn ours; a cursor beyond it is of changes that we lost, and void
     */
    static Interest of(List<SubState> states, SortedMap<Long, SyncFilter> filters, long epoch, long durableLsn) {
        List<Wanted> subscriptions = new ArrayList<>();
        for (SubState state : states) {
            boolean valid = state.cursorEpoch() == epoch && state.cursor() <= durableLsn;
            Optional<SyncFilter> filter = state.subHash() == Subscription.NOTHING
                    ? Optional.empty()
                    : Optional.ofNullable(filters.get(state.subHash()));
            subscriptions.add(new Wanted(filter, state.priority(), state.windowed(), valid ? state.cursor() : 0));
        }
        return new Interest(Collections.unmodifiableList(subscriptions));
    }

    /** Where the feed begins. */
    long low() {
        return low;
    }

    /** From where a lane of each class begins, for the classes that there are. */
    SortedMap<Integer, Long> lows() {
        SortedMap<Integer, Long> lows = new TreeMap<>();
        for (Wanted wanted : subscriptions) {
            if (wanted.filter().isPresent()) {
                lows.merge(wanted.priority(), wanted.cursor(), Math::min);
            }
        }
        return lows;
    }

    /** Up to here the peer has dealt with every change, if only to pass over it. */
    long high() {
        return high;
    }

    /** The same, all fed up to there. */
    Interest at(long lsn) {
        List<Wanted> moved = new ArrayList<>();
        for (Wanted wanted : subscriptions) {
            long cursor = Math.max(lsn, wanted.cursor());
            moved.add(new Wanted(wanted.filter(), wanted.priority(), wanted.windowed(), cursor));
        }
        return new Interest(Collections.unmodifiableList(moved));
    }

    /** Whether a subscription asks for the document, wherever its cursor is. */
    boolean asksFor(StoredDoc document) {
        for (Wanted wanted : subscriptions) {
            if (wanted.filter().isPresent()
                    && wanted.filter().get().collection().equals(document.ref().collection())
                    && document.view() instanceof MapValue map
                    && wanted.filter().get().test(map)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a subscription that is in force is of that collection. */
    boolean isAbout(String collection) {
        for (Wanted wanted : subscriptions) {
            if (wanted.filter().isPresent()
                    && wanted.filter().get().collection().equals(collection)) {
                return true;
            }
        }
        return false;
    }

    /**
     * What is known of a document's need.
     *
     * @param asked whether a subscription asks for it
     * @param base the change since which the peer needs it; empty if it does not
     */
    record Need(boolean asked, Optional<Long> base) {
        static final Need NONE = new Need(false, Optional.empty());
    }

    /**
     * The change since which the peer needs the document: the furthest cursor of a subscription that it matches. Empty if it
     * matches none, or one whose cursor or lane has passed it: its last change was processed under that one, and in the state
     * that it still has it matched then as now, so the peer has it, whatever other subscriptions were added since.
     *
     * <p>A subscription with a window says nothing of the kind: what it brought, the peer may have forgotten. It is not told again for
     * that one, but for each other that asks for it.
     *
     * <p>A document that came to match between that cursor and now lacks what is older; its hash tells the peer so.
     *
     * @param lane of which alone it is asked, or all
     */
    Need of(StoredDoc document, Lanes lanes, int lane) {
        Value view = Value.MISSING;
        long base = NONE;
        boolean asked = false;
        for (Wanted wanted : subscriptions) {
            if (!wanted.filter().isPresent()
                    || !wanted.filter().get().collection().equals(document.ref().collection())) {
                continue;
            }
            view = view.isMissing() ? document.view() : view;
            if (view instanceof MapValue map && wanted.filter().get().test(map)) {
                boolean passed = wanted.cursor() >= document.lsn() || lanes.hasTold(wanted.priority(), document.lsn());
                if (passed && !wanted.windowed()) {
                    return new Need(true, Optional.empty());
                }
                asked |= lane >= Message.Lane.WHOLE || !passed && lane == wanted.priority();
                base = passed ? base : Math.max(base, wanted.cursor());
            }
        }
        return asked ? new Need(true, base == NONE ? Optional.empty() : Optional.of(base)) : Need.NONE;
    }
}
