package dev.sotto.bench.sync;

import dev.sotto.identity.SharedKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A, which listens, and B, which dials it; both want everything. What crosses between them is counted. */
final class Pair implements AutoCloseable {
    /** What is told late, SKIP and ACK, comes within a second. */
    private static final long QUIET_MILLIS = 1_500;

    private static final long MEETING_MINUTES = 15;

    /** Longer than a change takes to the other side; what comes later is the acknowledgement. */
    private static final long MOMENT_MILLIS = 20;

    private static final int BATCH = 1_000;

    private final FrameCount frames = new FrameCount();
    private final SocketCount socket = new SocketCount();
    private final Side.Ground ground;
    private final Path directoryA;
    private final Path directoryB;
    private Side a;
    private Side b;
    private boolean evicted;

    Pair(Path directory) throws IOException {
        this(directory, false);
    }

    /** @param compressed whether both sides compress what they send */
    Pair(Path directory, boolean compressed) throws IOException {
        ground = new Side.Ground(SharedKey.generate(new SecureRandom()), frames, socket, compressed);
        directoryA = directory.resolve("a");
        directoryB = directory.resolve("b");
        a = Side.open(directoryA, ground, false);
        b = Side.open(directoryB, ground, true);
    }

    /** What one meeting cost. */
    record Cost(long frameBytes, long socketBytes, String byType) {}

    Side a() {
        return a;
    }

    Side b() {
        return b;
    }

    FrameCount frames() {
        return frames;
    }

    void fill(List<Map<String, Object>> documents) throws Exception {
        for (int from = 0; from < documents.size(); from += BATCH) {
            a.insert(documents.subList(from, Math.min(documents.size(), from + BATCH)));
        }
    }

    /** A is to be reached. */
    void listen() throws Exception {
        a.start();
        a.await("listening");
    }

    /** B goes to A, until each has what the other has and nothing more is said. */
    Cost meet() throws Exception {
        frames.reset();
        socket.reset();
        b.start();
        b.await("connected");
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(MEETING_MINUTES);
        do {
            settle();
        } while (!isSame() && System.nanoTime() < deadline);
        return cost();
    }

    Cost cost() {
        return new Cost(frames.total(), socket.bytes(), frames.toString());
    }

    /**
     * Returns when nothing was said for a while.
     *
     * @throws IllegalStateException if the two do not stop talking
     */
    void settle() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(MEETING_MINUTES);
        while (frames.quietMillis() < QUIET_MILLIS) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the two still talk after " + MEETING_MINUTES + " minutes: " + frames);
            }
            Thread.sleep(Math.max(1, QUIET_MILLIS - frames.quietMillis()));
        }
    }

    /**
     * Returns when something was said since the count was {@code before}, and nothing more for a moment.
     *
     * @throws IllegalStateException if nothing is said
     */
    void awaitTold(long before) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(MEETING_MINUTES);
        while (frames.total() == before || frames.quietMillis() < MOMENT_MILLIS) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("nothing was said in " + MEETING_MINUTES + " minutes");
            }
            Thread.sleep(1);
        }
    }

    /** A disk that takes long makes a silence, too. */
    private boolean isSame() {
        return a.holds().equals(b.holds()) || evicted;
    }

    /** @throws IllegalStateException if the two differ: what they cost would mean nothing */
    int verify() {
        Map<String, ?> here = a.holds();
        if (!here.equals(b.holds())) {
            throw new IllegalStateException("the two do not hold the same");
        }
        return here.size();
    }

    void part() throws Exception {
        b.stop();
        settle();
    }

    /** B lets those go whose id is smaller, and the two differ from now on. */
    void evict(String below) throws Exception {
        evicted = true;
        b.run("EVICT FROM orders WHERE _id < :id", Map.of("id", below));
    }

    /** B's process ends and begins. */
    void restartB() {
        b.close();
        b = Side.open(directoryB, ground, true);
    }

    /** Both stores forget how far they have read the other. */
    void loseCursors() throws Exception {
        a.close();
        b.close();
        forget(directoryA);
        forget(directoryB);
        a = Side.open(directoryA, ground, false);
        b = Side.open(directoryB, ground, true);
    }

    private static void forget(Path directory) throws SQLException {
        try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("sotto.db"));
                Statement statement = store.createStatement()) {
            statement.execute("DELETE FROM cursor");
        }
    }

    @Override
    public void close() throws IOException {
        b.close();
        a.close();
        socket.close();
    }
}
