package dev.sotto.testkit.world;

import dev.sotto.document.Hlc;
import dev.sotto.store.Durability;
import dev.sotto.store.Reading;
import dev.sotto.store.Snapshot;
import dev.sotto.store.Storage;
import dev.sotto.store.StoreIdentity;
import dev.sotto.store.Transaction;
import dev.sotto.store.Workspace;

/** Does what another storage does. */
class ForwardingStorage implements Storage {
    final Storage to;

    ForwardingStorage(Storage to) {
        this.to = to;
    }

    @Override
    public StoreIdentity identity() {
        return to.identity();
    }

    @Override
    public Hlc clock() {
        return to.clock();
    }

    @Override
    public long heardLsn() {
        return to.heardLsn();
    }

    @Override
    public Transaction begin(Durability durability) {
        return to.begin(durability);
    }

    @Override
    public Reading latest() {
        return to.latest();
    }

    @Override
    public Snapshot snapshot() {
        return to.snapshot();
    }

    @Override
    public Snapshot glance() {
        return to.glance();
    }

    @Override
    public Workspace workspace() {
        return to.workspace();
    }

    @Override
    public long durableLsn() {
        return to.durableLsn();
    }

    @Override
    public boolean isFlushed() {
        return to.isFlushed();
    }

    @Override
    public long flush() {
        return to.flush();
    }

    @Override
    public void tidy() {
        to.tidy();
    }

    @Override
    public StoreIdentity renewEpoch() {
        return to.renewEpoch();
    }

    @Override
    public StoreIdentity renewIdentity() {
        return to.renewIdentity();
    }

    @Override
    public void close() {
        to.close();
    }
}
