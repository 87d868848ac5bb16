package dev.sotto.link;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.identity.Credentials;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Links over TCP: one thread for each ear, two for each link, none for anything else. Nagle's algorithm is off, since with
 * delayed acknowledgements it costs 40 ms in every handshake.
 */
public final class TcpTransport implements Transport {
    private final SecureChannelProvider channels;
    private final Credentials credentials;
    private final LongSupplier nanoTicker;
    private final OwnNonces nonces;
    private final Admission admission = new Admission();
    private final ScheduledThreadPoolExecutor closeTimer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private final Set<Connection> connections = new LinkedHashSet<>();
    private final Set<Ear> ears = new LinkedHashSet<>();
    private boolean closed;

    /**
     * @param channels what links are encrypted with
     * @param credentials what this peer proves and asks others to prove
     * @param random for nonces
     * @param nanoTicker monotonic nanoseconds, for deadlines; need not count sleep
     */
    public TcpTransport(
            SecureChannelProvider channels, Credentials credentials, SecureRandom random, LongSupplier nanoTicker) {
        this.channels = channels;
        this.credentials = credentials;
        this.nanoTicker = nanoTicker;
        this.nonces = new OwnNonces(random);
        this.closeTimer = new ScheduledThreadPoolExecutor(1, task -> thread(task, "sotto-link-timer"));
        closeTimer.setKeepAliveTime(1, TimeUnit.SECONDS);
        closeTimer.allowCoreThreadTimeOut(true);
    }

    @Override
    public Listening listen(PeerAddress address, LinkListener listener) {
        ServerSocket server = bind(address);
        Ear ear = new Ear(server, new PeerAddress(address.host(), server.getLocalPort()), listener);
        if (!add(ears, ear)) {
            ear.close();
            throw new IllegalStateException("listen() on a transport that is closed");
        }
        ear.accepting.start();
        return ear;
    }

    @Override
    public Dial connect(PeerAddress address, LinkListener listener) {
        Dialling dialling = new Dialling(address, listener);
        if (!add(connections, dialling)) {
            throw new IllegalStateException("connect() on a transport that is closed");
        }
        thread(dialling::run, "sotto-link-reader " + address).start();
        return dialling;
    }

    @Override
    public void close() {
        List<Connection> open;
        List<Ear> listening;
        lock.lock();
        try {
            closed = true;
            open = new ArrayList<>(connections);
            listening = new ArrayList<>(ears);
            closing.signalAll();
        } finally {
            lock.unlock();
        }
        listening.forEach(Ear::close);
        open.forEach(Connection::abandon);
        closeTimer.shutdownNow();
    }

    private <T> boolean add(Set<T> set, T one) {
        lock.lock();
        try {
            return !closed && set.add(one);
        } finally {
            lock.unlock();
        }
    }

    private <T> void remove(Set<T> set, T one) {
        lock.lock();
        try {
            set.remove(one);
        } finally {
            lock.unlock();
        }
    }

    private static Thread thread(Runnable run, String name) {
        Thread thread = new Thread(run, name);
        thread.setDaemon(true);
        return thread;
    }

    private static ServerSocket bind(PeerAddress address) {
        ServerSocket server = null;
        boolean bound = false;
        try {
            InetAddress host = InetAddress.getByName(address.host());
            server = new ServerSocket();
            server.setReuseAddress(!isWindows()); // there it would let two processes share one port
            server.bind(new InetSocketAddress(host, address.port()), Limits.BACKLOG);
            bound = true;
            return server;
        } catch (UnknownHostException e) {
            throw hostUnknown(address);
        } catch (IOException e) {
            throw new RefusedException(whyNotBound(address, e));
        } finally {
            if (server != null && !bound) {
                closeQuietly(server);
            }
        }
    }

    private static Refusal whyNotBound(PeerAddress address, IOException e) {
        String words = String.valueOf(e.getMessage());
        if (!isOurs(address)) {
            return new Refusal(
                    "ADDRESS_UNAVAILABLE",
                    "listen",
                    address + ", which is no address of this machine",
                    "one of its addresses, or 0.0.0.0 for all");
        }
        return words.contains("in use") || words.contains("only one usage")
                ? new Refusal("PORT_TAKEN", "listen", address + ", where another process listens", "a free port")
                : new Refusal("LISTEN_FAILED", "listen", address + ": " + words, "a port that we may listen on");
    }

    private static boolean isOurs(PeerAddress address) {
        try {
            InetAddress host = InetAddress.getByName(address.host());
            return host.isAnyLocalAddress()
                    || host.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(host) != null;
        } catch (IOException e) {
            return true; // not known; the system's own words are given then
        }
    }

    private static boolean isWindows() {
        return System.getProperty("os.name", "").startsWith("Windows");
    }

    private static RefusedException hostUnknown(PeerAddress address) {
        return new RefusedException(new Refusal(
                "HOST_UNKNOWN", "address", address.host() + ", which no name service knows", "a known host"));
    }

    private static void closeQuietly(ServerSocket server) {
        try {
            server.close();
        } catch (IOException e) {
            return; // it is marked closed before the call that fails
        }
    }

    /** One connection from before its proof to the end of its link. */
    private abstract class Connection {
        private final LinkListener listener;
        private final boolean dialled;
        private final ReentrantLock state = new ReentrantLock();
        private boolean abandoned;
        private @org.jspecify.annotations.Nullable Socket socket;
        private @org.jspecify.annotations.Nullable TcpLink link;

        Connection(LinkListener listener, boolean dialled) {
            this.listener = listener;
            this.dialled = dialled;
        }

        /** Ends it without a word: a link as LOCAL, anything earlier unheard. */
        final void abandon() {
            giveUp(true);
        }

        /** Ends it if it is not a link yet. */
        final void cancelUnproven() {
            giveUp(false);
        }

        private void giveUp(boolean linkToo) {
            Socket toClose = null;
            TcpLink toAbort = null;
            state.lock();
            try {
                if (link == null) {
                    abandoned = true;
                    toClose = socket;
                } else if (linkToo) {
                    toAbort = link;
                }
            } finally {
                state.unlock();
            }
            if (toClose != null) {
                TcpLink.closeNow(toClose);
            }
            if (toAbort != null) {
                toAbort.abort();
            }
        }

        /** Takes the socket that this connection is from now on; false if it was given up before. */
        final boolean own(Socket fresh) {
            state.lock();
            try {
                socket = fresh;
                return !abandoned;
            } finally {
                state.unlock();
            }
        }

        private boolean become(TcpLink fresh) {
            state.lock();
            try {
                if (!abandoned) {
                    link = fresh;
                }
                return !abandoned;
            } finally {
                state.unlock();
            }
        }

        final void refused(PeerAddress remote, Refusal why) {
            boolean heard;
            state.lock();
            try {
                heard = !abandoned;
            } finally {
                state.unlock();
            }
            if (heard) {
                listener.refused(remote, dialled, why);
            }
        }

        /** Called once, when a stranger is one no more, by its proof or by its end. */
        abstract void proved();

        /** Proves the peer and runs the link to its end, on this thread. */
        final void serve(Socket connected, PeerAddress remote) {
            boolean counted = false;
            boolean stranger = true;
            try {
                connected.setTcpNoDelay(true);
                SecureChannel channel = channels.open(dialled, remote);
                Proving.Proved peer =
                        new Proving(connected, channel, dialled, credentials, channels, nonces, nanoTicker).prove();
                stranger = false;
                proved();
                Optional<Refusal> full = admission.openLink();
                if (full.isPresent()) {
                    refused(remote, full.get());
                    return;
                }
                counted = true;
                TcpLink fresh = new TcpLink(
                        connected, channel, dialled, remote, peer.authenticated(), listener, this::abortLater);
                if (become(fresh)) {
                    fresh.run(peer.received());
                }
            } catch (RefusedException e) {
                refused(remote, e.refusal());
            } catch (IOException e) {
                refused(
                        remote,
                        new Refusal(
                                "PEER_GONE",
                                "connection",
                                String.valueOf(e.getMessage()),
                                "a peer that proves itself"));
            } finally {
                TcpLink.closeNow(connected);
                if (stranger) {
                    proved();
                }
                if (counted) {
                    admission.linkLeft();
                }
                remove(connections, this);
            }
        }

        private void abortLater(Runnable abort) {
            lock.lock();
            try {
                if (!closed) {
                    closeTimer.schedule(abort, Limits.CLOSE_MILLIS, TimeUnit.MILLISECONDS);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** A connection that came in. */
    private final class Incoming extends Connection {
        private final Ear ear;
        private final String address;

        Incoming(Ear ear, String address) {
            super(ear.listener, false);
            this.ear = ear;
            this.address = address;
        }

        @Override
        void proved() {
            admission.strangerLeft(address);
            remove(ear.strangers, this);
        }
    }

    /** A connection that we make. */
    private final class Dialling extends Connection implements Dial {
        private final PeerAddress address;

        Dialling(PeerAddress address, LinkListener listener) {
            super(listener, true);
            this.address = address;
        }

        @Override
        public void cancel() {
            cancelUnproven();
        }

        @Override
        void proved() {
            // only strangers that come in are counted
        }

        void run() {
            Optional<Socket> connected = Optional.empty();
            try {
                connected = Optional.of(dial());
            } catch (RefusedException e) {
                refused(address, e.refusal());
            } finally {
                if (!connected.isPresent()) {
                    remove(connections, this);
                }
            }
            connected.ifPresent(socket -> serve(socket, address));
        }

        /** The first of the host's addresses that answers. */
        private Socket dial() {
            InetAddress[] hosts;
            try {
                hosts = InetAddress.getAllByName(address.host());
            } catch (UnknownHostException e) {
                throw hostUnknown(address);
            }
            RefusedException last = hostUnknown(address);
            for (int i = 0; i < Math.min(hosts.length, Limits.HOST_ADDRESSES_MAX); i++) {
                Socket socket = new Socket();
                try {
                    if (!own(socket)) {
                        TcpLink.closeNow(socket);
                        throw unreachable("a dial that was cancelled");
                    }
                    socket.connect(new InetSocketAddress(hosts[i], address.port()), Limits.CONNECT_MILLIS);
                    return socket;
                } catch (SocketTimeoutException e) {
                    last = unreachable("no answer within " + Limits.CONNECT_MILLIS / 1000 + " s");
                    TcpLink.closeNow(socket);
                } catch (ConnectException e) {
                    last = unreachable(String.valueOf(e.getMessage()));
                    TcpLink.closeNow(socket);
                } catch (IOException | IllegalArgumentException e) {
                    last = unreachable(String.valueOf(e.getMessage()));
                    TcpLink.closeNow(socket);
                }
            }
            throw last;
        }

        private RefusedException unreachable(String words) {
            return new RefusedException(
                    new Refusal("PEER_UNREACHABLE", "address", address + ": " + words, "a peer that listens there"));
        }
    }

    /** An open server socket and the strangers that came through it. */
    private final class Ear implements Listening {
        private final ServerSocket server;
        private final PeerAddress address;
        private final LinkListener listener;
        private final Set<Incoming> strangers = new LinkedHashSet<>();
        private final Thread accepting;

        Ear(ServerSocket server, PeerAddress address, LinkListener listener) {
            this.server = server;
            this.address = address;
            this.listener = listener;
            this.accepting = thread(this::accept, "sotto-listen " + address);
        }

        @Override
        public PeerAddress address() {
            return address;
        }

        @Override
        public void close() {
            closeQuietly(server);
            remove(ears, this);
            List<Incoming> dropped;
            lock.lock();
            try {
                dropped = new ArrayList<>(strangers);
                closing.signalAll();
            } finally {
                lock.unlock();
            }
            dropped.forEach(Connection::cancelUnproven);
            awaitPort();
        }

        /** The system frees the port when its call to accept has come back, which it does at once. */
        private void awaitPort() {
            if (Thread.currentThread() != accepting) {
                try {
                    accepting.join(Limits.LISTEN_CLOSE_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    meet(server.accept());
                } catch (IOException e) {
                    if (!server.isClosed()) {
                        // Out of descriptors, most likely: accepting again at once would only burn the processor.
                        listener.refused(
                                address,
                                false,
                                new Refusal("ACCEPT_FAILED", "listen", String.valueOf(e.getMessage()), "a connection"));
                        pause();
                    }
                }
            }
        }

        private void meet(Socket socket) {
            String host = socket.getInetAddress().getHostAddress();
            PeerAddress remote = new PeerAddress(host, socket.getPort());
            Admission.Verdict verdict = admission.admit(host);
            if (verdict != Admission.Verdict.ADMITTED) {
                TcpLink.closeNow(socket);
                if (verdict == Admission.Verdict.REFUSED) {
                    listener.refused(remote, false, Admission.addressLimit(host));
                }
                return;
            }
            Incoming incoming = new Incoming(this, host);
            incoming.own(socket);
            boolean kept = add(connections, incoming) && add(strangers, incoming);
            if (!kept || server.isClosed()) {
                incoming.abandon();
            }
            thread(() -> incoming.serve(socket, remote), "sotto-link-reader " + remote)
                    .start();
        }

        private void pause() {
            lock.lock();
            try {
                if (!server.isClosed()) {
                    closing.await(Limits.ACCEPT_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                lock.unlock();
            }
        }
    }
}
