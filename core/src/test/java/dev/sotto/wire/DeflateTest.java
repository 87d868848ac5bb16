package dev.sotto.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;
import dev.sotto.document.DocRef;
import dev.sotto.document.Entry;
import dev.sotto.document.Lives;
import dev.sotto.document.Path;
import dev.sotto.document.Samples;
import dev.sotto.document.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages that travel DEFLATED, and those that only claim to. */
class DeflateTest {
    private static FrameReader open() {
        FrameReader reader = new FrameReader();
        reader.authenticated();
        return reader;
    }

    private static FrameReader.Next read(byte[] frames) {
        FrameReader reader = open();
        reader.feed(frames, 0, frames.length);
        return reader.next();
    }

    private static String code(byte[] frames) {
        return read(frames) instanceof FrameReader.Next.Refused refused
                ? refused.refusal().code()
                : read(frames).toString();
    }

    private static byte[] deflated(byte[] message) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(message);
        deflater.finish();
        byte[] room = new byte[message.length + 100];
        int length = deflater.deflate(room);
        deflater.end();
        return new ByteWriter()
                .varint(length + 1)
                .u8(MessageType.DEFLATED.number())
                .raw(Bytes.of(Arrays.copyOf(room, length)))
                .toArray();
    }

    private static Message copy(int documents, Random random) {
        List<Message.Batch.Item> items = new ArrayList<>();
        for (int i = 0; i < documents; i++) {
            List<Entry> entries = List.of(
                    Entry.set(
                            Path.of("note"),
                            Lives.FIRST,
                            Samples.stamp(Samples.START + i, 1),
                            Value.of("bread and butter for table " + random.nextInt(40))),
                    Entry.set(Path.of("total"), Lives.FIRST, Samples.stamp(Samples.START + i, 1), Value.of(i)));
            items.add(new Message.Batch.Item(i + 1, new DocName.Full(DocRef.of("orders", "o" + i)), entries));
        }
        return new Message.Batch(items, 7);
    }

    @Test
    void aCopyTakesHalfTheBytesAndComesBackAsItWas() {
        Message message = copy(200, new Random(5));
        byte[] plain = new FrameWriter().write(message);
        FrameWriter writer = new FrameWriter();
        writer.deflate();
        byte[] bytes = writer.write(message);

        assertEquals(MessageType.DEFLATED.number(), bytes[2]);
        assertTrue(bytes.length * 2 < plain.length, bytes.length + " of " + plain.length);
        assertEquals(new FrameReader.Next.Got(message), read(bytes));
    }

    @Test
    void whatIsShortOrRandomGoesAsItIs() {
        byte[] random = new byte[5_000];
        new Random(1).nextBytes(random);
        for (Message message : List.of(
                new Message.Ping(15_000, 9), new Message.Part(Bytes.of(new byte[16]), 0, 5_000, Bytes.of(random)))) {
            FrameWriter writer = new FrameWriter();
            writer.deflate();
            assertArrayEquals(new FrameWriter().write(message), writer.write(message));
        }
    }

    @Test
    void aThousandTimesTheSameGoesAsItIsBecauseNobodyWouldReadIt() {
        Message zeros = new Message.Part(Bytes.of(new byte[16]), 0, 16_000, Bytes.of(new byte[16_000]));
        FrameWriter writer = new FrameWriter();
        writer.deflate();
        byte[] bytes = writer.write(zeros);
        assertTrue(bytes.length > 16_000, bytes.length + " bytes");
        assertEquals(new FrameReader.Next.Got(zeros), read(bytes));
    }

    @Test
    void randomConversationsComeBackAndDamageNeverThrows() {
        long seed = Long.getLong("sotto.seed", 47L);
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            String at = "seed " + seed + " round " + round;
            FrameWriter writer = new FrameWriter();
            writer.deflate();
            FrameReader reader = open();
            FrameReader damaged = open();
            RandomMessages source = new RandomMessages(random);
            for (int i = 0; i < 6; i++) {
                Message message = i == 4 ? new Message.Feed(1) : i == 5 ? copy(20, random) : source.next();
                byte[] bytes = writer.write(message);
                reader.feed(bytes, 0, bytes.length);
                assertEquals(new FrameReader.Next.Got(message), reader.next(), at);
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                damaged.feed(bytes, 0, bytes.length);
                damaged.next();
            }
        }
    }

    /** A few kilobytes that would make gigabytes make no more than what they are allowed. */
    @Test
    void aBombIsRefusedBeforeItIsLarge() {
        byte[] bomb = new byte[Limits.MESSAGE_BYTES_MAX + 1];
        bomb[0] = (byte) MessageType.PART.number();
        byte[] frames = deflated(bomb);
        assertTrue(frames.length < 10_000, frames.length + " bytes");
        assertEquals("MESSAGE_TOO_LARGE", code(frames));

        byte[] dense = new byte[Limits.MESSAGE_BYTES_MAX + 1];
        Random random = new Random(3);
        for (int i = 0; i < dense.length; i++) {
            dense[i] = (byte) (random.nextInt(20) == 0 ? random.nextInt(4) : 0);
        }
        byte[] large = deflated(dense);
        assertTrue(large.length > dense.length / Deflate.RATIO_MAX, large.length + " bytes");
        assertEquals(large.length > Limits.FRAME_BYTES_MAX ? "FRAME_TOO_LARGE" : "MESSAGE_TOO_LARGE", code(large));
    }

    /** Stored blocks of DEFLATE, so that each byte can be read here: 01, length, its complement, the bytes. */
    @ParameterizedTest
    @CsvSource({
        "01 25, FRAME_MALFORMED",
        "05 25 ffffffff, FRAME_MALFORMED",
        "06 25 01 0000 ffff, FRAME_TYPE_UNKNOWN",
        "09 25 01 0400 fbff 0e9875, FRAME_MALFORMED",
        "0b 25 01 0400 fbff 0e987509 00, FRAME_MALFORMED",
        "0a 25 01 0400 fbff 4e987509, FRAME_TYPE_UNKNOWN",
        "0a 25 01 0400 fbff 25987509, FRAME_TYPE_UNKNOWN",
        "0a 25 01 0400 fbff 01987509, FRAME_TYPE_UNKNOWN",
        "0a 25 01 0400 fbff 24987509, FRAME_TYPE_UNKNOWN",
        "0b 25 01 0500 faff 0e98750900, FRAME_MALFORMED",
    })
    void whatIsNoMessageInsideIsRefused(String hex, String code) {
        assertEquals(code, code(Bytes.hex(hex.replace(" ", "")).toArray()));
    }

    @Test
    void aMessageInsideThatMayBeSkippedIsSkipped() {
        byte[] frames = Bytes.hex("0a25010400fbffbe987509" + GoldenFramesTest.DEFLATED_PING)
                .toArray();
        assertEquals(new FrameReader.Next.Got(new Message.Ping(15_000, 9)), read(frames));
    }

    @Test
    void theGoldenFrameIsReadAsWhatIsInIt() {
        assertEquals(
                new FrameReader.Next.Got(new Message.Ping(15_000, 9)),
                read(Bytes.hex(GoldenFramesTest.DEFLATED_PING).toArray()));
    }

    @Test
    void beforeAuthNothingIsInflated() {
        FrameReader stranger = new FrameReader();
        byte[] frames = Bytes.hex(GoldenFramesTest.DEFLATED_PING).toArray();
        stranger.feed(frames, 0, frames.length);
        assertEquals(
                "PROTOCOL_STATE",
                assertInstanceOf(FrameReader.Next.Refused.class, stranger.next())
                        .refusal()
                        .code());
    }
}
