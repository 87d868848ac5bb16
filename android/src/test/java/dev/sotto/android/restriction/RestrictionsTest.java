package dev.sotto.android.restriction;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.Application;
import android.app.NotificationManager;
import android.app.usage.UsageStatsManager;
import android.os.Build;
import android.os.PowerManager;
import dev.sotto.android.InstalledManifest;
import dev.sotto.android.restriction.Restriction.Kind;
import dev.sotto.background.status.Gate;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;

/** What the system restricts: read where it is told, put into words, and closed as a gate only where that is right. */
@RunWith(RobolectricTestRunner.class)
public class RestrictionsTest {
    private static final int ANDROID_11 = 30;
    private static final int ANDROID_16 = 36;
    private static final int ANDROID_17 = 37;

    private final Application application = RuntimeEnvironment.getApplication();

    @Before
    public void installTheApp() throws Exception {
        InstalledManifest.install();
    }

    /** A phone on which nothing is in the way, with one thing changed. */
    private static Conditions free(int api) {
        return new Conditions(api, true, false, false, false, false, true, false, true);
    }

    /** A phone on which this one thing is in the way. */
    static Conditions conditions(int api, Kind kind, boolean optimised) {
        return new Conditions(
                api,
                kind != Kind.NO_NETWORK,
                kind == Kind.DOZING,
                kind == Kind.POWER_SAVE,
                kind == Kind.BACKGROUND_RESTRICTED,
                kind == Kind.RARELY_USED,
                kind != Kind.NO_LAN_PERMISSION,
                optimised,
                kind != Kind.NOTIFICATION_HIDDEN);
    }

    private static List<Gate> gates(Conditions now, boolean away, boolean held) {
        List<Gate> gates = new ArrayList<>();
        for (Restriction each : Restrictions.of(now, away, held, true)) {
            each.gate().ifPresent(gates::add);
        }
        return gates;
    }

    @Test
    public void nothingInTheWayIsNothingToSay() {
        assertEquals(List.of(), Restrictions.of(free(ANDROID_16), true, true, true));
    }

    @Test
    public void everyRestrictionHasWordsOfItsOwn() {
        List<String> words = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Restriction> found =
                    Restrictions.of(conditions(ANDROID_16, kind, kind == Kind.BATTERY_OPTIMISED), true, true, true);
            assertEquals(kind.name(), 1, found.size());
            assertEquals(kind, found.get(0).kind());
            assertTrue(kind.name(), found.get(0).text().endsWith("."));
            assertFalse(kind.name(), words.contains(found.get(0).text()));
            words.add(found.get(0).text());
        }
    }

    @Test
    public void whatTheUserForbidsClosesItsGateAlways() {
        for (boolean held : new boolean[] {true, false}) {
            assertEquals(
                    List.of(Gate.BACKGROUND_RESTRICTED),
                    gates(conditions(ANDROID_16, Kind.BACKGROUND_RESTRICTED, true), true, held));
            assertEquals(
                    List.of(Gate.NO_PERMISSION_LAN),
                    gates(conditions(ANDROID_17, Kind.NO_LAN_PERMISSION, true), true, held));
        }
    }

    /** From Android 12 on a hold that was let go in the background cannot be had again. */
    @Test
    public void noPassingConditionTakesAHoldThatCouldNotBeHadAgain() {
        for (Kind kind : List.of(Kind.NO_NETWORK, Kind.DOZING, Kind.RARELY_USED)) {
            assertEquals(kind.name(), List.of(), gates(conditions(ANDROID_16, kind, true), true, true));
            assertEquals("on the way out: " + kind, List.of(), gates(conditions(ANDROID_16, kind, true), false, false));
            assertEquals(
                    "nothing to lose: " + kind,
                    1,
                    gates(conditions(ANDROID_16, kind, true), true, false).size());
        }
    }

    @Test
    public void withoutANetworkNothingIsHeldWhereItCanBeHadAgain() {
        assertEquals(List.of(Gate.NO_NETWORK), gates(conditions(ANDROID_11, Kind.NO_NETWORK, true), true, true));
        assertEquals(List.of(Gate.NO_NETWORK), gates(conditions(ANDROID_16, Kind.NO_NETWORK, false), true, true));
    }

    @Test
    public void anExemptAppIsHeldThroughDozeAndAnOldSystemStartsInIt() {
        assertEquals(List.of(), gates(conditions(ANDROID_16, Kind.DOZING, false), true, false));
        assertEquals(List.of(), gates(conditions(ANDROID_11, Kind.DOZING, true), true, false));
    }

    @Test
    public void anAppForAServerOnTheInternetNeedsNoLocalNetwork() {
        Conditions denied = conditions(ANDROID_17, Kind.NO_LAN_PERMISSION, false);
        assertEquals(List.of(), Restrictions.of(denied, true, true, false));
    }

    @Test
    public void theLocalNetworkIsAskedForFromAndroid17OnByAppsThatTargetIt() {
        shadowOf(application).denyPermissions(Conditions.LAN_PERMISSION);
        int target = application.getApplicationInfo().targetSdkVersion;
        try {
            application.getApplicationInfo().targetSdkVersion = ANDROID_17;
            assertFalse(Conditions.read(application, ANDROID_17).lanPermission());
            assertTrue(
                    "no such permission before",
                    Conditions.read(application, ANDROID_16).lanPermission());
            shadowOf(application).grantPermissions(Conditions.LAN_PERMISSION);
            assertTrue(Conditions.read(application, ANDROID_17).lanPermission());
            shadowOf(application).denyPermissions(Conditions.LAN_PERMISSION);
            application.getApplicationInfo().targetSdkVersion = ANDROID_16;
            assertTrue(
                    "not enforced for it",
                    Conditions.read(application, ANDROID_17).lanPermission());
        } finally {
            application.getApplicationInfo().targetSdkVersion = target;
        }
    }

    @Test
    public void dozePowerSaverAndExemptionAreRead() {
        PowerManager power = application.getSystemService(PowerManager.class);
        Conditions before = now();
        assertFalse(before.dozing() || before.powerSave());
        assertTrue("as every app is", before.optimised());
        shadowOf(power).setIsDeviceIdleMode(true);
        shadowOf(power).setIsPowerSaveMode(true);
        shadowOf(power).setIgnoringBatteryOptimizations(application.getPackageName(), true);
        assertTrue(now().dozing() && now().powerSave());
        assertFalse(now().optimised());
        assertTrue(now().startsInBackground());
    }

    @Test
    public void aRarelyUsedAppIsOneInTheBucketRestricted() {
        assumeTrue("the bucket came with Android 11", Build.VERSION.SDK_INT >= 30);
        UsageStatsManager usage = application.getSystemService(UsageStatsManager.class);
        shadowOf(usage).setCurrentAppStandbyBucket(UsageStatsManager.STANDBY_BUCKET_RARE);
        assertFalse(now().rarelyUsed());
        shadowOf(usage).setCurrentAppStandbyBucket(UsageStatsManager.STANDBY_BUCKET_RESTRICTED);
        assertTrue(now().rarelyUsed());
    }

    @Test
    public void aHiddenNotificationIsRead() {
        assertTrue(now().notified());
        shadowOf(application.getSystemService(NotificationManager.class)).setNotificationsEnabled(false);
        assertFalse(now().notified());
    }

    private Conditions now() {
        return Conditions.read(application, Build.VERSION.SDK_INT);
    }
}
