package dev.sotto.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A set of keys in a few bits each: it has all of them, and hardly any other. */
class KeySetTest {
    private static List<DocKey> keys(int count, Random random) {
        List<DocKey> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] key = new byte[DocKey.LENGTH];
            random.nextBytes(key);
            keys.add(new DocKey(Bytes.of(key)));
        }
        return keys;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100, 1_000, 1_025, 10_000})
    void everyKeyIsInItAndOneOtherInAThousandAndTheBytesAreFew(int count) {
        Random random = new Random(count);
        List<DocKey> keys = keys(count, random);
        KeySet set = KeySet.of(keys);
        for (DocKey key : keys) {
            long value = set.valueOf(key);
            assertTrue(set.values().contains(value), "key " + key);
            assertEquals(value, set.valueOf(set.first(value)));
            assertTrue(set.first(value).compareTo(key) <= 0, "key " + key);
        }
        BitSet meant = new BitSet();
        set.values().forEach(value -> meant.set((int) (long) value));
        long others = keys(100_000, random).stream()
                .filter(key -> meant.get((int) set.valueOf(key)))
                .count();
        assertTrue(others < 140, others + " of 100,000 others, at most 98 expected, seed " + count);
        ByteWriter out = new ByteWriter();
        set.write(out);
        System.out.printf(
                "figure: %d keys in %d bytes, %.2f each%n", count, out.length(), out.length() / (double) count);
        assertTrue(out.length() <= 4 + 1.65 * count, out.length() + " bytes for " + count);
    }
}
