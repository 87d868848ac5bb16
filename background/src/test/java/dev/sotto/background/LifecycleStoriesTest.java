package dev.sotto.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.sim.SimMechanism.Mode;
import dev.sotto.background.sim.SimPhone;
import dev.sotto.background.status.Intent;
import dev.sotto.background.status.Phase;
import dev.sotto.background.status.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Starting, stopping, going away and coming back, on a simulated phone in virtual time. */
class LifecycleStoriesTest {

    private final SimPhone phone = SimPhone.with("service").boot();

    @Test
    void start_before_any_lifecycle_event_holds_as_soon_as_the_app_leaves() {
        phone.app.start();
        phone.later(1_000);
        assertTrue(phone.app.isOn());
        assertFalse(phone.status().holding());
        phone.background().later(100);
        assertTrue(phone.status().holding());
    }

    @Test
    void stop_before_start_is_a_no_that_a_later_start_overrules() {
        phone.app.stop();
        phone.background().later(100);
        assertEquals(Intent.OFF, phone.status().intent());
        assertEquals(0, phone.openLeases());
        phone.app.start();
        phone.later(100);
        assertTrue(phone.status().holding());
    }

    @Test
    void started_in_the_background_where_it_is_refused_the_foreground_heals_it() {
        phone.rung(0).mode = Mode.DENIED;
        phone.background();
        phone.app.start();
        phone.later(1_000);
        assertEquals(Phase.DEGRADED, phone.status().phase());
        assertTrue(
                phone.status().explanation().contains("refused"), phone.status().explanation());
        phone.rung(0).mode = Mode.WORKS;
        phone.foreground().background().later(100);
        assertTrue(phone.status().holding());
    }

    @Test
    void a_glance_at_the_control_center_holds_and_releases_without_a_background() {
        phone.app.start();
        phone.inactive().later(1_000);
        assertTrue(phone.status().holding());
        phone.foreground().later(100);
        assertEquals(0, phone.openLeases());
        assertEquals(Phase.IDLE, phone.status().phase());
    }

    @Test
    void flapping_a_hundred_times_in_a_second_leaks_nothing() {
        phone.app.start();
        for (int i = 0; i < 100; i++) {
            phone.background().later(5);
            phone.foreground().later(5);
        }
        phone.later(2_000);
        assertEquals(0, phone.openLeases());
        assertTrue(
                phone.rung(0).openCountMax() <= 2,
                "open at once: " + phone.rung(0).openCountMax());
        phone.background().later(100);
        assertEquals(1, phone.openLeases());
    }

    @Test
    void a_process_that_never_had_a_window_is_held_all_the_same() {
        SimPhone headless = SimPhone.with("service");
        headless.lifecycle = dev.sotto.background.port.LifecycleState.BACKGROUND;
        headless.boot();
        headless.app.start();
        headless.later(100);
        assertTrue(headless.status().holding());
    }

    @Test
    void a_late_success_after_stop_is_given_back() {
        phone.rung(0).latencyMillis = 3_000;
        phone.app.start();
        phone.background().later(1_000);
        phone.app.stop();
        phone.later(5_000);
        assertEquals(0, phone.openLeases());
        assertEquals(Phase.IDLE, phone.status().phase());
    }

    @Test
    void after_close_no_timer_and_no_event_does_anything() {
        phone.app.start();
        phone.background().later(1_000);
        phone.rung(0).interrupt(true);
        phone.later(100);
        phone.app.close();
        phone.later(120_000);
        phone.app.start();
        phone.foreground().background().later(60_000);
        assertEquals(Phase.CLOSED, phone.status().phase());
        assertEquals(0, phone.openLeases());
        assertEquals(0, phone.graceOpen);
        assertFalse(phone.app.isOn());
    }

    @Test
    void a_listener_may_start_and_stop() {
        List<Status> heard = new ArrayList<Status>();
        phone.app.addListener(status -> {
            heard.add(status);
            if (status.holding() && heard.size() < 10) {
                phone.app.stop();
                phone.app.start();
            }
        });
        phone.app.start();
        phone.background().later(10_000);
        assertTrue(phone.app.isOn());
        assertTrue(phone.status().holding(), phone.status() + " " + heard);
        assertTrue(heard.size() >= 10, heard.toString());
    }

    @Test
    void a_listener_that_throws_hurts_nobody_and_is_reported() {
        List<Status> heard = new ArrayList<Status>();
        phone.app.addListener(status -> {
            throw new AssertionError("listener");
        });
        phone.app.addListener(heard::add);
        phone.app.start();
        phone.background().later(100);
        assertTrue(phone.status().holding());
        assertTrue(heard.get(heard.size() - 1).holding());
        assertTrue(phone.app.report().faults().toString().contains("listener"));
    }

    @Test
    void a_removed_listener_hears_nothing() {
        List<Status> heard = new ArrayList<Status>();
        phone.app.addListener(heard::add).close();
        phone.app.start();
        phone.background().later(100);
        assertTrue(heard.isEmpty());
    }

    @Test
    void engines_flush_before_a_suspension_and_rebuild_after_it() {
        phone.app.start();
        phone.background().later(1_000);
        List<String> told = new ArrayList<String>();
        phone.tell(LifecycleEvent.suspendImminent(5_000, () -> told.add("flushed")));
        assertTrue(phone.sync.paused);
        assertTrue(told.isEmpty());
        phone.later(60);
        assertEquals(1, told.size(), "the delay lock is let go when everything is flushed");
        phone.time.freeze(3_600_000);
        phone.tell(LifecycleEvent.resumed(3_600_000)).later(100);
        assertFalse(phone.sync.paused);
        assertEquals(1, phone.sync.fullCount, phone.sync.calls.toString());
        assertTrue(phone.status().holding());
    }

    @Test
    void an_engine_that_never_finishes_its_flush_does_not_hold_up_the_suspension() {
        phone.sync.flushMillis = 60_000;
        phone.app.start();
        phone.background().later(1_000);
        List<String> told = new ArrayList<String>();
        phone.tell(LifecycleEvent.suspendImminent(5_000, () -> told.add("flushed")));
        phone.later(3_700);
        assertTrue(told.isEmpty());
        phone.later(100);
        assertEquals(1, told.size());
        phone.later(60_000);
        assertEquals(1, told.size(), "a late flush is not told twice");
    }

    @Test
    void a_suspension_that_is_announced_but_does_not_come_leaves_sync_running() {
        phone.app.start();
        phone.background().later(1_000);
        phone.tell(LifecycleEvent.suspendImminent(5_000)).later(11_000);
        assertFalse(phone.sync.paused, phone.sync.calls.toString());
    }

    @Test
    void a_terminating_process_flushes_saves_and_does_not_resume() {
        phone.app.start();
        phone.background().later(1_000);
        int saved = phone.saveCount;
        List<String> told = new ArrayList<String>();
        phone.tell(LifecycleEvent.terminating(5_000, () -> told.add("flushed"))).later(100);
        assertEquals(1, told.size());
        assertTrue(phone.saveCount > saved);
        phone.foreground().later(10_000);
        assertTrue(phone.sync.paused);
    }

    @Test
    void an_engine_attached_while_all_rest_is_told_to_rest() {
        phone.rung(0).mode = Mode.DENIED;
        phone.app.start();
        phone.background().later(1_000);
        dev.sotto.background.sim.SimSync late = new dev.sotto.background.sim.SimSync(phone.time);
        phone.app.attach(late);
        phone.later(10);
        assertTrue(late.paused);
        phone.foreground();
        assertFalse(late.paused);
    }

    @Test
    void in_every_state_that_does_not_hold_the_status_explains_itself() {
        phone.app.addListener(status -> {
            assertTrue(status.holding() || status.explanation().length() > 10, status.toString());
            assertTrue(status.holding() || !status.explanation().contains("about to hold"), status.toString());
        });
        phone.app.start();
        phone.background().later(1_000);
        phone.rung(0).interrupt(true);
        phone.later(5_000);
        phone.rung(0).endInterruption(true, true);
        phone.later(5_000);
        phone.rung(0).mode = Mode.TRANSIENT;
        phone.rung(0).loseRoute(true);
        phone.later(120_000);
        phone.battery(3).later(100);
        phone.app.stop();
        phone.later(100);
        assertTrue(
                phone.app.report().faults().isEmpty(),
                phone.app.report().faults().toString());
    }
}
