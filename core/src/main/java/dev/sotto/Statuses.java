package dev.sotto;

import dev.sotto.background.port.SyncActivity;
import dev.sotto.peer.PeerStatus;
import java.util.ArrayList;
import java.util.List;

/** How sync stands, in the words of an app. */
final class Statuses {
    private Statuses() {}

    static SyncStatus of(PeerStatus now, long monotonicMillis) {
        List<SyncStatus.PeerStatus> peers = new ArrayList<>();
        now.known().forEach(known -> peers.add(of(known, monotonicMillis)));
        List<String> listening = new ArrayList<>();
        now.listening().forEach(address -> listening.add(address.toString()));
        return new SyncStatus(
                now.started(), now.paused(), listening, peers, new ArrayList<>(now.retired()), now.undecided());
    }

    /** The same as the keep-alive machine asks for it. */
    static SyncActivity activity(PeerStatus now, long monotonicMillis) {
        int connected = 0;
        long pending = 0;
        long sinceLastPeer = SyncActivity.NEVER;
        for (PeerStatus.Known known : now.known()) {
            connected += known.connected() ? 1 : 0;
            pending = Math.max(pending, known.pending());
            long since = known.connected() ? 0 : Math.max(0, monotonicMillis - known.lastHeardMillis());
            sinceLastPeer = Math.min(sinceLastPeer, since);
        }
        return new SyncActivity(connected, pending, sinceLastPeer);
    }

    private static SyncStatus.PeerStatus of(PeerStatus.Known known, long monotonicMillis) {
        List<SyncStatus.Link> links = new ArrayList<>();
        known.links()
                .forEach(
                        link -> links.add(new SyncStatus.Link(link.address().toString(), link.kind(), link.carries())));
        return new SyncStatus.PeerStatus(
                known.neighbour().storeId(),
                known.neighbour().name(),
                known.neighbour().address().toString(),
                known.connected(),
                Math.max(0, monotonicMillis - known.lastHeardMillis()),
                known.synced(),
                known.pending(),
                links,
                known.denied());
    }
}
