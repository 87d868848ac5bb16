package dev.sotto.query.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.document.Bytes;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was written comes back, whatever document one reader read before. */
class StoredJsonReaderTest {
    private static final String[] KEYS = {
        "_id", "a", "b", "ab", "", "k\"ey", "back\\", "\\u0000x", "zeile\n", "\u00fc", "\u20ac", "\ud83d\ude00"
    };
    private static final String[] TEXTS = {
        "", "plain", "\"", "\\", "\\\"", "a\u0001b", "ends with \\", "gr\u00fc\u00dfe", "\u20ac\ud83d\ude00\"\u00e9"
    };

    @Test
    void randomDocumentsComeBackFromOneReader() {
        for (long seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed / 3);
            StoredJsonReader reader = new StoredJsonReader();
            for (int i = 0; i < 4; i++) {
                MapValue document = map(random, 0);
                byte[] json = StoredJson.write(document).getBytes(StandardCharsets.UTF_8);
                assertEquals(document, reader.document(json), "seed " + seed);
                TreeMap<String, Value> some = new TreeMap<>(document.fields());
                some.keySet().retainAll(Arrays.asList("a", "\u00fc", "k\"ey"));
                assertEquals(
                        new MapValue(some),
                        reader.document(json, new TreeSet<>(Arrays.asList("a", "\u00fc", "k\"ey", "none"))),
                        "seed " + seed);
            }
        }
    }

    private static MapValue map(Random random, int depth) {
        TreeMap<String, Value> fields = new TreeMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            fields.put(KEYS[random.nextInt(KEYS.length)], value(random, depth + 1));
        }
        return new MapValue(fields);
    }

    private static Value value(Random random, int depth) {
        switch (random.nextInt(depth > 3 ? 6 : 8)) {
            case 0:
                return Value.of(TEXTS[random.nextInt(TEXTS.length)]);
            case 1:
                return Value.of(random.nextLong() >> random.nextInt(64));
            case 2:
                return new Value.Real(Double.longBitsToDouble(random.nextLong() & ~(1L << 52)));
            case 3:
                return new Value.Real((random.nextInt(2_000_000) - 1_000_000) / 100.0);
            case 4:
                return random.nextBoolean() ? Value.of(random.nextBoolean()) : Value.Null.NULL;
            case 5:
                byte[] bytes = new byte[random.nextInt(5)];
                random.nextBytes(bytes);
                return new Value.Binary(Bytes.of(bytes));
            case 6:
                List<Value> items = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(value(random, depth + 1));
                }
                return new Value.Array(items);
            default:
                return map(random, depth);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0",
                "-0.0",
                "0.1",
                "0.3",
                "-1234.56",
                "99999999999999.9",
                "999999999999999.9",
                "0.000000000000001",
                "0.0000000000000001",
                "1.0E22",
                "1.7976931348623157E308",
                "4.9E-324",
                "9e999",
                "-9e999",
                "123456.789"
            })
    void aDoubleIsTheOneThatJavaReads(String text) {
        assertEquals(
                new Value.Real(Double.parseDouble(text)),
                read("{\"a\":" + text + "}").get("a"));
    }

    @Test
    void randomDecimalsAreThoseThatJavaReads() {
        Random random = new Random(11);
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
            text.append(Math.abs(random.nextLong() >> random.nextInt(63)) % 1_000_000_000_000_000L);
            text.insert(text.length() - random.nextInt(Math.min(3, text.length())), '.');
            if (text.indexOf(".") < 1 || text.charAt(text.length() - 1) == '.' || text.indexOf("-.") == 0) {
                continue;
            }
            double expected = Double.parseDouble(text.toString());
            assertEquals(new Value.Real(expected), read("{\"a\":" + text + "}").get("a"), text.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 999_999_999_999_999_999L, -1_000_000_000_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE})
    void aWholeNumberHasAllItsDigits(long number) {
        assertEquals(Value.of(number), read("{\"a\":" + number + "}").get("a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1}x",
                "[1]",
                "{\"a\":\"",
                "{\"a\":\"\\",
                "{\"a\":-}",
                "{\"a\":1-1}",
                "{\"a\":9223372036854775808}",
                "{\"\\u0000\":\"0\"}",
                "{\"\\u0000\":\"00\"",
                "{a:1}"
            })
    void whatIsNotWholeIsRefused(String json) {
        assertThrows(IllegalArgumentException.class, () -> read(json));
    }

    @Test
    void keysOfTheDocumentBeforeAreTheSameObjects() {
        StoredJsonReader reader = new StoredJsonReader();
        MapValue first = reader.document(bytes("{\"name\":1,\"other\":2}"));
        MapValue second = reader.document(bytes("{\"name\":3,\"otter\":4}"));
        assertSame(first.fields().firstKey(), second.fields().firstKey());
        assertEquals("otter", second.fields().lastKey());
        assertEquals(
                Collections.singleton("nam"),
                reader.document(bytes("{\"nam\":3}")).fields().keySet());
    }

    private static MapValue read(String json) {
        return new StoredJsonReader().document(bytes(json));
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
