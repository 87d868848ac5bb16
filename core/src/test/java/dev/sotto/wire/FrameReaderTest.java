package dev.sotto.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocRef;
import dev.sotto.document.Entry;
import dev.sotto.document.Lives;
import dev.sotto.document.Path;
import dev.sotto.document.Refusal;
import dev.sotto.document.Samples;
import dev.sotto.document.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a stranger, a broken peer or a hostile one can put on the line: each has a code and costs no memory. */
class FrameReaderTest {
    @ParameterizedTest(name = "{0} before AUTH is {1}")
    @CsvSource({
        "00, FRAME_EMPTY",
        "8000, FRAME_LENGTH_INVALID",
        "ffffffff0f, FRAME_LENGTH_INVALID",
        "8080808008, FRAME_LENGTH_INVALID",
        "ffffffffff01, FRAME_LENGTH_INVALID",
        "808080808001, FRAME_LENGTH_INVALID",
        "ffffffff07, FRAME_TOO_LARGE",
        "81804001, FRAME_TOO_LARGE",
        "8180010101, FRAME_TOO_LARGE_PREAUTH",
        "01 02, PROTOCOL_STATE",
        "01 07, PROTOCOL_STATE",
        "01 0e, PROTOCOL_STATE",
        "01 11, PROTOCOL_STATE",
        "01 3f, FRAME_TYPE_UNKNOWN",
        "01 00, FRAME_TYPE_UNKNOWN",
        "01 1e, FRAME_TYPE_UNKNOWN",
        "01 01, FRAME_MALFORMED",
    })
    void strangersAreRefused(String hex, String code) {
        assertEquals(code, refusal(new FrameReader(), hex).code());
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "00, FRAME_EMPTY",
        "ffffffff0f, FRAME_LENGTH_INVALID",
        "ffffffff07, FRAME_TOO_LARGE",
        "81804001, FRAME_TOO_LARGE",
        "01 1e, FRAME_TYPE_UNKNOWN",
        "01 24, FRAME_TYPE_UNKNOWN",
        "01 3f, FRAME_TYPE_UNKNOWN",
        "01 0a, FRAME_MALFORMED",
        "03 0a 01 00, FRAME_MALFORMED",
        "03 0a 80 00, FRAME_MALFORMED",
        "0b 0a ffffffffffffffffff01, FRAME_MALFORMED",
        "0c 0a ffffffffffffffffffff01, FRAME_MALFORMED",
        "02 4a 01 02 06 00, FRAME_TYPE_INVALID",
        "02 07 40, FRAME_MALFORMED",
        "0c 07 0f 00 01 0000000000000000 00, FRAME_MALFORMED",
        "10 0c 0e 1000000000000000000000000000, FRAME_MALFORMED",
        "06 13 00 00 01 00 01, FRAME_MALFORMED",
        "06 13 02 00 00 00 00, FRAME_MALFORMED",
        "16 13 00 00 01 00 01 ffffffffffffffffffffffffffffffff, FRAME_MALFORMED",
        "03 15 00 02, FRAME_MALFORMED",
        "08 13 00 00 01 00 818002, FRAME_MALFORMED",
        "0e 07 01 00 01 0000000000000000 04 00 00, FRAME_MALFORMED",
        "2c 07 01 00 01 0000000000000000 00 01 0161 00 00 000000000000000000000000000000000000000000000000 00 00, HLC_INVALID",
        "10 07 03 00 01 6f 01 0000000000000000 00 0100 00, FRAME_MALFORMED",
        "0e 07 03 00 01 6f f6 01 0000000000000000, ID_INVALID",
        "10 07 03 00 01 6f f93c00 01 0000000000000000, ID_INVALID",
        "0d 07 03 00 00 00 01 0000000000000000, COLLECTION_INVALID",
        "0d 07 03 05 00 01 0000000000000000 00, FRAME_MALFORMED",
        "10 07 81 00 01 0000000000000000 01 03 01 ff, EXTENSION_UNKNOWN",
        "0d 07 00 00 01 0000000000000000 7f, FRAME_MALFORMED",
        "05 09 ffffff7f, FRAME_MALFORMED",
        "05 03 01 ff7f 00, SUBSCRIPTIONS_LIMIT",
        "04 03 01 ca01, SUBSCRIPTIONS_LIMIT",
        "08 03 01 ffffffff0f 00, FRAME_MALFORMED",
        "03 29 06 00, FRAME_MALFORMED",
        "0c 29 04 ffffffffffffffffff01, FRAME_MALFORMED",
        "03 2a 04 00, FRAME_MALFORMED",
        "03 2a 06 00, FRAME_MALFORMED",
        "02 1a 00, FRAME_MALFORMED",
        "02 1b 01, FRAME_MALFORMED",
        "03 17 01 00, FRAME_MALFORMED",
        "03 17 00 80, FRAME_MALFORMED",
        "0c 17 00 ffffffffffffffffff01, FRAME_MALFORMED",
        "04 17 00 00 00, FRAME_MALFORMED",
        "07 17 80 00 01 03 01 00, EXTENSION_UNKNOWN",
        "04 12 00 00 00, FRAME_MALFORMED",
        "04 12 00 00 01, FRAME_MALFORMED",
        "06 12 00 00 01 3501, FRAME_MALFORMED",
        "06 12 00 00 01 8000, FRAME_MALFORMED",
        "0d 12 ffffffffffffffff7f 01 01 0000, FRAME_MALFORMED",
        "02 02 01, VERSION_UNSUPPORTED",
    })
    void peersAreRefused(String hex, String code) {
        assertEquals(code, refusal(open(), hex).code());
    }

    private static FrameReader open() {
        FrameReader reader = new FrameReader();
        reader.authenticated();
        return reader;
    }

    private static Refusal refusal(FrameReader reader, String hex) {
        byte[] bytes = Bytes.hex(hex).toArray();
        reader.feed(bytes, 0, bytes.length);
        FrameReader.Next next = reader.next();
        Refusal refusal =
                assertInstanceOf(FrameReader.Next.Refused.class, next, hex).refusal();
        assertEquals(next, reader.next(), "a refused connection stays refused");
        return refusal;
    }

    @Test
    void theLimitIsNamedInTheRefusal() {
        Refusal refusal = refusal(open(), "ffffffff07");
        assertEquals("FRAME_TOO_LARGE: length is 2147483647, wanted at most 1048576", refusal.toString());
    }

    @Test
    void aFrameOfOneMebibyteIsReadAndOneByteMoreIsNot() {
        assertEquals("FRAME_TOO_LARGE", refusal(open(), "818040").code());
        FrameReader reader = open();
        byte[] large = new byte[3 + 1024 * 1024];
        System.arraycopy(Bytes.hex("808040a4").toArray(), 0, large, 0, 4);
        reader.feed(large, 0, large.length);
        assertInstanceOf(FrameReader.Next.More.class, reader.next());
    }

    @Test
    void sixteenKibibytesBeforeAuthAreReadAndOneByteMoreIsNot() {
        assertEquals(
                "FRAME_TOO_LARGE_PREAUTH", refusal(new FrameReader(), "818001").code());
        byte[] frame = new byte[3 + 16 * 1024];
        System.arraycopy(Bytes.hex("80800101").toArray(), 0, frame, 0, 4);
        FrameReader reader = new FrameReader();
        reader.feed(frame, 0, frame.length);
        assertEquals(
                "FRAME_MALFORMED",
                assertInstanceOf(FrameReader.Next.Refused.class, reader.next())
                        .refusal()
                        .code());
    }

    @Test
    void anUnknownFrameThatMayBeSkippedIsSkipped() {
        FrameReader reader = open();
        byte[] bytes = Bytes.hex("04 bf 010203 02 a4 00 02 0a 05").toArray();
        reader.feed(bytes, 0, bytes.length);
        assertEquals(new FrameReader.Next.Got(new Message.Skip(5)), reader.next());
    }

    @Test
    void anExtensionThatMayBeSkippedIsSkipped() {
        FrameReader reader = open();
        byte[] bytes =
                Bytes.hex("11 0c 82 00 01 6f 01 0000000000000005 01 02 00").toArray();
        reader.feed(bytes, 0, bytes.length);
        Message message =
                assertInstanceOf(FrameReader.Next.Got.class, reader.next()).message();
        assertEquals(5, assertInstanceOf(Message.SyncReq.class, message).hash());
    }

    @Test
    void tenThousandContinuationsEndAtFourMebibytes() {
        FrameReader reader = open();
        byte[] part = new byte[1026];
        System.arraycopy(Bytes.hex("800847").toArray(), 0, part, 0, 3);
        int parts = 0;
        FrameReader.Next next = reader.next();
        while (parts < 10_000 && next instanceof FrameReader.Next.More) {
            reader.feed(part, 0, part.length);
            next = reader.next();
            parts++;
        }
        assertEquals(
                "MESSAGE_TOO_LARGE",
                assertInstanceOf(FrameReader.Next.Refused.class, next).refusal().code());
        assertEquals(4101, parts);
    }

    @Test
    void aMessageOfThreeMebibytesTravelsInPartsAndOneOfFiveDoesNot() {
        Message large = delta(3);
        byte[] bytes = new FrameWriter().write(large);
        FrameReader reader = open();
        int read = 0;
        for (int at = 0; at < bytes.length; at += 10_000) {
            reader.feed(bytes, at, Math.min(10_000, bytes.length - at));
            if (reader.next() instanceof FrameReader.Next.Got got) {
                assertEquals(large, got.message());
                read++;
            }
        }
        assertEquals(1, read);
        assertThrows(IllegalArgumentException.class, () -> new FrameWriter().write(delta(5)));
        List<Entry> entries = ((Message.Delta) large).entries();
        assertTrue(Weights.bytesAtMost(entries) >= bytes.length - 20 && Weights.bytesAtMost(entries) < 4_000_000);
    }

    private static Message delta(int mebibytes) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < mebibytes; i++) {
            char[] text = new char[1_000_000];
            Arrays.fill(text, 'x');
            entries.add(Entry.set(
                    Path.of("k" + i), Lives.FIRST, Samples.stamp(Samples.START, 0), Value.of(new String(text))));
        }
        return new Message.Delta(1, new DocName.Full(DocRef.of("c", "d")), entries, 7);
    }

    @Test
    void randomConversationsComeBackAndDamageNeverThrows() {
        long seed = Long.getLong("sotto.seed", 31L);
        int rounds = Boolean.getBoolean("sotto.long") ? 100_000 : 5_000;
        Random random = new Random(seed);
        for (int round = 0; round < rounds; round++) {
            String at = "seed " + seed + " round " + round;
            RandomMessages source = new RandomMessages(random);
            FrameWriter writer = new FrameWriter();
            FrameReader reader = open();
            FrameReader damaged = open();
            int damageAt = random.nextInt(12);
            for (int i = 0; i < 12; i++) {
                Message message = source.next();
                byte[] bytes = writer.write(message);
                reader.feed(bytes, 0, bytes.length);
                assertEquals(new FrameReader.Next.Got(message), reader.next(), at);
                if (i == damageAt) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                damaged.feed(bytes, 0, random.nextInt(20) == 0 ? random.nextInt(bytes.length) : bytes.length);
                for (int k = 0; k < 4; k++) {
                    damaged.next();
                }
            }
        }
    }

    @Test
    void oneShortChangedFieldTakesAtMostTwentyBytesAndItsValue() {
        List<Integer> sizes = new ArrayList<>();
        FrameWriter writer = new FrameWriter();
        Random random = new Random(1);
        long millis = Samples.START;
        String[] fields = {"status", "total", "table", "note", "guests"};
        int lsn = 0;
        for (int i = 0; i < 1_000; i++) {
            millis += random.nextInt(60_000);
            int document = i < 300 ? i : random.nextInt(300);
            DocName name = i < 300 ? new DocName.Full(DocRef.of("orders", "order-" + i)) : new DocName.Mine(document);
            Value value = Value.of("delivered");
            Entry entry = Entry.set(
                    Path.of(fields[random.nextInt(fields.length)]),
                    Lives.FIRST,
                    Samples.stamp(millis, random.nextInt(3)),
                    value);
            lsn += 1 + random.nextInt(3);
            byte[] bytes = writer.write(new Message.Delta(lsn, name, List.of(entry), random.nextLong()));
            if (i >= 300) {
                sizes.add(bytes.length - entry.valueBytes().length());
            }
        }
        sizes.sort(null);
        int p50 = sizes.get(sizes.size() / 2);
        int p99 = sizes.get(sizes.size() * 99 / 100);
        System.out.println("one short changed field: p50 " + p50 + " B, p99 " + p99 + " B, and its value (goal 20 B)");
        assertTrue(p50 <= 20, "p50 is " + p50);
    }
}
