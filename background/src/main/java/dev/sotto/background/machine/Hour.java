package dev.sotto.background.machine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** What happened in one hour of the wall clock. Mutable; belongs to a {@link Ledger}. */
final class Hour {

    /** Latency buckets: bucket n counts spans under 2^n ms, the last one everything longer. */
    static final int BUCKET_COUNT = 32;

    /** Mechanisms told apart in one hour; later ones are summed under the last. */
    private static final int MECHANISM_COUNT_MAX = Ladder.RUNG_COUNT_MAX;

    private static final int ID_CHARS_MAX = 40;

    long wantedMillis;
    long heldMillis;
    long aliveMillis;
    long wakeMillis;
    long reholdMaxMillis;
    final int[] rehold = new int[BUCKET_COUNT];
    final Map<String, Cost> costs = new TreeMap<String, Cost>();

    /** Sums of one mechanism. */
    static final class Cost {
        long heldMillis;
        long acquireCount;
        long failureCount;
        long lossCount;
        long cpuMillis;
        long wakeupCount;

        void add(Cost other) {
            heldMillis += other.heldMillis;
            acquireCount += other.acquireCount;
            failureCount += other.failureCount;
            lossCount += other.lossCount;
            cpuMillis += other.cpuMillis;
            wakeupCount += other.wakeupCount;
        }

        private void write(DataOutputStream to) throws IOException {
            to.writeLong(heldMillis);
            to.writeLong(acquireCount);
            to.writeLong(failureCount);
            to.writeLong(lossCount);
            to.writeLong(cpuMillis);
            to.writeLong(wakeupCount);
        }

        private static Cost read(DataInputStream from) throws IOException {
            Cost cost = new Cost();
            cost.heldMillis = from.readLong();
            cost.acquireCount = from.readLong();
            cost.failureCount = from.readLong();
            cost.lossCount = from.readLong();
            cost.cpuMillis = from.readLong();
            cost.wakeupCount = from.readLong();
            return cost;
        }
    }

    Cost cost(String mechanism) {
        String id = mechanism.length() <= ID_CHARS_MAX ? mechanism : mechanism.substring(0, ID_CHARS_MAX);
        Cost cost = costs.get(id);
        if (cost == null) {
            cost = new Cost();
            costs.put(id, cost);
        }
        return cost;
    }

    void reheld(long millis) {
        rehold[Math.min(BUCKET_COUNT - 1, Long.SIZE - Long.numberOfLeadingZeros(millis))]++;
        reholdMaxMillis = Math.max(reholdMaxMillis, millis);
    }

    void write(DataOutputStream to) throws IOException {
        to.writeLong(wantedMillis);
        to.writeLong(heldMillis);
        to.writeLong(aliveMillis);
        to.writeLong(wakeMillis);
        to.writeLong(reholdMaxMillis);
        for (int count : rehold) {
            to.writeInt(count);
        }
        to.writeByte(costs.size());
        for (Map.Entry<String, Cost> each : costs.entrySet()) {
            to.writeUTF(each.getKey());
            each.getValue().write(to);
        }
    }

    static Hour read(DataInputStream from) throws IOException {
        Hour hour = new Hour();
        hour.wantedMillis = from.readLong();
        hour.heldMillis = from.readLong();
        hour.aliveMillis = from.readLong();
        hour.wakeMillis = from.readLong();
        hour.reholdMaxMillis = from.readLong();
        for (int i = 0; i < BUCKET_COUNT; i++) {
            hour.rehold[i] = from.readInt();
        }
        int count = from.readUnsignedByte();
        if (count > MECHANISM_COUNT_MAX) {
            throw new IOException(count + " mechanisms in an hour, at most " + MECHANISM_COUNT_MAX);
        }
        for (int i = 0; i < count; i++) {
            String id = from.readUTF();
            hour.costs.put(id, Cost.read(from));
        }
        return hour;
    }
}
