package dev.sotto.testkit.world;

/**
 * No device's own clock of changes is further ahead than its own wall clock has ever been and the drift that is taken from
 * others: a peer with a wrong date moves nobody else's.
 */
final class ClocksStayNear extends Invariant {
    private final World world;
    private final Checks checks;

    ClocksStayNear(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
    }

    @Override
    void stepped(Process process) {
        Device device = process.device();
        long ahead = device.disk().storage().clock().millis() - device.clock().wallMaxMillis();
        if (ahead > dev.sotto.document.Limits.CLOCK_DRIFT_MILLIS_MAX) {
            checks.found(device, "let others set its clock " + ahead + " ms ahead");
        }
    }

    @Override
    void end() {
        world.devices().forEach(device -> {
            Process process = device.process();
            if (process != null) {
                stepped(process);
            }
        });
    }
}
