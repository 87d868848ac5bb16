package dev.sotto.bench.sync;

import dev.sotto.bench.Benchmark;
import dev.sotto.identity.SharedKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A, which listens, and B, which dials it; both want everything. What crosses between them is counted. */
final class Pair implements AutoCloseable {
    /** What is told late, SKIP and ACK, comes within a second. */
    private static final long QUIET_MILLIS = 1_500;

    private static final long MEETING_MINUTES = 30;

    /** Between two words to people about what is waited for. */
    private static final long TOLD_NANOS = 5_000_000_000L;

    /** Longer than a change takes to the other side; what comes later is the acknowledgement. */
    private static final long MOMENT_MILLIS = 20;

    private static final int BATCH = 1_000;

    private final FrameCount frames = new FrameCount();
    private final SocketCount socket = new SocketCount();
    private final Side.Ground ground;
    private final Path directoryA;
    private Path directoryB;
    private Side a;
    private Side b;
    private boolean evicted;

    Pair(Path directory) throws IOException {
        this(directory, false);
    }

    /** @param compressed whether both sides compress what they send */
    Pair(Path directory, boolean compressed) throws IOException {
        this(directory, SharedKey.generate(new SecureRandom()), compressed);
    }

    /** @param key of both, and of whoever else may come */
    Pair(Path directory, SharedKey key) throws IOException {
        this(directory, key, false);
    }

    private Pair(Path directory, SharedKey key, boolean compressed) throws IOException {
        ground = new Side.Ground(key, frames, socket, compressed);
        directoryA = directory.resolve("a");
        directoryB = directory.resolve("b");
        a = Side.open(directoryA, ground, false);
        b = Side.open(directoryB, ground, true);
    }

    /**
     * What one meeting cost.
     *
     * @param sentByB of the frames
     * @param arrivedBytes of the frames: less than all if a connection was cut
     */
    record Cost(long frameBytes, long sentByB, long arrivedBytes, long socketBytes, String byType) {}

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
        return meet(line -> {});
    }

    /** @param progress hears every few seconds that they are still at it */
    Cost meet(Benchmark.Progress progress) throws Exception {
        frames.reset();
        socket.reset();
        long began = System.nanoTime();
        b.start();
        b.await("connected");
        long told = began;
        do {
            settle();
            b.troubles().forEach(trouble -> progress.say("B: " + trouble));
            if (System.nanoTime() - told > TOLD_NANOS) {
                told = System.nanoTime();
                progress.say("still at it after " + (told - began) / 1_000_000_000 + " s, " + frames.total()
                        + " bytes so far");
            }
        } while (!isSame() && System.nanoTime() - began < TimeUnit.MINUTES.toNanos(MEETING_MINUTES));
        return cost();
    }

    /** B goes to A, which holds so many documents. Seconds from the dialling until the last of them is durable in B. */
    double copySeconds(long documents, Benchmark.Progress progress) throws Exception {
        frames.reset();
        socket.reset();
        try (Held held = new Held(directoryB)) {
            long began = System.nanoTime();
            b.start();
            held.await(documents, progress);
            return (System.nanoTime() - began) / 1e9;
        }
    }

    /** Where A is to be dialled. */
    int port() {
        return socket.port();
    }

    /** What opening B's store takes, as it is now: the median of so many times. It does not sync afterwards. */
    double openMillis(int times) {
        double[] millis = new double[times];
        for (int i = 0; i < times; i++) {
            b.close();
            long began = System.nanoTime();
            b = Side.open(directoryB, ground, true);
            millis[i] = (System.nanoTime() - began) / 1e6;
        }
        Arrays.sort(millis);
        return millis[times / 2];
    }

    /** A meeting whose connection is cut once, when so many bytes have crossed the socket; B dials again by itself. */
    Cost meetCutAfter(long socketBytes) throws Exception {
        socket.cutAfter(socketBytes);
        Cost cost = meet();
        if (!socket.isCut()) {
            throw new IllegalStateException("nothing was cut: " + cost.socketBytes + " bytes crossed the socket");
        }
        return cost;
    }

    Cost cost() {
        return new Cost(frames.total(), frames.ofDialler(), frames.arrived(), socket.bytes(), frames.toString());
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
    private boolean isSame() throws SQLException {
        return evicted
                || Holding.count(directoryA) == Holding.count(directoryB)
                        && Holding.in(directoryA).equals(Holding.in(directoryB));
    }

    /**
     * How many documents both hold.
     *
     * @throws IllegalStateException if the two differ: what they cost would mean nothing
     */
    long verify() throws SQLException {
        Holding here = Holding.in(directoryA);
        if (!here.equals(Holding.in(directoryB))) {
            throw new IllegalStateException("the two do not hold the same");
        }
        return here.documents();
    }

    /** How many B holds. */
    long heldByB() throws SQLException {
        return Holding.in(directoryB).documents();
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

    /** Another B, with nothing in its store. */
    void anotherB(Path directory) {
        b.close();
        directoryB = directory;
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
