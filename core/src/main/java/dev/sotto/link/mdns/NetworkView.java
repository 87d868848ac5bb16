package dev.sotto.link.mdns;

import dev.sotto.link.discovery.NearAddresses;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A network as the system shows it at one moment.
 *
 * @param name of the interface
 * @param prefixes its addresses with the lengths of their networks' prefixes, in words: two views are equal if they are
 * @param addresses those that we advertise: private and link-local ones
 * @param handle for sockets
 */
record NetworkView(String name, List<String> prefixes, List<InetAddress> addresses, NetworkInterface handle) {
    private static final InetAddress LOOPBACK = loopbackAddress();

    NetworkView {
        prefixes = Collections.unmodifiableList(new ArrayList<>(prefixes));
        addresses = Collections.unmodifiableList(new ArrayList<>(addresses));
    }

    /**
     * The networks that may have neighbours, by name. Blocks for the system, not for the network.
     *
     * @throws SocketException the system does not tell
     */
    static Map<String, NetworkView> all() throws SocketException {
        Map<String, NetworkView> views = new TreeMap<>();
        List<NetworkInterface> handles = Collections.list(NetworkInterface.getNetworkInterfaces());
        handles.sort((a, b) -> Integer.compare(a.getIndex(), b.getIndex()));
        for (NetworkInterface handle : handles) {
            if (views.size() < Limits.NETWORKS_MAX && hasNeighbours(handle)) {
                NetworkView view = of(handle);
                if (!view.addresses.isEmpty()) {
                    views.put(view.name, view);
                }
            }
        }
        return views;
    }

    /** This machine's own loopback, over IPv4; empty if it has none. Blocks for the system, not for the network. */
    static Map<String, NetworkView> loopback() throws SocketException {
        Map<String, NetworkView> views = new TreeMap<>();
        NetworkInterface handle = NetworkInterface.getByInetAddress(LOOPBACK);
        if (handle != null && handle.isUp()) {
            views.put(
                    handle.getName(),
                    new NetworkView(
                            handle.getName(),
                            Collections.singletonList(LOOPBACK.getHostAddress()),
                            Collections.singletonList(LOOPBACK),
                            handle));
        }
        return views;
    }

    private static boolean hasNeighbours(NetworkInterface handle) {
        try {
            return handle.isUp() && handle.supportsMulticast() && !handle.isLoopback() && !handle.isPointToPoint();
        } catch (SocketException e) {
            return false; // it went away since it was listed
        }
    }

    private static InetAddress loopbackAddress() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static NetworkView of(NetworkInterface handle) {
        List<String> prefixes = new ArrayList<>();
        List<InetAddress> addresses = new ArrayList<>();
        for (InterfaceAddress one : handle.getInterfaceAddresses()) {
            prefixes.add(one.getAddress().getHostAddress() + "/" + one.getNetworkPrefixLength());
            if (NearAddresses.isNear(one.getAddress()) && addresses.size() < Limits.HOST_ADDRESSES_MAX) {
                addresses.add(one.getAddress());
            }
        }
        Collections.sort(prefixes);
        return new NetworkView(handle.getName(), prefixes, addresses, handle);
    }

    boolean isSameAs(NetworkView other) {
        return name.equals(other.name)
                && prefixes.equals(other.prefixes)
                && handle.getIndex() == other.handle.getIndex();
    }

    boolean hasIpv4() {
        return addresses.stream().anyMatch(Inet4Address.class::isInstance);
    }

    boolean hasIpv6() {
        return addresses.stream().anyMatch(Inet6Address.class::isInstance);
    }

    /** Whether it is an address of this very network (RFC 6762, section 11): a socket hears what others on this machine joined. */
    boolean isHere(InetAddress from) {
        if (from instanceof Inet6Address six && six.isLinkLocalAddress()) {
            return six.getScopeId() == handle.getIndex();
        }
        for (InterfaceAddress own : handle.getInterfaceAddresses()) {
            if (isWithin(own.getAddress().getAddress(), own.getNetworkPrefixLength(), from.getAddress())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWithin(byte[] network, int prefixBits, byte[] address) {
        boolean within = network.length == address.length;
        for (int bit = 0; within && bit < prefixBits; bit++) {
            int mask = 0x80 >> (bit & 7);
            within = ((network[bit >> 3] ^ address[bit >> 3]) & mask) == 0;
        }
        return within;
    }
}
