package dev.sotto.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Value.Array;
import dev.sotto.document.Value.Binary;
import dev.sotto.document.Value.MapValue;
import dev.sotto.document.Value.Null;
import dev.sotto.document.Value.Real;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deterministic CBOR: one encoding a value, and a code for everything else. */
class CborTest {
    @ParameterizedTest(name = "{1} is {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                // RFC 8949 appendix A, as far as a document can hold it.
                "00|0",
                "01|1",
                "0a|10",
                "17|23",
                "1818|24",
                "1864|100",
                "1903e8|1000",
                "1a000f4240|1000000",
                "1b000000e8d4a51000|1000000000000",
                "1b7fffffffffffffff|9223372036854775807",
                "20|-1",
                "29|-10",
                "3863|-100",
                "3903e7|-1000",
                "3b7fffffffffffffff|-9223372036854775808",
                "f4|false",
                "f5|true",
                "f6|null",
            })
    void wholeNumbersAndSimpleValues(String hex, String text) {
        Value value = switch (text) {
            case "null" -> Null.NULL;
            case "true", "false" -> Value.of(Boolean.parseBoolean(text));
            default -> Value.of(Long.parseLong(text));
        };
        assertRoundTrip(hex, value);
    }

    @ParameterizedTest(name = "{1} is {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "f90000|0.0",
                "f93c00|1.0",
                "fb3ff199999999999a|1.1",
                "f93e00|1.5",
                "f97bff|65504.0",
                "fa47c35000|100000.0",
                "fa7f7fffff|3.4028234663852886e+38",
                "fb7e37e43c8800759c|1.0e+300",
                "f90001|5.960464477539063e-8",
                "f90400|0.00006103515625",
                "f9c400|-4.0",
                "fbc010666666666666|-4.1",
                "f97e00|NaN",
                "f903ff|6.097555160522461e-5",
                "fa33000000|2.9802322387695312e-8",
            })
    void doublesInTheirShortestForm(String hex, double number) {
        assertRoundTrip(hex, new Real(number));
    }

    @Test
    void textBytesListsAndMaps() {
        assertRoundTrip("60", Value.of(""));
        assertRoundTrip("6449455446", Value.of("IETF"));
        assertRoundTrip("62c3bc", Value.of("\u00fc"));
        assertRoundTrip("64f0908591", Value.of("\ud800\udd51"));
        assertRoundTrip("4401020304", new Binary(Bytes.hex("01020304")));
        assertRoundTrip("80", Value.of(List.of()));
        assertRoundTrip("8301820203820405", Value.of(List.of(1, List.of(2, 3), List.of(4, 5))));
        assertRoundTrip("a0", MapValue.EMPTY);
        TreeMap<String, Object> map = new TreeMap<>();
        map.put("a", 1);
        map.put("b", List.of(2, 3));
        assertRoundTrip("a26161016162820203", Value.of(map));
        // Shorter keys first, whatever their letters: that is the order of the encoded bytes.
        assertRoundTrip("a3617a01626161026362626203", Value.of(sorted("z", 1, "aa", 2, "bbb", 3)));
    }

    @Test
    void nothingIsUndefinedAndOnlyAtTheTop() {
        assertRoundTrip("f7", Value.MISSING);
        assertRefused("81f7", "CBOR_MALFORMED");
    }

    @ParameterizedTest(name = "{0} as {1}")
    @CsvSource({"f98000, f90000", "fb8000000000000000, f90000", "f97e01, f97e00", "fa7fc00001, f97e00", "f9fe00, f97e00"
    })
    void minusZeroAndOtherNaNsAreNormalised(String from, String to) {
        assertEquals(to, Bytes.of(Cbor.encode(Cbor.decode(Bytes.hex(from)))).toHex());
    }

    @ParameterizedTest(name = "{1} for {0}")
    @CsvSource({
        // Rows 27 to 41 of the bad-input table that can be written down; the large ones are tests of their own.
        "c100, CBOR_TAG_UNSUPPORTED",
        "d9d9f700, CBOR_TAG_UNSUPPORTED",
        "5a7fffffff, CBOR_TRUNCATED",
        "7a7fffffff, CBOR_TRUNCATED",
        "5b8000000000000000, CBOR_LENGTH",
        "5b0000000100000000, CBOR_LENGTH",
        "7bffffffffffffffff, CBOR_LENGTH",
        "9a7fffffff, CBOR_LENGTH",
        "ba7fffffff, CBOR_LENGTH",
        "9bffffffffffffffff, CBOR_LENGTH",
        "99ffff, CBOR_TRUNCATED",
        "b903e8, CBOR_TRUNCATED",
        "a2616101616102, CBOR_DUPLICATE_KEY",
        "0000, CBOR_TRAILING",
        "'', CBOR_EMPTY",
        "61ff, CBOR_UTF8",
        "63eda080, CBOR_UTF8",
        "62c080, CBOR_UTF8",
        "a161ff00, CBOR_UTF8",
        "7f6161ff, CBOR_NOT_DETERMINISTIC",
        "5f4101ff, CBOR_NOT_DETERMINISTIC",
        "9f01ff, CBOR_NOT_DETERMINISTIC",
        "bf616101ff, CBOR_NOT_DETERMINISTIC",
        "1817, CBOR_NOT_DETERMINISTIC",
        "1900ff, CBOR_NOT_DETERMINISTIC",
        "1a0000ffff, CBOR_NOT_DETERMINISTIC",
        "1b00000000ffffffff, CBOR_NOT_DETERMINISTIC",
        "780161, CBOR_NOT_DETERMINISTIC",
        "a2616201616101, CBOR_NOT_DETERMINISTIC",
        "a262616101616101, CBOR_NOT_DETERMINISTIC",
        "fa3f800000, CBOR_NOT_DETERMINISTIC",
        "fb3ff0000000000000, CBOR_NOT_DETERMINISTIC",
        "fb40f86a0000000000, CBOR_NOT_DETERMINISTIC",
        "1c, CBOR_MALFORMED",
        "fc, CBOR_MALFORMED",
        "ff, CBOR_MALFORMED",
        "f8ff, CBOR_MALFORMED",
        "e0, CBOR_MALFORMED",
        "1bffffffffffffffff, NUMBER_RANGE",
        "3bffffffffffffffff, NUMBER_RANGE",
        "f97c00, NUMBER_RANGE",
        "f9fc00, NUMBER_RANGE",
        "fb7ff0000000000000, NUMBER_RANGE",
        "a10101, CBOR_KEY_TYPE",
        "a16001, KEY_INVALID",
        "a1610001, KEY_INVALID",
        "18, CBOR_TRUNCATED",
        "19ff, CBOR_TRUNCATED",
        "fb00, CBOR_TRUNCATED",
        "8201, CBOR_TRUNCATED",
        "a16161, CBOR_TRUNCATED",
    })
    void badInputHasACode(String hex, String code) {
        assertRefused(hex, code);
    }

    @ParameterizedTest(name = "200,000 nested bytes {0}")
    @ValueSource(strings = {"81", "c1", "a16161"})
    void deepNestingNeitherOverflowsTheStackNorTakesTime(String hex) {
        byte[] unit = Bytes.hex(hex).toArray();
        byte[] deep = new byte[200_000 * unit.length];
        for (int i = 0; i < deep.length; i++) {
            deep[i] = unit[i % unit.length];
        }
        String code = hex.equals("c1") ? "CBOR_TAG_UNSUPPORTED" : "CBOR_DEPTH";
        assertEquals(code, refusal(Bytes.of(deep)).code());
    }

    @Test
    void sixtyFourContainersAreTheDeepest() {
        assertEquals(Value.of(nested(64)), Cbor.decode(Bytes.of(Cbor.encode(Value.of(nested(64))))));
        byte[] deeper = new byte[66];
        Arrays.fill(deeper, 0, 65, (byte) 0x81);
        assertEquals("CBOR_DEPTH", refusal(Bytes.of(deeper)).code());
        assertThrows(IllegalArgumentException.class, () -> Value.of(nested(70)));
    }

    @Test
    void tenThousandKeysOfOneHashCodeAreTakenAndOneMoreIsNot() {
        TreeMap<String, Value> fields = new TreeMap<>();
        for (int i = 0; fields.size() < Limits.MAP_KEYS_MAX; i++) {
            fields.put(colliding(i), Value.of(i));
        }
        assertEquals(
                1,
                fields.keySet().stream().mapToInt(String::hashCode).distinct().count());
        Bytes encoded = Bytes.of(Cbor.encode(new MapValue(fields)));
        long millis = CpuTime.millis(() -> assertEquals(
                Limits.MAP_KEYS_MAX, ((MapValue) Cbor.decode(encoded)).fields().size()));
        assertTrue(millis < 1_000, () -> millis + " ms of CPU for keys of one hash code");
        fields.put("one more", Value.of(0));
        assertEquals(
                "DOC_TOO_MANY_KEYS",
                refusal(Bytes.of(Cbor.encode(new MapValue(fields)))).code());
    }

    @Test
    void aKeyHasAtMostOneKibibyte() {
        assertRoundTrip("a1790400" + "61".repeat(1024) + "00", Value.of(sorted("a".repeat(1024), 0)));
        assertRefused("a1790401" + "61".repeat(1025) + "00", "KEY_INVALID");
    }

    @Test
    void randomValuesComeBackAndTheirBytesTruncatedOrChangedNeverCrash() {
        long seed = Long.getLong("sotto.seed", 20_261_122L);
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            Value value = random(random, 0);
            byte[] bytes = Cbor.encode(value);
            String at = "seed " + seed + " round " + round + " " + Bytes.of(bytes);
            assertEquals(value, Cbor.decode(Bytes.of(bytes)), at);
            assertEquals(bytes.length, Cbor.size(value), at);
            decodeOrRefuse(Arrays.copyOf(bytes, random.nextInt(bytes.length)), at);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            decodeOrRefuse(bytes, at);
            byte[] noise = new byte[random.nextInt(12)];
            random.nextBytes(noise);
            decodeOrRefuse(noise, at);
        }
    }

    /** Whatever is taken is in its one form, but for the numbers that are normalised. */
    private static void decodeOrRefuse(byte[] bytes, String at) {
        try {
            Value value = Cbor.decode(Bytes.of(bytes));
            if (!EntryRules.mayNormalise(value)) {
                assertEquals(Bytes.of(bytes), Bytes.of(Cbor.encode(value)), at);
            }
        } catch (RefusedException e) {
            assertTrue(e.refusal().code().length() > 3, at);
        }
    }

    static Value random(Random random, int depth) {
        switch (random.nextInt(depth > 3 ? 7 : 9)) {
            case 0:
                return Null.NULL;
            case 1:
                return Value.of(random.nextBoolean());
            case 2:
                return Value.of(random.nextLong() >> random.nextInt(64));
            case 3:
                return new Real((float) random.nextGaussian());
            case 4:
                return new Real(random.nextInt(3000) / 8.0);
            case 5:
                return Value.of(text(random));
            case 6:
                byte[] bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                return new Binary(Bytes.of(bytes));
            case 7:
                List<Value> items = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(random(random, depth + 1));
                }
                return new Array(items);
            default:
                TreeMap<String, Value> fields = new TreeMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    fields.put("k" + text(random), random(random, depth + 1));
                }
                return new MapValue(fields);
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            int codePoint = random.nextInt(4) == 0 ? 0x10000 + random.nextInt(0x1000) : 'a' + random.nextInt(600);
            text.appendCodePoint(codePoint);
        }
        return text.toString();
    }

    private static String colliding(int number) {
        StringBuilder key = new StringBuilder();
        for (int bit = 0; bit < 14; bit++) {
            key.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return key.toString();
    }

    private static List<Object> nested(int depth) {
        List<Object> list = new ArrayList<>();
        if (depth > 1) {
            list.add(nested(depth - 1));
        }
        return list;
    }

    private static TreeMap<String, Object> sorted(Object... pairs) {
        TreeMap<String, Object> map = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    private static void assertRoundTrip(String hex, Value value) {
        assertEquals(hex, Bytes.of(Cbor.encode(value)).toHex());
        assertEquals(value, Cbor.decode(Bytes.hex(hex)));
    }

    private static void assertRefused(String hex, String code) {
        assertEquals(code, refusal(Bytes.hex(hex)).code());
    }

    private static Refusal refusal(Bytes bytes) {
        return assertThrows(RefusedException.class, () -> Cbor.decode(bytes)).refusal();
    }
}
