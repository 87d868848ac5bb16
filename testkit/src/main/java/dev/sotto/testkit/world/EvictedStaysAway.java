package dev.sotto.testkit.world;

import dev.sotto.document.DocRef;
import dev.sotto.store.Durability;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was evicted comes back by no change elsewhere, no reconnect, no restart: only by a write of the app itself, or by a
 * subscription that asks for it anew (rule R8). A write that the app was not told of may be there after a restart all the
 * same, and an eviction that was not waited for may be undone.
 */
final class EvictedStaysAway extends Invariant {
    private final Checks checks;
    private final Map<Integer, Set<DocRef>> away = new TreeMap<>();

    /** What is away only as long as the process lives that was told so. */
    private final Map<Integer, Set<DocRef>> notDurable = new TreeMap<>();

    /** What the app asked to be written and heard nothing of yet, once for each time. */
    private final Map<Integer, List<DocRef>> asked = new TreeMap<>();

    EvictedStaysAway(Checks checks) {
        this.checks = checks;
    }

    @Override
    void asks(Device device, DocRef document) {
        asked.computeIfAbsent(device.number(), first -> new ArrayList<>()).add(document);
    }

    @Override
    void evicted(Device device, List<DocRef> documents, Durability durability) {
        of(away, device).addAll(documents);
        if (durability == Durability.FSYNC) {
            of(notDurable, device).removeAll(documents);
        } else {
            of(notDurable, device).addAll(documents);
        }
    }

    @Override
    void wrote(Device device, List<DocRef> changed) {
        changed.forEach(of(away, device)::remove);
        changed.forEach(asked.getOrDefault(device.number(), new ArrayList<>())::remove);
    }

    @Override
    void subscribes(Device device) {
        away.remove(device.number());
    }

    @Override
    void restored(Device device) {
        away.remove(device.number());
    }

    @Override
    void starts(Device device) {
        of(away, device).removeAll(of(notDurable, device));
        notDurable.remove(device.number());
        List<DocRef> unanswered = asked.remove(device.number());
        if (unanswered != null) {
            unanswered.forEach(of(away, device)::remove);
        }
        look(device);
    }

    @Override
    void stepped(Process process) {
        look(process.device());
    }

    private void look(Device device) {
        for (DocRef ref : new ArrayList<>(of(away, device))) {
            if (device.disk().look().read(ref.key()).isPresent()) {
                checks.found(device, "has " + ref + " again, which was evicted");
                wrote(device, Collections.singletonList(ref));
            }
        }
    }

    private static Set<DocRef> of(Map<Integer, Set<DocRef>> all, Device device) {
        return all.computeIfAbsent(device.number(), first -> new TreeSet<>(Documents.BY_KEY));
    }
}
