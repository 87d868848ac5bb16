package dev.sotto.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Bytes that must never change: documents on people's disks are made of them. They were computed by a second
 * implementation, from the description in docs/PROTOCOL.md.
 */
class GoldenDocumentTest {
    private static final DocRef ORDER = DocRef.of("orders", "o1");
    private static final Stamp AT = new Stamp(new Hlc(Samples.START, 0), Samples.actor(1));
    private static final Stamp LATER = new Stamp(new Hlc(Samples.START + 1, 2), Samples.actor(1));
    private static final Entry TOTAL = Entry.set(Path.of("total"), Lives.FIRST, AT, Value.of(12));

    @Test
    void docKeys() {
        assertEquals("2b8a1618ba651e2aa3c2d5bd8cb3351e", ORDER.key().toString());
        assertEquals(
                "d9f03799387187bfb4d51f698eb9775b",
                DocRef.of("orders", DocId.of(7)).key().toString());
    }

    @Test
    void aRegister() {
        assertCanonical(
                TOTAL,
                "01 066f7264657273 00 03626f31 01 05746f74616c 02 00 00 018bcfe568000000"
                        + "000102030405060708090a0b0c0d0e01 1122334455667701 01 0c",
                "3321466d56e67ec534752a2a0539a0ed");
    }

    @Test
    void aNestedRegisterInLaterLives() {
        assertCanonical(
                Entry.set(Path.of("ship", "city"), Lives.FIRST.with(0, 3).with(1, 5), LATER, Value.of("Oslo")),
                "01 066f7264657273 00 03626f31 02 0473686970 0463697479 02 02 0003 0105 00 018bcfe568010002"
                        + "000102030405060708090a0b0c0d0e01 1122334455667701 05 644f736c6f",
                "dfee269e9020c004c392d62effb90ee0");
    }

    @Test
    void aDeletedDocument() {
        assertCanonical(
                Entry.life(Path.ROOT, Lives.FIRST.with(0, 2), AT),
                "01 066f7264657273 00 03626f31 00 01 01 0002 00 018bcfe568000000"
                        + "000102030405060708090a0b0c0d0e01 1122334455667701 01 f7",
                "c7ee9eadabc2258ed0c4266c995ff444");
    }

    @Test
    void aReservedKindWithAnOwner() {
        Stamp stamp = new Stamp(new Hlc(Samples.START, 7), Samples.actor(1));
        assertCanonical(
                Entry.of(Path.of("n"), Kind.INC, Lives.FIRST, Bytes.hex("0102"), stamp, Value.of(7)),
                "01 066f7264657273 00 03626f31 01 016e 04 00 020102 018bcfe568000007"
                        + "000102030405060708090a0b0c0d0e01 1122334455667701 01 07",
                "5dad46b57331ee940e2b363a5df45475");
    }

    private static void assertCanonical(Entry entry, String bytes, String hash) {
        assertEquals(bytes.replace(" ", ""), EntryCodec.canonical(ORDER, entry).toHex());
        assertEquals(hash, entry.hash(ORDER).toHex());
    }

    @Test
    void digests() {
        Entry note = Entry.set(Path.of("note"), Lives.FIRST, AT, Value.Null.NULL);
        assertEquals(
                "c8a08591d1976e5e206da6ff2b01d81bf35508cffa613dd0df3b075112452221",
                DocState.of(List.of(TOTAL, note)).digest(ORDER).bytes().toHex());
        assertEquals(
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                Digest.EMPTY.bytes().toHex());
        assertEquals(1, Digest.EMPTY.algorithm());
    }

    private static final String JSON = "{\"_id\":\"o1\",\"ship\":{\"city\":\"Oslo\",\"zip\":258},\"total\":12}";

    private static StoredDoc stored() {
        Lives third = Lives.FIRST.with(0, 3);
        DocState before = DocState.of(List.of(
                Entry.life(Path.ROOT, third, AT),
                Entry.set(Path.of("total"), third, new Stamp(AT.hlc(), Samples.actor(2)), Value.of(12))));
        return StoredDoc.first(ORDER, before, 7)
                .next(before, 8)
                .next(
                        before.join(List.of(
                                Entry.set(Path.of("ship", "city"), third, LATER, Value.of("Oslo")),
                                Entry.set(Path.of("ship", "zip"), third, LATER, Value.of(258)))),
                        9);
    }

    private static void assertSame(StoredDoc stored, StoredDoc back) {
        assertEquals(stored.state(), back.state());
        assertEquals(stored.arrivals(), back.arrivals());
        assertEquals(2, back.entriesAfter(7).size());
        assertEquals(stored.digest(), back.digest());
    }

    @Test
    void theStateBlobBesideItsJson() {
        StoredDoc stored = stored();
        String golden = "02 04"
                + "11 00 00 01 00 03 018bcfe568000000 01 02 f7"
                + "1a 00 01 0473686970 13 01 00 03 018bcfe568010002 01 00"
                + "d9 01 00 03"
                + "1a 00 00 02 01 00 03 018bcfe568000000 02 02";
        Bytes packed = Bytes.of(StateCodec.encode(stored, JSON, new Actors()));
        assertEquals(golden.replace(" ", ""), packed.toHex());
        assertSame(stored, StateCodec.decode(ORDER, packed, JSON, 9, stored.digest(), new Actors()));
    }

    /** As an evicted document has it. */
    @Test
    void theStateBlobAlone() {
        StoredDoc stored = stored();
        String golden = "02 04"
                + "11 00 00 01 00 03 018bcfe568000000 01 02 f7"
                + "12 00 02 0473686970 0463697479 01 00 03 018bcfe568010002 01 00 644f736c6f"
                + "d2 01 01 037a6970 01 00 03 190102"
                + "12 00 01 05746f74616c 01 00 03 018bcfe568000000 02 02 0c";
        Bytes packed = Bytes.of(StateCodec.encode(stored, "", new Actors()));
        assertEquals(golden.replace(" ", ""), packed.toHex());
        assertSame(stored, StateCodec.decode(ORDER, packed, "", 9, stored.digest(), new Actors()));
    }

    @Test
    void theStateBlobOfVersion1() {
        StoredDoc stored = stored();
        String golden = "01 04"
                + "11 00 00 01 00 03 018bcfe568000000 01 02 00 01 f7"
                + "12 00 02 0473686970 0463697479 01 00 03 018bcfe568010002 01 00 00 05 644f736c6f"
                + "52 01 01 037a6970 01 00 03 00 00 03 190102"
                + "12 00 01 05746f74616c 01 00 03 018bcfe568000000 02 02 00 01 0c";
        Bytes packed = Bytes.hex(golden.replace(" ", ""));
        assertSame(stored, StateCodec.decode(ORDER, packed, JSON, 9, stored.digest(), new Actors()));
    }

    @Test
    void aStateBlobOfANewerVersionOrCutShortIsRefused() {
        StoredDoc stored = stored();
        for (String json : List.of("", JSON)) {
            byte[] packed = StateCodec.encode(stored, json, new Actors());
            for (int length = 0; length < packed.length; length++) {
                assertRefused(Bytes.of(packed, 0, length), json);
            }
            packed[0] = 3;
            RefusedException newer = assertThrows(
                    RefusedException.class,
                    () -> StateCodec.decode(ORDER, Bytes.of(packed), json, 9, Digest.EMPTY, new Actors()));
            assertEquals("STATE_VERSION", newer.refusal().code());
        }
    }

    /** A JSON that is not the one it was packed with is refused, or gives a state of another digest: never a wrong silence. */
    @Test
    void aStateBlobBesideAJsonCutShortIsRefused() {
        Bytes packed = Bytes.of(StateCodec.encode(stored(), JSON, new Actors()));
        int needed = JSON.length() - 1;
        for (int length = 0; length < needed; length++) {
            String json = JSON.substring(0, length);
            if (length < needed - 1) {
                assertRefused(packed, json);
            } else {
                StoredDoc back = StateCodec.decode(ORDER, packed, json, 9, stored().digest(), new Actors());
                assertTrue(!back.state().equals(stored().state()), json);
            }
        }
    }

    private static void assertRefused(Bytes packed, String json) {
        RefusedException refused = assertThrows(
                RefusedException.class,
                () -> StateCodec.decode(ORDER, packed, json, 9, Digest.EMPTY, new Actors()),
                () -> packed + " beside " + json);
        String code = refused.refusal().code();
        assertTrue(List.of("STATE_MALFORMED", "CBOR_EMPTY", "CBOR_TRUNCATED").contains(code), code);
    }

    /** Actor n has number n. */
    private static final class Actors implements ActorTable {
        @Override
        public int refOf(Actor actor) {
            return actor.store().bytes().at(15);
        }

        @Override
        public Actor actorOf(int ref) {
            return Samples.actor(ref);
        }
    }
}
