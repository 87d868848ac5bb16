package dev.sotto.testkit.world;

import dev.sotto.document.StoreId;

/** In the end everybody runs, and says of each neighbour that they are connected and equal. */
final class StatusIsTrue extends Invariant {
    private final World world;
    private final Checks checks;

    StatusIsTrue(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
    }

    @Override
    void end() {
        for (Device device : world.devices()) {
            if (device.process() == null || device.process().isOver()) {
                checks.found(device, "does not run");
            }
            for (int other : device.dials()) {
                says(device, world.device(other));
                says(world.device(other), device);
            }
        }
    }

    private void says(Device device, Device other) {
        Process process = device.process();
        StoreId store = other.disk().storage().identity().storeId();
        if (process != null
                && !process.known(store)
                        .filter(known -> known.connected() && known.synced() && known.pending() == 0)
                        .isPresent()) {
            checks.found(device, "says of " + other.name() + ": " + process.known(store));
        }
    }
}
