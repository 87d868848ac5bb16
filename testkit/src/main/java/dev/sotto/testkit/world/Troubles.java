package dev.sotto.testkit.world;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What goes wrong: some of it at random moments, some of it at named points, where it hurts most. */
final class Troubles {
    /** Those that strike when something happens, not at a time. */
    private static final EnumSet<Fault> AT_POINTS = EnumSet.of(
            Fault.POWER_BEFORE_COMMIT,
            Fault.POWER_BEFORE_DURABLE,
            Fault.POWER_AFTER_DURABLE,
            Fault.POWER_AT_MESSAGE,
            Fault.LINK_CUT_MID_FRAME);

    /** So often at most in one world: a device that never gets anywhere shows nothing. */
    private static final int STRIKES_MAX = 8;

    private static final int DAY_MILLIS = 86_400_000;

    private final World world;
    private final Random random;
    private final List<Fault> drawn = new ArrayList<>();
    private final Map<Fault, Integer> count = new EnumMap<>(Fault.class);
    private final List<Runnable> openings = new ArrayList<>();
    private boolean over;
    private int strikes;
    private long aheadMaxMillis;

    Troubles(World world, Random random) {
        this.world = world;
        this.random = random;
        world.swarm().faults().forEach((fault, weight) -> {
            for (int i = 0; i < weight && !AT_POINTS.contains(fault); i++) {
                drawn.add(fault);
            }
        });
    }

    Map<Fault, Integer> count() {
        return count;
    }

    void plan() {
        for (int i = 0; i < world.swarm().faultCount() && !drawn.isEmpty(); i++) {
            Fault fault = drawn.get(random.nextInt(drawn.size()));
            world.time().at((long) (random.nextDouble() * world.swarm().millis()), () -> {
                if (!over) {
                    happen(fault);
                }
            });
        }
    }

    /** Whether one of those that strike at points does so now. */
    boolean strikes(Fault fault) {
        Integer weight = world.swarm().faults().get(fault);
        if (over || weight == null || strikes >= STRIKES_MAX || random.nextInt(400) >= 2 + weight) {
            return false;
        }
        strikes++;
        happened(fault);
        return true;
    }

    private void happened(Fault fault) {
        count.merge(fault, 1, Integer::sum);
    }

    private void happen(Fault fault) {
        Device device = world.anyDevice(random);
        switch (fault) {
            case LINK_CUT:
                anyConnection(fault, connection -> connection.cut(false));
                break;
            case LINK_SILENT:
                anyConnection(fault, VirtualConnection::silence);
                break;
            case LINK_DUPLICATE:
                anyConnection(fault, connection -> connection.loseOneEnd(random.nextBoolean()));
                break;
            case PARTITION:
            case PARTITION_ONE_WAY:
                part(fault, device, world.anyDevice(random));
                break;
            case POWER_LOSS:
                device.losePower(fault);
                happened(fault);
                break;
            case KILL:
                device.kill();
                happened(fault);
                break;
            case RESTORE:
                if (device.disk().isBackedUp() && random.nextInt(3) > 0) {
                    device.restore();
                    happened(fault);
                } else {
                    device.disk().backUp();
                }
                break;
            case DISK_FULL:
                happened(fault);
                device.disk().full(true);
                forSome(8_000, () -> device.disk().full(false));
                break;
            case DISK_SLOW:
                happened(fault);
                device.disk().slow(20 + random.nextInt(2_000));
                forSome(10_000, () -> device.disk().slow(0));
                break;
            case CLOCK_STEP:
                happened(fault);
                step(device);
                break;
            default:
                happened(fault);
                phone(fault, device);
                break;
        }
    }

    /** What a phone's system does. */
    private void phone(Fault fault, Device device) {
        long millis = 500L + random.nextInt(random.nextInt(3) == 0 ? 120_000 : 12_000);
        switch (fault) {
            case SUSPENSION:
                device.suspend(1_000 + random.nextInt(5_000), millis, random.nextBoolean(), true);
                break;
            case FREEZE:
                device.suspend(0, millis, random.nextInt(3) == 0, false);
                break;
            case CALL:
                device.suspend(random.nextInt(60), millis, false, true);
                break;
            case DOZE:
                doze(device, 2 + random.nextInt(3));
                break;
            case LOW_POWER:
                device.heartbeat(60_000);
                device.slack(200);
                forSome(60_000, () -> {
                    device.heartbeat(1_000);
                    device.slack(0);
                });
                break;
            default:
                throw new IllegalStateException("not of a phone: " + fault);
        }
    }

    /** No network and late timers; a window after each span. */
    private void doze(Device device, int spans) {
        if (spans == 0 || over) {
            return;
        }
        device.slack(3_000);
        for (int other = 0; other < world.devices().size(); other++) {
            block(device.number(), other, 20_000);
            block(other, device.number(), 20_000);
        }
        world.time().after(20_000, () -> device.slack(0));
        world.time().after(23_000, () -> doze(device, spans - 1));
    }

    private void step(Device device) {
        boolean far = random.nextInt(6) == 0;
        long millis = random.nextInt(2 * (far ? 2 * DAY_MILLIS : 1_800_000)) - (far ? 2L * DAY_MILLIS : 1_800_000L);
        device.clock().step(millis);
        world.trace().note(device.number(), "clock is set", () -> millis + " ms");
        aheadMaxMillis = Math.max(
                aheadMaxMillis,
                device.clock().wallMillis()
                        - VirtualClock.WALL_START_MILLIS
                        - world.time().now());
    }

    /** How far ahead any clock has ever been. */
    long aheadMaxMillis() {
        return aheadMaxMillis;
    }

    private interface Use {
        void of(VirtualConnection connection);
    }

    private void anyConnection(Fault fault, Use use) {
        List<VirtualConnection> all = world.network().connections();
        if (!all.isEmpty()) {
            happened(fault);
            use.of(all.get(random.nextInt(all.size())));
        }
    }

    private void part(Fault fault, Device a, Device b) {
        long millis = 500L + random.nextInt(30_000);
        happened(fault);
        world.trace().note(a.number(), "parted", () -> b.name() + " " + fault + " " + millis + " ms");
        block(a.number(), b.number(), millis);
        if (fault == Fault.PARTITION) {
            block(b.number(), a.number(), millis);
        }
    }

    private void block(int from, int to, long millis) {
        world.network().block(from, to);
        boolean[] open = {false};
        Runnable opening = () -> {
            if (!open[0]) {
                open[0] = true;
                world.network().open(from, to);
            }
        };
        openings.add(opening);
        world.time().after(millis, opening);
    }

    private void forSome(int millisMax, Runnable end) {
        world.time().after(100L + random.nextInt(millisMax), end);
    }

    boolean areOver() {
        return over;
    }

    /** No more of it, and nothing of it goes on. */
    void end() {
        over = true;
        new ArrayList<>(openings).forEach(Runnable::run);
    }
}
