package dev.sotto.testkit.world;

import dev.sotto.document.StoreId;
import java.util.Map;
import java.util.TreeMap;

/** In the end no two stores have one name: copies that could meet have found out that they are two (rule R7). */
final class NobodyIsTwice extends Invariant {
    private final World world;
    private final Checks checks;

    NobodyIsTwice(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
    }

    @Override
    void end() {
        Map<StoreId, Device> names = new TreeMap<>();
        for (Device device : world.devices()) {
            Device other = names.put(device.disk().storage().identity().storeId(), device);
            if (other != null) {
                checks.found(device, "is still the same store as " + other.name());
            }
        }
    }
}
