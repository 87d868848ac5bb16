package dev.sotto.sync;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.DocKey;
import dev.sotto.wire.SketchCell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Documents with their versions as of one moment, and the sketch of them: 40 bytes each while a reconciliation lasts.
 *
 * <p>Key and version are hashes under the session's own key, so nobody can choose documents that fall together.
 */
final class VersionSet {
    /** Bits of a sketch key; the rest of a word numbers the documents. */
    static final int KEY_BITS = SketchCell.KEY_BITS;

    private static final int INDEX_BITS = Long.SIZE - KEY_BITS;
    static final int SIZE_MAX = 1 << INDEX_BITS;

    private final SketchHash hash;
    private int size;
    private long[] high = new long[64];
    private long[] low = new long[64];
    private long[] keys = new long[64];
    private long[] versions = new long[64];
    /** Sketch key and place, in the order of the keys as unsigned numbers. */
    private long[] order = new long[0];

    VersionSet(SketchHash hash) {
        this.hash = hash;
    }

    /** Another set of the same documents, before {@link #index}. */
    VersionSet copy() {
        VersionSet copy = new VersionSet(hash);
        copy.size = size;
        copy.high = high.clone();
        copy.low = low.clone();
        copy.keys = keys.clone();
        copy.versions = versions.clone();
        return copy;
    }

    int size() {
        return size;
    }

    /** @param version from 1 to p - 1 */
    void add(DocKey key, long version) {
        if (size == keys.length) {
            high = Arrays.copyOf(high, size * 2);
            low = Arrays.copyOf(low, size * 2);
            keys = Arrays.copyOf(keys, size * 2);
            versions = Arrays.copyOf(versions, size * 2);
        }
        ByteReader words = new ByteReader(key.bytes(), "DOC_KEY");
        high[size] = words.word(8, "key");
        low[size] = words.word(8, "key");
        versions[size] = version;
        size++;
    }

    private DocKey docKey(int at) {
        return new DocKey(new ByteWriter().word(high[at], 8).word(low[at], 8).toBytes());
    }

    /** All are in; computes their sketch keys. */
    void index(int salt) {
        order = new long[size];
        for (int i = 0; i < size; i++) {
            keys[i] = hash.key(salt, docKey(i));
            order[i] = (keys[i] << INDEX_BITS | i) ^ Long.MIN_VALUE;
        }
        Arrays.sort(order);
    }

    private long keyAt(int rank) {
        return (order[rank] ^ Long.MIN_VALUE) >>> INDEX_BITS;
    }

    private int placeAt(int rank) {
        return (int) (order[rank] & SIZE_MAX - 1);
    }

    private int rankOf(long key) {
        int found = Arrays.binarySearch(order, key << INDEX_BITS ^ Long.MIN_VALUE);
        return found < 0 ? -found - 1 : found;
    }

    /** Whether two documents have one sketch key: another salt tells them apart. */
    boolean hasTwins() {
        for (int rank = 1; rank < size; rank++) {
            if (keyAt(rank) == keyAt(rank - 1)) {
                return true;
            }
        }
        return false;
    }

    /** The document of that sketch key. */
    Optional<DocKey> find(long key) {
        int rank = rankOf(key);
        return rank < size && keyAt(rank) == key ? Optional.of(docKey(placeAt(rank))) : Optional.empty();
    }

    /** The sum of the versions of all documents with that sketch key; 0 if there is none. */
    long versionOf(long key) {
        long sum = 0;
        for (int rank = rankOf(key); rank < size && keyAt(rank) == key; rank++) {
            sum = Field61.add(sum, versions[placeAt(rank)]);
        }
        return sum;
    }

    /** The cells from {@code from} on. */
    List<SketchCell> cells(int from, int count) {
        long[] sums = new long[count];
        long[] keyed = new long[count];
        for (int i = 0; i < size; i++) {
            addTo(sums, keyed, from, keys[i], versions[i]);
        }
        List<SketchCell> cells = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            cells.add(new SketchCell(sums[i], keyed[i]));
        }
        return cells;
    }

    /** Adds one document to cells that begin with number {@code from}. */
    private static void addTo(long[] sums, long[] keyed, int from, long key, long version) {
        long product = Field61.multiply(key, version);
        SketchIndices indices = new SketchIndices(key);
        for (indices.seek(from); indices.index() < (long) from + sums.length; indices.next()) {
            int at = (int) (indices.index() - from);
            sums[at] = Field61.add(sums[at], version);
            keyed[at] = Field61.add(keyed[at], product);
        }
    }

    /** Keys and the low bits of versions from that rank on. */
    List<SketchCell> list(int from, int count) {
        List<SketchCell> items = new ArrayList<>();
        for (int rank = from; rank < Math.min(size, from + count); rank++) {
            items.add(new SketchCell(SketchCell.shortVersion(versions[placeAt(rank)]), keyAt(rank)));
        }
        return items;
    }
}
