package dev.sotto.ios;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.status.Phase;
import dev.sotto.ios.audio.SimAudio.Dialect;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What goes wrong with the well-known snippet for silent audio, one test each, named after it: the whole room and the
 * machine on a simulated iPhone that speaks the system's order of events.
 */
class SeedDefectsTest {
    private static final String MIXABLE = "Playback/Default/1";
    private static final String FRESH = "SoloAmbient/Default/0";

    // The session belongs to the app.

    @Test
    void theFirstTouchOfTheSingletonTakesTheSession() {
        SimIphone phone = new SimIphone().launch(true);
        phone.application.opens(SimIphone.WINDOW);
        phone.app.start();
        phone.later(60_000);

        assertEquals(List.of(), phone.audio.calls, "nothing is touched before the app resigns active");
    }

    @Test
    void theAppsOwnCategoryIsOverwrittenForItsWholeLife() {
        SimIphone phone = SimIphone.running(true);
        phone.audio.hostSets("Ambient", 4);
        phone.leave().later(5_000);
        assertEquals(MIXABLE, phone.audio.set());

        phone.comeBack();

        assertEquals("Ambient/Default/4", phone.audio.set(), phone.story());
    }

    @Test
    void aRecordingOfTheAppIsCutOff() {
        SimIphone phone = SimIphone.running(true);
        phone.audio.hostSets("PlayAndRecord", 0);

        phone.leave().later(20_000);

        assertEquals(List.of(), phone.audio.calls, phone.story());
        assertTrue(phone.app.status().explanation().contains("records"), phone.story());
    }

    @Test
    void aSoundOfTheAppIsCutOffWhenTheHoldIsGivenBack() {
        SimIphone phone = SimIphone.running(true);
        phone.leave().later(5_000);
        phone.audio.hostPlays = true;

        phone.comeBack();

        assertFalse(phone.audio.calls.contains("deactivate, notify others"), phone.story());
    }

    @Test
    void theCategoryThatTheAppSetMeanwhileIsOverwrittenByRestoring() {
        SimIphone phone = SimIphone.running(true);
        phone.leave().later(5_000);
        phone.audio.hostSets("Record", 0);

        phone.comeBack();

        assertEquals("Record/Default/0", phone.audio.set(), phone.story());
        assertFalse(phone.audio.calls.contains("deactivate, notify others"), phone.story());
    }

    // Activation.

    @Test
    void aCallThatHasTheSessionAtTheFirstTouchCrashesTheApp() {
        SimIphone phone = SimIphone.running(true);
        phone.audio.inCall = true;

        phone.leave();
        assertFalse(phone.alive());
        phone.audio.callEndsUntold();
        phone.later(10_000);

        assertTrue(phone.alive(), phone.story());
    }

    @Test
    void theSessionIsActiveForEverInTheForegroundToo() {
        SimIphone phone = SimIphone.running(true);
        assertFalse(phone.audio.active);
        phone.leave();
        assertTrue(phone.audio.active);

        phone.comeBack();

        assertFalse(phone.audio.active, phone.story());
        assertEquals(0, phone.audio.openPlayers());
    }

    @Test
    void anotherAppsMusicIsStopped() {
        SimIphone phone = SimIphone.running(true);

        phone.leave();

        assertEquals(MIXABLE, phone.audio.set(), "mixable, so nobody is interrupted");
    }

    @Test
    void aSessionThatIsActivatedOnlyInTheBackgroundComesTooLate() {
        SimIphone phone = SimIphone.running(true);

        phone.application.resignsActive(SimIphone.WINDOW);
        phone.time.pass(100);

        assertTrue(phone.audio.sounds(), "it sounds before the app is in the background: " + phone.story());
    }

    // The loop.

    @Test
    void aLoopOfOneFrameWakesTheAudioServerAllTheTime() {
        SimIphone phone = SimIphone.running(true);
        phone.leave();

        byte[] wave = phone.audio.wave;
        int rate = number(wave, 24);
        int bytes = number(wave, 40);
        assertEquals("RIFF", new String(wave, 0, 4, java.nio.charset.StandardCharsets.US_ASCII));
        assertEquals(wave.length - 8, number(wave, 4));
        assertEquals(wave.length - 44, bytes);
        assertTrue(bytes / 2 / rate >= 1, "seconds of one round");
    }

    @Test
    void aSampleThatIsNotZeroIsASoundForWhoeverTurnsItUp() {
        SimIphone phone = SimIphone.running(true);
        phone.leave();

        byte[] wave = phone.audio.wave;
        assertArrayEquals(new byte[wave.length - 44], Arrays.copyOfRange(wave, 44, wave.length));
    }

    private static int number(byte[] bytes, int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | bytes[at + 3] << 24;
    }

    @Test
    void playAnswersFalseAndNobodyLooks() {
        SimIphone phone = SimIphone.running(true);
        phone.audio.playRefused = true;
        phone.leave().later(2_000);
        assertFalse(phone.app.status().holding(), phone.story());
        assertEquals(0, phone.audio.openPlayers(), "players that were refused are given back");

        phone.audio.playRefused = false;
        phone.later(20_000);

        assertTrue(phone.alive(), phone.story());
    }

    // Interruptions.

    @ParameterizedTest
    @EnumSource
    void aCallWhoseEndIsToldIsNeverRecoveredFrom(Dialect dialect) {
        SimIphone phone = SimIphone.running(true);
        phone.leave().later(30_000);
        phone.audio.callBegins(dialect);
        phone.later(3_000);
        assertEquals(Phase.INTERRUPTED, phone.app.status().phase(), phone.story());

        phone.audio.callEnds(dialect, true);
        phone.later(1_000);

        assertTrue(phone.alive(), phone.story());
    }

    @ParameterizedTest
    @EnumSource
    void theMissingHintToResumeIsTakenForAVeto(Dialect dialect) {
        SimIphone phone = SimIphone.running(true);
        phone.leave().later(30_000);
        phone.audio.callBegins(dialect);
        phone.later(3_000);

        phone.audio.callEnds(dialect, false);
        phone.later(1_000);

        assertTrue(phone.alive(), phone.story());
    }

    @ParameterizedTest
    @EnumSource
    void theEndOfACallThatIsAnsweredIsNeverTold(Dialect dialect) {
        SimIphone phone = SimIphone.running(true);
        phone.leave().later(30_000);
        phone.audio.callBegins(dialect);
        phone.later(5_000);

        phone.audio.callEndsUntold();
        phone.later(16_000);

        assertTrue(phone.alive(), "probes find out: " + phone.story());
    }

    @Test
    void theBeginningOfAnInterruptionIsTakenForItsEnd() {
        SimIphone phone = SimIphone.running(true);
        phone.leave().later(30_000);
        int plays = count(phone, "play");

        phone.audio.callBegins(Dialect.UNTIL_26);
        phone.later(900);

        assertEquals(plays, count(phone, "play"), "nothing is tried in the first second: " + phone.story());
    }

    @Test
    void afterACallStopLeavesItOnAndEveryLaterStartReturnsAtOnce() {
        SimIphone phone = SimIphone.running(true);
        phone.leave().later(30_000);
        phone.audio.callBegins(Dialect.UNTIL_26);
        phone.later(2_000);
        phone.app.stop();
        phone.comeBack();
        phone.audio.callEnds(Dialect.UNTIL_26, true);

        phone.app.start();
        phone.leave().later(2_000);

        assertTrue(phone.alive(), phone.story());
    }

    @Test
    void anUnknownNumberInANotificationEndsTheApp() {
        SimIphone phone = SimIphone.running(true);
        phone.leave().later(5_000);

        phone.audio.says(77, 1 << 9, 55);
        phone.audio.says(-1, -1, -1);
        phone.later(2_000);

        assertTrue(phone.alive(), phone.story());
    }

    @Test
    void aLateNoteOfASuspensionLongAgoIsTakenForACall() {
        SimIphone phone = SimIphone.running(true);
        phone.leave().later(5_000);

        phone.audio.says(1, -1, 1);
        phone.later(200);

        assertTrue(phone.alive(), phone.story());
    }

    @Test
    void recoveryRunsWithoutABackgroundTaskSoTheProcessIsSuspendedInIt() {
        SimIphone phone = SimIphone.running(true);
        phone.leave().later(30_000);
        assertEquals(0, phone.application.openTasks(), "while it sounds none is needed");

        phone.application.startBudget();
        phone.audio.callBegins(Dialect.UNTIL_26);
        phone.later(100);

        assertEquals(1, phone.application.openTasks(), phone.story());
        phone.audio.callEnds(Dialect.UNTIL_26, true);
        phone.later(3_000);
        assertEquals(0, phone.application.openTasks(), phone.story());
    }

    @Test
    void aBackgroundTaskOutlivesItsTimeAndTheAppIsKilled() {
        SimIphone phone = SimIphone.running(true);
        phone.leave().later(30_000);
        phone.application.startBudget();
        phone.audio.callBegins(Dialect.UNTIL_26);

        phone.later(40_000);

        assertFalse(phone.application.killed, phone.story());
        assertEquals(0, phone.application.openTasks(), phone.story());
        assertTrue(phone.engine.paused, "sync was flushed before: " + phone.story());
        assertEquals(0, phone.engine.unprotected, phone.story());
    }

    // Routes and the server.

    @Test
    void headphonesThatGoAreNotNoticed() {
        SimIphone phone = SimIphone.running(true);
        phone.leave().later(30_000);

        phone.audio.headphonesGo();
        phone.later(500);

        assertTrue(phone.alive(), phone.story());
    }

    @Test
    void aPlayerThatStoppedWithoutAWordIsBelieved() {
        SimIphone phone = SimIphone.running(true);
        phone.leave().later(30_000);

        phone.audio.headphonesGoUntold();
        phone.later(25_000);

        assertTrue(phone.alive(), "health is the position, not a flag: " + phone.story());
    }

    @Test
    void aRouteChangeOnItsOwnThreadRacesWithEverythingElse() throws Exception {
        SimIphone phone = SimIphone.running(true);
        phone.leave().later(30_000);

        Thread secondary = new Thread(phone.audio::headphonesGo);
        secondary.start();
        secondary.join(10_000);
        phone.later(500);

        assertTrue(phone.alive(), phone.story());
    }

    @Test
    void aResetOfTheMediaServicesIsTheEndForEver() {
        SimIphone phone = SimIphone.running(true);
        phone.audio.hostSets("Ambient", 0);
        phone.leave().later(30_000);

        phone.audio.servicesDie();
        phone.later(2_000);
        phone.audio.servicesReturn();
        phone.later(5_000);

        assertTrue(phone.alive(), phone.story());
        assertFalse(phone.engine.calls.contains("pause SUSPEND_IMMINENT"), "sync need not stop: " + phone.story());
        phone.comeBack();
        assertEquals("Ambient/Default/0", phone.audio.set(), "the app's own, not the server's: " + phone.story());
    }

    @Test
    void aResetInTheForegroundBreaksTheNextNight() {
        SimIphone phone = SimIphone.running(true);
        phone.leave().later(5_000).comeBack();
        phone.audio.servicesDie();
        phone.audio.servicesReturn();
        phone.later(1_000);

        phone.leave().later(2_000);

        assertTrue(phone.alive(), phone.story());
    }

    @Test
    void theSessionIsNeverGivenBackAndNobodyIsTold() {
        SimIphone phone = SimIphone.running(true);
        phone.leave().later(5_000);

        phone.comeBack();

        List<String> calls = phone.audio.calls;
        int stop = calls.lastIndexOf("stop");
        int deactivate = calls.lastIndexOf("deactivate, notify others");
        assertTrue(0 <= stop && stop < deactivate, "first the player, then the session: " + calls);
        assertEquals(FRESH, phone.audio.set());
    }

    @Test
    void aSessionThatIsStillBusyStaysActive() {
        SimIphone phone = SimIphone.running(true);
        phone.leave().later(5_000);
        phone.audio.deactivateRefusals = 1;

        phone.comeBack();

        assertFalse(phone.audio.active, phone.story());
    }

    // Lifecycle.

    @Test
    void controlCenterStartsItAndNothingEverStopsIt() {
        SimIphone phone = SimIphone.running(true);

        phone.application.resignsActive(SimIphone.WINDOW);
        phone.time.pass(3_000);
        assertTrue(phone.audio.sounds());
        phone.application.becomesActive(SimIphone.WINDOW);
        phone.time.pass(1_000);

        assertFalse(phone.audio.sounds(), phone.story());
        assertFalse(phone.audio.active, phone.story());
    }

    @Test
    void withScenesTheDelegateIsNotCalledSoItNeverStarts() {
        SimIphone phone = SimIphone.running(true);

        phone.leave();

        assertTrue(phone.alive(), "scenes' notifications suffice: " + phone.story());
    }

    @Test
    void onAnIpadOneWindowThatLeavesIsTakenForTheWholeApp() {
        SimIphone phone = SimIphone.running(true);
        phone.application.opens("b");

        phone.application.leaves("b");
        phone.time.pass(5_000);
        assertFalse(phone.audio.sounds(), phone.story());
        phone.application.leaves(SimIphone.WINDOW);
        phone.later(500);

        assertTrue(phone.alive(), phone.story());
    }

    @Test
    void aWindowThatIsDestroyedInTheBackgroundIsWaitedForForEver() {
        SimIphone phone = SimIphone.running(true);
        phone.application.opens("b");
        phone.leave();
        assertFalse(phone.alive());

        phone.application.disconnects("b");
        phone.later(500);

        assertTrue(phone.alive(), phone.story());
    }

    // The engine.

    @Test
    void nothingTellsTheEngineThatItWillBeSuspended() {
        SimIphone phone = SimIphone.running(false);

        phone.leave().later(40_000);

        assertTrue(phone.engine.paused, phone.story());
        assertEquals(1, phone.engine.flushed);
        assertEquals(0, phone.engine.unprotected, "the flush ran under a task: " + phone.story());
        assertFalse(phone.application.killed);
        assertEquals(0, phone.application.openTasks(), phone.story());
    }

    @Test
    void socketsThatDiedInTheSuspensionAreTrusted() {
        SimIphone phone = SimIphone.running(false);
        phone.leave().later(40_000);
        phone.time.freeze(3_600_000, true);

        phone.comeBack();

        assertTrue(phone.engine.calls.contains("resume FULL"), phone.story());
        assertFalse(phone.engine.paused);
    }

    @Test
    void anAppThatWasToldToStopIsSuspendedInTheMiddleOfAWrite() {
        SimIphone phone = SimIphone.running(false);
        phone.app.stop();

        phone.leave().later(3_000);

        assertTrue(phone.engine.paused, phone.story());
        assertEquals(0, phone.engine.unprotected, phone.story());
        assertEquals(0, phone.application.openTasks(), "and no second longer than needed: " + phone.story());
    }

    private static int count(SimIphone phone, String call) {
        int count = 0;
        for (String each : phone.audio.calls) {
            count += each.equals(call) ? 1 : 0;
        }
        return count;
    }
}
