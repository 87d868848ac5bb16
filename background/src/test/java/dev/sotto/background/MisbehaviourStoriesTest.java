package dev.sotto.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.sim.SimMechanism.Mode;
import dev.sotto.background.sim.SimPhone;
import dev.sotto.background.status.GapCause;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.Phase;
import org.junit.jupiter.api.Test;

/** Mechanisms that hang, throw, refuse, answer twice or use up their quota never hurt the machine. */
class MisbehaviourStoriesTest {

    private final SimPhone phone = SimPhone.with("best", "second").boot();

    private SimPhone away() {
        phone.app.start();
        return phone.background();
    }

    @Test
    void a_mechanism_that_never_answers_counts_as_failed_and_is_tried_again() {
        phone.rung(0).mode = Mode.HANGS;
        away().later(4_900);
        assertEquals(Phase.ACQUIRING, phone.status().phase());
        phone.later(200);
        assertEquals(Phase.BACKOFF, phone.status().phase());
        assertTrue(
                phone.status().explanation().contains("no answer within 5000 ms"),
                phone.status().explanation());
        phone.rung(0).mode = Mode.WORKS;
        phone.later(1_000);
        assertTrue(phone.status().holding());
    }

    @Test
    void a_mechanism_that_throws_from_every_call_costs_only_its_own_rung() {
        phone.rung(0).mode = Mode.THROWS;
        away().later(400_000);
        assertTrue(phone.status().holding(), phone.status().toString());
        assertEquals("second", phone.status().mechanism());
        assertTrue(phone.app.report().faults().toString().contains("probe of best"));
    }

    @Test
    void a_lease_that_throws_when_closed_is_reported_and_forgotten() {
        phone.rung(0).closeThrows = true;
        away().later(1_000);
        phone.foreground().later(2_000);
        assertEquals(Phase.IDLE, phone.status().phase());
        assertTrue(phone.app.report().faults().toString().contains("close of best"));
        phone.background().later(1_000);
        assertTrue(phone.status().holding());
    }

    @Test
    void a_second_answer_to_one_order_is_closed() {
        phone.rung(0).mode = Mode.ANSWERS_TWICE;
        away().later(2_000);
        assertTrue(phone.status().holding());
        assertEquals(1, phone.openLeases());
    }

    @Test
    void a_mechanism_that_cannot_work_here_is_left_out_without_an_order() {
        phone.rung(0).capability = Capability.unsupported("no audio device");
        away().later(100);
        assertEquals("second", phone.status().mechanism());
        assertTrue(phone.rung(0).requests.isEmpty());
    }

    @Test
    void without_any_mechanism_that_works_the_status_says_so() {
        phone.rung(0).capability = Capability.unsupported("no audio device");
        phone.rung(1).capability = Capability.needsPermission("allow notifications");
        away().later(100);
        assertEquals(Phase.DEGRADED, phone.status().phase());
        assertEquals(GapCause.DENIED, phone.status().lastCause());
        assertTrue(phone.status().nextRetryMillis() > 700_000, phone.status().toString());
    }

    @Test
    void a_used_up_quota_is_released_within_a_second_and_not_tried_again_at_once() {
        away().later(5_000);
        int orders = phone.rung(0).requests.size();
        phone.rung(0).quota(3_000);
        phone.later(900);
        assertEquals(0, phone.rung(0).openCount());
        assertEquals("second", phone.status().mechanism());
        assertTrue(phone.status().holding());
        phone.later(600_000);
        assertEquals(orders, phone.rung(0).requests.size());
    }

    @Test
    void a_time_limit_that_is_already_exhausted_leads_to_the_next_rung() {
        phone.rung(0).mode = Mode.QUOTA;
        away().later(100);
        assertTrue(phone.status().holding());
        assertEquals("second", phone.status().mechanism());
    }

    @Test
    void the_better_rung_is_held_again_within_one_slow_period() {
        phone.rung(0).mode = Mode.DENIED;
        away().later(1_000);
        assertEquals("second", phone.status().mechanism());
        phone.rung(0).mode = Mode.WORKS;
        phone.later(18 * 60_000 + 1_000);
        assertEquals("best", phone.status().mechanism());
        assertEquals(1, phone.openLeases());
        assertTrue(
                phone.app.report().gaps().isEmpty(),
                "climbing leaves no gap: " + phone.app.report().gaps());
    }

    @Test
    void a_flapping_mechanism_does_not_spin() {
        phone.rung(0).latencyMillis = 0;
        away();
        for (int i = 0; i < 600; i++) {
            phone.later(100);
            if (phone.rung(0).openCount() > 0) {
                phone.rung(0).loseRoute(true);
            }
        }
        assertTrue(phone.rung(0).requests.size() < 40, phone.rung(0).requests.size() + " orders in a minute");
    }

    @Test
    void a_permission_that_is_taken_away_closes_its_gate_and_its_return_opens_it() {
        away().later(1_000);
        phone.app.block(Gate.NO_PERMISSION_LAN, "the user took the local network away in Settings");
        phone.later(100);
        assertFalse(phone.status().holding());
        assertTrue(
                phone.status().explanation().contains("in Settings"),
                phone.status().explanation());
        assertEquals(0, phone.openLeases());
        assertTrue(phone.sync.paused);
        phone.app.unblock(Gate.NO_PERMISSION_LAN);
        phone.later(100);
        assertTrue(phone.status().holding());
        assertFalse(phone.sync.paused);
    }

    @Test
    void an_app_that_is_restricted_in_the_background_says_so() {
        phone.app.block(Gate.BACKGROUND_RESTRICTED, "");
        away().later(100);
        assertEquals(Phase.IDLE, phone.status().phase());
        assertTrue(
                phone.status().explanation().contains("restricts"),
                phone.status().explanation());
        assertEquals(0, phone.windowAsked, "windows would not be granted either");
    }
}
