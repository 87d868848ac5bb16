package dev.sotto.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The entry codec against every row of the bad-input table that is about encoded values: an entry whose value is that input
 * is refused with that code, and so is an entry whose other fields break their rules.
 */
class BadEntriesTest {
    private static final DocRef ORDER = DocRef.of("orders", "o1");
    private static final Stamp AT = Samples.stamp(Samples.START, 1);
    private static final int MANY = 200_000;

    /** Row, what it is, the value's bytes, the code; "taken" where the row says that it is. */
    private static List<String[]> rows() {
        List<String[]> rows = new ArrayList<>();
        add(rows, "27 200,000 nested arrays", "81".repeat(MANY), "CBOR_DEPTH");
        add(rows, "28 200,000 nested tags", "c1".repeat(MANY), "CBOR_TAG_UNSUPPORTED");
        add(rows, "29 byte string of 2^31-1 without data", "5a7fffffff", "CBOR_TRUNCATED");
        add(rows, "30 byte string of 2^63", "5b8000000000000000", "CBOR_LENGTH");
        add(rows, "31 array header of 2^31-1", "9a7fffffff", "CBOR_LENGTH");
        add(rows, "31 map header of 2^31-1", "ba7fffffff", "CBOR_LENGTH");
        add(rows, "32 duplicate map keys", "a2616101616102", "CBOR_DUPLICATE_KEY");
        add(rows, "33 trailing bytes", "0000", "ENTRY_MALFORMED");
        add(rows, "34 empty payload", "", "CBOR_EMPTY");
        add(rows, "35 invalid UTF-8", "61ff", "CBOR_UTF8");
        add(rows, "35 lone surrogate", "63eda080", "CBOR_UTF8");
        add(rows, "36 indefinite-length string", "7f6161ff", "CBOR_NOT_DETERMINISTIC");
        add(rows, "37 non-minimal integer", "1817", "CBOR_NOT_DETERMINISTIC");
        add(rows, "37 unsorted keys", "a2616201616101", "CBOR_NOT_DETERMINISTIC");
        add(rows, "38 reserved 0x1c", "1c", "CBOR_MALFORMED");
        add(rows, "38 lone break", "ff", "CBOR_MALFORMED");
        add(rows, "39 NaN with payload", "f97e01", "taken");
        add(rows, "39 minus zero", "f98000", "taken");
        add(rows, "39 1e400, which is infinity", "f97c00", "NUMBER_RANGE");
        add(rows, "39 integer of 65 bits", "1bffffffffffffffff", "NUMBER_RANGE");
        add(rows, "40 10,000 keys of one hash code", collidingKeys(), "taken");
        add(rows, "41 key of 1 KiB + 1", "a1790401" + "61".repeat(1025) + "00", "KEY_INVALID");
        add(rows, "41 empty key", "a16000", "KEY_INVALID");
        add(rows, "41 key with NUL", "a1610000", "KEY_INVALID");
        return rows;
    }

    private static void add(List<String[]> rows, String row, String hex, String code) {
        rows.add(new String[] {row, hex, code});
    }

    private static String collidingKeys() {
        Map<String, Value> fields = new TreeMap<>();
        for (int i = 0; i < Limits.MAP_KEYS_MAX; i++) {
            StringBuilder key = new StringBuilder();
            for (int bit = 0; bit < 14; bit++) {
                key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            fields.put(key.toString(), Value.of(1));
        }
        return Bytes.of(Cbor.encode(new MapValue(new TreeMap<>(fields)))).toHex();
    }

    @TestFactory
    List<DynamicTest> everyRowHasItsCode() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String[] row : rows()) {
            tests.add(DynamicTest.dynamicTest(row[0] + ": " + row[2], () -> assertEquals(row[2], outcome(row[1]))));
        }
        return tests;
    }

    /** What becomes of an entry with those bytes in the place of its value. */
    private static String outcome(String hex) {
        Bytes value = Bytes.hex(hex);
        Bytes canonical = EntryCodec.canonical(ORDER, Entry.set(Path.of("total"), Lives.FIRST, AT, Value.of(0)));
        // The value is last: its length and the one byte 00.
        Bytes bytes = new ByteWriter()
                .raw(canonical.slice(0, canonical.length() - 2))
                .prefixed(value)
                .toBytes();
        String[] code = new String[1];
        long millis = CpuTime.millis(() -> code[0] = code(bytes));
        assertTrue(millis < 2_000, () -> millis + " ms of CPU");
        return code[0];
    }

    private static String code(Bytes bytes) {
        try {
            ByteReader in = new ByteReader(bytes, "ENTRY_MALFORMED");
            EntryCodec.Named named = EntryCodec.read(in);
            in.end("entry");
            assertEquals(ORDER, named.document());
            return "taken";
        } catch (RefusedException e) {
            return e.refusal().code();
        }
    }

    @Test
    void row42ADocumentAboveItsLimitIsNotWrittenHere() {
        byte[] large = new byte[Limits.DOCUMENT_BYTES_MAX];
        MapValue document = Value.ofMap(Samples.map("large", large));
        RefusedException refused = assertThrows(RefusedException.class, () -> Limits.checkDocument(document));
        assertEquals("DOCUMENT_TOO_LARGE", refused.refusal().code());
    }

    @Test
    void row60CountsAndIndexesHaveTheirRange() {
        DocState most = Edit.restart(Edit.insert(DocState.EMPTY, MapValue.EMPTY, AT), Path.of("n"), Long.MAX_VALUE, AT);
        RefusedException refused =
                assertThrows(RefusedException.class, () -> Edit.increment(most, Path.of("n"), 1, AT));
        assertEquals("VALUE_RANGE", refused.refusal().code());
        refused = assertThrows(
                RefusedException.class, () -> Edit.insertItem(most, Path.of("l"), Integer.MAX_VALUE, Value.of(1), AT));
        assertEquals("VALUE_RANGE", refused.refusal().code());
    }

    @Test
    void everyKindKeepsItsOwnRules() {
        Bytes actor = Bytes.hex("0102030405060708");
        assertMalformed(Kind.BASE, Bytes.EMPTY, Value.of("text"));
        assertMalformed(Kind.INC, Bytes.EMPTY, Value.of(1));
        assertMalformed(Kind.INC, actor, Value.of(-1));
        assertMalformed(Kind.DEC, actor, Value.of("1"));
        assertMalformed(Kind.SET, actor, Value.of(1));
        assertMalformed(Kind.MAP, Bytes.EMPTY, Value.of(1));
        assertMalformed(Kind.ITEM, Bytes.hex("01"), Value.of(1));
        assertMalformed(Kind.ITEM, Bytes.hex("0102"), Value.of(1));
        assertMalformed(Kind.ITEM, Bytes.hex("0100"), Value.of(1));
        assertMalformed(Kind.ITEM, Bytes.hex("0100"), new Value.Binary(Bytes.EMPTY));
        assertMalformed(Kind.MEMBER, actor, Value.of(1));
        assertMalformed(Kind.MEMBER, Bytes.hex("f98000" + "0102030405060708"), Value.of(1));
        assertMalformed(Kind.MEMBER, Bytes.hex("f7" + "0102030405060708"), Value.of(1));
        assertCode("CBOR_TRAILING", Kind.MEMBER, Bytes.hex("0101" + "0102030405060708"), Value.of(1));
        assertCode("CL_RANGE", Kind.MEMBER, Bytes.hex("01" + "0102030405060708"), Value.of(0));
        assertCode("CL_RANGE", Kind.MEMBER, Bytes.hex("01" + "0102030405060708"), Value.of(Long.MAX_VALUE));
    }

    private static void assertMalformed(Kind kind, Bytes owner, Value value) {
        assertCode("ENTRY_MALFORMED", kind, owner, value);
    }

    private static void assertCode(String code, Kind kind, Bytes owner, Value value) {
        RefusedException refused =
                assertThrows(RefusedException.class, () -> Entry.of(Path.of("a"), kind, Lives.FIRST, owner, AT, value));
        assertEquals(code, refused.refusal().code(), () -> kind + " " + owner + " " + value);
    }
}
