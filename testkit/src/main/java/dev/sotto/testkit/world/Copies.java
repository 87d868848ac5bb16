package dev.sotto.testkit.world;

import dev.sotto.document.Actor;
import dev.sotto.document.StoreId;
import dev.sotto.store.StoreIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Stores that are copied while they run: the directory of a server that is taken elsewhere, a phone that is set up from
 * another. Both copies go on under one name, meet each other or the same third stores, and write; one in three of the copies
 * finds out at once by what backups leave out (rule R7).
 */
final class Copies {
    private static final int DEVICES_MAX = 26;

    private final World world;
    private final Random random;

    /** Names and epochs that two stores had at one time: what was said of one of them, it may have been of the other. */
    private final List<StoreIdentity> shared = new ArrayList<>();

    Copies(World world, Random random) {
        this.world = world;
        this.random = random;
    }

    /** One or two of them, at any time. */
    void plan() {
        for (int i = world.swarm().copies() ? 1 + random.nextInt(2) : 0; i > 0; i--) {
            world.time().at((long) (random.nextDouble() * world.swarm().millis()), this::copy);
        }
    }

    private void copy() {
        Device original = world.anyDevice(random);
        if (world.troubles().areOver() || world.devices().size() == DEVICES_MAX) {
            return;
        }
        StoreIdentity identity = original.disk().storage().identity();
        shared.add(identity);
        Device copy = original.copied(world.devices().size(), new Random(random.nextLong()));
        meets(copy, original);
        world.troubles().happened(Fault.COPY);
        world.trace().note(copy.number(), "is a copy", () -> "of " + original.name());
        world.devices().add(copy);
        world.checks().tell(invariant -> invariant.copied(original, copy));
        if (random.nextInt(3) == 0) {
            copy.disk().storage().renewEpoch();
        }
        copy.start();
    }

    /** It dials the original or who is linked to that, so that they are found out in the end. */
    private void meets(Device copy, Device original) {
        Set<Integer> known = new TreeSet<>(original.dials());
        known.add(original.number());
        for (Device other : world.devices()) {
            if (other.dials().contains(original.number())) {
                known.add(other.number());
            }
        }
        List<Integer> choice = new ArrayList<>(known);
        copy.dials().add(choice.get(random.nextInt(choice.size())));
        for (Integer other : choice) {
            if (random.nextBoolean() && !copy.dials().contains(other)) {
                copy.dials().add(other);
            }
        }
    }

    /** Whether two stores had that name. */
    boolean shared(StoreId store) {
        return shared.stream().anyMatch(each -> each.storeId().equals(store));
    }

    /** Whether two stores wrote as that actor. */
    boolean shared(Actor actor) {
        return shared.stream().anyMatch(each -> each.actor().equals(actor));
    }
}
