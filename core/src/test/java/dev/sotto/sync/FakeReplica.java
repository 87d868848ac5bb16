package dev.sotto.sync;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A store in memory with a disk of its own: what was not flushed is lost by a crash, but for a prefix by chance. */
final class FakeReplica implements Replica {
    private static final long LSN_BLOCK = 1_000;
    /** Rows that a store gives at once, whatever it is asked for: as the real ones. */
    private static final int STORE_ROWS_MAX = dev.sotto.store.Limits.FEED_ROWS_MAX;

    private static final DocKey FIRST = new DocKey(Bytes.of(new byte[DocKey.LENGTH]));

    /** What a broken store does; all false for a good one. */
    static final class Faults {
        boolean cursorBeforeData;
        boolean publishBeforeDurable;
    }

    final Faults faults = new Faults();
    /** Short keys fit many documents, as they would among billions. */
    boolean keysCollide;

    private StoreIdentity identity;
    private List<Subscription> subscriptions = new ArrayList<>();
    private Contents newest = new Contents();
    private Contents disk = new Contents();
    private final List<Transaction> staged = new ArrayList<>();
    private long reads;
    private long ticket;
    private long durableTicket;

    /** What a disk holds. */
    private static final class Contents {
        final TreeMap<DocKey, StoredDoc> documents = new TreeMap<>();
        final TreeMap<DocKey, StoredDoc> stubs = new TreeMap<>();
        final TreeMap<Long, DocKey> byLsn = new TreeMap<>();
        final TreeMap<String, Long> cursors = new TreeMap<>();
        final TreeMap<String, DocKey> held = new TreeMap<>();
        final TreeMap<Bytes, List<Message.Part>> parts = new TreeMap<>();
        long lsn;
        long reserved = LSN_BLOCK;

        Contents copy() {
            Contents copy = new Contents();
            copy.documents.putAll(documents);
            copy.stubs.putAll(stubs);
            copy.byLsn.putAll(byLsn);
            copy.cursors.putAll(cursors);
            copy.held.putAll(held);
            parts.forEach((payload, staged) -> copy.parts.put(payload, new ArrayList<>(staged)));
            copy.lsn = lsn;
            copy.reserved = reserved;
            return copy;
        }

        void evict(DocKey key) {
            StoredDoc before = documents.remove(key);
            if (before != null) {
                byLsn.remove(before.lsn());
                stubs.put(key, StoredDoc.stub(before.ref(), DocState.EMPTY, before.digest()));
            }
        }

        List<DocKey> keysFrom(DocKey first) {
            TreeSet<DocKey> all = new TreeSet<>(documents.tailMap(first, true).keySet());
            all.addAll(stubs.tailMap(first, true).keySet());
            return new ArrayList<>(all);
        }

        void put(StoredDoc document) {
            if (document.isStub()) {
                stubs.put(document.ref().key(), document);
                return;
            }
            StoredDoc before = documents.put(document.ref().key(), document);
            if (before != null) {
                byLsn.remove(before.lsn());
            }
            byLsn.put(document.lsn(), document.ref().key());
            lsn = Math.max(lsn, document.lsn());
            reserved = Math.max(reserved, (lsn / LSN_BLOCK + 1) * LSN_BLOCK);
        }

        void apply(Transaction transaction) {
            transaction.documents.forEach(this::put);
            cursors.putAll(transaction.cursors);
            transaction.part.ifPresent(part -> parts.computeIfAbsent(part.payload(), payload -> new ArrayList<>())
                    .add(part));
            transaction.unstaged.ifPresent(parts::remove);
            for (MergeBatch.HeldChange change : transaction.held) {
                String name = change.peer() + "/" + change.key();
                if (change.put()) {
                    held.put(name, change.key());
                } else {
                    held.remove(name);
                }
            }
        }
    }

    private static final class Transaction {
        final long ticket;
        final List<StoredDoc> documents = new ArrayList<>();
        final Map<String, Long> cursors = new TreeMap<>();
        final List<MergeBatch.HeldChange> held = new ArrayList<>();
        Optional<Message.Part> part = Optional.empty();
        Optional<Bytes> unstaged = Optional.empty();

        Transaction(long ticket) {
            this.ticket = ticket;
        }
    }

    FakeReplica(StoreIdentity identity) {
        this.identity = identity;
    }

    /** A local write; it is acknowledged to its app by the next {@link #flush}. */
    StoredDoc write(DocRef ref, UnaryOperator<DocState> edit) {
        DocState before = read(ref.key()).map(StoredDoc::state).orElse(DocState.EMPTY);
        DocState after = edit.apply(before);
        Transaction transaction = new Transaction(++ticket);
        if (after != before) {
            transaction.documents.add(stored(ref, after));
        }
        stage(transaction);
        return newest.documents.get(ref.key());
    }

    private StoredDoc stored(DocRef ref, DocState state) {
        if (newest.stubs.containsKey(ref.key())) {
            StoredDoc stub = StoredDoc.stub(ref, DocState.EMPTY, state.digest(ref));
            newest.put(stub);
            return stub;
        }
        long lsn = newest.lsn + 1;
        StoredDoc before = newest.documents.get(ref.key());
        StoredDoc after = before == null ? StoredDoc.first(ref, state, lsn) : before.next(state, lsn);
        newest.put(after);
        return after;
    }

    private void stage(Transaction transaction) {
        staged.add(transaction);
        newest.apply(transaction);
    }

    /** The disk has everything; the ticket for {@link Event.Committed}. */
    long flush() {
        staged.forEach(disk::apply);
        staged.clear();
        durableTicket = ticket;
        return ticket;
    }

    boolean isDirty() {
        return !staged.isEmpty();
    }

    /** Power fails; of what was not flushed the first {@code survive} transactions are on disk by chance. */
    void crash(int survive, long bootNonce) {
        for (Transaction transaction : staged.subList(0, Math.min(survive, staged.size()))) {
            disk.apply(transaction);
        }
        staged.clear();
        newest = disk.copy();
        newest.lsn = newest.reserved;
        newest.reserved += LSN_BLOCK;
        disk = newest.copy();
        identity = new StoreIdentity(identity.storeId(), identity.epoch(), bootNonce);
    }

    int staged() {
        return staged.size();
    }

    FakeReplica copy(StoreIdentity as) {
        FakeReplica copy = new FakeReplica(as);
        copy.disk = disk.copy();
        copy.newest = disk.copy();
        copy.ticket = ticket;
        copy.durableTicket = ticket;
        copy.faults.cursorBeforeData = faults.cursorBeforeData;
        copy.faults.publishBeforeDurable = faults.publishBeforeDurable;
        copy.keysCollide = keysCollide;
        copy.subscriptions = new ArrayList<>(subscriptions);
        return copy;
    }

    /** What others wrote leaves this store; what is there is on the disk. */
    void evict(DocRef ref) {
        if (isDirty()) {
            throw new IllegalStateException("flush first");
        }
        newest.evict(ref.key());
        disk.evict(ref.key());
    }

    /** As if this store had met nobody yet. */
    void forgetCursors() {
        newest.cursors.clear();
        disk.cursors.clear();
    }

    void subscribe(List<Subscription> wanted) {
        subscriptions = new ArrayList<>(wanted);
    }

    int size() {
        return newest.documents.size();
    }

    Iterable<StoredDoc> documents() {
        return new ArrayList<>(newest.documents.values());
    }

    @Override
    public StoreIdentity identity() {
        return identity;
    }

    @Override
    public long durableLsn() {
        return faults.publishBeforeDurable ? newest.lsn : disk.lsn;
    }

    @Override
    public boolean isSettled() {
        return faults.publishBeforeDurable || staged.isEmpty();
    }

    @Override
    public List<Change> changesAfter(long lsn, int max) {
        List<Change> changes = new ArrayList<>();
        for (Map.Entry<Long, DocKey> entry : newest.byLsn.tailMap(lsn, false).entrySet()) {
            if (entry.getKey() > durableLsn() || changes.size() == Math.min(max, STORE_ROWS_MAX)) {
                break;
            }
            changes.add(new Change(entry.getKey(), entry.getValue()));
        }
        return changes;
    }

    /** Documents that were read, the same ones too. */
    long reads() {
        return reads;
    }

    @Override
    public Optional<StoredDoc> read(DocKey key) {
        reads++;
        return Optional.ofNullable(newest.documents.get(key));
    }

    @Override
    public Optional<StoredDoc> stub(DocKey key) {
        return Optional.ofNullable(newest.stubs.get(key));
    }

    @Override
    public List<DocKey> resolve(Bytes prefix, int max) {
        List<DocKey> keys = new ArrayList<>();
        for (DocKey key : newest.keysFrom(FIRST)) {
            boolean collides = keysCollide
                    && prefix.length() < DocKey.LENGTH
                    && key.bytes().at(0) >> 6 == prefix.at(0) >> 6;
            if ((collides || key.bytes().startsWith(prefix)) && keys.size() < max) {
                keys.add(key);
            }
        }
        return keys;
    }

    @Override
    public List<DocKey> keysFrom(DocKey first, int max) {
        return newest.keysFrom(first).stream().limit(max).collect(Collectors.toList());
    }

    @Override
    public long cursor(PeerSub sub) {
        return newest.cursors.getOrDefault(sub.toString(), 0L);
    }

    @Override
    public List<DocKey> held(StoreId peer, int max) {
        List<DocKey> keys = new ArrayList<>();
        newest.held.forEach((name, key) -> {
            if (name.startsWith(peer + "/") && keys.size() < max) {
                keys.add(key);
            }
        });
        return keys;
    }

    @Override
    public Optional<Partial> partial(Bytes payload) {
        return Optional.ofNullable(newest.parts.get(payload)).map(parts -> partial(payload, parts));
    }

    private static Partial partial(Bytes payload, List<Message.Part> parts) {
        Message.Part last = parts.get(parts.size() - 1);
        return new Partial(payload, last.offset() + last.bytes().length(), last.total());
    }

    @Override
    public List<Partial> partials(int max) {
        List<Partial> partials = new ArrayList<>();
        newest.parts.forEach((payload, parts) -> partials.add(partial(payload, parts)));
        return partials.subList(0, Math.min(max, partials.size()));
    }

    @Override
    public long stage(Message.Part part) {
        Transaction transaction = new Transaction(++ticket);
        transaction.part = Optional.of(part);
        stage(transaction);
        return ticket;
    }

    @Override
    public List<Bytes> staged(Bytes payload) {
        List<Bytes> bytes = new ArrayList<>();
        if (partial(payload)
                .filter(partial -> partial.staged() == partial.total())
                .isPresent()) {
            newest.parts.get(payload).forEach(part -> bytes.add(part.bytes()));
        }
        return bytes;
    }

    @Override
    public void unstage(Bytes payload) {
        Transaction transaction = new Transaction(++ticket);
        transaction.unstaged = Optional.of(payload);
        stage(transaction);
    }

    @Override
    public List<Subscription> subscriptions() {
        return new ArrayList<>(subscriptions);
    }

    @Override
    public long merge(MergeBatch batch) {
        Transaction transaction = new Transaction(++ticket);
        for (MergeBatch.Joined joined : batch.documents()) {
            transaction.documents.add(stored(joined.ref(), joined.state()));
        }
        for (MergeBatch.CursorAdvance advance : batch.cursors()) {
            transaction.cursors.put(advance.sub().toString(), advance.lsn());
        }
        transaction.held.addAll(batch.held());
        if (faults.cursorBeforeData) {
            disk.cursors.putAll(transaction.cursors);
        }
        stage(transaction);
        return transaction.ticket;
    }

    long durableTicket() {
        return durableTicket;
    }
}
