package dev.sotto.bench.sync;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A relay on loopback that counts what crosses a socket, both directions: frames, TLS and its handshake. */
final class SocketCount implements Side.Way, AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final long NEVER = Long.MAX_VALUE;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger target = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** When so many have crossed; {@link #NEVER} if nothing is to be cut, or is any more. */
    private final AtomicLong cutAt = new AtomicLong(NEVER);

    SocketCount() throws IOException {
        daemon(this::accept);
    }

    @Override
    public int port() {
        return server.getLocalPort();
    }

    @Override
    public void to(int port) {
        target.set(port);
    }

    long bytes() {
        return bytes.get();
    }

    void reset() {
        bytes.set(0);
    }

    /** Resets the connection that carries the byte with that number, once; what is behind it does not arrive. */
    void cutAfter(long crossed) {
        cutAt.set(crossed);
    }

    boolean isCut() {
        return cutAt.get() == NEVER;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                Socket to = new Socket(InetAddress.getLoopbackAddress(), target.get());
                from.setTcpNoDelay(true);
                to.setTcpNoDelay(true);
                daemon(() -> carry(from, to));
                daemon(() -> carry(to, from));
            } catch (IOException nobodyThere) {
                // The ear is closed, or nobody listens behind it yet; whoever dialled sees it and dials again.
                continue;
            }
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                long limit = cutAt.get();
                long crossed = bytes.addAndGet(n);
                if (crossed >= limit && cutAt.compareAndSet(limit, NEVER)) {
                    out.write(buffer, 0, (int) Math.max(0, n - (crossed - limit)));
                    reset(from);
                    reset(to);
                    return;
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException cut) {
            // One end went away: closing both tells the other.
            return;
        }
    }

    /** Without a word, as when the network is gone and comes back: RST, and what is in the kernels is lost. */
    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "bench-relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
