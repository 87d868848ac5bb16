package dev.sotto.peer;

import dev.sotto.document.StoreId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The stores that were met since the start, and the one conversation with each that counts. On the loop. */
final class Roster {
    private static final class Met {
        private Neighbour neighbour;
        private @Nullable Conversation live;
        private long lastHeardMillis;
        private long pendingAtEnd;
        private long durableAtEnd;
        private long denied;

        private Met(Neighbour neighbour) {
            this.neighbour = neighbour;
        }

        private long denied() {
            denied += live == null ? 0 : live.takeDenied();
            return denied;
        }
    }

    private final Map<StoreId, Met> stores = new TreeMap<>();

    /** The conversation with that store, if there is one. */
    @Nullable
    Conversation live(StoreId store) {
        Met met = stores.get(store);
        return met == null ? null : met.live;
    }

    /** The stores that have a conversation. */
    List<StoreId> connected() {
        List<StoreId> connected = new ArrayList<>();
        stores.forEach((store, met) -> {
            if (met.live != null) {
                connected.add(store);
            }
        });
        return connected;
    }

    /** This conversation is the one with its neighbour from now on. */
    void met(Neighbour neighbour, Conversation conversation) {
        Met met = stores.computeIfAbsent(neighbour.storeId(), store -> new Met(neighbour));
        met.denied(); // what came over the link that carried so far
        met.neighbour = neighbour;
        met.live = conversation;
        forgetOldest();
    }

    /** The conversation is over; answers whether it was the one that counted. */
    boolean left(Conversation conversation, long durableLsn) {
        for (Met met : stores.values()) {
            if (met.live == conversation) {
                met.denied();
                met.live = null;
                met.lastHeardMillis = conversation.lastHeardMillis();
                met.pendingAtEnd = conversation.pending(durableLsn);
                met.durableAtEnd = durableLsn;
                return true;
            }
        }
        return false;
    }

    private void forgetOldest() {
        while (stores.size() > Limits.ROSTER_MAX) {
            StoreId oldest = null;
            long oldestMillis = Long.MAX_VALUE;
            for (Map.Entry<StoreId, Met> entry : stores.entrySet()) {
                if (entry.getValue().live == null && entry.getValue().lastHeardMillis < oldestMillis) {
                    oldest = entry.getKey();
                    oldestMillis = entry.getValue().lastHeardMillis;
                }
            }
            if (oldest == null) {
                return;
            }
            stores.remove(oldest);
        }
    }

    /**
     * @param links those to a store
     * @param retired who is none of us any more once it is gone
     */
    List<PeerStatus.Known> known(
            long durableLsn, Function<StoreId, List<PeerStatus.KnownLink>> links, Set<StoreId> retired) {
        List<PeerStatus.Known> known = new ArrayList<>();
        stores.entrySet().removeIf(each -> each.getValue().live == null && retired.contains(each.getKey()));
        for (Met met : stores.values()) {
            Conversation live = met.live;
            known.add(
                    live == null
                            ? new PeerStatus.Known(
                                    met.neighbour,
                                    false,
                                    met.lastHeardMillis,
                                    false,
                                    met.pendingAtEnd + durableLsn - met.durableAtEnd,
                                    Collections.emptyList(),
                                    met.denied())
                            : new PeerStatus.Known(
                                    met.neighbour,
                                    true,
                                    live.lastHeardMillis(),
                                    live.isSynced(durableLsn),
                                    live.pending(durableLsn),
                                    links.apply(met.neighbour.storeId()),
                                    met.denied()));
        }
        return known;
    }
}
