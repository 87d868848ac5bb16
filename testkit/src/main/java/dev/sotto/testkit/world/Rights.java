package dev.sotto.testkit.world;

import dev.sotto.document.Scopes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Who may have and bring what: each device lets others do so with some documents, and its next process perhaps with others. */
final class Rights {
    private static final List<String> EVERYTHING = Collections.singletonList("*");

    private final World world;
    private final Random random;
    private final Map<Integer, Scopes> now = new TreeMap<>();

    Rights(World world, Random random) {
        this.world = world;
        this.random = random;
    }

    /** For a process that starts. */
    Scopes of(Device device) {
        Scopes before = now.get(device.number());
        boolean changes = !world.troubles().areOver() && random.nextInt(3) == 0;
        Scopes next = before == null || changes ? draw() : before;
        now.put(device.number(), next);
        world.trace().note(device.number(), "lets", next::toString);
        return next;
    }

    /** When trouble is over one device lets others have and bring everything: what it kept back so far has to come. */
    void relent() {
        Device device = world.anyDevice(random);
        now.put(device.number(), Scopes.ALL);
        device.kill();
    }

    private Scopes draw() {
        return random.nextInt(4) == 0 ? Scopes.ALL : Scopes.of(some(5), some(3));
    }

    /** Everything with one chance in {@code everything}, else about two documents of three. */
    private List<String> some(int everything) {
        if (random.nextInt(everything) == 0) {
            return EVERYTHING;
        }
        List<String> patterns = new ArrayList<>();
        for (int i = 0; i < world.swarm().documents(); i++) {
            if (random.nextInt(3) > 0) {
                patterns.add(Apps.COLLECTION + "/d" + i);
            }
        }
        return patterns;
    }
}
