package dev.sotto.peer;

import dev.sotto.document.StoreId;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.Way;
import dev.sotto.sync.Delivery;
import dev.sotto.sync.PresenceGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;

/**
 * How sync stands at one moment. Immutable.
 *
 * @param deliveries commits that are asked about, the oldest first
 * @param graph the stores that can be reached
 * @param retired by their names
 * @param undecided documents of a store that is retired itself, and waits for the app's word of what it wrote there; else 0
 */
public record PeerStatus(
        boolean started,
        boolean paused,
        List<PeerAddress> listening,
        List<Known> known,
        List<Delivery> deliveries,
        PresenceGraph graph,
        SortedSet<StoreId> retired,
        long undecided) {
    /** Before anything was started. */
    public static final PeerStatus STOPPED = new PeerStatus(
            false,
            false,
            Collections.emptyList(),
            Collections.emptyList(),
            Collections.emptyList(),
            PresenceGraph.EMPTY,
            Collections.emptySortedSet(),
            0);

    public PeerStatus {
        listening = Collections.unmodifiableList(new ArrayList<>(listening));
        deliveries = Collections.unmodifiableList(new ArrayList<>(deliveries));
        known = Collections.unmodifiableList(new ArrayList<>(known));
    }

    /**
     * A store that was met since the start.
     *
     * @param lastHeardMillis monotonic, of its last frame
     * @param synced connected, and each side has what it wants of the other
     * @param pending changes of ours that it has not acknowledged
     * @param links to it, the oldest first
     * @param denied how often it brought something that it may not write, and that was dropped
     */
    public record Known(
            Neighbour neighbour,
            boolean connected,
            long lastHeardMillis,
            boolean synced,
            long pending,
            List<KnownLink> links,
            long denied) {}

    /** One of the links to a store; {@code carries} if the session is on it, else it stands by. */
    public record KnownLink(PeerAddress address, Way.Kind kind, boolean carries) {}
}
