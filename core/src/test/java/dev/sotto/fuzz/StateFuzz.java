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

/** Any bytes in the place of a packed state are a document or refused with a code: a damaged page ends no process. */
public final class StateFuzz {
    private static final DocRef ORDER = DocRef.of("orders", "o1");
    private static final long LSN = 1_000_000;

    private StateFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        ActorTable actors = new Actors();
        StoredDoc document;
        try {
            document = StateCodec.decode(ORDER, Bytes.of(data), LSN, Digest.EMPTY, actors);
        } catch (RefusedException e) {
            return;
        }
        byte[] again = StateCodec.encode(document, actors);
        StoredDoc back = StateCodec.decode(ORDER, Bytes.of(again), LSN, Digest.EMPTY, actors);
        if (!back.state().entries().equals(document.state().entries())) {
            throw new AssertionError("another state from " + Bytes.of(again));
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
