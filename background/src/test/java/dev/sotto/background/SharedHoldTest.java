package dev.sotto.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.port.Platform;
import dev.sotto.background.sim.SimPhone;
import org.junit.jupiter.api.Test;

/** Two instances in one process share one hold of the operating system. */
class SharedHoldTest {

    private final SimPhone phone = SimPhone.with("audio");
    private final Platform platform = phone.platform();
    private final BackgroundSync first = BackgroundSync.on(platform);
    private final BackgroundSync second = BackgroundSync.on(platform);

    private void bothHold() {
        first.start();
        second.start();
        phone.background().later(10_000);
        assertTrue(first.status().holding() && second.status().holding());
    }

    @Test
    void two_that_want_it_open_one_lease() {
        bothHold();
        assertEquals(1, phone.openLeases());
        assertEquals(1, phone.rung(0).openCountMax());
        assertEquals(1, phone.rung(0).requests.size());
    }

    @Test
    void one_that_stops_does_not_take_it_from_the_other() {
        bothHold();
        first.stop();
        phone.later(2_000);
        assertEquals(1, phone.openLeases());
        assertTrue(second.status().holding() && phone.reallyHeld());
        second.stop();
        phone.later(2_000);
        assertEquals(0, phone.openLeases());
    }

    @Test
    void one_that_comes_later_shares_the_hold() {
        first.start();
        phone.background().later(10_000);
        second.start();
        phone.later(1_000);
        assertTrue(second.status().holding());
        assertEquals(1, phone.openLeases());
        second.close();
        phone.later(5_000);
        assertTrue(first.status().holding() && phone.reallyHeld());
    }

    @Test
    void a_call_interrupts_both_and_both_hold_again_by_one_lease() {
        bothHold();
        phone.rung(0).interrupt(true);
        phone.later(5_000);
        assertFalse(first.status().holding() || second.status().holding());
        phone.rung(0).endInterruption(true, true);
        phone.later(2_000);
        assertTrue(first.status().holding() && second.status().holding() && phone.reallyHeld());
        assertEquals(1, phone.openLeases());
    }

    @Test
    void a_hold_that_is_lost_in_silence_is_rebuilt_for_both() {
        bothHold();
        phone.rung(0).loseRoute(false);
        phone.later(25_000);
        assertTrue(first.status().holding() && second.status().holding() && phone.reallyHeld());
        assertEquals(1, phone.openLeases());
    }

    @Test
    void when_both_are_closed_nothing_is_left() {
        bothHold();
        first.close();
        second.close();
        phone.later(10_000);
        assertEquals(0, phone.openLeases());
    }
}
