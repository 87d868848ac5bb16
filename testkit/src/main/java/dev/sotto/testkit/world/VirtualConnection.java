package dev.sotto.testkit.world;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.document.Scopes;
import dev.sotto.identity.Authenticated;
import dev.sotto.identity.SessionKeys;
import dev.sotto.identity.TrustMode;
import dev.sotto.identity.VersionRange;
import dev.sotto.link.Limits;
import dev.sotto.link.Link;
import dev.sotto.link.LinkEnd;
import dev.sotto.link.LinkListener;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.Way;
import dev.sotto.wire.Message;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;

/**
 * One connection: two ends, and what is on its way to each.
 *
 * <pre>
 *   send -> [ cut into pieces, each with its time of arrival ] -> blocked? frozen? too many unread? -> received
 * </pre>
 */
final class VirtualConnection {
    /** Bytes that the systems at both ends take before the sender's own queue grows. */
    private static final long WINDOW_BYTES = 64 << 10;

    /** Pieces that a process takes before it has run again; fewer than those that make a real link wait. */
    private static final int UNREAD_MAX = 64;

    /** What ends nothing. */
    private static final LinkEnd.Cause DATA = LinkEnd.Cause.LOCAL;

    private final World world;
    private final VirtualNetwork network;
    private final Random random;
    private final int number;
    private final Authenticated authenticated;
    private final End dialler;
    private final End listener;
    private boolean silent;

    VirtualConnection(
            World world,
            VirtualNetwork network,
            int number,
            Random random,
            Process from,
            LinkListener fromListener,
            Process to,
            LinkListener toListener) {
        this.world = world;
        this.network = network;
        this.number = number;
        this.random = random;
        byte[] key = new byte[16];
        byte[] salt = new byte[16];
        byte[] hash = new byte[32];
        random.nextBytes(key);
        random.nextBytes(salt);
        this.authenticated = new Authenticated(
                new SessionKeys(Bytes.of(key), Bytes.of(salt)),
                0,
                new VersionRange(0, 0),
                Bytes.of(hash),
                TrustMode.DEVELOPMENT);
        this.dialler = new End(true, from, fromListener, to.device().number());
        this.listener = new End(false, to, toListener, from.device().number());
    }

    /** @param news there is more in it than signs of life */
    private record Piece(long arrivalMillis, byte[] bytes, boolean news, LinkEnd.Cause end) {}

    int number() {
        return number;
    }

    /** What both ends have agreed on, for this connection alone. */
    SessionKeys keys() {
        return authenticated.keys();
    }

    /** What the process at that end lets the other one have of it, and bring. */
    Scopes scopes(Device end) {
        return (dialler.process.device() == end ? dialler : listener).process.scopes();
    }

    void open() {
        dialler.hearsOpened();
        world.time().after(network.latency(), listener::hearsOpened);
    }

    boolean joins(int a, int b) {
        int from = dialler.process.device().number();
        int to = listener.process.device().number();
        return from == a && to == b || from == b && to == a;
    }

    /** Both ends have it, and it carries. */
    boolean isUp() {
        return !silent && dialler.isUp() && listener.isUp();
    }

    void pump() {
        dialler.pump();
        listener.pump();
    }

    /** It carries nothing more, and neither end is told. */
    void silence() {
        silent = true;
        world.trace().note(-1, "silent", () -> "#" + number);
    }

    /** It is reset. Of what is on its way some arrives, {@code midFrame}: up to the middle of a piece. */
    void cut(boolean midFrame) {
        world.trace().note(-1, "cut", () -> "#" + number);
        dialler.cut(midFrame);
        listener.cut(midFrame);
    }

    /** One end sees it reset, the other does not: until that notices, there may be two. */
    void loseOneEnd(boolean ofDialler) {
        silent = true;
        End lost = ofDialler ? dialler : listener;
        world.trace().note(lost.process.device().number(), "loses an end", () -> "#" + number);
        lost.end(LinkEnd.Cause.LOST, "LINK_LOST");
    }

    void died(Process process, boolean tell) {
        dialler.died(process, tell);
        listener.died(process, tell);
    }

    void abort(Process process) {
        if (dialler.process == process) {
            dialler.abort();
        }
        if (listener.process == process) {
            listener.abort();
        }
    }

    private void forgetIfOver() {
        if ((dialler.ended || dialler.gone) && (listener.ended || listener.gone)) {
            network.forget(this);
        }
    }

    /** One end, as its process sees it. */
    private final class End implements Link {
        private final boolean dialled;
        private final Process process;
        private final LinkListener hears;
        private final int remote;
        private final Deque<Piece> toMe = new ArrayDeque<>();
        private final Speech speech = new Speech();
        private long toMeBytes;
        private long freeAtMillis;
        private long lastArrivalMillis;
        private boolean pumpPlanned;
        private boolean opened;
        private boolean sentEnd;
        private boolean ended;
        private boolean gone;
        private boolean wasHigh;
        private long lowBytes = Limits.QUEUE_LOW_BYTES;

        End(boolean dialled, Process process, LinkListener hears, int remote) {
            this.dialled = dialled;
            this.process = process;
            this.hears = hears;
            this.remote = remote;
        }

        private End other() {
            return this == dialler ? listener : dialler;
        }

        boolean isUp() {
            return opened && !ended && !sentEnd && process.isAlive();
        }

        void hearsOpened() {
            process.hear(() -> {
                if (!ended) {
                    opened = true;
                    world.trace().note(process.device().number(), "link", () -> "#" + number + " with " + remote);
                    hears.opened(this);
                    pump();
                }
            });
        }

        @Override
        public boolean dialled() {
            return dialled;
        }

        @Override
        public PeerAddress remote() {
            return VirtualNetwork.address(remote);
        }

        @Override
        public Way way() {
            // As if devices were on two networks: of links that both dialled some are a reserve for each other, some
            // are not.
            return new Way(Way.Kind.LAN, remote + " on network " + number % 2);
        }

        @Override
        public Authenticated authenticated() {
            return authenticated;
        }

        @Override
        public void send(byte[] bytes) {
            if (ended || sentEnd || !process.isAlive()) {
                return;
            }
            world.sent(VirtualConnection.this, process.device(), remote, bytes);
            said(bytes);
            if (silent) {
                return;
            }
            boolean news = Frames.isNews(Frames.types(bytes));
            int max = world.swarm().pieceBytesMax();
            for (int at = 0; at < bytes.length; at += max) {
                carry(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + max)), news, DATA);
            }
            if (queuedBytes() > Limits.QUEUE_BYTES_MAX) {
                end(LinkEnd.Cause.REFUSED, "SLOW_CONSUMER");
                other().carryEnd(LinkEnd.Cause.LOST);
            }
            wasHigh |= queuedBytes() >= lowBytes;
        }

        private void said(byte[] bytes) {
            for (Message message : speech.says(bytes)) {
                world.checks()
                        .tell(invariant -> invariant.says(
                                VirtualConnection.this, process.device(), world.device(remote), message));
            }
        }

        private void heard(byte[] bytes) {
            for (Message message : other().speech.hears(bytes.length)) {
                world.checks()
                        .tell(invariant -> invariant.hears(
                                VirtualConnection.this, world.device(remote), process.device(), message));
            }
        }

        /** Puts a piece on its way to the other end. */
        private void carry(byte[] bytes, boolean news, LinkEnd.Cause cause) {
            End to = other();
            long departs = Math.max(freeAtMillis, process.doneMillis());
            freeAtMillis = departs + bytes.length / world.swarm().bytesPerMilli();
            to.take(new Piece(freeAtMillis + network.latency(), bytes, news, cause));
        }

        private void take(Piece piece) {
            lastArrivalMillis = Math.max(lastArrivalMillis, piece.arrivalMillis);
            toMe.addLast(new Piece(lastArrivalMillis, piece.bytes, piece.news, piece.end));
            toMeBytes += piece.bytes.length;
            planPump(lastArrivalMillis);
        }

        private void carryEnd(LinkEnd.Cause cause) {
            take(new Piece(world.time().now() + network.latency(), new byte[0], false, cause));
        }

        private void planPump(long atMillis) {
            if (!pumpPlanned) {
                pumpPlanned = true;
                world.time().at(atMillis, () -> {
                    pumpPlanned = false;
                    pump();
                });
            }
        }

        /** Hands over what has arrived, if anybody can take it. */
        void pump() {
            while (!toMe.isEmpty()) {
                if (gone) {
                    reset();
                    return;
                }
                if (ended) {
                    toMe.clear();
                    return;
                }
                int own = process.device().number();
                if (!opened || silent || network.isBlocked(remote, own) || !process.runs()) {
                    return;
                }
                if (process.unread() >= UNREAD_MAX) {
                    planPump(world.time().now() + 1);
                    return;
                }
                if (toMe.peekFirst().arrivalMillis > world.time().now()) {
                    planPump(toMe.peekFirst().arrivalMillis);
                    return;
                }
                deliver(toMe.removeFirst());
            }
        }

        private void deliver(Piece piece) {
            toMeBytes -= piece.bytes.length;
            if (piece.end == DATA) {
                process.reads();
                if (piece.news) {
                    world.active();
                }
                heard(piece.bytes);
                hears.received(this, piece.bytes);
                other().lowered();
            } else {
                end(piece.end, piece.end == LinkEnd.Cause.PEER ? "LINK_CLOSED" : "LINK_LOST");
            }
        }

        private void lowered() {
            if (wasHigh && !ended && queuedBytes() < lowBytes) {
                wasHigh = false;
                process.hear(() -> hears.drained(this));
            }
        }

        /** Nobody is here any more; the system that is says so to whoever sends. */
        private void reset() {
            if (process.device().isUp()
                    && !network.isBlocked(remote, process.device().number())
                    && !silent) {
                boolean answers = toMe.stream().anyMatch(piece -> piece.end != LinkEnd.Cause.LOST);
                toMe.clear();
                ended = true;
                if (answers) { // a reset is not answered, or two systems without the process would do so for ever
                    other().carryEnd(LinkEnd.Cause.LOST);
                }
                forgetIfOver();
            }
        }

        private void end(LinkEnd.Cause cause, String code) {
            if (!ended) {
                ended = true;
                toMe.clear();
                toMeBytes = 0;
                world.trace().note(process.device().number(), "end", () -> "#" + number + " " + code);
                process.hear(() -> hears.closed(
                        this, new LinkEnd(cause, new Refusal(code, "link", cause.toString(), "a connection"))));
                forgetIfOver();
            }
        }

        @Override
        public long queuedBytes() {
            return Math.max(0, other().toMeBytes - WINDOW_BYTES);
        }

        @Override
        public void lowAt(long bytes) {
            lowBytes = bytes;
            wasHigh |= queuedBytes() >= bytes;
        }

        @Override
        public void close() {
            if (!ended && !sentEnd) {
                carry(new byte[0], false, LinkEnd.Cause.PEER);
                sentEnd = true;
                world.time()
                        .at(
                                Math.min(world.time().now() + Limits.CLOSE_MILLIS, freeAtMillis + network.latency()),
                                () -> end(LinkEnd.Cause.LOCAL, "LINK_CLOSED"));
            }
        }

        @Override
        public void abort() {
            if (!ended) {
                other().carryEnd(LinkEnd.Cause.LOST);
                world.time().after(0, () -> end(LinkEnd.Cause.LOCAL, "LINK_CLOSED"));
                sentEnd = true;
            }
        }

        void cut(boolean midFrame) {
            int kept = toMe.isEmpty() ? 0 : random.nextInt(toMe.size() + 1);
            byte[] torn = new byte[0];
            while (toMe.size() > kept) {
                Piece lost = toMe.removeLast();
                toMeBytes -= lost.bytes.length;
                torn = lost.bytes;
            }
            if (midFrame && torn.length > 1) {
                take(new Piece(
                        world.time().now() + network.latency(),
                        Arrays.copyOf(torn, 1 + random.nextInt(torn.length - 1)),
                        false,
                        DATA));
            }
            carryEnd(LinkEnd.Cause.LOST);
        }

        void died(Process dead, boolean tell) {
            if (process == dead && !ended) {
                gone = true;
                toMe.clear();
                toMeBytes = 0;
                if (tell) {
                    ended = true;
                    other().carryEnd(LinkEnd.Cause.LOST);
                }
                forgetIfOver();
            }
        }
    }
}
