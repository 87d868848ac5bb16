package dev.sotto.testkit.world;

import java.util.Map;
import java.util.Random;

/** What a phone's system does to an app, and what people do to a phone's clock. */
final class PhoneTroubles {
    private static final int DAY_MILLIS = 86_400_000;

    private final World world;
    private final Troubles troubles;
    private final Random random;

    PhoneTroubles(World world, Troubles troubles, Random random) {
        this.world = world;
        this.troubles = troubles;
        this.random = random;
    }

    void addTo(Map<Fault, Trouble> kinds) {
        kinds.put(Fault.CLOCK_STEP, device -> {
            troubles.happened(Fault.CLOCK_STEP);
            step(device);
        });
        kinds.put(Fault.SUSPENSION, device -> {
            troubles.happened(Fault.SUSPENSION);
            long millis = whileMillis();
            device.suspend(1_000 + random.nextInt(5_000), millis, random.nextBoolean(), true);
        });
        kinds.put(Fault.FREEZE, device -> {
            troubles.happened(Fault.FREEZE);
            long millis = whileMillis();
            device.suspend(0, millis, random.nextInt(3) == 0, false);
        });
        kinds.put(Fault.CALL, device -> {
            troubles.happened(Fault.CALL);
            long millis = whileMillis();
            device.suspend(random.nextInt(60), millis, false, true);
        });
        kinds.put(Fault.DOZE, device -> {
            troubles.happened(Fault.DOZE);
            whileMillis();
            doze(device, 2 + random.nextInt(3));
        });
        kinds.put(Fault.LOW_POWER, device -> {
            troubles.happened(Fault.LOW_POWER);
            whileMillis();
            savePower(device);
        });
    }

    private long whileMillis() {
        return 500L + random.nextInt(random.nextInt(3) == 0 ? 120_000 : 12_000);
    }

    private void savePower(Device device) {
        device.heartbeat(60_000);
        device.slack(200);
        troubles.forSome(60_000, () -> {
            device.heartbeat(1_000);
            device.slack(0);
        });
    }

    /** No network and late timers; a window after each span. */
    private void doze(Device device, int spans) {
        if (spans == 0 || troubles.areOver()) {
            return;
        }
        device.slack(3_000);
        for (int other = 0; other < world.devices().size(); other++) {
            troubles.block(device.number(), other, 20_000);
            troubles.block(other, device.number(), 20_000);
        }
        world.time().after(20_000, () -> device.slack(0));
        world.time().after(23_000, () -> doze(device, spans - 1));
    }

    private void step(Device device) {
        boolean far = random.nextInt(6) == 0;
        long millis = random.nextInt(2 * (far ? 2 * DAY_MILLIS : 1_800_000)) - (far ? 2L * DAY_MILLIS : 1_800_000L);
        device.clock().step(millis);
        world.trace().note(device.number(), "clock is set", () -> millis + " ms");
        troubles.isAhead(device.clock().wallMillis()
                - VirtualClock.WALL_START_MILLIS
                - world.time().now());
    }
}
