package dev.sotto.testkit.world;

import java.util.Map;
import java.util.Random;

/** What happens to power, processes and disks. */
final class DiskTroubles {
    private final Troubles troubles;
    private final Random random;

    DiskTroubles(Troubles troubles, Random random) {
        this.troubles = troubles;
        this.random = random;
    }

    void addTo(Map<Fault, Trouble> kinds) {
        kinds.put(Fault.POWER_LOSS, device -> {
            device.losePower(Fault.POWER_LOSS);
            troubles.happened(Fault.POWER_LOSS);
        });
        kinds.put(Fault.KILL, device -> {
            device.kill();
            troubles.happened(Fault.KILL);
        });
        kinds.put(Fault.RESTORE, this::restore);
        kinds.put(Fault.DISK_FULL, device -> {
            troubles.happened(Fault.DISK_FULL);
            device.disk().full(true);
            troubles.forSome(8_000, () -> device.disk().full(false));
        });
        kinds.put(Fault.DISK_SLOW, device -> {
            troubles.happened(Fault.DISK_SLOW);
            device.disk().slow(20 + random.nextInt(2_000));
            troubles.forSome(10_000, () -> device.disk().slow(0));
        });
    }

    private void restore(Device device) {
        if (device.disk().isBackedUp() && random.nextInt(3) > 0) {
            device.restore();
            troubles.happened(Fault.RESTORE);
        } else {
            device.disk().backUp();
        }
    }
}
