package dev.sotto.phonebench.app;

import dev.sotto.phonebench.process.Scenario;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A desktop that counts, twenty numbers a second, and sends each number to whoever connects, from the one after the last
 * that the client has. It records when each number was made and when it was first acknowledged.
 *
 * <pre>
 *   client: "41"      I have up to 41
 *   peer:   "42" ...  each number once, in order
 *   client: "42" ...  each acknowledged
 * </pre>
 */
public final class CounterPeer implements Scenario.Part {
    private static final long TICK_MILLIS = 50;

    /** Numbers of one scenario: more than 20 minutes of them. */
    private static final int NUMBERS_MAX = 25_000;

    private final ServerSocket server;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition counted = lock.newCondition();
    private final List<Long> madeNanos = new ArrayList<>();
    private final List<Long> ackedNanos = new ArrayList<>();
    private boolean closed;

    private CounterPeer(ServerSocket server) {
        this.server = server;
    }

    /** Starts counting on a free port of the loopback interface. */
    public static CounterPeer start(Scenario scenario) throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        CounterPeer peer = scenario.add(new CounterPeer(server));
        spawn("counter", peer::count);
        spawn("counter-accept", peer::accept);
        return peer;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The last number so far. */
    public long made() {
        lock.lock();
        try {
            return madeNanos.size();
        } finally {
            lock.unlock();
        }
    }

    /** The last number that the app has acknowledged. */
    public long acked() {
        lock.lock();
        try {
            return ackedNanos.size();
        } finally {
            lock.unlock();
        }
    }

    /** The longest time between making and acknowledging one of these numbers, in milliseconds; all must be acknowledged. */
    public long longestLagMillis(long afterNumber, long upToNumber) {
        lock.lock();
        try {
            long longest = 0;
            for (int index = Math.toIntExact(afterNumber); index < upToNumber; index++) {
                longest = Math.max(longest, ackedNanos.get(index) - madeNanos.get(index));
            }
            return TimeUnit.NANOSECONDS.toMillis(longest);
        } finally {
            lock.unlock();
        }
    }

    private void count() throws InterruptedException {
        while (true) {
            lock.lock();
            try {
                if (closed || madeNanos.size() >= NUMBERS_MAX) {
                    return;
                }
                madeNanos.add(System.nanoTime());
                counted.signalAll();
            } finally {
                lock.unlock();
            }
            Thread.sleep(TICK_MILLIS);
        }
    }

    private void accept() throws IOException {
        while (!server.isClosed()) {
            Socket client = server.accept();
            client.setTcpNoDelay(true);
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            spawn("counter-client", () -> {
                long has = Long.parseLong(lines.readLine());
                spawn("counter-send", () -> send(client, has));
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    acknowledge(Long.parseLong(line));
                }
                client.close();
            });
        }
    }

    private void send(Socket client, long has) throws IOException, InterruptedException {
        Writer out = new OutputStreamWriter(client.getOutputStream(), StandardCharsets.UTF_8);
        for (long next = has + 1; awaitMade(next) && !client.isClosed(); next++) {
            out.write(next + "\n");
            out.flush();
        }
        client.close();
    }

    private boolean awaitMade(long number) throws InterruptedException {
        lock.lock();
        try {
            while (madeNanos.size() < number && !closed) {
                counted.await();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void acknowledge(long number) {
        lock.lock();
        try {
            // Again after a reconnect is fine; ahead of its turn would be a number that was never sent in order.
            while (ackedNanos.size() < number) {
                ackedNanos.add(System.nanoTime());
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            counted.signalAll();
        } finally {
            lock.unlock();
        }
        server.close();
    }

    private static void spawn(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | NumberFormatException ended) {
                        // The connection is over: the client comes again and says where it is.
                        return;
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }
}
