package dev.sotto.background.port;

/** How busy a sync engine is. Immutable. */
public final class SyncActivity {

    /** {@link #millisSinceLastPeer()} when no peer was ever seen in this run. */
    public static final long NEVER = Long.MAX_VALUE;

    /** No peer, nothing to send, nobody seen. */
    public static final SyncActivity NONE = new SyncActivity(0, 0, NEVER);

    private final int connectedPeers;
    private final long pendingOperations;
    private final long millisSinceLastPeer;

    public SyncActivity(int connectedPeers, long pendingOperations, long millisSinceLastPeer) {
        if (connectedPeers < 0 || pendingOperations < 0 || millisSinceLastPeer < 0) {
            throw new IllegalArgumentException("activity is " + connectedPeers + " peers, " + pendingOperations
                    + " operations, " + millisSinceLastPeer + " ms; none may be negative");
        }
        this.connectedPeers = connectedPeers;
        this.pendingOperations = pendingOperations;
        this.millisSinceLastPeer = millisSinceLastPeer;
    }

    /** Peers with a living session now. */
    public int connectedPeers() {
        return connectedPeers;
    }

    /** Local changes that at least one known peer still has to get, as far as the engine knows. */
    public long pendingOperations() {
        return pendingOperations;
    }

    /** Milliseconds since a peer was last connected or seen nearby; 0 while one is, {@link #NEVER} if none ever was. */
    public long millisSinceLastPeer() {
        return millisSinceLastPeer;
    }

    /** What two engines in one process amount to together. */
    public SyncActivity plus(SyncActivity other) {
        return new SyncActivity(
                connectedPeers + other.connectedPeers,
                pendingOperations + other.pendingOperations,
                Math.min(millisSinceLastPeer, other.millisSinceLastPeer));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SyncActivity
                && ((SyncActivity) other).connectedPeers == connectedPeers
                && ((SyncActivity) other).pendingOperations == pendingOperations
                && ((SyncActivity) other).millisSinceLastPeer == millisSinceLastPeer;
    }

    @Override
    public int hashCode() {
        return (connectedPeers * 31 + Long.valueOf(pendingOperations).hashCode()) * 31
                + Long.valueOf(millisSinceLastPeer).hashCode();
    }

    @Override
    public String toString() {
        return connectedPeers + " peers, " + pendingOperations + " pending, last peer "
                + (millisSinceLastPeer == NEVER ? "never" : millisSinceLastPeer + " ms ago");
    }
}
