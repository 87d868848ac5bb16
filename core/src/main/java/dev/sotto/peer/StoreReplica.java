package dev.sotto.peer;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.store.Conflicts;
import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.FeedRow;
import dev.sotto.store.GroupWrite;
import dev.sotto.store.Mark;
import dev.sotto.store.Reading;
import dev.sotto.store.Storage;
import dev.sotto.store.StorageException;
import dev.sotto.store.Writer;
import dev.sotto.sync.Change;
import dev.sotto.sync.MergeBatch;
import dev.sotto.sync.Partial;
import dev.sotto.sync.PeerSub;
import dev.sotto.sync.Replica;
import dev.sotto.sync.StoreIdentity;
import dev.sotto.sync.Subscription;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The store as sessions see it: their merges join the writes of the batch and become durable with them. On the loop. */
final class StoreReplica implements Replica {
    private final Storage storage;
    private final Writer writer;
    private final Ticker ticker;
    private final PartStaging parts;
    private final KnownSubscriptions known;
    private final Set<StoreId> own = new TreeSet<>();
    private List<Subscription> subscriptions = Collections.emptyList();
    private long merges;
    private long durableMerges;
    /** Up to which change another store has ours; ahead of what the store keeps of it by what no merge took along. */
    private long heardLsn;

    StoreReplica(Storage storage, Writer writer, Ticker ticker) {
        this.storage = storage;
        this.writer = writer;
        this.ticker = ticker;
        this.parts = new PartStaging(writer);
        this.known = KnownSubscriptions.load(storage.latest());
        this.heardLsn = storage.heardLsn();
        renamed();
    }

    /** The store has another id; what was written under those before it was written here all the same. */
    void renamed() {
        own.add(storage.identity().storeId());
        storage.latest()
                .marks(Mark.Kind.FORMER_ID, Bytes.EMPTY, Limits.FORMER_IDS_MAX)
                .forEach(former -> own.add(new StoreId(former.id())));
    }

    /** The subscriptions that there are, and those that there were. */
    KnownSubscriptions known() {
        return known;
    }

    /** The batch was not stored. */
    void notStored() {
        known.notStored();
    }

    /** As the open batch has it. */
    Reading newest() {
        return writer.newest();
    }

    /** This store by all ids that it ever had. */
    Set<StoreId> ownIds() {
        return own;
    }

    /** Replaces what this store wants. */
    void subscribe(List<Wanted> wanted) {
        List<Subscription> announced = new ArrayList<>();
        for (Wanted one : wanted) {
            CanonicalQuery query = one.query();
            announced.add(new Subscription(
                    Filters.hash(query),
                    one.generation(),
                    one.syncClass(),
                    !one.isWhole(),
                    query.text(),
                    MapValue.EMPTY));
        }
        subscriptions = Collections.unmodifiableList(announced);
    }

    /** The batch was committed. Returns the ticket of the newest merge that is durable. */
    long committed() {
        durableMerges = merges;
        known.stored();
        return durableMerges;
    }

    /** Whether merges wait for the commit. */
    boolean hasMerges() {
        return merges > durableMerges;
    }

    @Override
    public StoreIdentity identity() {
        dev.sotto.store.StoreIdentity identity = storage.identity();
        return new StoreIdentity(identity.storeId(), identity.storeEpoch(), identity.bootNonce());
    }

    @Override
    public long durableLsn() {
        return storage.durableLsn();
    }

    @Override
    public boolean isSettled() {
        return !writer.hasWrites() && writer.isFlushed();
    }

    @Override
    public List<Change> changesAfter(long lsn, int max) {
        long durable = storage.durableLsn();
        List<Change> changes = new ArrayList<>();
        for (FeedRow row : writer.newest().changesAfter(lsn, max)) {
            if (row.lsn() <= durable) {
                changes.add(new Change(row.lsn(), row.key()));
            }
        }
        return changes;
    }

    @Override
    public Optional<StoredDoc> read(DocKey key) {
        Optional<StoredDoc> document = writer.newest().read(key);
        return document.isPresent()
                ? document
                : writer.newest()
                        .evicted(key)
                        .filter(kept -> !kept.isStub()); // written here, and perhaps nowhere else yet
    }

    @Override
    public Optional<StoredDoc> stub(DocKey key) {
        return writer.newest().evicted(key).filter(StoredDoc::isStub);
    }

    @Override
    public List<DocKey> resolve(Bytes prefix, int max) {
        return writer.newest().keys(prefix, max);
    }

    @Override
    public List<DocKey> keysFrom(DocKey first, int max) {
        return writer.newest().keysFrom(first, max);
    }

    @Override
    public long cursor(PeerSub sub) {
        return writer.newest().cursor(key(sub)).contiguous();
    }

    @Override
    public List<DocKey> held(StoreId peer, int max) {
        return writer.newest().held(peer, max);
    }

    @Override
    public List<Subscription> subscriptions() {
        return subscriptions;
    }

    @Override
    public long merge(MergeBatch batch) {
        writer.write(ticker.wallMillis(), write -> save(batch, write));
        return ++merges;
    }

    @Override
    public Optional<Partial> partial(Bytes payload) {
        return parts.partial(payload);
    }

    @Override
    public List<Partial> partials(int max) {
        return parts.partials(max);
    }

    @Override
    public long stage(Message.Part part) {
        long wallMillis = ticker.wallMillis();
        note(write -> parts.stage(part, write, wallMillis));
        return merges;
    }

    @Override
    public List<Bytes> staged(Bytes payload) {
        return parts.staged(payload);
    }

    @Override
    public void unstage(Bytes payload) {
        note(write -> parts.unstage(payload, write));
    }

    /** Keeps marks of sync with the batch. */
    void note(Consumer<GroupWrite> marks) {
        writer.write(ticker.wallMillis(), write -> {
            marks.accept(write);
            return true;
        });
        merges++;
    }

    /** As {@link #note}, for what may as well be done later; false, and nothing of it is written, if the disk fails. */
    boolean tryNote(Consumer<GroupWrite> marks) {
        try {
            note(marks);
            return true;
        } catch (StorageException e) {
            return false; // earlier writes of the group are told so when it is committed
        }
    }

    /** Another store holds our changes up to that one. */
    void heard(long lsn) {
        heardLsn = Math.max(heardLsn, lsn);
    }

    /** Finds what that write takes away, as of now. */
    Conflicts conflicts(GroupWrite write) {
        return new Conflicts(own, heardLsn, write.stamp().hlc());
    }

    private boolean save(MergeBatch batch, GroupWrite write) {
        Conflicts conflicts = conflicts(write);
        write.putHeard(heardLsn);
        for (MergeBatch.Joined document : batch.documents()) {
            Optional<StoredDoc> evicted = write.evicted(document.ref().key());
            if (evicted.isPresent()) {
                write.mergeEvicted(evicted.get(), document.state());
                continue;
            }
            Optional<StoredDoc> before = write.read(document.ref().key());
            conflicts
                    .of(document.ref(), before, document.state(), document.late())
                    .forEach(write::putConflict);
            write.save(document.ref(), before, document.state());
        }
        for (MergeBatch.HeldChange held : batch.held()) {
            if (held.put()) {
                write.putHeld(held.peer(), held.key());
            } else {
                write.dropHeld(held.peer(), held.key());
            }
        }
        for (MergeBatch.CursorAdvance advance : batch.cursors()) {
            // One of a subscription that is forgotten by now would be there when it is made again, with nobody to vouch
            // for it.
            if (advance.sub().subHash() == Subscription.NOTHING
                    || known.save(advance.sub().subHash(), write)) {
                write.putCursor(key(advance.sub()), Cursor.upTo(advance.lsn()));
            }
        }
        return true;
    }

    private static CursorKey key(PeerSub sub) {
        return new CursorKey(sub.peer(), sub.peerEpoch(), sub.subHash(), sub.generation());
    }
}
