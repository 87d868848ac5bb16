package dev.sotto.fuzz;

import dev.sotto.document.Actor;
import dev.sotto.document.ActorTable;
import dev.sotto.document.Bytes;
import dev.sotto.document.Digest;
import dev.sotto.document.DocRef;
import dev.sotto.document.RefusedException;
import dev.sotto.document.Samples;
import dev.sotto.document.StateCodec;
import dev.sotto.document.StoredDoc;
import java.nio.charset.StandardCharsets;

/**
 * Any bytes in the place of a packed state, and any text in the place of the JSON beside it, are a document or refused with a
 * code: a damaged page ends no process. The text is what follows a byte FF FF, if there is one.
 */
public final class StateFuzz {
    private static final DocRef ORDER = DocRef.of("orders", "o1");
    private static final long LSN = 1_000_000;
    private static final String JSON =
            "{\"_id\":\"o1\",\"a\":{\"b\":\"x\",\"c\":-2},\"b\":true,\"c\":null,\"d\":[1],\"e\":0.5}";

    private StateFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        int end = end(data);
        Bytes packed = Bytes.of(data, 0, end);
        decode(packed, "");
        decode(packed, JSON);
        if (end < data.length) {
            decode(packed, new String(data, end + 2, data.length - end - 2, StandardCharsets.UTF_8));
        }
    }

    private static int end(byte[] data) {
        for (int i = 0; i + 1 < data.length; i++) {
            if (data[i] == -1 && data[i + 1] == -1) {
                return i;
            }
        }
        return data.length;
    }

    private static void decode(Bytes packed, String json) {
        ActorTable actors = new Actors();
        StoredDoc document;
        try {
            document = StateCodec.decode(ORDER, packed, json, LSN, Digest.EMPTY, actors);
        } catch (RefusedException e) {
            return;
        }
        for (String beside : new String[] {"", json}) {
            byte[] again = StateCodec.encode(document, beside, actors);
            StoredDoc back = StateCodec.decode(ORDER, Bytes.of(again), beside, LSN, Digest.EMPTY, actors);
            if (!back.state().entries().equals(document.state().entries())) {
                throw new AssertionError("another state from " + Bytes.of(again) + " beside " + beside);
            }
        }
    }

    private static final class Actors implements ActorTable {
        @Override
        public int refOf(Actor actor) {
            return actor.store().bytes().at(15);
        }

        @Override
        public Actor actorOf(int ref) {
            if (ref > 255) {
                throw new RefusedException("STATE_MALFORMED", "actor", ref, "0 to 255");
            }
            return Samples.actor(ref);
        }
    }
}
