package dev.sotto.testkit.world;

import dev.sotto.store.ObservedResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an observer is told is committed when it is told, and in the end it has been told all. */
final class ObserversSeeTheStore extends Invariant {
    private final World world;
    private final Checks checks;
    private final Map<Integer, List<String>> told = new TreeMap<>();

    ObserversSeeTheStore(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
    }

    @Override
    void starts(Device device) {
        told.remove(device.number());
    }

    @Override
    void observed(Device device, ObservedResult result) {
        List<String> rows = new ArrayList<>();
        result.documents().forEach(document -> rows.add(document.toString()));
        Collections.sort(rows);
        told.put(device.number(), rows);
        if (!rows.equals(stored(device))) {
            checks.found(device, "told an observer of what is not committed: " + rows + " / " + stored(device));
        }
    }

    @Override
    void end() {
        for (Device device : world.devices()) {
            List<String> last = told.get(device.number());
            if (last != null && !last.equals(stored(device))) {
                checks.found(device, "did not tell an observer: " + last + " / " + stored(device));
            }
        }
    }

    private static List<String> stored(Device device) {
        List<String> rows = new ArrayList<>();
        device.disk()
                .look()
                .select(Apps.OBSERVED, Apps.NO_ARGUMENTS)
                .forEach(stored -> rows.add(stored.view().toString()));
        Collections.sort(rows);
        return rows;
    }
}
