package dev.sotto.peer;

import dev.sotto.document.StoreId;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often a store may have its session begin or end on links that are open: some at once, and one a second from then on. Each
 * time costs us a session and the app an event, and the store two bytes. What a link's end makes necessary is not counted: that
 * costs the store a handshake. On the loop.
 */
final class Moves {
    private static final class Credit {
        private long moves = Limits.MOVES_BURST_MAX;
        private long sinceMillis;

        private Credit(long nowMillis) {
            sinceMillis = nowMillis;
        }

        private boolean take(long nowMillis) {
            long earned = (nowMillis - sinceMillis) / Limits.MOVE_MILLIS;
            moves = Math.min(Limits.MOVES_BURST_MAX, moves + earned);
            sinceMillis += earned * Limits.MOVE_MILLIS;
            return --moves >= 0;
        }
    }

    private final Map<StoreId, Credit> credits = new TreeMap<>();

    /** Whether that store may once more, now. */
    boolean take(StoreId store, long nowMillis) {
        return credits.computeIfAbsent(store, first -> new Credit(nowMillis)).take(nowMillis);
    }

    /** The store has no link any more. */
    void forget(StoreId store) {
        credits.remove(store);
    }
}
