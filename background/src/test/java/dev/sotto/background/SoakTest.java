package dev.sotto.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.PowerSnapshot;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.sim.SimMechanism.Mode;
import dev.sotto.background.sim.SimPhone;
import dev.sotto.background.status.Report;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Thirty days of a busy phone in virtual time: nothing leaks, no budget is exceeded, no gap is without a cause. */
@Tag("slow")
class SoakTest {

    private static final long SEED = 30;
    private static final int DAY_COUNT = Boolean.getBoolean("sotto.long") ? 300 : 30;
    private static final long MINUTE = 60_000;
    private static final long DAY = 24 * 60 * MINUTE;
    private static final long EVERY_MILLIS = 20_000;
    private static final long MEMORY_GROWTH_BYTES_MAX = 8 << 20;

    private final Random random = new Random(SEED);
    private final SimPhone phone = SimPhone.with("audio", "service", "alarm").boot();

    @Test
    void thirty_days_leave_nothing_behind() {
        long began = System.nanoTime();
        phone.app.start();
        long memory = 0;
        int pendingMax = 0;
        int leasesMax = 0;
        long events = 0;
        for (int day = 0; day < DAY_COUNT; day++) {
            while (phone.time.monotonicMillis() < (day + 1) * DAY) {
                happens();
                events++;
                phone.later(EVERY_MILLIS);
                leasesMax = Math.max(leasesMax, phone.openLeases());
                assertTrue(phone.graceOpen <= 1 && phone.graceOverrun == 0, "day " + day + ", seed " + SEED);
            }
            pendingMax = Math.max(pendingMax, phone.time.pending());
            phone.ladder.forEach(rung -> rung.requests.clear());
            phone.sync.calls.clear();
            if (day == DAY_COUNT / 3) {
                memory = usedBytes();
            }
        }
        long growth = usedBytes() - memory;
        System.out.println("soak: " + DAY_COUNT + " days, " + events + " events, at most " + leasesMax + " leases and "
                + pendingMax + " timers open, memory grew by " + growth / 1024 + " KiB, "
                + (System.nanoTime() - began) / 1_000_000 + " ms");
        assertTrue(events >= 100_000);
        assertTrue(leasesMax <= 2, leasesMax + " leases at once, seed " + SEED);
        assertTrue(pendingMax < 100, pendingMax + " timers, seed " + SEED);
        assertTrue(growth < MEMORY_GROWTH_BYTES_MAX, growth + " bytes grown, seed " + SEED);
        budget();
        ends();
    }

    private void ends() {
        Report report = phone.app.report();
        assertTrue(
                report.gaps().stream()
                        .allMatch(gap -> !gap.cause().explanation().isEmpty()),
                report.toString());
        assertTrue(report.faults().isEmpty(), report.faults().toString());
        assertTrue(phone.disk.length > 0 && phone.disk.length <= 64 * 1024);
        phone.app.close();
        phone.later(60_000);
        assertEquals(0, phone.openLeases());
        assertEquals(0, phone.graceOpen + phone.wakeOpen + phone.multicastOpen);
    }

    /** In whatever 24 hours, the CPU was kept awake for at most 90 minutes. */
    private void budget() {
        long most = 0;
        for (long[] last : phone.wakeSpans) {
            long from = last[1] - DAY;
            long used = 0;
            for (long[] span : phone.wakeSpans) {
                used += Math.max(0, Math.min(span[1], last[1]) - Math.max(span[0], from));
            }
            most = Math.max(most, used);
        }
        System.out.println("soak: " + phone.wakeSpans.size() + " wake leases, at most " + most / MINUTE
                + " min awake in any 24 hours");
        assertTrue(most > 30 * MINUTE && most <= 90 * MINUTE, most + " ms awake in 24 hours, seed " + SEED);
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private void happens() {
        int rung = random.nextInt(3);
        switch (random.nextInt(16)) {
            case 0:
                phone.goes(LifecycleState.values()[random.nextInt(3)]);
                break;
            case 1:
            case 2:
                phone.background();
                break;
            case 3:
                phone.rung(rung).interrupt(random.nextBoolean());
                break;
            case 4:
            case 5:
                phone.rung(rung).endInterruption(random.nextBoolean(), random.nextBoolean());
                break;
            case 6:
                phone.rung(rung).loseRoute(random.nextBoolean());
                break;
            case 7:
                phone.rung(rung).resetServices();
                break;
            case 8:
                phone.rung(rung).mode = Mode.values()[random.nextInt(Mode.HANGS.ordinal() + 1)];
                break;
            case 9:
                phone.rung(rung).mode = Mode.WORKS;
                break;
            case 10:
                phone.power(power());
                break;
            case 11:
                phone.sync.activity = activity();
                break;
            case 12:
                if (phone.windowAsked > 0) {
                    phone.openWindow(random.nextInt(40_000));
                }
                break;
            case 13:
                if (phone.graceOpen == 0) {
                    phone.time.freeze(random.nextInt(2 * (int) MINUTE));
                }
                break;
            case 14:
                phone.tell(LifecycleEvent.suspendImminent(1_000 + random.nextInt(10_000)));
                break;
            default:
                phone.rung(rung).quota(1_000);
                break;
        }
    }

    private PowerSnapshot power() {
        return new PowerSnapshot(
                random.nextInt(101),
                random.nextInt(6) == 0,
                random.nextInt(4) == 0,
                random.nextInt(10) == 0 ? PowerSnapshot.Thermal.SERIOUS : PowerSnapshot.Thermal.NOMINAL);
    }

    private SyncActivity activity() {
        return new SyncActivity(random.nextInt(2), random.nextInt(3), random.nextBoolean() ? 0 : SyncActivity.NEVER);
    }
}
