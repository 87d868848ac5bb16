package dev.sotto.bench.sync;

import dev.sotto.bench.Figure;
import dev.sotto.document.Actor;
import dev.sotto.document.Bytes;
import dev.sotto.document.DocId;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Entry;
import dev.sotto.document.EntryCodec;
import dev.sotto.document.Hlc;
import dev.sotto.document.Lives;
import dev.sotto.document.Path;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoreId;
import dev.sotto.document.Value;
import dev.sotto.wire.DocName;
import dev.sotto.wire.FrameReader;
import dev.sotto.wire.FrameWriter;
import dev.sotto.wire.Message;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What it takes to read a DELTA of one field that wins, to join it with the document in memory, and to have the digest of what
 * comes of it; without disk, session or thread. Beside it the two SHA-256 that no other way could do without: of the entry, and
 * of the hashes of all entries.
 */
final class Merging {
    private static final int DOCUMENTS = 100;
    private static final int DELTAS = 20_000;
    static final int WARM_ROUNDS = 40;
    static final int ROUNDS = 21;
    private static final int HASH_BYTES = 16;
    private static final long AT = 1_800_000_000_000L;
    private static final String FIELD = "table";

    private final List<DocRef> refs = new ArrayList<>();
    private final List<DocState> states = new ArrayList<>();
    private final List<byte[]> introductions = new ArrayList<>();
    private final List<byte[]> deltas = new ArrayList<>();
    private final byte[] entryBytes;
    private final byte[] hashBytes;

    private Merging(List<Map<String, Object>> documents) {
        SecureRandom random = new SecureRandom();
        byte[] id = new byte[StoreId.LENGTH];
        random.nextBytes(id);
        Actor actor = new Actor(new StoreId(Bytes.of(id)), random.nextLong());
        FrameWriter writer = new FrameWriter();
        for (Map<String, Object> document : documents) {
            DocRef ref = DocRef.of("orders", DocId.of(Value.of(document.get("_id"))));
            List<Entry> entries = entries(document, new Stamp(new Hlc(AT, 0), actor));
            refs.add(ref);
            states.add(DocState.of(entries));
            introductions.add(writer.write(new Message.Delta(refs.size(), new DocName.Full(ref), entries, 0)));
        }
        for (int i = 0; i < DELTAS; i++) {
            Entry entry = field(FIELD, (long) i, new Stamp(new Hlc(AT + 1 + i, 0), actor));
            deltas.add(writer.write(new Message.Delta(
                    DOCUMENTS + 1 + i, new DocName.Mine(i % DOCUMENTS), Collections.singletonList(entry), i)));
        }
        Entry entry = states.get(0).entries().get(0);
        entryBytes = EntryCodec.canonical(refs.get(0), entry).toArray();
        hashBytes = new byte[states.get(0).entries().size() * HASH_BYTES];
    }

    private static List<Entry> entries(Map<String, Object> document, Stamp stamp) {
        List<Entry> entries = new ArrayList<>();
        document.forEach((key, value) -> {
            if (!key.equals("_id")) {
                entries.add(field(key, value, stamp));
            }
        });
        return entries;
    }

    private static Entry field(String key, Object value, Stamp stamp) {
        return Entry.set(Path.of(key), Lives.FIRST, stamp, Value.of(value));
    }

    /**
     * @param goalMicros for one delta, at most
     * @param rounds that count, an odd number so that the median is one of them
     */
    static List<Figure> measure(
            String bench, List<Map<String, Object>> documents, double goalMicros, int warmRounds, int rounds)
            throws Exception {
        Merging merging = new Merging(documents.subList(0, DOCUMENTS));
        double[] ours = new double[warmRounds + rounds];
        double[] hashes = new double[warmRounds + rounds];
        for (int round = 0; round < ours.length; round++) {
            ours[round] = merging.merge();
            hashes[round] = merging.hash();
        }
        double micros = medianFrom(warmRounds, ours);
        return List.of(
                new Figure(
                        bench,
                        "reading and merging one field, warm",
                        micros,
                        goalMicros,
                        "goal",
                        "us",
                        micros / goalMicros,
                        1),
                Figure.of(
                        bench,
                        "reading and merging one field, warm",
                        micros,
                        medianFrom(warmRounds, hashes),
                        "its SHA-256",
                        "us",
                        Double.NaN));
    }

    private static double medianFrom(int first, double[] rounds) {
        double[] last = Arrays.copyOfRange(rounds, first, rounds.length);
        Arrays.sort(last);
        return last[last.length / 2];
    }

    /** Microseconds a delta. */
    private double merge() {
        FrameReader reader = new FrameReader();
        reader.authenticated();
        introductions.forEach(frame -> read(reader, frame));
        DocState[] held = states.toArray(new DocState[0]);
        for (int i = 0; i < held.length; i++) {
            held[i].digest(refs.get(i));
        }
        long began = System.nanoTime();
        for (int i = 0; i < DELTAS; i++) {
            Message.Delta delta = read(reader, deltas.get(i));
            int document = ((DocName.Mine) delta.document()).number();
            held[document] = held[document].join(delta.entries());
            held[document].digest(refs.get(document));
        }
        double micros = (System.nanoTime() - began) / 1e3 / DELTAS;
        verify(held);
        return micros;
    }

    private static Message.Delta read(FrameReader reader, byte[] frame) {
        reader.feed(frame, 0, frame.length);
        if (reader.next() instanceof FrameReader.Next.Got got && got.message() instanceof Message.Delta delta) {
            return delta;
        }
        throw new IllegalStateException("a DELTA that was written is not read");
    }

    /** The last delta of each document has won. */
    private static void verify(DocState[] held) {
        for (int i = 0; i < held.length; i++) {
            Value shown = held[i].shownAt(Path.of(FIELD));
            if (!shown.equals(Value.of((long) DELTAS - DOCUMENTS + i))) {
                throw new IllegalStateException("document " + i + " shows " + shown);
            }
        }
    }

    private double hash() throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        long began = System.nanoTime();
        int sum = 0;
        for (int i = 0; i < DELTAS; i++) {
            entryBytes[0] = (byte) i;
            hashBytes[0] = (byte) i;
            sum += sha.digest(entryBytes)[0] + sha.digest(hashBytes)[0];
        }
        double micros = (System.nanoTime() - began) / 1e3 / DELTAS;
        if (sum == 0 && micros == 0) {
            throw new IllegalStateException("nothing was hashed");
        }
        return micros;
    }
}
