package dev.sotto.testkit.world;

import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.Storage;
import dev.sotto.store.StoreIdentity;

/** Nobody has processed what its sender's disk does not hold: nothing is published before it is durable. */
final class NothingEarly extends Invariant {
    private final World world;
    private final Checks checks;

    NothingEarly(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
    }

    @Override
    void cursor(Device reader, CursorKey key, Cursor cursor) {
        for (Device sender : world.devices()) {
            Storage storage = sender.disk().storage();
            StoreIdentity identity = storage.identity();
            if (identity.storeId().equals(key.peer())
                    && !world.copies().shared(identity.actor())
                    && identity.storeEpoch() == key.peerEpoch()
                    && cursor.contiguous() > storage.durableLsn()) {
                checks.found(
                        reader,
                        "has a cursor at " + cursor.contiguous() + " of " + sender.name() + ", whose disk holds "
                                + storage.durableLsn());
            }
        }
    }
}
