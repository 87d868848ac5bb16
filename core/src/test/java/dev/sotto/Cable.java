package dev.sotto;

import dev.sotto.link.PeerAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A TCP cable on loopback between a dialler and a listener: it counts bytes, can be cut, and can go dead without a word. */
final class Cable implements AutoCloseable {
    private final ServerSocket server;
    private final InetAddress host;
    private final int target;
    private final List<Socket> sockets = new ArrayList<>();
    private long bytes;
    private long cutAfter = Long.MAX_VALUE;
    private boolean dead;
    private int connections;

    private Cable(InetAddress host, int target) throws IOException {
        this.host = host;
        this.target = target;
        this.server = new ServerSocket(0, 50, host);
        thread(this::accept).start();
    }

    /** To a port of this machine; both of its ends are at the address's host. */
    static Cable to(String address) {
        try {
            PeerAddress there = PeerAddress.parse(address);
            return new Cable(InetAddress.getByName(there.host()), there.port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where to dial. */
    String address() {
        return new PeerAddress(host.getHostAddress(), server.getLocalPort()).toString();
    }

    /** Bytes in both directions so far. */
    synchronized long bytes() {
        return bytes;
    }

    synchronized int connections() {
        return connections;
    }

    /** Cuts once, when that many bytes more have gone through. */
    synchronized void cutAfter(long more) {
        cutAfter = bytes + more;
    }

    /** Cuts now what is connected; the next dial works again. */
    synchronized void cut() {
        sockets.forEach(Cable::closeNow);
        sockets.clear();
        cutAfter = Long.MAX_VALUE;
    }

    /** From now on bytes vanish, and nobody is told, also not of an end that closes; connections stay as they are until {@link #cut}. */
    synchronized void goDead(boolean nowDead) {
        dead = nowDead;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket here = server.accept();
                Socket there = new Socket(host, target);
                here.setTcpNoDelay(true);
                there.setTcpNoDelay(true);
                synchronized (this) {
                    sockets.add(here);
                    sockets.add(there);
                    connections++;
                }
                thread(() -> pump(here, there)).start();
                thread(() -> pump(there, here)).start();
            } catch (IOException e) {
                continue; // closed, or nobody listens there: the dialler sees its connection end
            }
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try (InputStream in = from.getInputStream()) {
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                int pass = passing(n);
                if (pass >= 0) {
                    out.write(buffer, 0, pass);
                }
                if (pass >= 0 && pass < n) {
                    cut();
                    return;
                }
            }
        } catch (IOException e) {
            // cut, or an end closed: both sockets end below
        } finally {
            if (!isDead()) {
                closeNow(from);
                closeNow(to);
            }
        }
    }

    private synchronized boolean isDead() {
        return dead;
    }

    /** How many of {@code n} bytes go through; -1 into the void. */
    private synchronized int passing(int n) {
        if (dead) {
            return -1;
        }
        int pass = (int) Math.min(n, Math.max(0, cutAfter - bytes));
        bytes += pass;
        return pass;
    }

    private static void closeNow(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "cable");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        closeQuietly();
        cut();
    }

    private void closeQuietly() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
