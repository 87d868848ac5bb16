package dev.sotto.android;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.AlarmManager;
import android.app.ForegroundServiceStartNotAllowedException;
import android.content.Intent;
import android.net.wifi.WifiManager;
import android.os.Build;
import android.os.PowerManager;
import dev.sotto.android.power.WindowReceiver;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.status.BackgroundPolicy;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.Phase;
import java.time.Duration;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.shadows.ShadowAlarmManager.ScheduledAlarm;
import org.robolectric.shadows.ShadowPowerManager;

/** What the machine spends while there is work, and how it waits while there is none. */
@RunWith(RobolectricTestRunner.class)
public class WorkStoriesTest {
    private static final SyncActivity NOBODY = new SyncActivity(0, 0, 0);
    private static final SyncActivity CONNECTED = new SyncActivity(1, 0, 0);
    private static final SyncActivity SENDING = new SyncActivity(1, 5, 0);
    private static final SyncActivity LONG_QUIET =
            new SyncActivity(0, 0, Duration.ofHours(1).toMillis());

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

    private boolean awake() {
        PowerManager.WakeLock lock = ShadowPowerManager.getLatestWakeLock();
        return lock != null && lock.isHeld();
    }

    private boolean hearsMulticast() {
        return shadowOf(phone.application.getSystemService(WifiManager.class)).getActiveLockCount() > 0;
    }

    private void holding() {
        phone.boot().start();
        phone.leave(phone.open());
        phone.awaitHolding();
    }

    @Test
    public void theServiceAloneDoesNotKeepTheCpuAwakeSoWorkTakesALease() {
        phone.engine.activity = CONNECTED;
        holding();
        assertFalse("nothing waits to be sent", awake());
        phone.work(SENDING);
        phone.services.await("awake while something waits", this::awake);
        phone.work(CONNECTED);
        phone.services.await("asleep when it is sent", () -> !awake());
    }

    /** Play counts the wake locks of a day; over two hours cost an app its visibility. */
    @Test
    public void theDaysBudgetOfWakeLocksIsNeverExceeded() {
        phone.engine.activity = CONNECTED;
        holding();
        phone.sync.policy(BackgroundPolicy.BALANCED.withWakeBudgetMillis(60_000));
        phone.work(SENDING);
        phone.services.await("awake", this::awake);
        phone.pass(Duration.ofSeconds(61));
        assertFalse("the system itself let go", awake());
        phone.work(CONNECTED);
        phone.work(SENDING);
        phone.services.await(
                "the machine has counted", () -> phone.sync.report().wakeLeaseMillis() >= 60_000);
        assertFalse("nothing is left of the day's budget", awake());
    }

    @Test
    public void multicastComesThroughOnlyWhileNobodyIsConnected() {
        phone.engine.activity = NOBODY;
        holding();
        phone.services.await("looking for peers", this::hearsMulticast);
        phone.work(CONNECTED);
        phone.services.await("found one", () -> !hearsMulticast());
    }

    @Test
    public void withNobodyNearTheServiceEndsAndShortWindowsLookForPeersInstead() {
        phone.engine.activity = NOBODY;
        holding();
        phone.sync.policy(BackgroundPolicy.BALANCED.withNoPeersMillis(1_000));
        phone.pass(Duration.ofSeconds(2));
        phone.work(LONG_QUIET);
        phone.awaitGate(Gate.NO_WORK, true);
        phone.services.await("the service is gone", () -> !phone.services.isRunning());
        phone.services.await("an alarm is set", () -> !alarms().isEmpty());
        phone.engine.told.clear();
        phone.engine.activity = CONNECTED; // a peer waits nearby; only a window can find it
        ring();
        phone.services.await(
                "sync runs in the window", () -> phone.engine.told.toString().contains("resume"));
        phone.awaitHolding();
    }

    private List<ScheduledAlarm> alarms() {
        return shadowOf(phone.application.getSystemService(AlarmManager.class)).getScheduledAlarms();
    }

    /** What Android does with the alarm: it makes the receiver and hands it the intent. */
    @SuppressWarnings("deprecation") // the only way to the intent on the older systems
    private void ring() {
        new WindowReceiver()
                .onReceive(
                        phone.application, shadowOf(alarms().get(0).operation).getSavedIntent());
        phone.services.pump();
    }

    @Test
    public void whereNothingHoldsDozeIsSaidAndLeavesTheWindows() {
        assumeTrue("refused from Android 12 on", Build.VERSION.SDK_INT >= 31);
        phone.services.refuseNext(new ForegroundServiceStartNotAllowedException("not allowed"));
        phone.boot().start();
        phone.awaitPhase(Phase.DEGRADED);
        phone.power.setIsDeviceIdleMode(true);
        phone.application.sendBroadcast(new Intent(PowerManager.ACTION_DEVICE_IDLE_MODE_CHANGED));
        phone.awaitGate(Gate.DOZING, true);
        assertTrue(phone.status().explanation(), phone.status().explanation().contains("dozes"));
        phone.services.await("the alarm stays set", () -> !alarms().isEmpty());
        assertEquals("nothing is tried in vain", 1, phone.services.startCount());
        phone.power.setIsDeviceIdleMode(false);
        phone.application.sendBroadcast(new Intent(PowerManager.ACTION_DEVICE_IDLE_MODE_CHANGED));
        phone.awaitGate(Gate.DOZING, false);
        phone.awaitHolding();
    }
}
