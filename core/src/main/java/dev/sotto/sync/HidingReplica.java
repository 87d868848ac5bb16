package dev.sotto.sync;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The store as a neighbour may know it: a document that it may not read is not there, whatever it asks, names or brings. So no
 * answer, question or refusal of a session tells the one case from the other, and none of them has to think of it.
 *
 * <p>Numbers of changes are the store's own and have gaps: that something changed can be told, not what.
 */
final class HidingReplica implements Replica {
    /** Documents of one prefix that are looked through for some that show: a member may make names that fall together. */
    private static final int RESOLVED_MAX = 256;

    private final Replica replica;
    private final Permissions permissions;

    private HidingReplica(Replica replica, Permissions permissions) {
        this.replica = replica;
        this.permissions = permissions;
    }

    /** The store itself, if there is nothing to hide. */
    static Replica of(Replica replica, Permissions permissions) {
        return permissions.granted().isAll() ? replica : new HidingReplica(replica, permissions);
    }

    @Override
    public Optional<StoredDoc> read(DocKey key) {
        return replica.read(key).filter(document -> permissions.mayName(document.ref()));
    }

    @Override
    public Optional<StoredDoc> stub(DocKey key) {
        return replica.stub(key).filter(stub -> permissions.mayName(stub.ref()));
    }

    @Override
    public List<DocKey> resolve(Bytes prefix, int max) {
        List<DocKey> shown = new ArrayList<>();
        for (DocKey key : replica.resolve(prefix, RESOLVED_MAX)) {
            if (shown.size() < max && (read(key).isPresent() || stub(key).isPresent())) {
                shown.add(key);
            }
        }
        return shown;
    }

    /** With what is hidden: whoever goes through them reads each, and a page that came short would look like the last one. */
    @Override
    public List<DocKey> keysFrom(DocKey first, int max) {
        return replica.keysFrom(first, max);
    }

    @Override
    public StoreIdentity identity() {
        return replica.identity();
    }

    @Override
    public long durableLsn() {
        return replica.durableLsn();
    }

    @Override
    public boolean isSettled() {
        return replica.isSettled();
    }

    @Override
    public List<Change> changesAfter(long lsn, int max) {
        return replica.changesAfter(lsn, max);
    }

    @Override
    public long cursor(PeerSub sub) {
        return replica.cursor(sub);
    }

    @Override
    public List<DocKey> held(StoreId peer, int max) {
        return replica.held(peer, max);
    }

    @Override
    public Optional<Partial> partial(Bytes payload) {
        return replica.partial(payload);
    }

    @Override
    public List<Partial> partials(int max) {
        return replica.partials(max);
    }

    @Override
    public long stage(Message.Part part) {
        return replica.stage(part);
    }

    @Override
    public List<Bytes> staged(Bytes payload) {
        return replica.staged(payload);
    }

    @Override
    public void unstage(Bytes payload) {
        replica.unstage(payload);
    }

    @Override
    public List<Subscription> subscriptions() {
        return replica.subscriptions();
    }

    @Override
    public long merge(MergeBatch batch) {
        return replica.merge(batch);
    }
}
