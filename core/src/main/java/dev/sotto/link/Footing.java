package dev.sotto.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.function.Predicate;

/**
 * The address of a link's own end, and whether it is on a network of this machine, as the looks at it found. One that no look found
 * on a network says nothing: a route may bring whole networks to a machine that has none of their addresses (Linux calls it AnyIP;
 * proxies and containers use it). Links begin before they are on one, too: Linux says that an interface runs up to a second after
 * it carries bytes. Immutable; any thread.
 */
final class Footing {
    private enum State {
        NEVER_SEEN,
        ON_A_NETWORK,
        LOST
    }

    private final InetAddress own;
    private final State state;

    private Footing(InetAddress own, State state) {
        this.own = own;
        this.state = state;
    }

    static Footing of(InetAddress own) {
        return new Footing(own, State.NEVER_SEEN);
    }

    /** What is known after another look. */
    Footing look(Predicate<InetAddress> isOnANetwork) {
        if (isOnANetwork.test(own)) {
            return new Footing(own, State.ON_A_NETWORK);
        }
        return state == State.ON_A_NETWORK ? new Footing(own, State.LOST) : this;
    }

    /** Whether it was on a network and is on none since. */
    boolean isLost() {
        return state == State.LOST;
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
