package dev.sotto.android;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.Activity;
import android.app.ActivityManager;
import android.app.ApplicationExitInfo;
import android.app.ForegroundServiceStartNotAllowedException;
import android.app.Notification;
import android.app.PendingIntent;
import android.content.Intent;
import android.os.Build;
import android.os.PowerManager;
import dev.sotto.android.restriction.Restriction;
import dev.sotto.background.BackgroundSync;
import dev.sotto.background.port.Platform;
import dev.sotto.background.status.BackgroundPolicy;
import dev.sotto.background.status.GapCause;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.Phase;
import java.time.Duration;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.android.controller.ActivityController;

/** An app, its user and Android's rules, over the real machine: what happens, told from outside. */
@RunWith(RobolectricTestRunner.class)
public class BackgroundStoriesTest {
    private SimulatedAndroid phone;

    @Before
    public void unpack() throws Exception {
        phone = new SimulatedAndroid();
    }

    @After
    public void switchOff() {
        phone.close();
        assertFalse("a foreground service is left behind", phone.services.foreground());
    }

    @Test
    public void theServiceIsStartedWhileTheAppIsStillVisible() {
        phone.boot().start();
        ActivityController<Activity> screen = phone.open();
        phone.awaitPhase(Phase.IDLE);
        phone.services.await("in front nothing needs to hold", () -> !phone.services.foreground());
        screen.pause();
        phone.pass(Duration.ofMillis(AndroidLimits.HAND_OVER_MILLIS));
        phone.awaitHolding();
        assertTrue("and the screen is not stopped yet", phone.services.foreground());
        screen.stop();
        phone.awaitHolding();
        assertEquals("foreground-service", phone.status().mechanism());
        screen.restart().start().resume();
        phone.awaitPhase(Phase.IDLE);
        phone.services.await("given back in front", () -> !phone.services.isRunning());
    }

    @Test
    public void refusedInTheBackgroundItSaysSoAndIsHealedByOpeningTheApp() {
        assumeTrue("refused from Android 12 on", Build.VERSION.SDK_INT >= 31);
        phone.services.refuseNext(new ForegroundServiceStartNotAllowedException("not allowed"));
        phone.boot().start(); // nothing is visible
        phone.awaitPhase(Phase.DEGRADED);
        assertEquals(GapCause.DENIED, phone.status().lastCause());
        assertTrue(phone.status().explanation(), phone.status().explanation().contains("open the app"));
        phone.services.await(
                "sync is parked before Android freezes the process and drops its sockets",
                () -> phone.engine.told.contains("pause NOTHING_HOLDS"));
        phone.leave(phone.open());
        phone.awaitHolding();
    }

    @Test
    public void theStopButtonStopsUntilTheAppIsOpenedEvenOverANewProcess() throws Exception {
        phone.boot().start();
        phone.leave(phone.open());
        phone.awaitHolding();
        pressStop();
        phone.awaitGate(Gate.USER_STOPPED, true);
        phone.services.await("the service is gone", () -> !phone.services.isRunning());
        assertTrue(
                phone.words(Gate.USER_STOPPED), phone.words(Gate.USER_STOPPED).contains("when the app is opened"));
        phone.killProcess();
        phone.boot(); // an alarm, a restart of the device: nobody opened the app
        phone.awaitGate(Gate.USER_STOPPED, true);
        assertFalse("it must not come back by itself", phone.services.startAsked());
        phone.leave(phone.open());
        phone.awaitHolding();
        phone.killProcess();
        phone.boot();
        phone.awaitHolding();
    }

    private void pressStop() throws PendingIntent.CanceledException {
        Notification shown = shadowOf(phone.services.service()).getLastForegroundNotification();
        shown.actions[0].actionIntent.send();
        phone.services.pump();
    }

    @Test
    public void stoppedInTheTaskManagerItStaysStoppedWhateverTheSystemKillsLater() {
        assumeTrue("told from Android 11 on", Build.VERSION.SDK_INT >= 30);
        phone.boot().start();
        phone.leave(phone.open());
        phone.awaitHolding();
        phone.killProcess();
        exit(ApplicationExitInfo.REASON_USER_REQUESTED, 1);
        phone.boot();
        phone.awaitGate(Gate.USER_STOPPED, true);
        phone.killProcess();
        exit(ApplicationExitInfo.REASON_LOW_MEMORY, 2);
        phone.boot();
        phone.awaitGate(Gate.USER_STOPPED, true);
        assertFalse(phone.services.startAsked());
        phone.leave(phone.open());
        phone.awaitHolding();
    }

    /** {@code order}: later ends have the higher one. */
    private void exit(int reason, int order) {
        ApplicationExitInfo end = new ApplicationExitInfo();
        end.setReason(reason);
        end.setTimestamp(System.currentTimeMillis() + order);
        end.setPid(order);
        shadowOf(phone.application.getSystemService(ActivityManager.class)).addApplicationExitInfo(end);
    }

    @Test
    public void aProcessThatTheSystemTookIsAGapWithTheSystemsReason() {
        assumeTrue("told from Android 11 on", Build.VERSION.SDK_INT >= 30);
        phone.boot().start();
        phone.leave(phone.open());
        phone.awaitHolding();
        phone.killProcess();
        exit(ApplicationExitInfo.REASON_LOW_MEMORY, 1);
        phone.boot();
        phone.awaitHolding();
        phone.services.await(
                "the gap has its cause",
                () -> phone.sync.report().gaps().stream()
                        .anyMatch(gap -> gap.cause() == GapCause.PROCESS_ENDED
                                && gap.detail().startsWith("SYSTEM")));
    }

    @Test
    public void afterARestartOfTheDeviceItHoldsAgainWithoutBeingOpened() {
        phone.boot().start();
        phone.leave(phone.open());
        phone.awaitHolding();
        phone.killProcess();
        phone.boot();
        new RestartReceiver().onReceive(phone.application, new Intent(Intent.ACTION_BOOT_COMPLETED));
        phone.awaitHolding();
    }

    @Test
    public void aRestartWithoutAnInstalledAppIsHarmless() {
        new RestartReceiver().onReceive(phone.application, new Intent(Intent.ACTION_BOOT_COMPLETED));
        assertFalse(phone.services.startAsked());
    }

    @Test
    public void whatWasNeverStartedHoldsNothing() {
        phone.boot();
        phone.leave(phone.open());
        phone.awaitPhase(Phase.IDLE);
        assertEquals(0, phone.services.startCount());
    }

    @Test
    public void aRestrictedAppHoldsNothingAndSaysWhereToChangeThat() {
        assumeTrue("told from Android 9 on", Build.VERSION.SDK_INT >= 28);
        phone.boot().start();
        phone.leave(phone.open());
        phone.awaitHolding();
        shadowOf(phone.application.getSystemService(ActivityManager.class)).setBackgroundRestricted(true);
        changed(PowerManager.ACTION_DEVICE_IDLE_MODE_CHANGED);
        phone.awaitGate(Gate.BACKGROUND_RESTRICTED, true);
        assertTrue(phone.status().explanation(), phone.status().explanation().contains("Settings"));
        assertTrue(
                "for a page of the app's settings",
                SottoAndroid.restrictions(phone.application).stream()
                        .anyMatch(each -> each.kind() == Restriction.Kind.BACKGROUND_RESTRICTED));
        phone.services.await("given back", () -> !phone.services.isRunning());
        shadowOf(phone.application.getSystemService(ActivityManager.class)).setBackgroundRestricted(false);
        changed(PowerManager.ACTION_DEVICE_IDLE_MODE_CHANGED);
        phone.awaitGate(Gate.BACKGROUND_RESTRICTED, false);
        phone.awaitHolding();
    }

    private void changed(String action) {
        phone.application.sendBroadcast(new Intent(action));
        phone.services.pump();
    }

    @Test
    public void dozeDoesNotEndAHoldSinceTheServiceKeepsTheNetwork() {
        phone.boot().start();
        phone.leave(phone.open());
        phone.awaitHolding();
        phone.power.setIsDeviceIdleMode(true);
        changed(PowerManager.ACTION_DEVICE_IDLE_MODE_CHANGED);
        phone.pass(Duration.ofSeconds(1));
        phone.awaitHolding();
        assertTrue(phone.status().blocks().toString(), phone.status().blocks().isEmpty());
    }

    @Test
    public void thePowerSaverEndsTheHoldIfThePolicySaysSoAndOnlyThen() {
        phone.boot().start();
        phone.sync.policy(BackgroundPolicy.BALANCED.withStopInLowPowerMode(true));
        phone.leave(phone.open());
        phone.awaitHolding();
        phone.power.setIsPowerSaveMode(true);
        changed(PowerManager.ACTION_POWER_SAVE_MODE_CHANGED);
        phone.awaitGate(Gate.LOW_POWER_MODE, true);
        phone.sync.policy(BackgroundPolicy.BALANCED.withStopInLowPowerMode(false));
        phone.awaitHolding();
    }

    @Test
    public void anEmptyBatteryEndsTheHoldUntilItIsCharged() {
        phone.boot().start();
        phone.leave(phone.open());
        phone.awaitHolding();
        phone.battery(5, false);
        phone.awaitGate(Gate.BATTERY_BELOW, true);
        phone.battery(5, true);
        phone.awaitHolding();
    }

    @Test
    public void aDeviceThatIsTooHotHoldsNothing() {
        assumeTrue("told from Android 10 on", Build.VERSION.SDK_INT >= 29);
        phone.boot().start();
        phone.leave(phone.open());
        phone.awaitHolding();
        phone.power.setCurrentThermalStatus(PowerManager.THERMAL_STATUS_SEVERE);
        phone.awaitGate(Gate.THERMAL, true);
        phone.power.setCurrentThermalStatus(PowerManager.THERMAL_STATUS_NONE);
        phone.awaitHolding();
    }

    @Test
    public void aFrozenProcessRebuildsEverythingThatWasOpen() {
        phone.boot().start();
        phone.leave(phone.open());
        phone.awaitHolding();
        phone.engine.told.clear();
        phone.pass(Duration.ofMinutes(20)); // Android closes the sockets of a frozen process without a word
        phone.services.await("rebuilt: " + phone.engine.told, () -> phone.engine.told.contains("resume FULL"));
    }

    @Test
    public void theServiceThatTheSystemEndsIsAskedForAgain() {
        phone.boot().start();
        phone.leave(phone.open());
        phone.awaitHolding();
        phone.pass(Duration.ofSeconds(3));
        int before = phone.services.startCount();
        phone.services.destroy();
        phone.services.await("a new one", () -> phone.services.startCount() > before);
        phone.awaitHolding();
    }

    @Test
    public void installedTwiceItIsTheSame() {
        phone.boot();
        assertSame(SottoAndroid.install(phone.application), phone.sync);
    }

    @Test
    public void besideAnotherPlatformItRefusesAndLeavesNothingBehind() {
        Platform other = Platform.named("another")
                .ticker(new AndroidTicker())
                .executor(Runnable::run)
                .workers(Runnable::run)
                .build();
        BackgroundSync taken = BackgroundSync.install(other);
        try {
            assertThrows(IllegalStateException.class, () -> SottoAndroid.install(phone.application));
            assertFalse(SottoAndroid.isInstalled());
        } finally {
            taken.close();
        }
        phone.boot();
    }
}
