package dev.sotto.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.sim.SimMechanism.Mode;
import dev.sotto.background.sim.SimPhone;
import dev.sotto.background.sim.SimPhone.SimWindow;
import org.junit.jupiter.api.Test;

/** The short times that a system gives in between: taken, flushed, completed once. */
class WindowStoriesTest {

    private static final long MINUTE = 60_000;

    private final SimPhone phone = SimPhone.with("service").boot();

    private void degraded() {
        phone.rung(0).mode = Mode.DENIED;
        phone.app.start();
        phone.background().later(1_000);
        assertEquals(1, phone.windowAsked);
    }

    @Test
    void a_window_is_completed_once_even_if_its_expiry_races_its_end() {
        degraded();
        SimWindow window = phone.openWindow(30_000);
        phone.later(22_500);
        window.expire();
        window.expire();
        phone.later(10_000);
        window.expire();
        assertEquals(1, window.completed);
    }

    @Test
    void a_window_that_expires_early_is_flushed_first_and_then_completed() {
        degraded();
        SimWindow window = phone.openWindow(30_000);
        assertFalse(phone.sync.paused);
        phone.later(5_000);
        window.expire();
        assertTrue(phone.sync.paused);
        assertEquals(0, window.completed, "the flush still runs");
        phone.later(60);
        assertEquals(1, window.completed);
        assertTrue(window.worked);
    }

    @Test
    void only_one_window_is_asked_for_at_a_time() {
        degraded();
        for (int i = 0; i < 50; i++) {
            phone.openWindow(30_000);
            phone.later(16 * MINUTE);
        }
        assertEquals(1, phone.windowAskedMax);
        assertEquals(50, phone.windowCompleted);
    }

    @Test
    void a_window_shorter_than_the_start_of_sync_ends_at_once_and_the_next_is_asked_for() {
        degraded();
        int calls = phone.sync.calls.size();
        SimWindow window = phone.openWindow(2_000);
        assertEquals(1, window.completed);
        assertFalse(window.worked);
        assertEquals(calls, phone.sync.calls.size());
        assertEquals(1, phone.windowAsked);
    }

    @Test
    void a_window_that_comes_after_the_app_is_back_in_front_is_completed() {
        degraded();
        phone.foreground();
        SimWindow window = phone.openWindow(30_000);
        phone.later(100);
        assertEquals(1, window.completed);
    }

    @Test
    void a_flush_that_hangs_does_not_keep_a_window_open() {
        degraded();
        phone.sync.flushMillis = 600_000;
        SimWindow window = phone.openWindow(30_000);
        phone.later(29_000);
        assertEquals(1, window.completed);
    }

    @Test
    void a_platform_without_windows_gets_them_from_its_timer_while_the_process_runs() {
        SimPhone plain = SimPhone.with("service");
        plain.windows = false;
        plain.boot();
        plain.sync.activity = SyncActivity.NONE;
        plain.app.start();
        plain.background().later(11 * MINUTE);
        assertTrue(plain.sync.paused);
        plain.later(14 * MINUTE + 15_000);
        assertFalse(plain.sync.paused, plain.sync.calls.toString());
        plain.later(MINUTE);
        assertTrue(plain.sync.paused, plain.sync.calls.toString());
    }
}
