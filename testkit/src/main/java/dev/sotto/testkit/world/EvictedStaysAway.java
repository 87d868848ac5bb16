package dev.sotto.testkit.world;

import dev.sotto.document.DocRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was evicted comes back by no change elsewhere, no reconnect, no restart: only by a write of the app itself, or by a
 * subscription that asks for it anew (rule R8).
 */
final class EvictedStaysAway extends Invariant {
    private final Checks checks;
    private final Map<Integer, Set<DocRef>> away = new TreeMap<>();

    EvictedStaysAway(Checks checks) {
        this.checks = checks;
    }

    @Override
    void evicted(Device device, List<DocRef> documents) {
        away.computeIfAbsent(device.number(), number -> new TreeSet<>(Documents.BY_KEY))
                .addAll(documents);
    }

    @Override
    void wrote(Device device, List<DocRef> changed) {
        Set<DocRef> of = away.get(device.number());
        if (of != null) {
            changed.forEach(of::remove);
        }
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
        look(device);
    }

    @Override
    void stepped(Process process) {
        look(process.device());
    }

    private void look(Device device) {
        for (DocRef ref : new ArrayList<>(away.getOrDefault(device.number(), Collections.emptySet()))) {
            if (device.disk().look().read(ref.key()).isPresent()) {
                checks.found(device, "has " + ref + " again, which was evicted");
                wrote(device, Collections.singletonList(ref));
            }
        }
    }
}
