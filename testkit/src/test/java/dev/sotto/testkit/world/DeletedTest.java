package dev.sotto.testkit.world;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocKey;
import dev.sotto.document.StoredDoc;
import dev.sotto.store.Durability;
import dev.sotto.store.Storage;
import dev.sotto.store.Transaction;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Worlds in which stores forget what was deleted: somebody brings it back, and that is seen. */
@Tag("sync")
class DeletedTest {
    private static final int WORLDS_MAX = 200;

    /** A store is rid of a tombstone as soon as it has one, as if everybody else had it, too. */
    private static final class PurgedAtOnce extends Plants {
        @Override
        Storage storage(Storage disk, Device device) {
            return new ForwardingStorage(disk) {
                @Override
                public Transaction begin(Durability durability) {
                    return new ForwardingTransaction(super.begin(durability)) {
                        @Override
                        public void put(StoredDoc document) {
                            if (document.state().deleted()) {
                                super.putEvicted(StoredDoc.first(document.ref(), document.state(), 0));
                            } else {
                                super.put(document);
                            }
                        }

                        @Override
                        public Optional<StoredDoc> evicted(DocKey key) {
                            return super.evicted(key)
                                    .filter(kept -> !kept.state().deleted());
                        }
                    };
                }
            };
        }
    }

    @Test
    void whatIsForgottenTooEarlyComesBackAndIsSeenWithin200Worlds() {
        long seed = 0;
        List<String> seen = List.of();
        while (seen.isEmpty() && seed < WORLDS_MAX) {
            seed++;
            Simulation one = new Simulation(seed, 1, Profile.LINKS, 0);
            seen = one.play(seed, 0, new PurgedAtOnce()).violations().stream()
                    .filter(violation -> violation.contains("which ended with"))
                    .toList();
        }
        assertFalse(seen.isEmpty(), "nobody misses tombstones in " + WORLDS_MAX + " worlds");
        System.out.println("figure: tombstones purged at once: seen by world " + seed + ": " + seen.get(0));
        assertTrue(
                new Simulation(seed, 1, Profile.LINKS, 0)
                        .play(seed, 0)
                        .violations()
                        .isEmpty(),
                "seed " + seed);
    }
}
