package dev.sotto.testkit.world;

import dev.sotto.document.DocKey;
import dev.sotto.document.StoredDoc;
import dev.sotto.store.Durability;
import dev.sotto.store.Storage;
import dev.sotto.store.Transaction;
import java.util.Optional;

/** Disks and stores that are wrong in one way each. */
final class PlantedStorage {
    private PlantedStorage() {}

    /** An evicted document leaves nothing behind that would keep it away. */
    static final class NoStubs extends Plants {
        @Override
        Storage storage(Storage disk, Device device) {
            return new ForwardingStorage(disk) {
                @Override
                public Transaction begin(Durability durability) {
                    return new ForwardingTransaction(super.begin(durability)) {
                        @Override
                        public Optional<StoredDoc> evicted(DocKey key) {
                            return Optional.empty();
                        }
                    };
                }
            };
        }
    }
}
