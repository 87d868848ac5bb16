package dev.sotto.link.mdns;

import dev.sotto.document.Bytes;
import dev.sotto.document.RefusedException;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.discovery.Advert;
import dev.sotto.link.discovery.Sighting;
import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One network: the sockets for IPv4 and IPv6 on it, and the machines that speak there. On the discovery's thread.
 *
 * <p>What cannot be sent is not sent again: a network that refuses is one that is going away, which the next look at the
 * machine's networks finds out.
 */
final class Network implements Closeable {
    private static final int PORT = 5353;
    private static final String GROUP_4 = "224.0.0.251";
    private static final String GROUP_6 = "ff02::fb";

    private final NetworkView view;
    private final Random jitter;
    private final List<DatagramChannel> channels = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(Limits.MESSAGE_BYTES_MAX + 1);
    private final Responder responder;
    private final Browser browser;

    /** @throws IOException if it cannot be listened to */
    Network(
            NetworkView view,
            Advert own,
            Selector selector,
            Random jitter,
            long nowMillis,
            BiConsumer<String, Sighting> found,
            Consumer<String> lost)
            throws IOException {
        this.view = view;
        this.jitter = jitter;
        this.responder = new Responder(own, bytes(view.addresses()), nowMillis);
        this.browser = new Browser(own.instance(), new Told(view, found, lost), nowMillis, jitter());
        boolean open = false;
        try {
            if (view.hasIpv4()) {
                channels.add(open(StandardProtocolFamily.INET, GROUP_4, selector));
            }
            if (view.hasIpv6()) {
                channels.add(open(StandardProtocolFamily.INET6, GROUP_6, selector));
            }
            open = true;
        } finally {
            if (!open) {
                close();
            }
        }
    }

    private DatagramChannel open(StandardProtocolFamily family, String group, Selector selector) throws IOException {
        DatagramChannel channel = DatagramChannel.open(family);
        channels.add(channel);
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true); // a system's responder has the port, too
        channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, view.handle());
        channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 255);
        channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
        channel.bind(new InetSocketAddress(PORT));
        channel.join(InetAddress.getByName(group), view.handle());
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
        channels.remove(channel);
        return channel;
    }

    NetworkView view() {
        return view;
    }

    long dueMillis() {
        return Math.min(responder.dueMillis(), browser.dueMillis());
    }

    void tick(long nowMillis) {
        responder.tick(nowMillis).ifPresent(this::send);
        browser.tick(nowMillis).ifPresent(this::send);
    }

    void doubt(String instance, long nowMillis) {
        browser.doubt(instance, nowMillis);
    }

    /** Takes all that has come. */
    void read(DatagramChannel channel, long nowMillis) {
        try {
            while (true) {
                ((Buffer) buffer).clear(); // Java 9's own method is not in Android's library
                InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
                if (from == null) {
                    return;
                }
                ((Buffer) buffer).flip();
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                if (view.isHere(from.getAddress())) {
                    take(channel, from, bytes, nowMillis);
                }
            }
        } catch (IOException e) {
            return; // an error of something sent before, or a network on its way out
        }
    }

    /** What is no message, or is from somebody else's port or network, is passed over: anybody can send it. */
    private void take(DatagramChannel channel, InetSocketAddress from, byte[] bytes, long nowMillis) {
        DnsMessage message;
        try {
            message = DnsMessage.parse(bytes);
        } catch (RefusedException e) {
            return;
        }
        boolean speaksMulticast = from.getPort() == PORT;
        if (message.response()) {
            if (speaksMulticast) {
                browser.heard(message, nowMillis);
            }
        } else if (speaksMulticast) {
            responder.asked(message, nowMillis, jitter());
        } else {
            responder.askedByLegacy(message).ifPresent(answer -> send(channel, from, answer.encode()));
        }
    }

    private int jitter() {
        return jitter.nextInt(Limits.JITTER_SPAN_MILLIS);
    }

    private void send(DnsMessage message) {
        byte[] bytes = message.encode();
        for (DatagramChannel channel : channels) {
            send(channel, group(channel), bytes);
        }
    }

    private static void send(DatagramChannel channel, InetSocketAddress to, byte[] bytes) {
        try {
            channel.send(ByteBuffer.wrap(bytes), to);
        } catch (IOException e) {
            return; // as if it were lost on the way, which every datagram may be
        }
    }

    private InetSocketAddress group(DatagramChannel channel) {
        try {
            boolean ipv4 = view.hasIpv4() && channel == channels.get(0);
            return new InetSocketAddress(InetAddress.getByName(ipv4 ? GROUP_4 : GROUP_6), PORT);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address is not a name", e);
        }
    }

    void goodbye() {
        responder.goodbye().ifPresent(this::send);
    }

    /** All that was on it is lost. */
    void end() {
        browser.end();
        close();
    }

    @Override
    public void close() {
        for (DatagramChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                continue; // it is closed for us before the call that fails
            }
        }
    }

    private static List<Bytes> bytes(List<InetAddress> addresses) {
        List<Bytes> bytes = new ArrayList<>();
        addresses.forEach(address -> bytes.add(Bytes.of(address.getAddress())));
        return bytes;
    }

    /** Puts addresses into words; what is link-local means something with the name of its network only. */
    private record Told(NetworkView view, BiConsumer<String, Sighting> found, Consumer<String> lost)
            implements Browser.Sink {
        @Override
        public void found(String instance, int port, List<Bytes> addresses, Bytes text) {
            List<PeerAddress> usable = new ArrayList<>();
            for (Bytes bytes : addresses) {
                host(bytes).ifPresent(host -> usable.add(new PeerAddress(host, port)));
            }
            found.accept(view.name(), new Sighting(instance, usable, text));
        }

        private Optional<String> host(Bytes bytes) {
            try {
                InetAddress address = InetAddress.getByAddress(bytes.toArray());
                if (address instanceof Inet4Address && !view.hasIpv4()
                        || address instanceof Inet6Address && !view.hasIpv6()) {
                    return Optional.empty();
                }
                boolean scoped = address instanceof Inet6Address && address.isLinkLocalAddress();
                return Optional.of(address.getHostAddress() + (scoped ? "%" + view.name() : ""));
            } catch (UnknownHostException e) {
                return Optional.empty();
            }
        }

        @Override
        public void lost(String instance) {
            lost.accept(instance);
        }
    }
}
