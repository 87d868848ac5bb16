package dev.sotto.testkit.world;

import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.StoredDoc;
import dev.sotto.store.Reading;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a device has shown as deleted it does not show again in that life or an earlier one, whoever brings it and however
 * late: who was away for long, or was put back from a backup, brings nothing back. A new insert is a later life.
 */
final class NothingDeletedComesBack extends Invariant {
    private final World world;
    private final Checks checks;

    /** All that there ever were anywhere. */
    private final Set<DocRef> documents = new TreeSet<>(Documents.BY_KEY);

    /** The life that each device has seen end, by its number. A loss of power may take the newest back. */
    private final Map<Integer, Map<DocRef, Long>> ended = new TreeMap<>();

    NothingDeletedComesBack(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
    }

    @Override
    void starts(Device device) {
        ended.remove(device.number());
        look(device);
    }

    @Override
    void restored(Device device) {
        ended.remove(device.number());
    }

    @Override
    void stepped(Process process) {
        look(process.device());
    }

    private void look(Device device) {
        Documents.of(device).forEach(document -> documents.add(document.ref()));
        Map<DocRef, Long> seen = ended.computeIfAbsent(device.number(), number -> new TreeMap<>(Documents.BY_KEY));
        Reading disk = device.disk().look();
        for (DocRef ref : documents) {
            Optional<StoredDoc> shown = disk.read(ref.key());
            DocState state = (shown.isPresent() ? shown : disk.evicted(ref.key()))
                    .map(StoredDoc::state)
                    .orElse(DocState.EMPTY);
            Long dead = seen.get(ref);
            if (state.deleted()) {
                seen.merge(ref, state.life(), Math::max);
            } else if (world.mayDrop(device)) {
                seen.remove(ref); // a deletion that nobody had acknowledged, and that its app let go
            } else if (shown.isPresent() && dead != null && state.life() < dead) {
                checks.found(device, "shows " + ref + " in life " + state.life() + ", which ended with " + dead);
                seen.remove(ref);
            }
        }
    }
}
