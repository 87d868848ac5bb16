package dev.sotto.link;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.identity.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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
    private final Tunnel tunnel;
    private final OwnNonces nonces;
    private final Admission admission;
    private final ScheduledThreadPoolExecutor closeTimer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<TcpConnection> connections = new LinkedHashSet<>();
    private final Set<TcpEar> ears = new LinkedHashSet<>();
    private boolean closed;

    /**
     * @param channels what links are encrypted with
     * @param credentials what this peer proves and asks others to prove
     * @param random for nonces
     * @param nanoTicker monotonic nanoseconds, for deadlines; need not count sleep
     */
    public TcpTransport(
            SecureChannelProvider channels, Credentials credentials, SecureRandom random, LongSupplier nanoTicker) {
        this(channels, credentials, random, nanoTicker, Tunnel.NONE);
    }

    /** @param tunnel for places that are reached inside HTTP */
    public TcpTransport(
            SecureChannelProvider channels,
            Credentials credentials,
            SecureRandom random,
            LongSupplier nanoTicker,
            Tunnel tunnel) {
        this(channels, credentials, random, nanoTicker, tunnel, Limits.LINKS_MAX);
    }

    /** @param linksMax links at once, however they came about; whoever comes beyond that is told so */
    public TcpTransport(
            SecureChannelProvider channels,
            Credentials credentials,
            SecureRandom random,
            LongSupplier nanoTicker,
            Tunnel tunnel,
            int linksMax) {
        this.admission = new Admission(linksMax);
        this.tunnel = tunnel;
        this.channels = channels;
        this.credentials = credentials;
        this.nanoTicker = nanoTicker;
        this.nonces = new OwnNonces(random);
        this.closeTimer = new ScheduledThreadPoolExecutor(1, task -> thread(task, "sotto-link-timer"));
        closeTimer.setKeepAliveTime(1, TimeUnit.SECONDS);
        closeTimer.allowCoreThreadTimeOut(true);
        closeTimer.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Listening listen(PeerAddress address, LinkListener listener) {
        requireTunnel(address);
        ServerSocket server = bind(address);
        PeerAddress bound = new PeerAddress(address.host(), server.getLocalPort(), address.webPath());
        TcpEar ear = new TcpEar(this, server, bound, listener);
        if (!add(ears, ear)) {
            ear.close();
            throw new IllegalStateException("listen() on a transport that is closed");
        }
        ear.start();
        return ear;
    }

    @Override
    public Dial connect(PeerAddress address, LinkListener listener) {
        TcpDial dialling = new TcpDial(this, address, listener);
        if (!keep(dialling)) {
            throw new IllegalStateException("connect() on a transport that is closed");
        }
        thread(dialling::run, "sotto-link-reader " + address).start();
        return dialling;
    }

    @Override
    public void close() {
        List<TcpConnection> open;
        List<TcpEar> listening;
        lock.lock();
        try {
            closed = true;
            open = new ArrayList<>(connections);
            listening = new ArrayList<>(ears);
        } finally {
            lock.unlock();
        }
        listening.forEach(TcpEar::close);
        open.forEach(TcpConnection::abandon);
        closeTimer.shutdownNow();
    }

    @Override
    public void lookAtNetworks() {
        List<TcpConnection> open;
        lock.lock();
        try {
            open = new ArrayList<>(connections);
        } finally {
            lock.unlock();
        }
        Map<InetAddress, Boolean> seen = new LinkedHashMap<>();
        open.forEach(connection -> connection.endIfCut(own -> seen.computeIfAbsent(own, Footing::isOnANetwork)));
    }

    private void requireTunnel(PeerAddress address) {
        if (address.isWeb() && tunnel == Tunnel.NONE) {
            throw Tunnel.missing(address);
        }
    }

    HandshakeDeadline deadline() {
        return new HandshakeDeadline(nanoTicker);
    }

    /** The socket that TLS runs on. */
    Socket within(Socket connected, PeerAddress address, boolean dialled, HandshakeDeadline deadline)
            throws IOException {
        return address.isWeb() ? tunnel.through(connected, address, dialled, deadline) : connected;
    }

    /**
     * Closes the socket of who is still a stranger after the deadline; what is returned calls that off. Whoever reads looks at the
     * clock by itself. Whoever writes cannot, and a tunnel writes when a stranger asks for it, who need not read.
     */
    Runnable closeAfter(HandshakeDeadline deadline, Socket socket, PeerAddress address) {
        lock.lock();
        try {
            if (closed || !address.isWeb()) {
                return () -> {};
            }
            Future<?> watch = closeTimer.scheduleWithFixedDelay(
                    () -> {
                        if (deadline.isOverSince(Limits.LAST_WORDS_MILLIS)) {
                            TcpLink.closeNow(socket);
                        }
                    },
                    Limits.STRANGER_LOOK_MILLIS,
                    Limits.STRANGER_LOOK_MILLIS,
                    TimeUnit.MILLISECONDS);
            return () -> watch.cancel(false);
        } finally {
            lock.unlock();
        }
    }

    SecureChannelProvider channels() {
        return channels;
    }

    Admission admission() {
        return admission;
    }

    Proving proving(Socket connected, SecureChannel channel, boolean dialled, HandshakeDeadline deadline) {
        return new Proving(connected, channel, dialled, credentials, channels, nonces, deadline);
    }

    /** Keeps a connection for {@link #close}; false if that was called before. */
    boolean keep(TcpConnection connection) {
        return add(connections, connection);
    }

    void forget(TcpConnection connection) {
        remove(connections, connection);
    }

    void forget(TcpEar ear) {
        remove(ears, ear);
    }

    /** For a close that does not come to its end. */
    void abortLater(Runnable abort) {
        lock.lock();
        try {
            if (!closed) {
                closeTimer.schedule(abort, Limits.CLOSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } finally {
            lock.unlock();
        }
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

    static Thread thread(Runnable run, String name) {
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

    static RefusedException hostUnknown(PeerAddress address) {
        return new RefusedException(new Refusal(
                "HOST_UNKNOWN", "address", address.host() + ", which no name service knows", "a known host"));
    }

    static void closeQuietly(ServerSocket server) {
        try {
            server.close();
        } catch (IOException e) {
            return; // it is marked closed before the call that fails
        }
    }
}
