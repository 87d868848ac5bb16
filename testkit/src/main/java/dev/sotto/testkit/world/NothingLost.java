package dev.sotto.testkit.world;

import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Entry;
import dev.sotto.document.StoredDoc;
import dev.sotto.store.Reading;
import dev.sotto.store.StoreIdentity;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A process that starts has all that its app was told is safe, and all that others have of its own writes. A document of which others
 * have written all anew may be beyond its windows: then somebody has it.
 */
final class NothingLost extends Invariant {
    private final World world;
    private final Checks checks;

    /** What each device's app was told is safe there. */
    private final Map<Integer, Map<DocRef, DocState>> safe = new TreeMap<>();

    NothingLost(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
    }

    private Map<DocRef, DocState> safe(Device device) {
        return safe.computeIfAbsent(device.number(), first -> new TreeMap<>(Documents.BY_KEY));
    }

    @Override
    void acknowledged(Device device, List<DocRef> changed) {
        for (DocRef ref : changed) {
            device.disk()
                    .look()
                    .read(ref.key())
                    .ifPresent(stored -> safe(device).merge(ref, stored.state(), DocState::join));
        }
    }

    @Override
    void restored(Device device) {
        safe(device).clear();
    }

    @Override
    void copied(Device original, Device copy) {
        safe(copy).putAll(safe(original));
    }

    @Override
    void starts(Device device) {
        if (world.mayDrop(device)) {
            return;
        }
        lost(device);
        StoreIdentity identity = device.disk().storage().identity();
        Reading mine = device.disk().look();
        for (Device other : world.devices()) {
            if (other == device) {
                continue;
            }
            for (StoredDoc theirs : Documents.of(other)) {
                DocState held = Documents.state(mine, theirs.ref());
                for (Entry entry : theirs.state().entries()) {
                    if (entry.actor().equals(identity.actor())
                            && !world.copies().shared(entry.actor())
                            && !mine.evicted(theirs.ref().key()).isPresent()
                            && !mayBeForgotten(mine, theirs.ref())) {
                        DocState joined = held.join(Collections.singletonList(entry));
                        if (!joined.equals(held)) {
                            checks.found(device, "forgot what " + other.name() + " has of " + theirs.ref());
                        }
                    }
                }
            }
        }
    }

    @Override
    void end() {
        world.devices().forEach(this::lost);
    }

    private void lost(Device device) {
        if (world.mayDrop(device)) {
            return;
        }
        Reading mine = device.disk().look();
        safe(device).forEach((ref, state) -> {
            DocState now = mayBeForgotten(mine, ref) ? elsewhere(ref) : Documents.state(mine, ref);
            if (!mine.evicted(ref.key()).isPresent() && !now.join(state).equals(now)) {
                checks.found(device, "lost an acknowledged write of " + ref);
            }
        });
    }

    private boolean mayBeForgotten(Reading mine, DocRef ref) {
        return world.swarm().windows() && !mine.read(ref.key()).isPresent();
    }

    /** What all together have of it. */
    private DocState elsewhere(DocRef ref) {
        DocState all = DocState.EMPTY;
        for (Device device : world.devices()) {
            all = all.join(Documents.state(device.disk().look(), ref));
        }
        return all;
    }
}
