package dev.sotto.example.anyengine;

import dev.sotto.background.port.PauseReason;
import dev.sotto.background.port.RecoverScope;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.port.SyncControl;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A toy that stands for any sync engine: it keeps one number equal to a server's, over one TCP connection, by sending the
 * changes that the server has not yet confirmed (8 bytes there, the server's number, 8 bytes, back). It has a thread of its
 * own and knows nothing of phones; the three methods of {@link SyncControl} are all that background sync asks of it.
 *
 * <p>A toy, so: it keeps its number in memory, where a real engine would have it on the disk before it says that a pause
 * is done; and a change whose confirmation is lost is counted twice, where a real engine would number its changes.
 */
final class CounterEngine implements SyncControl, AutoCloseable {
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int RETRY_MILLIS = 200;

    private final InetSocketAddress server;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "counter-engine");
        made.setDaemon(true);
        return made;
    });
    private Socket socket = new Socket();
    private boolean running = true;
    private long unsent;
    private long seenAtNanos = System.nanoTime();
    private volatile long value;
    private volatile SyncActivity activity = SyncActivity.NONE;

    CounterEngine(InetSocketAddress server) {
        this.server = server;
        thread.scheduleWithFixedDelay(this::exchange, 0, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Counts {@code by} here and, as soon as the server can be reached, there. */
    void add(long by) {
        thread.execute(() -> {
            unsent += by;
            exchange();
        });
    }

    /** The server's number as last heard. */
    long value() {
        return value;
    }

    @Override
    public void pause(PauseReason reason, long withinMillis, Runnable done) {
        thread.execute(() -> {
            exchange();
            running = false;
            disconnect();
            tell();
            done.run();
        });
    }

    @Override
    public void resume(RecoverScope scope) {
        thread.execute(() -> {
            if (scope == RecoverScope.FULL) {
                disconnect();
            }
            running = true;
            exchange();
        });
    }

    @Override
    public SyncActivity activity() {
        return activity;
    }

    @Override
    public void close() {
        thread.execute(this::disconnect);
        thread.shutdown();
    }

    /** One exchange with the server; what fails is tried again by the next. */
    private void exchange() {
        if (running) {
            try {
                if (!socket.isConnected() || socket.isClosed()) {
                    socket = new Socket();
                    socket.connect(server, TIMEOUT_MILLIS);
                    socket.setSoTimeout(TIMEOUT_MILLIS);
                }
                new DataOutputStream(socket.getOutputStream()).writeLong(unsent);
                value = new DataInputStream(socket.getInputStream()).readLong();
                unsent = 0;
                seenAtNanos = System.nanoTime();
            } catch (IOException unreachable) {
                disconnect();
            }
        }
        tell();
    }

    private void disconnect() {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            socket = new Socket();
        }
    }

    private void tell() {
        boolean connected = socket.isConnected() && !socket.isClosed();
        long agoMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - seenAtNanos);
        activity = new SyncActivity(connected ? 1 : 0, unsent == 0 ? 0 : 1, connected ? 0 : agoMillis);
    }
}
