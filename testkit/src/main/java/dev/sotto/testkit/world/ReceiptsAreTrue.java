package dev.sotto.testkit.world;

import dev.sotto.document.Actor;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Entry;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.store.Durability;
import dev.sotto.store.Reading;
import dev.sotto.sync.Delivery;
import dev.sotto.wire.CommitId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whoever is said to hold a commit holds it when that is said, loses it by no loss of power, and has it in the end, unless its
 * own app evicted it, or asks for a part of what matches only.
 */
final class ReceiptsAreTrue extends Invariant {
    private final World world;
    private final Checks checks;

    /** The author's own entries in the documents of each commit that it asked about, as they were then. */
    private final Map<String, Map<DocKey, List<Entry>>> commits = new TreeMap<>();

    /** Of which commits a device may be said to have what it has no more: word of it may be on its way. */
    private final Map<Integer, Set<String>> forgiven = new TreeMap<>();

    /** What each device is said to hold. */
    private final Map<Integer, Map<DocKey, List<Entry>>> said = new TreeMap<>();

    ReceiptsAreTrue(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
    }

    @Override
    void tracked(Device device, CommitId commit, List<DocRef> changed) {
        if (world.copies().shared(commit.store())) {
            return;
        }
        Reading mine = device.disk().look();
        Actor own = device.disk().storage().identity().actor();
        Map<DocKey, List<Entry>> wrote = new TreeMap<>();
        for (DocRef ref : changed) {
            List<Entry> entries = new ArrayList<>();
            for (Entry entry : Documents.state(mine, ref).entries()) {
                if (entry.actor().equals(own)) {
                    entries.add(entry);
                }
            }
            wrote.put(ref.key(), entries);
        }
        commits.computeIfAbsent(commit.toString(), first -> new TreeMap<>()).putAll(wrote); // a group is one commit
    }

    @Override
    void delivered(Device device, Delivery delivery, StoreId holder) {
        Map<DocKey, List<Entry>> wrote = commits.get(delivery.commit().toString());
        Delivery.Holder says = delivery.holders().get(holder);
        if (world.copies().shared(holder) || wrote == null || says == null || says.documents() < delivery.total()) {
            return; // of a process before, or of some of its documents
        }
        for (Device other : world.devices()) {
            if (other.disk().storage().identity().storeId().equals(holder)
                    && !forgiven.getOrDefault(other.number(), Collections.emptySet())
                            .contains(delivery.commit().toString())) {
                wrote.forEach((key, entries) -> said(other, key, entries));
            }
        }
    }

    private void said(Device device, DocKey key, List<Entry> entries) {
        for (Entry entry : entries) {
            of(said, device).computeIfAbsent(key, first -> new ArrayList<>()).add(entry);
        }
        look(device, key, entries);
    }

    private static Map<DocKey, List<Entry>> of(Map<Integer, Map<DocKey, List<Entry>>> all, Device device) {
        return all.computeIfAbsent(device.number(), first -> new TreeMap<>());
    }

    @Override
    void restored(Device device) {
        forgiven.computeIfAbsent(device.number(), first -> new TreeSet<>()).addAll(commits.keySet());
        said.remove(device.number());
    }

    @Override
    void evicted(Device device, List<DocRef> documents, Durability durability) {
        for (DocRef ref : documents) {
            of(said, device).remove(ref.key());
            commits.forEach((commit, wrote) -> {
                if (wrote.containsKey(ref.key())) {
                    forgiven.computeIfAbsent(device.number(), first -> new TreeSet<>())
                            .add(commit);
                }
            });
        }
    }

    @Override
    void starts(Device device) {
        look(device);
    }

    @Override
    void end() {
        world.devices().forEach(this::look);
    }

    private void look(Device device) {
        of(said, device).forEach((key, entries) -> look(device, key, entries));
    }

    private void look(Device device, DocKey key, List<Entry> entries) {
        if (world.swarm().windows()) {
            return; // it was there, and was forgotten
        }
        Reading there = device.disk().look();
        DocState now = there.read(key).map(StoredDoc::state).orElse(DocState.EMPTY);
        if (!world.mayDrop(device)
                && !there.evicted(key).isPresent()
                && !now.join(entries).equals(now)) {
            checks.found(device, "is said to hold what it does not hold of " + key);
        }
    }
}
