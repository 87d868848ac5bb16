package dev.sotto.testkit.world;

import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Entry;
import dev.sotto.document.StoredDoc;
import dev.sotto.store.Reading;
import dev.sotto.store.StoreIdentity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A process that starts has all that its app was told is safe, and all that others have of its own writes. */
final class NothingLost extends Invariant {
    private final World world;
    private final Checks checks;

    /** What each device's app was told is safe there. */
    private final List<Map<DocRef, DocState>> safe = new ArrayList<>();

    NothingLost(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
        for (int i = 0; i < world.swarm().peers(); i++) {
            safe.add(new TreeMap<>(Documents.BY_KEY));
        }
    }

    @Override
    void acknowledged(Device device, List<DocRef> changed) {
        for (DocRef ref : changed) {
            device.disk()
                    .look()
                    .read(ref.key())
                    .ifPresent(stored -> safe.get(device.number()).merge(ref, stored.state(), DocState::join));
        }
    }

    @Override
    void restored(Device device) {
        safe.get(device.number()).clear();
    }

    @Override
    void starts(Device device) {
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
                            && !mine.evicted(theirs.ref().key()).isPresent()) {
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
        Reading mine = device.disk().look();
        safe.get(device.number()).forEach((ref, state) -> {
            DocState now = Documents.state(mine, ref);
            if (!mine.evicted(ref.key()).isPresent() && !now.join(state).equals(now)) {
                checks.found(device, "lost an acknowledged write of " + ref);
            }
        });
    }
}
