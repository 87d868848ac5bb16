package dev.sotto.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.sim.SimPhone;
import dev.sotto.background.status.Gap;
import dev.sotto.background.status.GapCause;
import dev.sotto.background.status.Report;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Clocks that stop, jump and are set; and a report that tells the truth about all of it. */
class TimeStoriesTest {

    private static final long HOUR = 3_600_000;

    private final SimPhone phone = held();

    private static SimPhone held() {
        SimPhone phone = SimPhone.with("service").boot();
        phone.app.start();
        phone.background().later(60_000);
        assertTrue(phone.status().holding());
        return phone;
    }

    private Gap onlyGap() {
        Report report = phone.app.report();
        assertEquals(1, report.gaps().size(), report.gaps().toString());
        return report.gaps().get(0);
    }

    @Test
    void a_frozen_process_finds_out_rebuilds_once_and_reports_the_gap() {
        phone.time.freeze(12_000);
        phone.later(1_000);
        assertTrue(phone.status().holding());
        assertEquals(1, phone.sync.fullCount, phone.sync.calls.toString());
        assertEquals(GapCause.SUSPENDED, onlyGap().cause());
        assertEquals(12_000, onlyGap().lengthMillis(), 5_000);
    }

    @Test
    void a_standstill_that_two_detectors_tell_of_is_one_standstill() {
        phone.time.freeze(12_000);
        phone.tell(LifecycleEvent.resumed(12_000));
        phone.tell(LifecycleEvent.resumed(11_990)).later(1_000);
        assertEquals(1, phone.sync.fullCount, phone.sync.calls.toString());
        onlyGap();
    }

    @Test
    void two_standstills_one_after_the_other_are_two() {
        phone.time.freeze(60_000);
        phone.tell(LifecycleEvent.resumed(60_000)).later(1_000);
        phone.time.freeze(60_000);
        phone.tell(LifecycleEvent.resumed(60_000)).later(1_000);
        assertEquals(2, phone.sync.fullCount, phone.sync.calls.toString());
    }

    @Test
    void a_device_that_slept_is_noticed_by_its_wall_clock() {
        phone.time.sleep(2 * HOUR);
        phone.later(6_000);
        assertTrue(phone.status().holding());
        assertEquals(1, phone.sync.fullCount);
        assertEquals(GapCause.SUSPENDED, onlyGap().cause());
        assertEquals(2 * HOUR, onlyGap().lengthMillis(), 6_000);
        assertEquals(60_000.0 / (2 * HOUR + 66_000), phone.app.report().availability(), 0.01);
    }

    @Test
    void a_device_whose_clock_counts_sleep_is_noticed_by_its_late_tick() {
        phone.time.countsSleep(true);
        phone.time.sleep(2 * HOUR);
        phone.later(6_000);
        assertEquals(1, phone.sync.fullCount);
        assertEquals(2 * HOUR, onlyGap().lengthMillis(), 6_000);
    }

    @Test
    void a_wall_clock_that_is_set_back_an_hour_changes_nothing() {
        int orders = phone.rung(0).requests.size();
        phone.time.setWall(-HOUR);
        phone.later(120_000);
        assertTrue(phone.status().holding());
        assertEquals(orders, phone.rung(0).requests.size());
        assertEquals(0, phone.sync.fullCount);
        assertTrue(
                phone.app.report().gaps().isEmpty(), phone.app.report().gaps().toString());
    }

    @Test
    void a_small_correction_of_the_wall_clock_changes_nothing() {
        phone.time.setWall(2_000);
        phone.later(120_000);
        assertEquals(0, phone.sync.fullCount);
    }

    @Test
    void availability_is_what_the_simulator_saw_within_one_tick_an_incident() {
        Random random = new Random(7);
        long step = 100;
        long wanted = 60_000;
        long held = 60_000 - 20;
        int incidents = 0;
        for (int i = 0; i < 36_000; i++) {
            if (random.nextInt(600) == 0) {
                incidents++;
                incident(random);
            }
            phone.later(step);
            wanted += step;
            held += phone.reallyHeld() ? step : 0;
        }
        Report report = phone.app.report();
        assertEquals(wanted, report.wantedMillis(), 1_000);
        long tick = 5_000;
        assertTrue(incidents > 40, incidents + " incidents");
        assertEquals(held, report.heldMillis(), incidents * tick / 4.0, report + " seed 7, truth " + held);
        assertTrue(report.availability() < 1 && report.availability() > 0.5, report.toString());
    }

    private void incident(Random random) {
        switch (random.nextInt(4)) {
            case 0:
                phone.rung(0).loseRoute(true);
                break;
            case 1:
                phone.rung(0).loseRoute(false);
                break;
            case 2:
                phone.rung(0).resetServices();
                break;
            default:
                phone.rung(0).interrupt(!phone.rung(0).interrupted);
                phone.time.after(random.nextInt(8_000), () -> phone.rung(0).endInterruption(true, true));
                break;
        }
    }
}
