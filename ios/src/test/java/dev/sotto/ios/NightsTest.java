package dev.sotto.ios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.status.Phase;
import dev.sotto.ios.audio.SimAudio.Dialect;
import dev.sotto.ios.sim.SimTasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole nights of the room and the machine together: without audio as the App Store wants it, and with it. */
class NightsTest {

    @Test
    void withoutAudioHalfAMinuteIsHeldThenSyncIsFlushedThenWindowsRemain() {
        SimIphone phone = SimIphone.running(false);
        phone.leave().later(5_000);
        assertEquals("ios-grace", phone.app.status().mechanism(), phone.story());
        assertTrue(phone.app.status().holding());

        phone.later(40_000);

        assertFalse(phone.app.status().holding());
        assertTrue(phone.engine.paused);
        assertFalse(phone.application.killed);
        assertTrue(phone.tasks.pending.containsKey("com.example.notes.refresh"), phone.story());
    }

    @Test
    void inAWindowSyncRunsAndIsFlushedBeforeTheTaskIsCompleted() {
        SimIphone phone = SimIphone.running(false);
        phone.leave().later(40_000);
        phone.time.freeze(1_800_000, true);

        SimTasks.SimTask task = phone.tasks.launch("com.example.notes.refresh");
        phone.application.startBudget();
        phone.later(3_000);
        assertFalse(phone.engine.paused, phone.story());
        assertTrue(phone.engine.calls.contains("resume FULL"), phone.story());
        phone.later(90_000);

        assertTrue(phone.engine.paused, phone.story());
        task.expire();
        phone.later(5_000);
        assertEquals(1, task.completed, phone.story());
        assertFalse(phone.application.killed);
        assertEquals(0, phone.application.openTasks(), phone.story());
    }

    @Test
    void aProcessThatTheSystemStartsInTheBackgroundArmsEverything() {
        SimIphone phone = new SimIphone().launch(false);
        phone.app.start();
        SimTasks.SimTask task = phone.tasks.launch("com.example.notes.processing");
        phone.later(2_000);
        assertTrue(phone.app.status().holding(), phone.story());

        phone.later(100_000);
        task.expire();
        phone.later(10_000);

        assertEquals(1, task.completed);
        assertTrue(phone.engine.paused, phone.story());
        assertFalse(phone.application.killed);
    }

    @Test
    void whatTheUserStartedGoesOnAfterTheHalfMinute() {
        SimIphone phone = SimIphone.running(false);
        assertEquals("", phone.parts.continued.start("Syncing", "notes"));
        SimTasks.SimTask task = phone.tasks.launch("com.example.notes.continued");
        phone.leave().later(60_000);
        assertEquals("ios-continued", phone.app.status().mechanism(), phone.story());
        assertTrue(phone.app.status().holding());

        phone.parts.continued.done();
        phone.later(5_000);

        assertEquals(1, task.completed);
        assertFalse(phone.app.status().holding());
        assertTrue(phone.engine.paused, phone.story());
    }

    @Test
    void theReportNamesTheCallThatTookTheNight() {
        SimIphone phone = SimIphone.running(true);
        phone.leave().later(60_000);
        phone.application.startBudget();
        phone.audio.callBegins(Dialect.UNTIL_26);
        phone.later(40_000);
        phone.audio.callEndsUntold();
        phone.later(70_000);

        assertTrue(phone.alive(), phone.story());
        assertFalse(phone.app.report().gaps().isEmpty(), phone.story());
    }

    /** Whatever happens in whatever order: the app is never killed, no task is left open, and a good environment heals. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void afterAnyNightItIsAliveAgain(long seed) {
        Random chance = new Random(seed);
        SimIphone phone = SimIphone.running(true);
        List<String> story = new ArrayList<>();
        boolean away = false;
        for (int step = 0; step < 400; step++) {
            int what = chance.nextInt(12);
            story.add(Integer.toString(what));
            switch (what) {
                case 0 -> {
                    if (away) {
                        phone.comeBack();
                    } else {
                        phone.leave();
                    }
                    away = !away;
                }
                case 1 -> phone.audio.callBegins(Dialect.values()[chance.nextInt(3)]);
                case 2 -> phone.audio.callEnds(Dialect.values()[chance.nextInt(3)], chance.nextBoolean());
                case 3 -> phone.audio.callEndsUntold();
                case 4 -> phone.audio.headphonesGo();
                case 5 -> phone.audio.headphonesGoUntold();
                case 6 -> phone.audio.servicesDie();
                case 7 -> phone.audio.servicesReturn();
                case 8 -> phone.audio.foreignSound = !phone.audio.foreignSound;
                case 9 -> phone.audio.playRefused = !phone.audio.playRefused;
                case 10 -> phone.app.start();
                default -> phone.time.settle();
            }
            phone.later(chance.nextInt(20_000));
        }
        phone.audio.callEndsUntold();
        phone.audio.foreignSound = false;
        phone.audio.playRefused = false;
        phone.audio.servicesReturn();
        if (!away) {
            phone.leave();
        }
        phone.later(20 * 60_000);

        String told = "seed " + seed + "\n" + phone.app.status() + "\nfaults "
                + phone.app.report().faults();
        assertTrue(phone.alive(), told);
        phone.comeBack();
        assertEquals(Phase.IDLE, phone.app.status().phase(), told);
        assertFalse(phone.audio.active, told);
        assertEquals(0, phone.audio.openPlayers(), told);
        assertEquals(0, phone.application.openTasks(), told);
        assertFalse(phone.application.killed, told);
    }
}
