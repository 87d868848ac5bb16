package dev.sotto.bench.mesh;

import dev.sotto.document.Bytes;
import dev.sotto.identity.Authenticated;
import dev.sotto.identity.SessionKeys;
import dev.sotto.identity.TrustMode;
import dev.sotto.identity.VersionRange;
import dev.sotto.link.Link;
import dev.sotto.link.LinkListener;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.Transport;
import dev.sotto.link.Way;
import dev.sotto.wire.FrameReader;
import dev.sotto.wire.Message;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Links between peers, each with its own latency, that lose nothing and never end. What goes over them is counted. Presence is
 * left out: each store's record goes to every other, which is about the square of their number and not about changes.
 */
final class MeshNetwork {
    private static final int LATENCY_MILLIS_MIN = 2;
    private static final int LATENCY_MILLIS_MAX = 20;
    private static final int TYPE = 0x3f;

    private final VirtualTime time;
    private final Random random;
    private final Traffic traffic;
    private final Arrivals arrivals;
    private final Map<Integer, LinkListener> ears = new TreeMap<>();

    /** Hears of every message before its receiver does. */
    interface Arrivals {
        void arrived(int from, int to, Message message);
    }

    MeshNetwork(VirtualTime time, Random random, Traffic traffic, Arrivals arrivals) {
        this.time = time;
        this.random = random;
        this.traffic = traffic;
        this.arrivals = arrivals;
    }

    static PeerAddress address(int peer) {
        return new PeerAddress(String.valueOf(peer), 1);
    }

    Transport transport(int peer) {
        return new Transport() {
            @Override
            public Listening listen(PeerAddress address, LinkListener listener) {
                ears.put(peer, listener);
                return new Ear(address);
            }

            @Override
            public Dial connect(PeerAddress address, LinkListener listener) {
                int to = Integer.parseInt(address.host());
                time.after(LATENCY_MILLIS_MIN, () -> open(peer, listener, to));
                return () -> {};
            }

            @Override
            public void close() {
                ears.remove(peer);
            }
        };
    }

    private record Ear(PeerAddress address) implements Transport.Listening {
        @Override
        public void close() {
            // The transport's own end takes the ear away.
        }
    }

    private void open(int from, LinkListener fromListener, int to) {
        LinkListener toListener = ears.get(to);
        if (toListener == null) {
            throw new IllegalStateException("peer " + to + " does not listen");
        }
        byte[] key = new byte[16];
        random.nextBytes(key);
        Authenticated proved = new Authenticated(
                new SessionKeys(Bytes.of(key), Bytes.of(key)),
                0,
                new VersionRange(0, 0),
                Bytes.of(new byte[32]),
                TrustMode.DEVELOPMENT);
        long latency = (long) LATENCY_MILLIS_MIN + random.nextInt(LATENCY_MILLIS_MAX - LATENCY_MILLIS_MIN + 1);
        End dialler = new End(from, to, true, fromListener, proved, latency);
        End listener = new End(to, from, false, toListener, proved, latency);
        dialler.other = listener;
        listener.other = dialler;
        fromListener.opened(dialler);
        toListener.opened(listener);
    }

    /** One end of a link. */
    private final class End implements Link {
        private final int own;
        private final int remote;
        private final boolean dialled;
        private final LinkListener hears;
        private final Authenticated authenticated;
        private final long latencyMillis;
        private final FrameReader said = new FrameReader();
        private End other = this;

        End(int own, int remote, boolean dialled, LinkListener hears, Authenticated authenticated, long latencyMillis) {
            this.own = own;
            this.remote = remote;
            this.dialled = dialled;
            this.hears = hears;
            this.authenticated = authenticated;
            this.latencyMillis = latencyMillis;
            said.authenticated();
        }

        @Override
        public boolean dialled() {
            return dialled;
        }

        @Override
        public PeerAddress remote() {
            return address(remote);
        }

        @Override
        public Way way() {
            return new Way(Way.Kind.LAN, String.valueOf(remote));
        }

        @Override
        public Authenticated authenticated() {
            return authenticated;
        }

        @Override
        public void send(byte[] bytes) {
            byte[] kept = withoutPresence(bytes);
            if (kept.length > 0) {
                time.after(latencyMillis, () -> other.receive(kept));
            }
        }

        /** Whole frames: varint length, type, body. */
        private byte[] withoutPresence(byte[] frames) {
            ByteArrayOutputStream kept = new ByteArrayOutputStream(frames.length);
            for (int at = 0; at < frames.length; ) {
                int from = at;
                int length = 0;
                int shift = 0;
                for (; frames[at] < 0; at++, shift += 7) {
                    length |= (frames[at] & 0x7f) << shift;
                }
                length |= frames[at++] << shift;
                int type = frames[at] & TYPE;
                at += length;
                if (type != Traffic.PRESENCE) {
                    traffic.frame(type, at - from);
                    kept.write(frames, from, at - from);
                }
            }
            return kept.toByteArray();
        }

        private void receive(byte[] bytes) {
            said.feed(bytes, 0, bytes.length);
            for (FrameReader.Next next = said.next(); next instanceof FrameReader.Next.Got got; next = said.next()) {
                traffic.message(got.message());
                arrivals.arrived(remote, own, got.message());
            }
            hears.received(this, bytes);
        }

        @Override
        public long queuedBytes() {
            return 0;
        }

        @Override
        public void lowAt(long bytes) {}

        @Override
        public void close() {
            // A mesh is let go as a whole.
        }

        @Override
        public void abort() {
            // As close().
        }
    }
}
