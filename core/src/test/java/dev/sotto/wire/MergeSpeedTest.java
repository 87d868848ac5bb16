package dev.sotto.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.Entry;
import dev.sotto.document.Lives;
import dev.sotto.document.Path;
import dev.sotto.document.Samples;
import dev.sotto.document.Value;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prints what one changed field costs the receiver, in memory. The bound is only there to notice a blunder. */
@Tag("slow")
class MergeSpeedTest {
    /** Processor time of this thread: other work on the machine does not count. */
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private static final int DELTAS = 20_000;
    private static final int ROUNDS = 12;
    private static final int FIELDS = 20;

    @Test
    void aChangedFieldIsDecodedMergedAndHashedInMicroseconds() {
        Map<String, Object> fields = new TreeMap<>();
        for (int i = 0; i < FIELDS; i++) {
            fields.put("field" + i, "value " + i);
        }
        DocRef ref = DocRef.of("orders", "o1");
        DocState order = Edit.insert(DocState.EMPTY, Value.ofMap(fields), Samples.stamp(Samples.START, 1));
        order.digest(ref);
        long[] decode = new long[ROUNDS];
        long[] join = new long[ROUNDS];
        long[] digest = new long[ROUNDS];
        long kept = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = deltas(round);
            long started = CPU.getCurrentThreadCpuTime();
            List<Entry> entries = decode(bytes);
            decode[round] = CPU.getCurrentThreadCpuTime() - started;

            List<DocState> states = new ArrayList<>(DELTAS);
            started = CPU.getCurrentThreadCpuTime();
            for (Entry entry : entries) {
                states.add(order.join(List.of(entry)));
            }
            join[round] = CPU.getCurrentThreadCpuTime() - started;

            started = CPU.getCurrentThreadCpuTime();
            for (DocState state : states) {
                kept += state.digest(ref).bytes().at(0);
            }
            digest[round] = CPU.getCurrentThreadCpuTime() - started;
        }
        assertTrue(kept > 0);
        long total = nanos(decode) + nanos(join) + nanos(digest);
        System.out.println("one changed field of " + FIELDS + ": decode " + nanos(decode) + " ns, join " + nanos(join)
                + " ns, digest " + nanos(digest) + " ns, together " + total + " ns (goal: decode and join 1000 ns)");
        assertTrue(total < 200_000, total + " ns");
    }

    private static long nanos(long[] rounds) {
        Arrays.sort(rounds);
        return rounds[ROUNDS / 4] / DELTAS;
    }

    private static byte[] deltas(int round) {
        FrameWriter writer = new FrameWriter();
        List<byte[]> frames = new ArrayList<>();
        int length = 0;
        for (int i = 0; i < DELTAS; i++) {
            Entry entry = Entry.set(
                    Path.of("field" + i % FIELDS),
                    Lives.FIRST,
                    Samples.stamp(Samples.START + 1 + i, 2),
                    Value.of("delivered"));
            frames.add(writer.write(new Message.Delta(
                    i,
                    i == 0 ? new DocName.Full(DocRef.of("orders", "o1")) : new DocName.Mine(0),
                    List.of(entry),
                    round)));
            length += frames.get(i).length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] frame : frames) {
            System.arraycopy(frame, 0, all, at, frame.length);
            at += frame.length;
        }
        return all;
    }

    private static List<Entry> decode(byte[] bytes) {
        FrameReader reader = new FrameReader();
        reader.authenticated();
        List<Entry> entries = new ArrayList<>(DELTAS);
        int piece = 16 * 1024;
        for (int at = 0; at < bytes.length; at += piece) {
            reader.feed(bytes, at, Math.min(piece, bytes.length - at));
            while (reader.next() instanceof FrameReader.Next.Got got) {
                entries.add(((Message.Delta) got.message()).entries().get(0));
            }
        }
        return entries;
    }
}
