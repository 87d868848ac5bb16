package dev.sotto.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.Entry;
import dev.sotto.document.Hlc;
import dev.sotto.document.Lives;
import dev.sotto.document.Path;
import dev.sotto.document.Refusal;
import dev.sotto.document.Samples;
import dev.sotto.document.Scopes;
import dev.sotto.document.Stamp;
import dev.sotto.document.Value;
import dev.sotto.wire.Message.Sync.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every message's bytes, one connection from AUTH to BYE. Devices of different ages speak them: they must never change.
 * They were computed by a second implementation, from the description in docs/PROTOCOL.md.
 */
class GoldenFramesTest {
    private static final Bytes NONCE = Bytes.hex("000102030405060708090a0b0c0d0e0f");

    /** A PING in a stored block of DEFLATE. */
    static final String DEFLATED_PING = "0a25010400fbff0e987509";

    final List<String> golden = new ArrayList<>();
    final List<Message> messages = new ArrayList<>();

    private void line(String hex, Message message) {
        golden.add(hex.replace(" ", ""));
        messages.add(message);
    }

    private static Entry total(long millis, int counter, Lives lives, int value) {
        Stamp stamp = new Stamp(new Hlc(Samples.START + millis, counter), Samples.actor(1));
        return Entry.set(Path.of("total"), lives, stamp, Value.of(value));
    }

    void conversation() {
        Lives third = Lives.FIRST.with(0, 3);
        SubState known = new SubState(0x0102030405060708L, 1, 2, false, false, 0xc3, List.of(new LsnInterval(0, 300)));
        line(
                "1d 01 0001020304050607 00 01 02 000102030405060708090a0b0c0d0e0f 00",
                new Message.Auth(NONCE.slice(0, 8), 0, 1, 2, NONCE, Bytes.EMPTY));
        line(
                "59 02 00 000102030405060708090a0b0c0d0e01 00000000000000a1 00000000000000b2 018bcfe568000000"
                        + "01 05 80808002 00 0000000000000000 9875 0474696c6c 00"
                        + "01 0102030405060708 01 02 00000000000000c3 01 00ac02 00",
                new Message.Hello(
                        0,
                        Samples.store(1),
                        0xa1,
                        0xb2,
                        new Hlc(Samples.START, 0),
                        List.of(5),
                        4_194_304,
                        0,
                        15_000,
                        "till",
                        List.of(known),
                        false,
                        List.of()));
        line(
                "17 03 01 01 fffffffffffffffe ac02 04 0000000000000000 00",
                new Message.Subs(1, List.of(new SubState(-2, 300, 0, true, false, 0, List.of()))));
        line("09 04 0000000000000007", new Message.Unknown(7));
        line(
                "23 05 0000000000000007 14 53454c454354202a2046524f4d206f7264657273 04 a1617307",
                new Message.SubDef(7, "SELECT * FROM orders", Value.ofMap(Samples.map("s", 7))));
        line("02 06 00", new Message.Feed(0));
        line(
                "40 07 03 00 066f7264657273 626f31 05 1122334455667788"
                        + "00 01 05746f74616c 80c0d6fcf3c501 00 000102030405060708090a0b0c0d0e01 1122334455667701 00 0c",
                new Message.Delta(
                        5,
                        new DocName.Full(DocRef.of("orders", "o1")),
                        List.of(total(0, 0, Lives.FIRST, 12)),
                        0x1122334455667788L));
        line(
                "12 07 01 00 01 1122334455667788 04 f90a 03 01 0d",
                new Message.Delta(
                        6, new DocName.Mine(0), List.of(total(350, 3, Lives.FIRST, 13)), 0x1122334455667788L));
        line(
                "24 07 08 2b8a1618ba651e2a 03 0000000000000001 02" + "01 00 11 01 00 03 f60a 01 f7   07 12 01 00 03 00",
                new Message.Delta(
                        9,
                        new DocName.KeyPrefix(Bytes.hex("2b8a1618ba651e2a")),
                        List.of(Entry.life(Path.ROOT, third, Samples.stamp(Samples.START, 1)), total(0, 0, third, 0)),
                        1));
        line(
                "1c 08 00 02  01 00 01 04 00 01 01  03 01 626f32 01 04 00 01 02  00000000000000ff",
                new Message.Batch(
                        List.of(
                                new Message.Batch.Item(10, new DocName.Mine(0), List.of(total(0, 0, Lives.FIRST, 1))),
                                new Message.Batch.Item(
                                        11,
                                        new DocName.Full(DocRef.of("orders", "o2")),
                                        List.of(total(0, 0, Lives.FIRST, 2)))),
                        255));
        line(
                "28 09 02  00 00 00 0000000000000009  0a 2b8a1618ba651e2aa3c2d5bd8cb3351e c801 000000000000000a",
                new Message.Have(List.of(
                        new Message.Have.Item(11, new DocName.Mine(0), 9),
                        new Message.Have.Item(
                                211, new DocName.KeyPrefix(Bytes.hex("2b8a1618ba651e2aa3c2d5bd8cb3351e")), 10))));
        line("07 12 01 08 02 00b3ac", new Message.Exits(212, 220, new KeySet(List.of(5L, 1_500L))));
        cells();
        line("04 17 00 ac02", new Message.Cut(512));
        line(
                "0d 09 01 10 00 00 000000000000000b",
                new Message.Have(List.of(new Message.Have.Item(212, new DocName.Mine(0), 11, true))));
        line("01 1a", new Message.Prune());
        line("01 1b", new Message.Graft());
        line("02 0a 01", new Message.Skip(213));
        line("04 29 03 b001", new Message.Lane(3, 176));
        line("02 0a 04", new Message.Skip(180));
        line("04 29 05 b003", new Message.Lane(Message.Lane.AHEAD, 432));
        line("02 0a 02", new Message.Skip(434));
        line("04 29 04 d501", new Message.Lane(Message.Lane.WHOLE, 213));
        line("04 2a 05 b203", new Message.LaneAck(Message.Lane.AHEAD, 434));
        line("04 2a 03 b401", new Message.LaneAck(3, 180));
        line("05 19 808080 02", new Message.Credit(4L << 20));
        line("0a 19 ffffffffffffffff7f", new Message.Credit(Long.MAX_VALUE));
        line(
                "10 0c 0e 0123456789ab 0000000000000000",
                new Message.SyncReq(new DocName.Sketched(0x0123456789abL), false, List.of(), 0));
        line("03 0b d301", new Message.Ack(211));
        line("0b 0c 0c 03 0000000000000005", new Message.SyncReq(new DocName.Yours(3), false, List.of(), 5));
        List<Entry> three = List.of(total(0, 0, Lives.FIRST, 3));
        line("0f 0c 1d 03 0000000000000005 04 00 01 03", new Message.SyncReq(new DocName.Yours(3), true, three, 5));
        line(
                "0f 0d 01 03 0000000000000006 04 00 01 03",
                new Message.Sync(new DocName.Mine(3), Outcome.STATE, three, 6));
        line("0b 0d 10 03 0000000000000006", new Message.Sync(new DocName.Mine(3), Outcome.SAME, List.of(), 6));
        line("0b 0d 2c 03 0000000000000006", new Message.Sync(new DocName.Yours(3), Outcome.ABSENT, List.of(), 6));
        line("04 0e 9875 09", new Message.Ping(15_000, 9));
        line("04 0f e807 00", new Message.Pong(1_000, 0));
        line(
                "18 10 01 04434f4445 056669656c64 03676f74 0677616e746564",
                new Message.Refuse(new Refusal("CODE", "field", "got", "wanted"), true));
        CommitId commit = new CommitId(Samples.store(1), 0xa1, 300);
        line(
                "38 9d 01 000102030405060708090a0b0c0d0e01 00000000000000a1 ac02 d301 02 01"
                        + "2b8a1618ba651e2aa3c2d5bd8cb3351e 0000000000000007",
                new Message.ReceiptWanted(
                        commit,
                        211,
                        2,
                        List.of(new Message.ReceiptWanted.Item(
                                new DocKey(Bytes.hex("2b8a1618ba651e2aa3c2d5bd8cb3351e")), 7))));
        line(
                "2d 9d 00 000102030405060708090a0b0c0d0e01 00000000000000a1 ac02"
                        + "000102030405060708090a0b0c0d0e02 02",
                new Message.Receipt(commit, Samples.store(2), 2));
        line(
                "39 9c 000102030405060708090a0b0c0d0e01 80d095ffbc31 0474696c6c 04 a1616e01 01"
                        + "000102030405060708090a0b0c0d0e02 01 0570686f6e65",
                new Message.Presence(
                        Samples.store(1),
                        Samples.START,
                        "till",
                        Value.ofMap(Samples.map("n", 1)),
                        List.of(new Message.Presence.Neighbour(Samples.store(2), 1, "phone"))));
        line(
                "19 18 00 000102030405060708090a0b0c0d0e0f 8001 8301 aabbcc",
                new Message.Part(NONCE, 128, 131, Bytes.hex("aabbcc")));
        line("04 18 01 8301", new Message.PartStaged(131));
        line(
                "1f 18 02 000102030405060708090a0b0c0d0e0f 07 00 00 04 0000000000000009 00",
                new Message.InParts(NONCE, new Message.Delta(217, new DocName.Mine(0), List.of(), 9)));
        line("05 26 03 308203", new Message.Certificate(Bytes.hex("308203")));
        line("05 27 03 308201", new Message.Revocations(Bytes.hex("308201")));
        line(
                "17 03 02 01 fffffffffffffffe ac02 0a 0000000000000000 00",
                new Message.Subs(2, List.of(new SubState(-2, 300, 2, false, true, 0, List.of()))));
        line(
                "1d 2d 1122334455667788 01 000102030405060708090a0b0c0d0e01 02 3006",
                new Message.Retirements(
                        0x1122334455667788L,
                        List.of(new Message.Retirements.Item(Samples.store(1), Bytes.hex("3006")))));
        line("01 28", new Message.Standby());
        line(
                "40 07 03 00 066f7264657273 626f31 05 1122334455667788"
                        + "00 01 05746f74616c 80c0d6fcf3c501 00 000102030405060708090a0b0c0d0e01 1122334455667701 00 0c",
                messages.get(6)); // names begin anew
        line("06 11 01 e0d403 09", new Message.Bye(Message.Bye.Reason.SUSPEND, 60_000, 9));
    }

    /** Bits cross bytes here: the cells were written down as binary numbers. */
    private void scopes() {
        line(
                "60 02 00 000102030405060708090a0b0c0d0e01 00000000000000a1 00000000000000b2 018bcfe568000000"
                        + "00 80808002 00 0000000000000000 9875 0474696c6c 03 00 00"
                        + "02 046d656e75 066f7264657273 01 0f6f72646572732f74696c6c2d312d2a",
                new Message.Hello(
                        0,
                        Samples.store(1),
                        0xa1,
                        0xb2,
                        new Hlc(Samples.START, 0),
                        List.of(),
                        4_194_304,
                        0,
                        15_000,
                        "till",
                        List.of(),
                        true,
                        List.of(),
                        Scopes.of(List.of("menu", "orders"), List.of("orders/till-1-*"))));
    }

    private void cells() {
        List<SketchCell> two = List.of(new SketchCell(1, 2), new SketchCell(0x1122334455667788L, 3));
        line(
                "25 13 00 00 02 00 02 000000000000000800000000000000a2446688aaccef100000000000000030",
                new Message.Cells(false, 0, 2, 0, two));
        List<SketchCell> items = List.of(new SketchCell(0x123456789L, 0xabcdef01234L), new SketchCell(1, 2));
        line(
                "1b 13 01 01 ac02 05 02 123456789 abcdef01234 000000001 00000000002",
                new Message.Cells(true, 1, 300, 5, items));
        line("02 14 02", new Message.Next(2));
        line("03 15 02 01", new Message.Stop(2, false));
        line("02 16 01", new Message.Done(212));
        scopes();
    }

    @Test
    void everyMessageHasTheseBytes() {
        conversation();
        FrameWriter writer = new FrameWriter();
        for (int i = 0; i < messages.size(); i++) {
            assertEquals(
                    golden.get(i),
                    Bytes.of(writer.write(messages.get(i))).toHex(),
                    messages.get(i).toString());
        }
        long types = messages.stream()
                .map(m -> m.getClass().getSimpleName())
                .distinct()
                .count();
        assertEquals(Message.class.getPermittedSubclasses().length, types, "a message without golden bytes");
    }

    @Test
    void theBytesAreReadBackInWhateverPiecesTheyArrive() {
        conversation();
        byte[] all = Bytes.hex(String.join("", golden)).toArray();
        for (int piece : new int[] {1, 2, 3, 7, 64, 1000}) {
            FrameReader reader = new FrameReader();
            reader.authenticated();
            List<Message> read = new ArrayList<>();
            for (int at = 0; at < all.length; at += piece) {
                reader.feed(all, at, Math.min(piece, all.length - at));
                FrameReader.Next next = reader.next();
                while (next instanceof FrameReader.Next.Got got) {
                    read.add(got.message());
                    next = reader.next();
                }
                assertInstanceOf(FrameReader.Next.More.class, next);
            }
            assertEquals(messages, read, "in pieces of " + piece);
        }
    }

    @Test
    void theNumbersOfAllMessagesAreGivenOnce() {
        MessageType[] types = MessageType.values();
        for (int i = 0; i < types.length; i++) {
            int free = types[i].number() > MessageType.LANE_ACK.number() ? 2 : 0; // 43 and 44 are nobody's
            assertEquals(i + 1 + free, types[i].number(), types[i].toString());
        }
        assertEquals(7, MessageType.DELTA.number());
        assertEquals(36, MessageType.EVREQ.number());
        assertEquals(37, MessageType.DEFLATED.number());
        assertEquals(40, MessageType.STANDBY.number());
        assertTrue(MessageType.CREDIT.isSpoken());
        assertFalse(MessageType.BLOBHAVE.isSpoken());
    }
}
