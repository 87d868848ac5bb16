package dev.sotto.bench.mesh;

import dev.sotto.document.DocRef;
import dev.sotto.link.PeerAddress;
import dev.sotto.testkit.world.SeededRandom;
import dev.sotto.wire.Message;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;

/**
 * Peers at random places: each dials one that was there before, and one more if there are two. Changes come one after the
 * other, each at a peer drawn at random. It is never closed: nothing of it is outside of this memory.
 */
final class Mesh {
    private static final int DOCUMENTS = 100;
    private static final int DIALS = 2;
    private static final long START_MILLIS = 10_000;

    /** Between two changes: what follows one (SKIP, cursors) is over. */
    private static final long PAUSE_MILLIS = 2_500;

    private static final long CHANGE_MILLIS_MAX = 60_000;
    private static final int NOT_YET = -1;

    private final VirtualTime time = new VirtualTime();
    private final Traffic traffic = new Traffic();
    private final List<MeshPeer> peers = new ArrayList<>();
    private final Random random;
    private final int[] hops;
    private final Histogram hopCounts = new Histogram(3);
    private final Histogram latencies = new Histogram(3);
    private int links;
    private int changes;
    private DocRef document = DocRef.of(MeshPeer.COLLECTION, "none");
    private int value;
    private long writtenMillis;
    private final SortedSet<Integer> waiting = new TreeSet<>();

    /**
     * What so many changes cost, each.
     *
     * @param duplicatePercent of the bodies
     * @param bytes of all messages but heartbeats and presence; {@code frames} as many
     * @param hopsMax the most that a body took
     * @param millisP50 from the write to another peer's disk
     */
    record Cost(
            int links,
            double bodies,
            double duplicatePercent,
            double announcementBytes,
            double bytes,
            double frames,
            long hopsP50,
            long hopsMax,
            long millisP50,
            long millisP99) {}

    /** Opens it and waits until all are connected. */
    Mesh(int size, long seed, boolean tree) {
        this.random = new Random(seed);
        this.hops = new int[size];
        MeshNetwork network = new MeshNetwork(time, new Random(random.nextLong()), traffic, this::arrived);
        for (int i = 0; i < size; i++) {
            List<PeerAddress> dials = dials(i);
            links += dials.size();
            SecureRandom chance = new SeededRandom(random.nextLong());
            peers.add(new MeshPeer(i, dials, time, network, chance, tree, this::turned));
        }
        peers.forEach(MeshPeer::start);
        run(START_MILLIS);
    }

    private List<PeerAddress> dials(int peer) {
        SortedSet<Integer> others = new TreeSet<>();
        while (others.size() < Math.min(DIALS, peer)) {
            others.add(random.nextInt(peer));
        }
        return others.stream().map(MeshNetwork::address).toList();
    }

    private void run(long millis) {
        long until = time.monotonicMillis() + millis;
        while (time.step(until)) {}
    }

    /** Writes so many changes, one after the other. Gives what each cost. */
    Cost change(int count) {
        traffic.clear();
        hopCounts.reset();
        latencies.reset();
        for (int i = 0; i < count; i++) {
            changeOne();
        }
        double needed = (double) count * (peers.size() - 1);
        return new Cost(
                links,
                (double) traffic.bodies() / count,
                100 * (traffic.bodies() - needed) / traffic.bodies(),
                (double) traffic.announcementBytes() / count,
                (double) traffic.bytes() / count,
                (double) traffic.frames() / count,
                hopCounts.getValueAtPercentile(50),
                hopCounts.getMaxValue(),
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(99));
    }

    private void changeOne() {
        value = ++changes;
        String id = "d" + random.nextInt(DOCUMENTS);
        document = DocRef.of(MeshPeer.COLLECTION, id);
        MeshPeer writer = peers.get(random.nextInt(peers.size()));
        Arrays.fill(hops, NOT_YET);
        hops[writer.number()] = 0;
        peers.forEach(peer -> waiting.add(peer.number()));
        writtenMillis = time.monotonicMillis();
        writer.write(id, value);
        long until = writtenMillis + CHANGE_MILLIS_MAX;
        while (!waiting.isEmpty()) {
            if (!time.step(until)) {
                throw new IllegalStateException("change " + value + " is not at " + waiting + " after a minute");
            }
        }
        run(PAUSE_MILLIS);
    }

    private void arrived(int from, int to, Message message) {
        if (Traffic.bodies(message) > 0 && hops[to] == NOT_YET && hops[from] != NOT_YET) {
            hops[to] = hops[from] + 1;
        }
    }

    private void turned(MeshPeer peer) {
        if (waiting.contains(peer.number()) && peer.shows(document, value)) {
            waiting.remove(peer.number());
            if (hops[peer.number()] > 0) {
                hopCounts.recordValue(hops[peer.number()]);
                latencies.recordValue(time.monotonicMillis() - writtenMillis);
            }
        }
    }
}
