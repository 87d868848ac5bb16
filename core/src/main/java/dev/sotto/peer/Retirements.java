package dev.sotto.peer;

import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoreId;
import dev.sotto.identity.Retirement;
import dev.sotto.identity.Standing;
import dev.sotto.store.Mark;
import dev.sotto.store.Storage;
import dev.sotto.sync.SyncEvent;
import dev.sotto.wire.Message;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The stores that are retired by name: kept for ever, told to everybody, and talked to no more. On the loop.
 *
 * <pre>
 *   began -- digest of all ----> another digest? -- all of them, both ways, until the digests are one
 *   HELLO of a retired store --> RETIREMENTS with its name, as the proof, then REFUSE (RETIRED), closing
 * </pre>
 *
 * <p>Who may: where certificates are what is trusted the app's authority, which signs each name; a neighbour only carries them. Where
 * a key is shared, and in development, any neighbour may say it whom the app lets do everything, as it may write everything. A store
 * believes that it is retired itself by such a name, never by a REFUSE.
 */
final class Retirements {
    private static final int VERSION = 1;

    private final Optional<Standing> standing;
    private final boolean believesNeighbours;
    private final Storage storage;
    private final StoreReplica replica;
    private final PeerListener listener;
    private final SortedMap<StoreId, Retirement> known = new TreeMap<>();

    /** Those that are not in the store yet. */
    private final SortedMap<StoreId, Retirement> unkept = new TreeMap<>();

    Retirements(PeerSettings settings, Storage storage, StoreReplica replica, PeerListener listener) {
        this.standing = settings.credentials().standing();
        this.believesNeighbours = settings.neighbours().isAll();
        this.storage = storage;
        this.replica = replica;
        this.listener = listener;
        int max = dev.sotto.wire.Limits.RETIREMENTS_MAX;
        for (Mark mark : storage.latest().marks(Mark.Kind.RETIRED, Bytes.EMPTY, max)) {
            Bytes signature = mark.content().slice(1, mark.content().length());
            Retirement retirement = Retirement.of(new StoreId(mark.id()), signature);
            if (counts(retirement)) {
                known.put(retirement.store(), retirement);
            }
        }
    }

    private boolean counts(Retirement retirement) {
        return !standing.isPresent()
                || retirement.isSignedBy(
                        standing.get().current().authority(),
                        standing.get().current().certificate().app());
    }

    /** All that are known. */
    SortedSet<StoreId> stores() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(known.keySet()));
    }

    /** Whether this store itself is. */
    boolean isRetired() {
        return known.containsKey(storage.identity().storeId());
    }

    // ---- learning

    /** @throws IllegalStateException it does not count here, or there is no room for it */
    void requireRoom(Retirement retirement) {
        if (!counts(retirement)) {
            throw new IllegalStateException(invalid().toString());
        }
        if (!known.containsKey(retirement.store()) && known.size() >= dev.sotto.wire.Limits.RETIREMENTS_MAX) {
            throw new IllegalStateException(new Refusal(
                            "RETIREMENTS_LIMIT",
                            "retired stores",
                            String.valueOf(known.size()),
                            "at most " + dev.sotto.wire.Limits.RETIREMENTS_MAX)
                    .toString());
        }
    }

    /** The app retired a store, which is in the store already. */
    void learned(Retirement retirement, Collection<Conversation> conversations) {
        known.put(retirement.store(), retirement);
        look(conversations);
        tell(conversations);
    }

    private static Refusal invalid() {
        return new Refusal("RETIREMENT_INVALID", "signature", "none of the app's authority", "the app's authority's");
    }

    /**
     * RETIREMENTS of a neighbour.
     *
     * @throws RefusedException RETIREMENT_INVALID
     */
    void received(Conversation from, Message.Retirements message, Collection<Conversation> conversations) {
        List<Retirement> fresh = new ArrayList<>();
        for (Message.Retirements.Item item : message.items()) {
            if (!known.containsKey(item.store())) {
                Retirement retirement = Retirement.of(item.store(), item.signature());
                if (!counts(retirement)) {
                    throw new RefusedException(invalid());
                }
                fresh.add(retirement);
            }
        }
        if (!fresh.isEmpty() && !standing.isPresent() && !believesNeighbours) {
            deny(from, fresh.get(0));
            return;
        }
        for (Retirement retirement : fresh) {
            if (known.size() < dev.sotto.wire.Limits.RETIREMENTS_MAX) {
                known.put(retirement.store(), retirement);
                unkept.put(retirement.store(), retirement);
            }
        }
        keep();
        if (message.digest() != digest()) {
            tell(Collections.singletonList(from));
        }
        if (!fresh.isEmpty()) {
            look(conversations);
            tell(conversations);
        }
    }

    /** Whoever may not write everything may not end what others write either. */
    private void deny(Conversation from, Retirement first) {
        Refusal why = new Refusal(
                "WRITE_DENIED", "retired store", first.store().toString(), "documents that you may write here");
        Neighbour neighbour = from.neighbour();
        if (neighbour != null) {
            listener.fault(neighbour, why);
        }
        from.send(new Message.Refuse(why, false));
    }

    static Mark mark(Retirement retirement) {
        Bytes content = new ByteWriter().u8(VERSION).raw(retirement.signature()).toBytes();
        return new Mark(Mark.Kind.RETIRED, retirement.store().bytes(), content);
    }

    /** Puts into the store what is not there, with the batch; what a failing disk does not take is kept later. */
    void keep() {
        List<Retirement> all = new ArrayList<>(unkept.values());
        if (!all.isEmpty() && replica.tryNote(write -> all.forEach(one -> write.putMark(mark(one))))) {
            unkept.clear();
        }
    }

    /** The store did not take what was noted last. */
    void notStored() {
        unkept.putAll(known);
    }

    // ---- telling

    private long digest() {
        if (known.isEmpty()) {
            return 0;
        }
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            known.keySet().forEach(store -> sha.update(store.bytes().toArray()));
            return ByteBuffer.wrap(sha.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this platform has no SHA-256, which every Java platform must have", e);
        }
    }

    private Message.Retirements message(Collection<Retirement> retirements) {
        List<Message.Retirements.Item> items = new ArrayList<>();
        retirements.forEach(one -> items.add(new Message.Retirements.Item(one.store(), one.signature())));
        return new Message.Retirements(digest(), items);
    }

    /** A link is open: which are known here, in eight bytes, and nothing where there is none. */
    void began(Conversation conversation) {
        if (!known.isEmpty()) {
            conversation.send(message(Collections.emptyList()));
        }
    }

    private void tell(Collection<Conversation> conversations) {
        for (Conversation conversation : new ArrayList<>(conversations)) {
            if (conversation.counterpart().lacksRetirements(digest())) {
                conversation.send(message(known.values()));
            }
        }
    }

    // ---- refusing

    private void look(Collection<Conversation> conversations) {
        for (Conversation conversation : new ArrayList<>(conversations)) {
            Neighbour neighbour = conversation.neighbour();
            if (neighbour != null) {
                refuse(conversation, neighbour);
            }
        }
    }

    /** The other end has said who it is. Answers whether that ends it: one of the two is retired. */
    boolean refuse(Conversation conversation, SyncEvent.Connected hello) {
        return refuse(
                conversation,
                new Neighbour(hello.peer(), hello.name(), conversation.link().remote()));
    }

    private boolean refuse(Conversation conversation, Neighbour neighbour) {
        boolean own = isRetired();
        StoreId retired = own ? storage.identity().storeId() : neighbour.storeId();
        Retirement why = known.get(retired);
        if (why == null || conversation.isEnding()) {
            return why != null;
        }
        conversation.send(message(Collections.singletonList(why)));
        conversation.turnAway(new Refusal(
                "RETIRED",
                own ? "our store" : "store",
                retired.toString(),
                "a store that is not retired, under another name"));
        if (!own) {
            listener.peerRetired(neighbour);
        }
        return true;
    }
}
