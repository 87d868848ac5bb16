package dev.sotto.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.sim.SimMechanism.Mode;
import dev.sotto.background.sim.SimPhone;
import dev.sotto.background.sim.SimPhone.SimWindow;
import dev.sotto.background.status.Gap;
import dev.sotto.background.status.GapCause;
import dev.sotto.background.status.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls, alarms, lost routes and restarted services, on a simulated phone in virtual time. */
class InterruptionStoriesTest {

    private final SimPhone phone = held();

    private static SimPhone held() {
        SimPhone phone = SimPhone.with("audio").boot();
        phone.app.start();
        phone.background().later(10_000);
        assertTrue(phone.status().holding(), phone.status().toString());
        return phone;
    }

    private void assertHeld() {
        assertTrue(phone.status().holding(), phone.status().toString());
        assertTrue(phone.reallyHeld(), "the machine believes in a hold that is not real");
        assertEquals(1, phone.openLeases());
    }

    @Test
    void a_call_ends_with_a_notice_and_the_hold_is_back_within_a_second() {
        for (boolean shouldResume : new boolean[] {true, false}) {
            phone.rung(0).interrupt(true);
            phone.later(5_000);
            assertEquals(Phase.INTERRUPTED, phone.status().phase());
            assertEquals(1, phone.graceOpen);
            phone.rung(0).endInterruption(true, shouldResume);
            phone.later(1_000);
            assertHeld();
            assertEquals(0, phone.graceOpen);
        }
    }

    @Test
    void a_call_whose_end_is_never_told_is_noticed_by_probing() {
        phone.rung(0).interrupt(true);
        phone.later(20_000);
        phone.rung(0).endInterruption(false, false);
        phone.later(16_000);
        assertHeld();
    }

    @Test
    void a_long_call_whose_end_is_never_told_is_noticed_within_a_minute() {
        phone.rung(0).interrupt(true);
        phone.later(3_600_000);
        phone.rung(0).endInterruption(false, false);
        phone.later(61_000);
        assertHeld();
    }

    @Test
    void an_interruption_told_twice_does_not_start_the_probes_anew() {
        phone.rung(0).interrupt(true);
        phone.later(3_500);
        int probes = phone.rung(0).requests.size();
        phone.rung(0).interrupt(true);
        phone.later(4_000);
        assertTrue(phone.rung(0).requests.size() > probes);
        phone.rung(0).endInterruption(true, true);
        phone.later(1_000);
        assertHeld();
    }

    @Test
    void an_end_without_a_beginning_changes_nothing() {
        int orders = phone.rung(0).requests.size();
        phone.rung(0).endInterruption(true, true);
        phone.later(5_000);
        assertHeld();
        assertEquals(orders, phone.rung(0).requests.size());
    }

    @Test
    void a_call_taken_in_front_that_ends_in_the_background_does_not_kill_it() {
        phone.rung(0).interrupt(true);
        phone.foreground().later(2_000);
        assertEquals(0, phone.openLeases());
        phone.background().later(3_000);
        assertFalse(phone.status().holding());
        phone.rung(0).endInterruption(true, true);
        phone.later(9_000);
        assertHeld();
    }

    @Test
    void the_first_try_after_an_alarm_may_fail_and_the_second_holds() {
        phone.rung(0).interrupt(true);
        phone.later(3_000);
        phone.rung(0).endInterruption(true, true);
        phone.rung(0).mode = Mode.TRANSIENT;
        phone.later(600);
        phone.rung(0).mode = Mode.WORKS;
        phone.later(2_100);
        assertHeld();
    }

    @Test
    void an_assistant_that_takes_three_seconds_leaves_a_gap_of_less_than_four() {
        phone.rung(0).interrupt(true);
        phone.later(3_000);
        phone.rung(0).endInterruption(true, true);
        phone.later(2_000);
        assertHeld();
        List<Gap> gaps = phone.app.report().gaps();
        assertEquals(1, gaps.size(), gaps.toString());
        assertEquals(GapCause.INTERRUPTED, gaps.get(0).cause());
        assertTrue(gaps.get(0).lengthMillis() < 4_000, gaps.toString());
        assertEquals(gaps.get(0).lengthMillis(), gaps.get(0).aliveMillis());
    }

    @Test
    void a_video_of_ten_minutes_outlasts_the_grace_and_a_window_brings_the_hold_back() {
        phone.rung(0).interrupt(true);
        phone.later(31_000);
        assertEquals(0, phone.graceOpen);
        assertEquals(0, phone.graceOverrun, "an assertion that is not given back ends the app");
        assertTrue(phone.sync.paused && phone.sync.flushedCount == 1, phone.sync.calls.toString());
        assertEquals(1, phone.windowAsked);
        phone.time.freeze(600_000);
        phone.rung(0).endInterruption(false, false);
        SimWindow window = phone.openWindow(30_000);
        phone.later(1_000);
        assertHeld();
        assertFalse(phone.sync.paused);
        assertEquals(1, window.completed);
        Gap gap = phone.app.report().gaps().get(0);
        assertEquals(GapCause.CALL_OUTLASTED_GRACE, gap.cause());
        assertTrue(gap.lengthMillis() > 600_000 && gap.aliveMillis() < 40_000, gap.toString());
    }

    @Test
    void a_call_longer_than_the_grace_freezes_the_app_until_it_is_opened_and_the_gap_says_so() {
        phone.rung(0).interrupt(true);
        phone.later(29_000);
        phone.time.freeze(300_000);
        phone.rung(0).endInterruption(false, false);
        phone.tell(LifecycleEvent.resumed(300_000));
        phone.foreground().later(1_000);
        List<Gap> gaps = phone.app.report().gaps();
        assertEquals(1, gaps.size(), gaps.toString());
        assertEquals(GapCause.CALL_OUTLASTED_GRACE, gaps.get(0).cause());
        assertFalse(phone.sync.paused);
        assertEquals(1, phone.sync.fullCount, phone.sync.calls.toString());
    }

    @Test
    void an_interruption_while_acquiring_is_waited_out() {
        phone.foreground();
        phone.rung(0).latencyMillis = 2_000;
        phone.background().later(1_000);
        assertEquals(Phase.ACQUIRING, phone.status().phase());
        phone.rung(0).interrupt(true);
        phone.later(4_000);
        assertFalse(phone.status().holding());
        phone.rung(0).endInterruption(true, true);
        phone.later(5_000);
        assertHeld();
    }

    @Test
    void an_interruption_while_backing_off_is_waited_out() {
        phone.rung(0).serverDown(true);
        phone.later(12_000);
        assertEquals(Phase.BACKOFF, phone.status().phase(), phone.status().toString());
        phone.rung(0).interrupt(true);
        phone.rung(0).serverDown(false);
        phone.later(500);
        assertEquals(Phase.INTERRUPTED, phone.status().phase(), phone.status().toString());
        phone.rung(0).endInterruption(true, true);
        phone.later(1_000);
        assertHeld();
    }

    @Test
    void headphones_that_are_pulled_out_cost_less_than_a_second() {
        phone.rung(0).loseRoute(true);
        phone.later(500);
        assertHeld();
        assertEquals(GapCause.LOST, phone.app.report().gaps().get(0).cause());
    }

    @Test
    void a_route_that_is_lost_in_silence_is_noticed_by_missing_progress() {
        phone.rung(0).loseRoute(false);
        phone.later(11_000);
        assertHeld();
        assertEquals(GapCause.STALLED, phone.app.report().gaps().get(0).cause());
    }

    @Test
    void a_reset_of_the_services_while_holding_rebuilds_everything() {
        phone.rung(0).resetServices();
        phone.later(1_000);
        assertHeld();
        assertTrue(phone.rung(0).requests.get(phone.rung(0).requests.size() - 1).rebuild());
        assertEquals(GapCause.SERVICES_RESET, phone.app.report().gaps().get(0).cause());
    }

    @Test
    void a_reset_of_the_services_during_a_call_is_survived() {
        phone.rung(0).interrupt(true);
        phone.later(2_000);
        phone.rung(0).resetServices();
        phone.rung(0).endInterruption(false, false);
        phone.later(1_000);
        assertHeld();
    }

    @Test
    void a_server_that_is_down_for_twelve_seconds_is_tried_until_it_is_back() {
        phone.rung(0).serverDown(true);
        phone.rung(0).resetServices();
        phone.later(12_000);
        assertFalse(phone.status().holding());
        phone.rung(0).serverDown(false);
        phone.later(9_700);
        assertHeld();
    }

    @Test
    void the_app_itself_takes_the_audio_and_gives_it_back() {
        phone.rung(0)
                .tell(dev.sotto.background.mechanism.MechanismSignal.lost(
                        dev.sotto.background.mechanism.MechanismSignal.Cause.TAKEN_BY_HOST, "category changed"));
        phone.later(1_000);
        assertHeld();
    }
}
