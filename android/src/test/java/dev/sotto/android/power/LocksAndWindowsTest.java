package dev.sotto.android.power;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.AlarmManager;
import android.app.Application;
import android.content.Intent;
import android.net.wifi.WifiManager;
import android.os.Looper;
import android.os.PowerManager;
import android.os.SystemClock;
import dev.sotto.android.InstalledManifest;
import dev.sotto.background.port.Opportunist;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Ticker;
import dev.sotto.background.port.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.shadows.ShadowAlarmManager.ScheduledAlarm;
import org.robolectric.shadows.ShadowPowerManager;

/** Locks are leases with an end; windows come by alarms that ring in Doze, and only for the process that asked. */
@RunWith(RobolectricTestRunner.class)
public class LocksAndWindowsTest {
    private static final long QUARTER_HOUR = Duration.ofMinutes(15).toMillis();

    private final Application application = RuntimeEnvironment.getApplication();
    private final AlarmManager alarms = application.getSystemService(AlarmManager.class);
    private final PowerManager power = application.getSystemService(PowerManager.class);
    private final HandTicker ticker = new HandTicker();
    private final List<Window> opened = new ArrayList<>();

    /** The phone's clock; what came due runs when {@link #pass} says so. */
    private static final class HandTicker implements Ticker {
        private record Timer(long at, Runnable task) {}

        private final List<Timer> timers = new ArrayList<>();

        void pass(long millis) {
            shadowOf(Looper.getMainLooper()).idleFor(Duration.ofMillis(millis));
            for (Timer timer : new ArrayList<>(timers)) {
                if (timer.at() <= monotonicMillis() && timers.remove(timer)) {
                    timer.task().run();
                }
            }
        }

        @Override
        public long monotonicMillis() {
            return SystemClock.elapsedRealtime();
        }

        @Override
        public long wallMillis() {
            return 0;
        }

        @Override
        public boolean countsSleep() {
            return true;
        }

        @Override
        public Registration after(long delayMillis, Runnable task) {
            Timer timer = new Timer(monotonicMillis() + delayMillis, task);
            timers.add(timer);
            return () -> timers.remove(timer);
        }
    }

    @Before
    public void installTheApp() throws Exception {
        InstalledManifest.install();
    }

    @Test
    public void aWakeLockIsALeaseOfAPieceOfWork() {
        Registration lease = new WakeLocks(application).hold("work", 60_000);
        PowerManager.WakeLock lock = ShadowPowerManager.getLatestWakeLock();
        assertTrue(lock.isHeld());
        assertTrue(shadowOf(lock).getTag(), shadowOf(lock).getTag().startsWith("sotto:"));
        lease.close();
        lease.close();
        assertFalse(lock.isHeld());
    }

    /** Huawei's power manager ends apps whose lock lasts an hour; Play counts the sum of a day. */
    @Test
    public void noWakeLockLastsLongerThanTenMinutesWhateverIsAsked() {
        Registration lease =
                new WakeLocks(application).hold("work", Duration.ofHours(3).toMillis());
        PowerManager.WakeLock lock = ShadowPowerManager.getLatestWakeLock();
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofMinutes(9));
        assertTrue(lock.isHeld());
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofMinutes(2));
        assertFalse("the system lets go by itself", lock.isHeld());
        lease.close();
    }

    @Test
    public void multicastComesThroughOnlyWhileItIsAskedFor() {
        WifiManager wifi = application.getSystemService(WifiManager.class);
        Registration lease = new MulticastLocks(application).hold();
        assertTrue(shadowOf(wifi).getActiveLockCount() > 0);
        lease.close();
        lease.close();
        assertEquals(0, shadowOf(wifi).getActiveLockCount());
    }

    private AlarmWindows windows() {
        AlarmWindows windows = new AlarmWindows(application, ticker);
        windows.schedule(QUARTER_HOUR, Opportunist.Conditions.NETWORK, opened::add);
        return windows;
    }

    private ScheduledAlarm alarm() {
        return shadowOf(alarms).getScheduledAlarms().get(0);
    }

    /** What the alarm would broadcast, and whether its window is still open for the system. */
    private static boolean[] ring(ScheduledAlarm alarm) {
        return ring(tag(alarm));
    }

    private static boolean[] ring(String tag) {
        boolean[] over = {false};
        AlarmWindows.rang(tag, () -> over[0] = true);
        return over;
    }

    @SuppressWarnings("deprecation") // the only way to it on the older systems
    private static Intent intent(ScheduledAlarm alarm) {
        return shadowOf(alarm.operation).getSavedIntent();
    }

    private static String tag(ScheduledAlarm alarm) {
        return intent(alarm).getStringExtra(AlarmWindows.EXTRA_TAG);
    }

    @Test
    public void theAlarmRingsInDozeAndNeedsNoPermissionForExactOnes() {
        windows();
        assertEquals(1, shadowOf(alarms).getScheduledAlarms().size());
        assertTrue("also while idle", alarm().isAllowWhileIdle());
        assertEquals(AlarmManager.ELAPSED_REALTIME_WAKEUP, alarm().getType());
        assertEquals(SystemClock.elapsedRealtime() + QUARTER_HOUR, alarm().getTriggerAtMs());
        assertEquals("inexact", -1L, alarm().getWindowLengthMs());
        assertEquals(
                WindowReceiver.class.getName(), intent(alarm()).getComponent().getClassName());
    }

    @Test
    public void aRungAlarmOpensOneWindowAndItsEndLetsTheDeviceSleep() {
        windows();
        ScheduledAlarm alarm = alarm();
        boolean[] over = ring(alarm);
        assertEquals(1, opened.size());
        assertFalse("the device stays awake for it", over[0]);
        assertTrue("a second ring of the same alarm is nobody's", ring(alarm)[0]);
        assertEquals(1, opened.size());
        opened.get(0).complete(true);
        assertTrue(over[0]);
        opened.get(0).complete(true);
    }

    @Test
    public void anAlarmOfADeadProcessIsIgnored() {
        windows();
        String left = tag(alarm());
        AlarmWindows inTheNextProcess = new AlarmWindows(application, ticker);
        assertTrue("nothing is kept awake for it", ring(left)[0]);
        inTheNextProcess.schedule(QUARTER_HOUR, Opportunist.Conditions.NETWORK, opened::add);
        assertTrue(ring(left)[0]);
        assertEquals(0, opened.size());
        ring(alarm());
        assertEquals(1, opened.size());
    }

    @Test
    public void aCancelledWindowIsNeitherRungNorOpened() {
        AlarmWindows windows = windows();
        ScheduledAlarm alarm = alarm();
        windows.cancel();
        windows.cancel();
        assertEquals(0, shadowOf(alarms).getScheduledAlarms().size());
        assertTrue("one that was on its way", ring(alarm)[0]);
        assertEquals(0, opened.size());
    }

    @Test
    public void aNewRequestTakesTheOldOnesPlace() {
        AlarmWindows windows = windows();
        windows.schedule(2 * QUARTER_HOUR, Opportunist.Conditions.ANY, opened::add);
        assertEquals(1, shadowOf(alarms).getScheduledAlarms().size());
    }

    @Test
    public void inDozeAWindowIsOnlyAsLongAsTheSystemGrants() {
        windows();
        ring(alarm());
        assertEquals(PowerLimits.WINDOW_MILLIS, opened.get(0).remainingMillis());
        shadowOf(power).setIsDeviceIdleMode(true);
        windows();
        ring(alarm());
        assertEquals(10_000, opened.get(1).remainingMillis());
    }

    @Test
    public void aWindowThatNobodyEndsIsToldOfItsExpiryAndEndsByItself() {
        windows();
        boolean[] over = ring(alarm());
        int[] told = {0};
        opened.get(0).onExpiry(() -> told[0]++);
        ticker.pass(PowerLimits.WINDOW_MILLIS - PowerLimits.WINDOW_RESERVE_MILLIS);
        assertEquals(1, told[0]);
        assertFalse(over[0]);
        opened.get(0).onExpiry(() -> told[0]++); // late: at once
        assertEquals(2, told[0]);
        ticker.pass(PowerLimits.WINDOW_RESERVE_MILLIS);
        assertTrue("a receiver that hangs would be an ANR", over[0]);
    }

    @Test
    public void theReceiverTakesWhateverIsSent() {
        windows();
        WindowReceiver receiver = new WindowReceiver();
        receiver.onReceive(application, new Intent(AlarmWindows.ACTION_WINDOW));
        assertEquals(0, opened.size());
        receiver.onReceive(application, intent(alarm()));
        assertEquals(1, opened.size());
        opened.get(0).complete(true);
    }
}
