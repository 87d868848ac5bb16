package dev.sotto.testkit.link;

import dev.sotto.link.PeerAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands between two TCP peers on loopback and passes bytes on until it has passed as many as it was told, then cuts both
 * connections off; or, as a tap, changes one byte.
 */
public final class CuttingProxy implements AutoCloseable {
    /** What happens at the chosen byte. */
    public enum Fault {
        /** Both sides see a reset. */
        RESET,
        /** Both sides see the end of the stream. */
        END,
        /** The byte's lowest bit is flipped, and all goes on. */
        FLIP
    }

    private final ServerSocket server;
    private final PeerAddress target;
    private final Fault fault;
    private final boolean fromDialler;
    private final long at;
    private final List<Socket> sockets = new ArrayList<>();
    private long passedFromDialler;
    private long passedFromListener;

    /**
     * @param target where the real listener is
     * @param fault what to do
     * @param fromDialler the direction whose bytes are counted
     * @param at the byte, counted from 0, before which it happens; {@code Long.MAX_VALUE} for never
     */
    public CuttingProxy(PeerAddress target, Fault fault, boolean fromDialler, long at) {
        this.target = target;
        this.fault = fault;
        this.fromDialler = fromDialler;
        this.at = at;
        try {
            server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept, "cutting-proxy");
    }

    /** Where to dial instead of the target. */
    public PeerAddress address() {
        return new PeerAddress(server.getInetAddress().getHostAddress(), server.getLocalPort(), target.webPath());
    }

    /** Bytes passed on so far in one direction. */
    public synchronized long passed(boolean ofDialler) {
        return ofDialler ? passedFromDialler : passedFromListener;
    }

    @Override
    public void close() {
        closeAll(false);
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            Socket dialler = server.accept();
            Socket listener = new Socket();
            synchronized (this) {
                sockets.add(dialler);
                sockets.add(listener);
            }
            listener.connect(new InetSocketAddress(target.host(), target.port()));
            dialler.setTcpNoDelay(true);
            listener.setTcpNoDelay(true);
            start(() -> pump(dialler, listener, true), "cutting-proxy-out");
            pump(listener, dialler, false);
        } catch (IOException e) {
            closeAll(false);
        }
    }

    private void pump(Socket from, Socket to, boolean ofDialler) {
        byte[] buffer = new byte[16 << 10];
        try {
            for (int count = from.getInputStream().read(buffer);
                    count >= 0;
                    count = from.getInputStream().read(buffer)) {
                long before = passed(ofDialler);
                boolean here = ofDialler == fromDialler && before + count > at;
                int whole = here && fault != Fault.FLIP ? (int) (at - before) : count;
                if (here && fault == Fault.FLIP && before <= at) {
                    buffer[(int) (at - before)] ^= 1;
                }
                to.getOutputStream().write(buffer, 0, whole);
                note(ofDialler, whole);
                if (here && fault != Fault.FLIP) {
                    closeAll(fault == Fault.RESET);
                    return;
                }
            }
            to.shutdownOutput();
        } catch (IOException e) {
            closeAll(false);
        }
    }

    private synchronized void note(boolean ofDialler, int count) {
        if (ofDialler) {
            passedFromDialler += count;
        } else {
            passedFromListener += count;
        }
    }

    private synchronized void closeAll(boolean reset) {
        for (Socket socket : sockets) {
            try {
                if (reset && !socket.isClosed()) {
                    socket.setSoLinger(true, 0);
                }
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void start(Runnable run, String name) {
        Thread thread = new Thread(run, name);
        thread.setDaemon(true);
        thread.start();
    }
}
