package dev.sotto.testkit.world;

import dev.sotto.document.Scopes;
import dev.sotto.link.Transport;
import dev.sotto.peer.Peer;
import dev.sotto.peer.RejoinPolicy;
import dev.sotto.peer.Ticker;
import dev.sotto.peer.Wanted;
import dev.sotto.store.Storage;
import dev.sotto.sync.Protections;
import java.util.List;

/**
 * The places at which a world can be made wrong on purpose, to show that it would be seen. Nothing is wrong here: a test
 * overrides one place, and what it gives back is wrong in its stead. One instance serves many worlds at once, so it keeps
 * nothing; what it gives back belongs to one process.
 */
class Plants {
    static final Plants NONE = new Plants();

    /** What keeps stores equal, as the world drew it. */
    Protections protections(Protections drawn) {
        return drawn;
    }

    /** Whether a store that was put back from a backup knows it. */
    boolean restoreRenewsEpoch() {
        return true;
    }

    /** What a process is told that others may have of it, and bring. */
    Scopes granted(Scopes meant) {
        return meant;
    }

    /** The way of a process that starts to its disk. */
    Storage storage(Storage disk, Device device) {
        return disk;
    }

    /** What a process opens to reach others. */
    Transport transport(Transport network, Device device) {
        return network;
    }

    /** A process's clocks. */
    Ticker clock(VirtualClock clock) {
        return clock;
    }

    /** The app says what it wants from now on. */
    void subscribe(Peer peer, List<Wanted> wanted) {
        peer.want(wanted);
    }

    /** The app says what becomes of what nobody has acknowledged when its store was retired. */
    RejoinPolicy rejoin(RejoinPolicy meant) {
        return meant;
    }

    /** The process goes on after it stood still. */
    void resume(Peer peer, boolean rebuild) {
        peer.resume(rebuild);
    }
}
