package dev.sotto.link;

import dev.sotto.document.Refusal;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** An open server socket and the strangers that came through it. */
final class TcpEar implements Transport.Listening {
    private final TcpTransport transport;
    private final ServerSocket server;
    private final PeerAddress address;
    private final LinkListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private final Set<Incoming> strangers = new LinkedHashSet<>();
    private final Thread accepting;

    TcpEar(TcpTransport transport, ServerSocket server, PeerAddress address, LinkListener listener) {
        this.transport = transport;
        this.server = server;
        this.address = address;
        this.listener = listener;
        this.accepting = TcpTransport.thread(this::accept, "sotto-listen " + address);
    }

    /** Begins to accept; once. */
    void start() {
        accepting.start();
    }

    @Override
    public PeerAddress address() {
        return address;
    }

    @Override
    public void close() {
        TcpTransport.closeQuietly(server);
        transport.forget(this);
        List<Incoming> dropped;
        lock.lock();
        try {
            dropped = new ArrayList<>(strangers);
            closing.signalAll();
        } finally {
            lock.unlock();
        }
        dropped.forEach(TcpConnection::cancelUnproven);
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
                    listener.refused(address, false, acceptFailed(String.valueOf(e.getMessage())));
                    pause();
                }
            }
        }
    }

    private void meet(Socket socket) {
        String host = socket.getInetAddress().getHostAddress();
        PeerAddress remote = new PeerAddress(host, socket.getPort());
        Admission.Verdict verdict = transport.admission().admit(host);
        if (verdict != Admission.Verdict.ADMITTED) {
            TcpLink.closeNow(socket);
            if (verdict == Admission.Verdict.REFUSED) {
                listener.refused(remote, false, Admission.addressLimit(host));
            }
            return;
        }
        Incoming incoming = new Incoming(host);
        incoming.own(socket);
        boolean kept = transport.keep(incoming) && came(incoming);
        if (!kept || server.isClosed()) {
            incoming.abandon();
        }
        try {
            TcpTransport.thread(() -> incoming.serve(socket, remote, address), "sotto-link-reader " + remote)
                    .start();
        } catch (OutOfMemoryError noThread) { // which is what Java calls it; the ear must outlive it
            TcpLink.closeNow(socket);
            incoming.proved();
            transport.forget(incoming);
            listener.refused(remote, false, acceptFailed("no thread for another connection"));
        }
    }

    private boolean came(Incoming incoming) {
        lock.lock();
        try {
            return strangers.add(incoming);
        } finally {
            lock.unlock();
        }
    }

    private void left(Incoming incoming) {
        lock.lock();
        try {
            strangers.remove(incoming);
        } finally {
            lock.unlock();
        }
    }

    private static Refusal acceptFailed(String why) {
        return new Refusal("ACCEPT_FAILED", "listen", why, "a connection");
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

    /** A connection that came in. */
    private final class Incoming extends TcpConnection {
        private final String address;

        Incoming(String address) {
            super(transport, listener, false);
            this.address = address;
        }

        @Override
        void proved() {
            transport.admission().strangerLeft(address);
            left(this);
        }
    }
}
