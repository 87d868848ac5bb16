package dev.sotto.phonebench.app;

import dev.sotto.background.port.PauseReason;
import dev.sotto.background.port.RecoverScope;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.port.SyncControl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** A sync engine of the simplest kind: keeps a connection to a {@link CounterPeer} and has every number up to one. */
final class CounterClient implements SyncControl {
    private static final int CONNECT_MILLIS = 2_000;
    private static final long RETRY_MILLIS = 200;

    private final int port;
    private final Consumer<String> fault;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private boolean paused;
    private Optional<Socket> socket = Optional.empty();
    private long has;
    private long lastSeenNanos = System.nanoTime();

    CounterClient(int port, Consumer<String> fault) {
        this.port = port;
        this.fault = fault;
    }

    void start() {
        Thread thread = new Thread(this::run, "counter-client");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                awaitResumed();
                try (Socket connection = new Socket()) {
                    sync(connection);
                } catch (IOException lost) {
                    TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
                } finally {
                    use(Optional.empty());
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void sync(Socket connection) throws IOException {
        connection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
        connection.setTcpNoDelay(true);
        use(Optional.of(connection));
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
        Writer out = new OutputStreamWriter(connection.getOutputStream(), StandardCharsets.UTF_8);
        out.write(has() + "\n");
        out.flush();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            take(Long.parseLong(line));
            out.write(line + "\n");
            out.flush();
        }
    }

    private void take(long number) {
        lock.lock();
        try {
            if (number != has + 1) {
                fault.accept("got " + number + " after " + has);
            }
            has = number;
            lastSeenNanos = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    private long has() {
        lock.lock();
        try {
            return has;
        } finally {
            lock.unlock();
        }
    }

    private void awaitResumed() throws InterruptedException {
        lock.lock();
        try {
            while (paused) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void use(Optional<Socket> connection) {
        lock.lock();
        try {
            socket = connection;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void pause(PauseReason reason, long withinMillis, Runnable done) {
        lock.lock();
        try {
            paused = true;
            hangUp();
        } finally {
            lock.unlock();
        }
        done.run();
    }

    @Override
    public void resume(RecoverScope scope) {
        lock.lock();
        try {
            paused = false;
            if (scope == RecoverScope.FULL) {
                hangUp();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void hangUp() {
        try {
            if (socket.isPresent()) {
                socket.get().close();
            }
        } catch (IOException gone) {
            fault.accept("closing failed: " + gone);
        }
    }

    @Override
    public SyncActivity activity() {
        lock.lock();
        try {
            long sinceMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastSeenNanos);
            return new SyncActivity(socket.isPresent() ? 1 : 0, 0, socket.isPresent() ? 0 : sinceMillis);
        } finally {
            lock.unlock();
        }
    }
}
