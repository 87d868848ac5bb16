package dev.sotto.jvm.lifecycle;

import static dev.sotto.background.port.LifecycleState.BACKGROUND;
import static dev.sotto.background.port.LifecycleState.FOREGROUND;
import static dev.sotto.background.port.LifecycleState.INACTIVE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.port.Registration;
import dev.sotto.jvm.lifecycle.AwtLifecycle.View;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the sources tell, and what they do not. */
class LifecycleSourcesTest {
    private final List<String> heard = new ArrayList<>();

    private void hear(LifecycleEvent event) {
        heard.add(event.toString());
    }

    @Test
    void aFreezeIsOneResumedEventAndNoBurstOfTicks() {
        HandTicker ticker = new HandTicker();
        FreezeWatch watch = new FreezeWatch(ticker);
        Registration registration = watch.subscribe(this::hear);
        for (int second = 0; second < 5; second++) {
            ticker.pass(1_000, 1_000);
        }
        assertEquals(List.of(), heard);
        ticker.ran = 0;
        ticker.pass(12_200, 12_200);
        assertEquals(List.of("RESUMED(11200 ms)"), heard);
        assertEquals(1, ticker.ran, "looks after the freeze: a fixed rate would have run twelve");
        ticker.pass(1_000, 3_601_000);
        assertEquals(List.of("RESUMED(11200 ms)", "RESUMED(3600000 ms)"), heard, "an hour of sleep");
        registration.close();
        ticker.pass(60_000, 60_000);
        assertEquals(2, heard.size(), "who has left hears nothing");
        watch.close();
        ticker.pass(1_000, 1_000);
        assertEquals(0, ticker.timers(), "a closed watch looks no more");
    }

    @Test
    @Timeout(30)
    void theEndWaitsForNobodyWhoIsClosedMeanwhile() {
        TerminationSignal signal = new TerminationSignal(TimeUnit.HOURS.toMillis(1));
        List<Registration> registrations = new ArrayList<>();
        registrations.add(signal.subscribe(event -> {
            hear(event);
            registrations.get(0).close(); // its loop ends with this word unread
        }));
        signal.terminate();
        assertEquals(List.of("TERMINATING(3600000 ms)"), heard);
        signal.close();
    }

    @Test
    void aFreezeIsToldBeforeTheWayToTheFrontThatEndedIt() {
        HandTicker ticker = new HandTicker();
        FreezeWatch watch = new FreezeWatch(ticker);
        ManualLifecycle app = new ManualLifecycle(BACKGROUND);
        watch.subscribe(this::hear);
        watch.inOrderWith(app).subscribe(this::hear);
        ticker.passUnnoticed(5_000, 5_000);
        app.state(FOREGROUND);
        assertEquals(List.of("RESUMED(4000 ms)", "FOREGROUND"), heard);
        ticker.pass(0, 0);
        assertEquals(2, heard.size(), "the tick that comes late finds nothing new");
    }

    @Test
    void theAppFeedsAManualLifecycleAndRepeatsAreNotTold() {
        ManualLifecycle app = new ManualLifecycle(FOREGROUND);
        assertEquals(FOREGROUND, app.current());
        Registration registration = app.subscribe(this::hear);
        app.state(FOREGROUND);
        app.state(INACTIVE);
        app.state(BACKGROUND);
        app.state(BACKGROUND);
        app.suspendImminent(3_000);
        app.resumed(250);
        app.terminating(5_000);
        registration.close();
        registration.close();
        app.state(FOREGROUND);
        assertEquals(
                List.of(
                        "INACTIVE",
                        "BACKGROUND",
                        "SUSPEND_IMMINENT(3000 ms)",
                        "RESUMED(250 ms)",
                        "TERMINATING(5000 ms)"),
                heard);
        assertEquals(FOREGROUND, app.current());
    }

    @Test
    void windowsAddUpToTheStateOfTheApp() {
        View active = new View(true, false, true);
        View visible = new View(true, false, false);
        View iconified = new View(true, true, false);
        View iconifiedButActive = new View(true, true, true);
        View hidden = new View(false, false, false);
        assertEquals(BACKGROUND, AwtLifecycle.of(List.of()));
        assertEquals(BACKGROUND, AwtLifecycle.of(List.of(hidden, iconified, iconifiedButActive)));
        assertEquals(INACTIVE, AwtLifecycle.of(List.of(hidden, visible, iconified)));
        assertEquals(FOREGROUND, AwtLifecycle.of(List.of(iconified, visible, active)));
    }

    @Test
    void aHeadlessJvmIsToldWhatToUseInsteadOfWindows() {
        IllegalStateException refused = assertThrows(IllegalStateException.class, AwtLifecycle::new);
        assertEquals(
                "this JVM is headless and has no windows: feed a ManualLifecycle, or give no lifecycle at all on a server",
                refused.getMessage());
    }
}
