package dev.sotto.wire;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.DocKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/**
 * Documents by so few bits of their keys that one in 1,024 others is taken for one of them; about 1.5 bytes each. Keys are
 * hashes, so their first bits are spread evenly, and their distances have a geometric distribution: Golomb's code (1966) in
 * Rice's form. As the bits are the first ones and keep the order, a store finds the documents in its index.
 *
 * <pre>
 * n varint | for each value in ascending order: distance from the one before, less one (the first: from -1):
 *            distance / 1,024 times 1, then 0, then 10 bits of distance % 1,024 | zeros up to a whole byte
 * value    the first 10 + ceil(log2 n) bits of a key
 * </pre>
 *
 * @param values ascending, at least one, of {@link #bits} bits
 */
public record KeySet(List<Long> values) {
    /** A document that was not meant is met with a probability of at most 2 to the power of minus this. */
    static final int CERTAINTY_BITS = 10;

    public KeySet {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    /** Of at least one key. */
    public static KeySet of(Collection<DocKey> keys) {
        int bits = bits(keys.size());
        while (true) {
            TreeSet<Long> values = new TreeSet<>();
            for (DocKey key : keys) {
                values.add(first(key, bits));
            }
            if (bits(values.size()) == bits) {
                return new KeySet(new ArrayList<>(values));
            }
            bits = bits(values.size()); // several keys with one value: fewer values need fewer bits
        }
    }

    private static int bits(int count) {
        return CERTAINTY_BITS + (Integer.SIZE - Integer.numberOfLeadingZeros(count - 1));
    }

    private static long first(DocKey key, int bits) {
        return new ByteReader(key.bytes(), Frames.MALFORMED).word(8, "key") >>> Long.SIZE - bits;
    }

    /** How many bits of a key count. */
    public int bits() {
        return bits(values.size());
    }

    /** What stands for that key. */
    public long valueOf(DocKey key) {
        return first(key, bits());
    }

    /** The first of the keys that the value stands for. */
    public DocKey first(long value) {
        return new DocKey(new ByteWriter()
                .word(value << Long.SIZE - bits(), 8)
                .word(0, DocKey.LENGTH - 8)
                .toBytes());
    }

    void write(ByteWriter out) {
        out.varint(values.size());
        BitWriter codes = new BitWriter(out);
        long before = -1;
        for (long value : values) {
            long distance = value - before - 1;
            for (long i = distance >>> CERTAINTY_BITS; i > 0; i--) {
                codes.write(1, 1);
            }
            codes.write(0, 1);
            codes.write(distance, CERTAINTY_BITS);
            before = value;
        }
        codes.end();
    }

    static KeySet read(ByteReader in) {
        int count = in.varint("documents", Limits.ITEMS_MAX);
        if (count == 0) {
            throw in.refused("documents", 0, "at least 1");
        }
        long end = 1L << bits(count);
        BitReader codes = new BitReader(in, "keys");
        List<Long> values = new ArrayList<>(Math.min(count, in.remaining()));
        long before = -1;
        for (int i = 0; i < count; i++) {
            long distance = 0;
            while (codes.bit() == 1) {
                distance += 1 << CERTAINTY_BITS;
            }
            before += 1 + distance + codes.bits(CERTAINTY_BITS);
            if (before >= end) {
                throw in.refused("key", before, "below " + end);
            }
            values.add(before);
        }
        codes.end();
        return new KeySet(values);
    }
}
