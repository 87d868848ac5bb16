package dev.sotto;

import dev.sotto.document.StoreId;
import dev.sotto.link.Way;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How sync stood at one moment. Immutable.
 *
 * @param started between {@link Sync#start()} and {@link Sync#stop()}
 * @param paused by {@link Sync#backgroundControl()}
 * @param listening the addresses where connections are accepted now, host:port with the port that the system gave
 * @param peers every peer met since this Sotto was opened, in the order of their ids, without those that are gone and retired
 * @param retired the stores that are retired, as far as it is known here, in the order of their ids
 * @param undecided documents that wait for {@link Sync#rejoin} because this store itself is retired; else 0
 */
public record SyncStatus(
        boolean started,
        boolean paused,
        List<String> listening,
        List<PeerStatus> peers,
        List<StoreId> retired,
        long undecided) {
    /** Where no store is retired. */
    public SyncStatus(boolean started, boolean paused, List<String> listening, List<PeerStatus> peers) {
        this(started, paused, listening, peers, Collections.emptyList(), 0);
    }

    public SyncStatus {
        retired = Collections.unmodifiableList(new ArrayList<>(retired));
        listening = Collections.unmodifiableList(new ArrayList<>(listening));
        peers = Collections.unmodifiableList(new ArrayList<>(peers));
    }

    /** Peers with a living session. */
    public int connectedCount() {
        int connected = 0;
        for (PeerStatus peer : peers) {
            connected += peer.connected() ? 1 : 0;
        }
        return connected;
    }

    /**
     * One peer.
     *
     * @param name what it calls itself
     * @param address of the present or last connection, host:port
     * @param connected true within 2 s of a cut that the system reports, within 2.5 heartbeats of one that it does not
     * @param lastHeardMillisAgo since the last frame of the peer, by the monotonic clock
     * @param synced connected, and nothing is known that the one wants and the other has not acknowledged
     * @param pending changes of ours, counted as local sequence numbers, that it has not acknowledged
     * @param links open now, the oldest first: one carries, the others stand by
     * @param denied how often it brought something that it may not write here, and that was dropped
     */
    public record PeerStatus(
            StoreId storeId,
            String name,
            String address,
            boolean connected,
            long lastHeardMillisAgo,
            boolean synced,
            long pending,
            List<Link> links,
            long denied) {
        public PeerStatus {
            links = Collections.unmodifiableList(new ArrayList<>(links));
        }

        /** Without links, and with nothing denied. */
        public PeerStatus(
                StoreId storeId,
                String name,
                String address,
                boolean connected,
                long lastHeardMillisAgo,
                boolean synced,
                long pending) {
            this(storeId, name, address, connected, lastHeardMillisAgo, synced, pending, Collections.emptyList(), 0);
        }
    }

    /**
     * A link to a peer.
     *
     * @param address of the other end, host:port
     * @param kind what it runs over; the better ones first in the order of the constants
     * @param carries whether sync runs on it; else it stands by
     */
    public record Link(String address, Way.Kind kind, boolean carries) {}
}
