package dev.sotto.bench.sync;

import dev.sotto.document.Refusal;
import dev.sotto.identity.Authenticated;
import dev.sotto.link.Link;
import dev.sotto.link.LinkEnd;
import dev.sotto.link.LinkListener;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.Transport;
import dev.sotto.link.Way;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A transport whose links count what they are given to send. */
final class CountedTransport implements Transport {
    private final Transport transport;
    private final FrameCount count;

    CountedTransport(Transport transport, FrameCount count) {
        this.transport = transport;
        this.count = count;
    }

    @Override
    public Listening listen(PeerAddress address, LinkListener listener) {
        return transport.listen(address, new Ear(listener));
    }

    @Override
    public Dial connect(PeerAddress address, LinkListener listener) {
        return transport.connect(address, new Ear(listener));
    }

    @Override
    public void lookAtNetworks() {
        transport.lookAtNetworks();
    }

    @Override
    public void close() {
        transport.close();
    }

    private final class Ear implements LinkListener {
        private final LinkListener listener;
        private final Map<Link, Link> counted = new ConcurrentHashMap<>();

        Ear(LinkListener listener) {
            this.listener = listener;
        }

        private Link of(Link link) {
            return counted.computeIfAbsent(link, Counted::new);
        }

        @Override
        public void opened(Link link) {
            listener.opened(of(link));
        }

        @Override
        public void received(Link link, byte[] bytes) {
            count.arrived(bytes.length);
            listener.received(of(link), bytes);
        }

        @Override
        public void drained(Link link) {
            listener.drained(of(link));
        }

        @Override
        public void closed(Link link, LinkEnd end) {
            listener.closed(of(link), end);
            counted.remove(link);
        }

        @Override
        public void refused(PeerAddress remote, boolean dialled, Refusal why) {
            listener.refused(remote, dialled, why);
        }
    }

    private final class Counted implements Link {
        private final Link link;

        Counted(Link link) {
            this.link = link;
        }

        @Override
        public boolean dialled() {
            return link.dialled();
        }

        @Override
        public PeerAddress remote() {
            return link.remote();
        }

        @Override
        public Way way() {
            return link.way();
        }

        @Override
        public Authenticated authenticated() {
            return link.authenticated();
        }

        @Override
        public void send(byte[] bytes) {
            count.add(link.dialled(), bytes);
            link.send(bytes);
        }

        @Override
        public long queuedBytes() {
            return link.queuedBytes();
        }

        @Override
        public void lowAt(long bytes) {
            link.lowAt(bytes);
        }

        @Override
        public void close() {
            link.close();
        }

        @Override
        public void abort() {
            link.abort();
        }
    }
}
