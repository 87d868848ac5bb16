package dev.sotto.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sotto.background.sim.SimPhone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * An app that calls start() when it resigns active and stop() when it will enter the foreground, as the well-known snippet
 * for silent audio tells it to: here it gets what the snippet promised, whatever happens in between. The snippet itself
 * dies of most of these for good.
 */
class SeedStoriesTest {

    private interface Incident {
        void happens(SimPhone phone);
    }

    private static Map<String, Incident> incidents() {
        Map<String, Incident> all = new LinkedHashMap<String, Incident>();
        all.put("nothing", phone -> {});
        all.put("a call that ends with a notice", phone -> {
            phone.rung(0).interrupt(true);
            phone.later(3_000);
            phone.rung(0).endInterruption(true, true);
        });
        all.put("a call whose end is never told", phone -> {
            phone.rung(0).interrupt(true);
            phone.later(3_000);
            phone.rung(0).endInterruption(false, false);
        });
        all.put("a call that nobody tells of", phone -> {
            phone.rung(0).interrupt(false);
            phone.later(3_000);
            phone.rung(0).endInterruption(false, false);
        });
        all.put("a lost route", phone -> phone.rung(0).loseRoute(true));
        all.put("a route lost in silence", phone -> phone.rung(0).loseRoute(false));
        all.put("a reset of the services", phone -> phone.rung(0).resetServices());
        all.put("a call, then a reset", phone -> {
            phone.rung(0).interrupt(true);
            phone.later(1_000);
            phone.rung(0).resetServices();
            phone.rung(0).endInterruption(false, false);
        });
        all.put("a reset, then a lost route", phone -> {
            phone.rung(0).resetServices();
            phone.later(2_000);
            phone.rung(0).loseRoute(false);
        });
        return all;
    }

    @TestFactory
    List<DynamicTest> resign_active_starts_enter_foreground_stops_and_in_between_it_stays_alive() {
        List<DynamicTest> rows = new ArrayList<DynamicTest>();
        for (Map.Entry<String, Incident> incident : incidents().entrySet()) {
            rows.add(dynamicTest("in the background: " + incident.getKey(), () -> {
                SimPhone phone = SimPhone.with("audio").boot();
                for (int night = 0; night < 3; night++) {
                    leave(phone);
                    incident.getValue().happens(phone);
                    phone.later(20_000);
                    assertAlive(phone);
                    comeBack(phone);
                }
            }));
            rows.add(dynamicTest("while resigning active, before the background: " + incident.getKey(), () -> {
                SimPhone phone = SimPhone.with("audio").boot();
                phone.inactive();
                phone.app.start();
                incident.getValue().happens(phone);
                phone.background().later(20_000);
                assertAlive(phone);
                comeBack(phone);
            }));
            rows.add(dynamicTest("unfinished when the app comes back, then again: " + incident.getKey(), () -> {
                SimPhone phone = SimPhone.with("audio").boot();
                leave(phone);
                incident.getValue().happens(phone);
                comeBack(phone);
                leave(phone);
                phone.later(20_000);
                assertAlive(phone);
                comeBack(phone);
            }));
        }
        return rows;
    }

    private static void leave(SimPhone phone) {
        phone.inactive();
        phone.app.start();
        phone.later(50);
        phone.background().later(10_000);
    }

    private static void comeBack(SimPhone phone) {
        phone.app.stop();
        phone.inactive().later(100);
        phone.foreground().later(2_000);
        assertFalse(phone.app.isOn());
        assertEquals(0, phone.openLeases(), "it plays on in front");
        assertEquals(0, phone.graceOpen);
        assertFalse(phone.sync.paused, phone.sync.calls.toString());
    }

    private static void assertAlive(SimPhone phone) {
        assertTrue(phone.app.isOn());
        assertTrue(phone.reallyHeld(), phone.status().toString());
        assertTrue(phone.status().holding(), phone.status().toString());
    }
}
