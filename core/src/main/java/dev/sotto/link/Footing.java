package dev.sotto.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.function.Predicate;

/**
 * The address of a link's own end, and whether it is on a network of this machine. One that was on none when the link began says
 * nothing later: a route may bring whole networks to a machine that has none of their addresses (Linux calls it AnyIP; proxies
 * and containers use it). Immutable; any thread.
 */
final class Footing {
    private final InetAddress own;
    private final boolean onANetwork;

    Footing(InetAddress own, Predicate<InetAddress> networks) {
        this.own = own;
        this.onANetwork = networks.test(own);
    }

    /** Whether it was on a network and is on none now. */
    boolean isLost(Predicate<InetAddress> networks) {
        return onANetwork && !networks.test(own);
    }

    /** Whether an interface with that address is up and has its cable or its Wi-Fi; true if the system does not say. */
    static boolean isOnANetwork(InetAddress own) {
        if (own.isLoopbackAddress() || own.isAnyLocalAddress()) {
            return true;
        }
        try {
            NetworkInterface network = NetworkInterface.getByInetAddress(own);
            return network != null && network.isUp();
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public String toString() {
        return own.getHostAddress();
    }
}
