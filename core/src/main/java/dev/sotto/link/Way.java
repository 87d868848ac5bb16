package dev.sotto.link;

import dev.sotto.link.discovery.NearAddresses;
import java.net.InetAddress;

/**
 * What a link runs over.
 *
 * @param host the other end's address as numbers, as this end sees it: two links of one kind to one host break together
 */
public record Way(Kind kind, String host) {
    /** Kinds of ways, the best one first. */
    public enum Kind {
        /** Within this device: no radio, microseconds. */
        LOOPBACK,
        /** TCP to an address of a network that we are on (RFC 1918, RFC 4193, link-local): a hop or two, no metered bytes. */
        LAN,
        /** TCP to any other address: every byte through the provider. */
        INTERNET,
        /** Inside HTTP: the same wires, and what stands between buffers, and ends what is quiet. */
        WEBSOCKET
    }

    /** The way of a connection to {@code peer}, by WebSocket or bare. */
    static Way of(InetAddress peer, boolean web) {
        if (web) {
            return new Way(Kind.WEBSOCKET, peer.getHostAddress());
        }
        Kind kind = peer.isLoopbackAddress() ? Kind.LOOPBACK : NearAddresses.isNear(peer) ? Kind.LAN : Kind.INTERNET;
        return new Way(kind, peer.getHostAddress());
    }

    /** Whether a link over this is worth moving to from one over {@code other}. */
    public boolean isBetterThan(Way other) {
        return kind.compareTo(other.kind) < 0;
    }

    /** Whether both break together, so that one of them is no reserve for the other. */
    public boolean isSameAs(Way other) {
        return kind == other.kind && host.equals(other.host);
    }
}
