package dev.sotto.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.mechanism.Trait;
import dev.sotto.background.port.PowerSnapshot;
import dev.sotto.background.port.PowerSnapshot.Thermal;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.sim.SimMechanism;
import dev.sotto.background.sim.SimMechanism.Mode;
import dev.sotto.background.sim.SimPhone;
import dev.sotto.background.sim.SimPhone.SimWindow;
import dev.sotto.background.status.BackgroundPolicy;
import dev.sotto.background.status.Gap;
import dev.sotto.background.status.GapCause;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.HoldPolicy;
import dev.sotto.background.status.Phase;
import dev.sotto.background.status.PowerLevel;
import org.junit.jupiter.api.Test;

/** Sparing the battery: levels, work, windows and budgets, on a simulated phone in virtual time. */
class PolicyStoriesTest {

    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    private final SimPhone phone = SimPhone.with("service").boot();

    private SimPhone away() {
        phone.app.start();
        return phone.background().later(1_000);
    }

    private Gate onlyGate() {
        assertEquals(1, phone.status().blocks().size(), phone.status().toString());
        return phone.status().blocks().get(0).gate();
    }

    @Test
    void low_power_mode_makes_it_frugal_but_keeps_a_hold_that_serves_peers() {
        away();
        phone.power(new PowerSnapshot(80, false, true, Thermal.NOMINAL)).later(5 * MINUTE);
        assertEquals(PowerLevel.FRUGAL, phone.status().powerLevel());
        assertTrue(phone.status().holding());
        phone.sync.activity = SyncActivity.NONE;
        phone.later(2 * MINUTE);
        assertEquals(Gate.NO_WORK, onlyGate());
        phone.power(SimPhone.ON_BATTERY).later(1_000);
        assertTrue(phone.status().holding(), "ten minutes of patience again: " + phone.status());
    }

    @Test
    void an_app_may_ask_to_let_go_in_low_power_mode() {
        phone.app.policy(BackgroundPolicy.BALANCED.withStopInLowPowerMode(true));
        away();
        phone.power(new PowerSnapshot(80, false, true, Thermal.NOMINAL));
        assertEquals(Gate.LOW_POWER_MODE, onlyGate());
        assertEquals(0, phone.openLeases());
        phone.power(SimPhone.ON_BATTERY).later(100);
        assertTrue(phone.status().holding());
    }

    @Test
    void a_battery_around_ten_percent_does_not_flap() {
        away();
        int orders = phone.rung(0).requests.size();
        for (int i = 0; i < 20; i++) {
            phone.battery(9).later(MINUTE);
            assertEquals(Gate.BATTERY_BELOW, onlyGate());
            phone.battery(11).later(MINUTE);
            assertFalse(phone.status().holding());
        }
        assertEquals(orders, phone.rung(0).requests.size());
        phone.battery(15).later(100);
        assertTrue(phone.status().holding());
    }

    @Test
    void a_battery_around_thirty_percent_does_not_flap() {
        away();
        phone.battery(29);
        assertEquals(PowerLevel.FRUGAL, phone.status().powerLevel());
        phone.battery(31);
        assertEquals(PowerLevel.FRUGAL, phone.status().powerLevel());
        phone.battery(35);
        assertEquals(PowerLevel.BALANCED, phone.status().powerLevel());
    }

    @Test
    void a_hot_device_lets_go_until_it_is_cool_even_on_a_charger() {
        away();
        phone.power(new PowerSnapshot(80, true, false, Thermal.SERIOUS));
        assertEquals(Gate.THERMAL, onlyGate());
        assertEquals(PowerLevel.STOPPED, phone.status().powerLevel());
        phone.power(new PowerSnapshot(80, true, false, Thermal.FAIR)).later(100);
        assertFalse(phone.status().holding());
        phone.power(new PowerSnapshot(80, true, false, Thermal.NOMINAL)).later(100);
        assertTrue(phone.status().holding());
    }

    @Test
    void a_charger_brings_a_degraded_machine_back_at_once() {
        phone.rung(0).mode = Mode.DENIED;
        away();
        assertEquals(Phase.DEGRADED, phone.status().phase());
        phone.rung(0).mode = Mode.WORKS;
        phone.power(PowerSnapshot.MAINS).later(100);
        assertTrue(phone.status().holding());
    }

    @Test
    void ten_minutes_without_peers_release_the_hold_and_a_peer_in_a_window_brings_it_back() {
        away();
        phone.sync.activity = new SyncActivity(0, 0, 0);
        phone.later(5_000);
        phone.sync.activity = new SyncActivity(0, 0, SyncActivity.NEVER);
        phone.later(9 * MINUTE);
        assertTrue(phone.status().holding());
        phone.later(90_000);
        assertEquals(Gate.NO_WORK, onlyGate());
        assertEquals(0, phone.openLeases());
        assertTrue(phone.sync.paused && phone.sync.flushedCount == 1);
        assertEquals(1, phone.windowAsked);
        SimWindow empty = phone.openWindow(30_000);
        assertFalse(phone.sync.paused, "sync runs in the window");
        phone.later(30_000);
        assertEquals(1, empty.completed);
        assertTrue(phone.sync.paused);
        assertEquals(1, phone.windowAsked, "the next window was asked for");
        SimWindow lucky = phone.openWindow(30_000);
        phone.later(5_000);
        phone.sync.activity = new SyncActivity(1, 0, 0);
        phone.later(1_500);
        assertTrue(phone.status().holding(), phone.status().toString());
        assertFalse(phone.sync.paused);
        assertEquals(1, lucky.completed);
        Gap blocked = phone.app.report().gaps().get(0);
        assertEquals(GapCause.BLOCKED, blocked.cause());
        assertFalse(blocked.wanted());
    }

    @Test
    void a_local_write_brings_the_hold_back_without_waiting_for_a_window() {
        phone.later(100);
        BackgroundSync.Attachment attached = phone.app.attach(phone.sync);
        phone.sync.activity = SyncActivity.NONE;
        away();
        phone.later(11 * MINUTE);
        assertEquals(Gate.NO_WORK, onlyGate());
        phone.sync.activity = new SyncActivity(0, 1, SyncActivity.NEVER);
        attached.activityChanged();
        phone.later(100);
        assertTrue(phone.status().holding());
    }

    @Test
    void on_a_charger_it_holds_without_peers_and_without_a_budget() {
        phone.sync.activity = SyncActivity.NONE;
        phone.power(PowerSnapshot.MAINS);
        away();
        phone.later(9 * HOUR);
        assertTrue(phone.status().holding());
    }

    @Test
    void eight_hours_of_one_stay_are_the_budget_and_the_foreground_renews_it() {
        away();
        phone.later(8 * HOUR - 10_000);
        assertTrue(phone.status().holding());
        phone.later(20_000);
        assertEquals(Gate.BUDGET_SPENT, onlyGate());
        assertEquals(0, phone.openLeases());
        phone.foreground().background().later(100);
        assertTrue(phone.status().holding());
    }

    @Test
    void the_cpu_is_kept_awake_only_while_something_waits_and_ninety_minutes_a_day() {
        away();
        assertEquals(0, phone.wakeOpen);
        phone.sync.activity = new SyncActivity(1, 5, 0);
        phone.later(6_000);
        assertEquals(1, phone.wakeOpen);
        phone.sync.activity = new SyncActivity(1, 0, 0);
        phone.later(6_000);
        assertEquals(0, phone.wakeOpen);
        phone.sync.activity = new SyncActivity(1, 5, 0);
        phone.later(7 * HOUR);
        assertEquals(0, phone.wakeOpen);
        assertTrue(phone.wakeMillis <= 90 * MINUTE, phone.wakeMillis + " ms awake");
        assertTrue(phone.wakeMillis > 88 * MINUTE, phone.wakeMillis + " ms awake");
        assertEquals(phone.wakeMillis, phone.app.report().wakeLeaseMillis(), 5_000);
    }

    @Test
    void multicast_is_held_only_while_looking_for_peers() {
        phone.sync.activity = new SyncActivity(0, 0, 1_000);
        away();
        phone.later(6_000);
        assertEquals(1, phone.multicastOpen);
        phone.sync.activity = new SyncActivity(1, 0, 0);
        phone.later(6_000);
        assertEquals(0, phone.multicastOpen);
        phone.sync.activity = new SyncActivity(0, 0, 1_000);
        phone.later(6_000);
        phone.foreground();
        assertEquals(0, phone.multicastOpen);
    }

    @Test
    void pinned_to_always_it_holds_in_front_and_with_an_empty_battery_but_not_when_hot() {
        phone.app.policy(BackgroundPolicy.BALANCED.withHoldPolicy(HoldPolicy.ALWAYS));
        phone.sync.activity = SyncActivity.NONE;
        phone.app.start();
        phone.battery(3).later(9 * HOUR);
        assertTrue(phone.status().holding());
        phone.power(new PowerSnapshot(3, false, false, Thermal.CRITICAL));
        assertEquals(Gate.THERMAL, onlyGate());
    }

    @Test
    void a_frugal_machine_takes_the_cheap_rung_first_and_a_charger_brings_the_better_one_back() {
        SimPhone two = new SimPhone(new dev.sotto.background.sim.VirtualTime());
        two.ladder.add(new SimMechanism("audio", two.time, Trait.COSTLY));
        two.ladder.add(new SimMechanism("cheap", two.time));
        two.boot();
        two.battery(20);
        two.app.start();
        two.background().later(1_000);
        assertEquals("cheap", two.status().mechanism());
        two.power(PowerSnapshot.MAINS).later(1_000);
        assertEquals("audio", two.status().mechanism());
        two.battery(20).later(1_000);
        assertEquals("cheap", two.status().mechanism());
        assertEquals(1, two.openLeases());
    }

    @Test
    void the_dead_mans_notice_appears_only_when_the_process_stopped_without_a_word() {
        away();
        phone.later(3 * HOUR);
        assertFalse(phone.noticeShown);
        phone.foreground().later(2 * HOUR);
        assertFalse(phone.noticeShown, "in front nobody needs it");
        phone.background().later(MINUTE);
        phone.kill();
        phone.rung(0).mode = Mode.HANGS;
        phone.app.close();
        phone.later(2 * HOUR);
        assertFalse(phone.noticeShown, "closed in order");
    }
}
