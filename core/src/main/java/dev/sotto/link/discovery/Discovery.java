package dev.sotto.link.discovery;

/**
 * A way to hear of peers on the same network, and to let them hear of us. It knows no peers and trusts nobody: it passes on what
 * it hears.
 *
 * <p>Port: {@link dev.sotto.link.mdns.MulticastDns} implements it, so can a platform's own service discovery.
 */
public interface Discovery {
    /**
     * Advertises {@code own} and listens, on every network that is there or comes, until {@link Running#close}.
     *
     * <p>Any thread. Never blocks for the network, does not fail: a network that cannot be used is told as
     * {@link DiscoveryListener#deaf} and tried again. Each call is a run of its own.
     */
    Running start(Advert own, DiscoveryListener listener);

    /**
     * Whether an advert may have us dial that host: an address of the networks that it discovers on. Anybody can write an advert,
     * and one that names another address would make us call on strangers for its author. Any thread, never blocks.
     */
    default boolean isNear(String host) {
        return NearAddresses.isNear(host);
    }

    /**
     * Whether those who discover us can reach what listens at {@code host}: what is bound to loopback nobody on a network can.
     * Any thread, never blocks.
     */
    default boolean reaches(String host) {
        return !NearAddresses.isLoopback(host);
    }

    /** A run of {@link #start}. */
    interface Running {
        /**
         * A peer could not be reached where its advert says: if nobody repeats the advert soon, it is {@link
         * DiscoveryListener#lost}. Any thread, never blocks, idempotent, does not fail.
         */
        void doubt(String instance);

        /**
         * Says that we are gone, and ends. The listener hears nothing more once {@code done} is called, which happens on any
         * thread, soon: the goodbye is with the network then, or cannot be sent. Any thread, never blocks; a second call calls
         * its {@code done} too.
         */
        void close(Runnable done);
    }
}
