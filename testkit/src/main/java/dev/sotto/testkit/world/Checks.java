package dev.sotto.testkit.world;

import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Entry;
import dev.sotto.document.Refusal;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.FeedRow;
import dev.sotto.store.MemoryStorage;
import dev.sotto.store.Reading;
import dev.sotto.store.StorageException;
import dev.sotto.store.StoreIdentity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What must be true at every moment, and what must be true in the end. */
final class Checks {
    /** What a session may say to another without anybody being at fault. */
    private static final List<String> HONEST = Arrays.asList("CLOCK_FUTURE", "DOCUMENT_AMBIGUOUS");

    private static final int VIOLATIONS_MAX = 12;

    private final World world;
    private final Set<String> violations = new LinkedHashSet<>();

    /** What each device's app was told is safe there. */
    private final List<Map<DocRef, DocState>> acknowledged = new ArrayList<>();

    Checks(World world, int devices) {
        this.world = world;
        for (int i = 0; i < devices; i++) {
            acknowledged.add(new TreeMap<>((a, b) -> a.key().compareTo(b.key())));
        }
    }

    List<String> violations() {
        return violations.isEmpty() ? Collections.emptyList() : new ArrayList<>(violations);
    }

    void found(Device device, String what) {
        found(device.name() + " " + what);
    }

    private void found(String what) {
        if (violations.size() < VIOLATIONS_MAX && violations.add(what)) {
            world.trace().note(-1, "VIOLATION", () -> what);
        }
    }

    // ---- at every moment

    void acknowledged(Device device, List<DocRef> changed) {
        for (DocRef ref : changed) {
            device.disk()
                    .storage()
                    .latest()
                    .read(ref.key())
                    .ifPresent(stored -> acknowledged.get(device.number()).merge(ref, stored.state(), DocState::join));
        }
    }

    /** A statement may fail only because of the disk. */
    void failed(Device device, RuntimeException why) {
        boolean disk =
                why instanceof StorageException storage && storage.remedy() == StorageException.Remedy.RETRY_LATER;
        if (!disk
                && !(why instanceof IllegalStateException
                        && device.process() != null
                        && device.process().isOver())) {
            broken(device, why);
        }
    }

    void broken(Device device, Throwable cause) {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text, true));
        found(device, "broke: " + text);
    }

    void fault(Device device, Refusal what) {
        if (!HONEST.contains(what.code())) {
            found(device, "was refused, or refused: " + what);
        }
    }

    /** Nobody has processed what its sender's disk does not hold: nothing is published before it is durable. */
    void cursor(Device reader, CursorKey key, Cursor cursor) {
        for (Device sender : world.devices()) {
            MemoryStorage storage = sender.disk().storage();
            StoreIdentity identity = storage.identity();
            if (identity.storeId().equals(key.peer())
                    && identity.storeEpoch() == key.peerEpoch()
                    && cursor.contiguous() > storage.durableLsn()) {
                found(
                        reader,
                        "has a cursor at " + cursor.contiguous() + " of " + sender.name() + ", whose disk holds "
                                + storage.durableLsn());
            }
        }
    }

    /** A process that starts has everything that its app was told is safe, and all that others have of it. */
    void starts(Device device) {
        lost(device);
        StoreIdentity identity = device.disk().storage().identity();
        Reading mine = device.disk().storage().latest();
        for (Device other : world.devices()) {
            if (other == device) {
                continue;
            }
            for (StoredDoc theirs : documents(other)) {
                DocState held = state(mine, theirs.ref());
                for (Entry entry : theirs.state().entries()) {
                    if (entry.actor().equals(identity.actor())
                            && !mine.evicted(theirs.ref().key()).isPresent()) {
                        DocState joined = held.join(Collections.singletonList(entry));
                        if (!joined.equals(held)) {
                            found(device, "forgot what " + other.name() + " has of " + theirs.ref());
                        }
                    }
                }
            }
        }
    }

    private void lost(Device device) {
        Reading mine = device.disk().storage().latest();
        acknowledged.get(device.number()).forEach((ref, safe) -> {
            DocState now = state(mine, ref);
            if (!mine.evicted(ref.key()).isPresent() && !now.join(safe).equals(now)) {
                found(device, "lost an acknowledged write of " + ref);
            }
        });
    }

    void restored(Device device) {
        acknowledged.get(device.number()).clear();
    }

    /** Told only when it is so. */
    void synced(Device device, StoreId store) {
        world.trace().note(device.number(), "synced with", store::toString);
    }

    // ---- in the end

    /** Every link is complete in both directions, every write is there, and everybody says so. */
    void end() {
        for (Device device : world.devices()) {
            lost(device);
            if (device.process() == null || device.process().isOver()) {
                found(device, "does not run");
            }
            for (int other : device.dials()) {
                complete(device, world.device(other));
                complete(world.device(other), device);
                status(device, world.device(other));
                status(world.device(other), device);
            }
        }
        equal();
    }

    private void complete(Device from, Device to) {
        Reading theirs = to.disk().storage().latest();
        for (StoredDoc document : documents(from)) {
            Optional<StoredDoc> held = theirs.read(document.ref().key());
            boolean evicted = theirs.evicted(document.ref().key()).isPresent();
            DocState mine = held.map(StoredDoc::state).orElse(DocState.EMPTY);
            if (!evicted
                    && (held.isPresent() || wants(to, document))
                    && !mine.join(document.state()).equals(mine)) {
                found(to, "lacks of " + from.name() + ": " + document + " / " + mine);
            }
        }
    }

    private static boolean wants(Device device, StoredDoc document) {
        Value view = document.view();
        return view instanceof MapValue map
                && device.wanted().stream().anyMatch(query -> query.predicate().test(map));
    }

    private void status(Device device, Device other) {
        Process process = device.process();
        StoreId store = other.disk().storage().identity().storeId();
        if (process != null
                && !process.known(store)
                        .filter(known -> known.connected() && known.synced() && known.pending() == 0)
                        .isPresent()) {
            found(device, "says of " + other.name() + ": " + process.known(store));
        }
    }

    /** Where everybody wants everything, everybody has the same. */
    private void equal() {
        if (!world.swarm().everything() || world.swarm().evicts()) {
            return;
        }
        Device first = world.device(0);
        for (Device other : world.devices()) {
            if (!states(first).equals(states(other))) {
                found(other, "is not equal to " + first.name());
            }
        }
    }

    private static Map<String, DocState> states(Device device) {
        Map<String, DocState> states = new TreeMap<>();
        documents(device).stream()
                .filter(document -> document.state().alive())
                .forEach(document -> states.put(document.ref().toString(), document.state()));
        return states;
    }

    /** Somebody never waits. */
    void spins() {
        found("time stands still: a peer wakes again and again");
    }

    /** It never came to rest. */
    void noQuiet() {
        found("it did not come to rest; connections "
                + world.network().connections().size());
    }

    /** After the end nothing is left open. */
    void stopped() {
        world.network()
                .connections()
                .forEach(connection -> found("connection #" + connection.number() + " is left open"));
        for (Device device : world.devices()) {
            Process process = device.process();
            if (process != null && process.timers() > 0) {
                found(device, "has " + process.timers() + " timers left");
            }
            if (world.network().hears(device.number())) {
                found(device, "still listens");
            }
        }
    }

    void closed() {
        for (Device device : world.devices()) {
            Process process = device.process();
            if (process != null && !process.isOver()) {
                found(device, "did not end when it was closed");
            }
        }
    }

    private static DocState state(Reading reading, DocRef ref) {
        return reading.read(ref.key()).map(StoredDoc::state).orElse(DocState.EMPTY);
    }

    /** Everything that the device can give to others. */
    private static List<StoredDoc> documents(Device device) {
        Reading reading = device.disk().storage().latest();
        List<StoredDoc> documents = new ArrayList<>();
        for (FeedRow row : reading.changesAfter(0, Integer.MAX_VALUE)) {
            Optional<StoredDoc> stored = reading.read(row.key());
            (stored.isPresent() ? stored : reading.evicted(row.key())).ifPresent(documents::add);
        }
        return documents;
    }
}
