package dev.sotto.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.query.value.StoredJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A packed state gives back the very document, whatever text it leans on. */
class StateCodecTest {
    private static final DocRef ORDER = DocRef.of("orders", "o1");
    private static final int DOCUMENTS = Boolean.getBoolean("sotto.long") ? 400_000 : 5_000;

    /** What JSON and this codec give a meaning to, beside what they do not. */
    private static final String[] PIECES = {
        "a",
        "b",
        "\"",
        "\\",
        ":",
        ",",
        "{",
        "}",
        "[",
        "1",
        "-",
        ".",
        "e",
        "true",
        "null",
        "\":",
        "\\\"",
        "\"a\":",
        "\u0001",
        "é",
        "\ud83d\ude00"
    };

    private static final Value[] VALUES = {
        Value.Null.NULL,
        Value.Bool.TRUE,
        Value.Bool.FALSE,
        Value.of(0),
        Value.of(-1),
        Value.of(Long.MIN_VALUE),
        Value.of(Long.MAX_VALUE),
        new Value.Real(0.1),
        new Value.Real(2.0),
        new Value.Real(1e300),
        new Value.Real(Double.MIN_VALUE),
        new Value.Real(Double.NaN),
        Value.MISSING
    };

    @Test
    void anyDocumentComesBackBesideItsJsonBesideAnotherOneAndAlone() {
        String other = "{\"a\":1,\"b\":\"a\\\":1\"}";
        long alone = 0;
        long beside = 0;
        for (int seed = 0; seed < DOCUMENTS; seed++) {
            StoredDoc document = document(new Random(seed));
            String json = document.state().alive() ? StoredJson.write(document.view()) : "";
            for (String text : List.of(json, other, "")) {
                Actors actors = new Actors();
                byte[] packed = StateCodec.encode(document, text, actors);
                StoredDoc back =
                        StateCodec.decode(ORDER, Bytes.of(packed), text, document.lsn(), document.digest(), actors);
                String at = "seed " + seed + " beside " + text;
                assertEquals(document.state(), back.state(), at);
                assertEquals(document.arrivals(), back.arrivals(), at);
                assertEquals(
                        document.digest(), DocState.of(back.state().entries()).digest(ORDER), at);
                beside += text.equals(json) ? packed.length : 0;
                alone += text.isEmpty() ? packed.length : 0;
            }
            other = json.isEmpty() ? other : json;
        }
        assertTrue(beside < alone, beside + " bytes beside the JSON, " + alone + " alone");
    }

    private static StoredDoc document(Random random) {
        long now = Samples.START;
        DocState state = DocState.of(registers(random, now));
        StoredDoc document = StoredDoc.first(ORDER, state, 1_000);
        for (int i = random.nextInt(6); i > 0; i--) {
            Stamp stamp = Samples.stamp(++now, random.nextInt(3));
            DocState next = random.nextBoolean()
                    ? document.state().join(registers(random, now))
                    : Samples.edit(document.state(), random, stamp);
            document = document.next(next, document.lsn() + random.nextInt(3));
        }
        return document;
    }

    private static List<Entry> registers(Random random, long millis) {
        List<Entry> entries = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            Path path = random.nextInt(3) > 0
                    ? Path.of(text(random) + "k")
                    : Samples.path(random).child(text(random) + "k");
            Stamp stamp = Samples.stamp(millis, random.nextInt(3));
            entries.add(Entry.set(path, Lives.FIRST, stamp, value(random)));
        }
        return entries;
    }

    private static Value value(Random random) {
        return random.nextInt(3) > 0 ? Value.of(text(random)) : VALUES[random.nextInt(VALUES.length)];
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    /** A text that looks like two members must not be taken for them, nor they for it. */
    @Test
    void whatLooksLikeAMemberIsNone() {
        assertBack(Path.of("a\":1,\"b"), Value.of(2), "{\"a\":1,\"b\":2}");
        assertBack(Path.of("a"), Value.of("x\",\"b\":\"y"), "{\"a\":\"x\",\"b\":\"y\"}");
        assertBack(Path.of("a\\"), Value.of(5), "{\"t\":\"\\\"a\\\":5\"}");
        assertBack(Path.of("a\\"), Value.of(5), "{\"t\":\"\\\"a\\\":e5\"}");
        assertBack(Path.of("a"), Value.of(1), "{\"a\":12}");
        assertBack(Path.of("a"), new Value.Real(1), "{\"a\":1}");
        assertBack(Path.of("a"), Value.of(1), "{\"a\":1.0}");
        assertBack(Path.of("a"), new Value.Real(Double.NaN), "{\"a\":null}");
        assertBack(Path.of("a"), Value.of("b"), "{\"a\":\"b");
        assertBack(Path.of("a"), Value.of(1), "{\"a\":");
    }

    private static void assertBack(Path path, Value value, String json) {
        Entry entry = Entry.set(path, Lives.FIRST, Samples.stamp(Samples.START, 1), value);
        StoredDoc document = StoredDoc.first(ORDER, DocState.of(List.of(entry)), 1);
        Actors actors = new Actors();
        Bytes packed = Bytes.of(StateCodec.encode(document, json, actors));
        StoredDoc back = StateCodec.decode(ORDER, packed, json, 1, document.digest(), actors);
        assertEquals(List.of(entry), back.state().entries(), json);
    }

    private static final class Actors implements ActorTable {
        private final List<Actor> known = new ArrayList<>();

        @Override
        public int refOf(Actor actor) {
            if (!known.contains(actor)) {
                known.add(actor);
            }
            return known.indexOf(actor);
        }

        @Override
        public Actor actorOf(int ref) {
            return known.get(ref);
        }
    }
}
