package dev.sotto.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.sim.SimPhone;
import org.junit.jupiter.api.Test;

/** The stories of one phone in virtual time, from the app's side. */
class StoriesTest {

    @Test
    void a_call_interrupts_and_the_hold_is_back_within_a_second_of_its_end() {
        SimPhone phone = SimPhone.with("audio").boot();
        phone.app.start();
        phone.background().later(1_000);
        assertTrue(phone.status().holding(), phone.status().toString());
        phone.later(10_000);
        phone.rung(0).interrupt(true);
        phone.later(5_000);
        assertTrue(!phone.status().holding(), phone.status().toString());
        assertEquals(1, phone.graceOpen);
        phone.rung(0).endInterruption(true, true);
        phone.later(1_000);
        assertTrue(phone.status().holding() && phone.reallyHeld(), phone.status().toString());
        phone.later(1_000);
        assertEquals(0, phone.graceOpen);
        assertEquals(1, phone.openLeases());
        phone.foreground().later(2_000);
        assertEquals(0, phone.openLeases());
    }
}
