package dev.sotto.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.port.ExitRecord;
import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.sim.SimPhone;
import dev.sotto.background.status.Gap;
import dev.sotto.background.status.GapCause;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.Intent;
import dev.sotto.background.status.Report;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What survives the process: the wish, the history, the budgets; and what a bad journal does, which is nothing. */
class MemoryStoriesTest {

    private static final long MINUTE = 60_000;

    private static SimPhone held() {
        SimPhone phone = SimPhone.with("service").boot();
        phone.app.start();
        phone.background().later(10 * MINUTE);
        return phone;
    }

    @Test
    void the_wish_survives_restarts_in_all_three_forms() {
        SimPhone phone = SimPhone.with("service").boot();
        phone.later(100);
        phone = phone.kill().boot();
        assertEquals(Intent.UNSET, phone.status().intent());
        phone.app.start();
        phone.later(100);
        phone = phone.kill().boot();
        assertTrue(phone.app.isOn());
        phone.later(100);
        assertTrue(phone.status().holding(), "a restart after boot holds without a new start()");
        phone.app.stop();
        phone.later(100);
        phone = phone.kill().boot();
        assertEquals(Intent.OFF, phone.status().intent());
        assertFalse(phone.app.isOn());
    }

    @Test
    void what_the_app_said_before_the_platform_came_overrules_the_journal() {
        SimPhone phone = held();
        SimPhone next = phone.kill();
        next.app = BackgroundSync.on(next.platform());
        next.app.stop();
        next.later(1_000);
        assertEquals(Intent.OFF, next.status().intent());
        next = next.kill().boot();
        assertEquals(Intent.OFF, next.status().intent());
    }

    @Test
    void a_kill_without_notice_is_reported_as_a_gap_at_the_next_start() {
        SimPhone phone = held().kill();
        phone.time.advance(3 * 60 * MINUTE);
        phone.boot().later(1_000);
        Gap gap = phone.app.report().gaps().get(0);
        assertEquals(GapCause.PROCESS_ENDED, gap.cause());
        assertEquals(3 * 60 * MINUTE, gap.lengthMillis(), MINUTE + 10_000);
        assertEquals(0, gap.aliveMillis());
        assertTrue(gap.detail().contains("without notice"), gap.toString());
        Report report = phone.app.report();
        assertTrue(report.wantedMillis() > 3 * 60 * MINUTE, report.toString());
        assertTrue(report.heldMillis() > 8 * MINUTE, "the run before is in the report: " + report);
    }

    @Test
    void an_end_in_order_is_told_apart_from_a_kill() {
        SimPhone phone = held();
        phone.tell(LifecycleEvent.terminating(5_000)).later(1_000);
        phone = phone.kill();
        phone.time.advance(30 * MINUTE);
        phone.boot().later(1_000);
        assertTrue(phone.app.report().gaps().get(0).detail().contains("in order"));
    }

    @Test
    void an_app_that_the_user_stopped_stays_stopped_until_it_is_opened() {
        SimPhone phone = held().kill();
        phone.exits = Collections.singletonList(new ExitRecord(
                phone.time.wallMillis(), ExitRecord.Reason.USER_REQUESTED, "stopped in the task manager"));
        phone.time.advance(MINUTE);
        phone.boot();
        phone.app.start();
        phone.later(MINUTE);
        assertFalse(phone.status().holding());
        assertEquals(Gate.USER_STOPPED, phone.status().blocks().get(0).gate());
        assertEquals(GapCause.USER_STOPPED, phone.app.report().gaps().get(0).cause());
        phone.foreground().background().later(100);
        assertTrue(phone.status().holding());
    }

    @Test
    void the_wake_budget_survives_a_restart() {
        SimPhone phone = held();
        phone.sync.activity = new SyncActivity(1, 9, 0);
        phone.later(80 * MINUTE);
        long before = phone.wakeMillis;
        phone = phone.kill();
        phone.sync.activity = new SyncActivity(1, 9, 0);
        phone.boot();
        phone.later(120 * MINUTE);
        assertTrue(before + phone.wakeMillis <= 91 * MINUTE, before + " + " + phone.wakeMillis);
    }

    @Test
    void a_bad_journal_is_a_fresh_start_with_a_message_and_never_a_crash() {
        byte[] good = held().disk;
        Random random = new Random(11);
        for (int i = 0; i < 500; i++) {
            byte[] bad = damaged(good, random);
            SimPhone phone = SimPhone.with("service");
            phone.disk = bad;
            phone.boot().later(100);
            boolean complained = phone.app.report().faults().toString().contains("journal");
            int round = i;
            assertTrue(complained || bad.length == 0, () -> "seed 11, round " + round + " was taken for good");
            phone.app.start();
            phone.background().later(100);
            assertTrue(phone.status().holding());
        }
    }

    private static byte[] damaged(byte[] good, Random random) {
        byte[] bad;
        if (random.nextInt(3) == 0) {
            bad = java.util.Arrays.copyOf(good, random.nextInt(good.length));
        } else if (random.nextInt(3) == 0) {
            bad = new byte[random.nextInt(70_000)];
            random.nextBytes(bad);
        } else {
            bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bad;
    }

    @Test
    void a_full_history_fits_the_journal() {
        SimPhone phone = SimPhone.with("a-mechanism-with-a-rather-long-name", "second", "third", "fourth")
                .boot();
        phone.app.start();
        phone.background();
        Random random = new Random(5);
        for (int i = 0; i < 24 * 60; i++) {
            phone.later(MINUTE);
            phone.rung(random.nextInt(4)).loseRoute(true);
            if (i % 7 == 0) {
                phone.rung(0).resetServices();
            }
        }
        assertTrue(
                phone.app.report().gaps().size() > 100,
                phone.app.report().gaps().size() + " gaps");
        assertTrue(phone.disk.length <= 64 * 1024, phone.disk.length + " bytes");
        Report before = phone.app.report();
        SimPhone next = phone.kill().boot();
        next.later(100);
        assertTrue(next.app.report().heldMillis() >= before.heldMillis() - 2 * MINUTE);
        assertEquals(before.rehold().count(), next.app.report().rehold().count(), 3);
    }
}
