package dev.sotto.testkit.world;

/** After stop no link, ear or timer is left, and after close no loop runs. */
final class NothingIsLeft extends Invariant {
    private final World world;
    private final Checks checks;

    NothingIsLeft(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
    }

    @Override
    void stopped() {
        world.network()
                .connections()
                .forEach(connection -> checks.found("connection #" + connection.number() + " is left open"));
        for (Device device : world.devices()) {
            Process process = device.process();
            if (process != null && process.timers() > 0) {
                checks.found(device, "has " + process.timers() + " timers left");
            }
            if (world.network().hears(device.number())) {
                checks.found(device, "still listens");
            }
        }
    }

    @Override
    void closed() {
        for (Device device : world.devices()) {
            Process process = device.process();
            if (process != null && !process.isOver()) {
                checks.found(device, "did not end when it was closed");
            }
        }
    }
}
