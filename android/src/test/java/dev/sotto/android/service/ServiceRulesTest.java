package dev.sotto.android.service;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;
import static org.robolectric.Shadows.shadowOf;

import android.Manifest;
import android.app.ForegroundServiceStartNotAllowedException;
import android.app.MissingForegroundServiceTypeException;
import android.app.Notification;
import android.app.NotificationChannel;
import android.app.NotificationManager;
import android.content.ComponentName;
import android.content.Context;
import android.content.ContextWrapper;
import android.content.Intent;
import android.content.pm.ServiceInfo;
import android.os.Build;
import dev.sotto.android.InstalledManifest;
import dev.sotto.android.SimulatedServices;
import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.Trait;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;

/** What Android asks of a foreground service, and what it does to one: a test a rule. */
@RunWith(RobolectricTestRunner.class)
public class ServiceRulesTest {
    private static final int STATUS_CHARS = 80;

    private final Context context = RuntimeEnvironment.getApplication();
    private final List<Lease> leases = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> signals = new ArrayList<>();
    private SimulatedServices android;
    private long generation;

    private final AcquireCallback callback = new AcquireCallback() {
        @Override
        public void acquired(long answered, Lease lease) {
            leases.add(lease);
            lease.onSignal(signal -> signals.add(signal.toString()));
        }

        @Override
        public void failed(long answered, FailureKind kind, String why) {
            failures.add(kind + ": " + why);
        }
    };

    @Before
    public void installTheApp() throws Exception {
        InstalledManifest.install();
        android = new SimulatedServices();
        android.importance(false);
    }

    @After
    public void giveEverythingBack() {
        new ArrayList<>(leases).forEach(Lease::close);
        android.pump();
        assertFalse("a foreground service is left behind", android.foreground());
    }

    private AcquireRequest order(KeepAliveMechanism mechanism) {
        AcquireRequest request = new AcquireRequest(++generation, false, 5_000, AcquireRequest.Reason.WANTED);
        mechanism.acquire(request, callback);
        return request;
    }

    private ForegroundService service() {
        return new ForegroundService(context, ServiceTexts.DEFAULT);
    }

    /** An app whose next starts of a service are refused like this. */
    private ForegroundService refused(RuntimeException why) {
        return new ForegroundService(
                new ContextWrapper(context) {
                    @Override
                    public Context getApplicationContext() {
                        return this;
                    }

                    @Override
                    public ComponentName startForegroundService(Intent service) {
                        throw why;
                    }
                },
                ServiceTexts.DEFAULT);
    }

    @Test
    public void theServiceIsAConnectedDeviceAndNeverADataSync() {
        assumeTrue("types came with Android 10", Build.VERSION.SDK_INT >= 29);
        order(service());
        android.pump();
        assertEquals(
                ServiceInfo.FOREGROUND_SERVICE_TYPE_CONNECTED_DEVICE,
                android.service().getForegroundServiceType());
        assertEquals(1, leases.size());
    }

    @Test
    public void aStartRefusedInTheBackgroundIsDeniedAndSaysWhatWouldHelp() {
        boolean named = Build.VERSION.SDK_INT >= 31;
        order(refused(
                named
                        ? new ForegroundServiceStartNotAllowedException("startForegroundService() not allowed")
                        : new IllegalStateException("Not allowed to start service: app is in background")));
        assertEquals(List.of("DENIED: " + ServiceRefusal.NOT_VISIBLE), failures);
        assertTrue(ServiceRefusal.NOT_VISIBLE.contains("open the app"));
    }

    @Test
    public void aServiceRefusedTheForegroundAfterItsStartIsDeniedAndLeft() {
        assumeTrue("refused from Android 12 on", Build.VERSION.SDK_INT >= 31);
        android.refuseNext(new ForegroundServiceStartNotAllowedException("mAllowStartForeground false"));
        order(service());
        android.pump();
        assertEquals(List.of("DENIED: " + ServiceRefusal.NOT_VISIBLE), failures);
        assertFalse("a service that may not be there must not stay", android.isRunning());
    }

    @Test
    public void aMissingPermissionIsDeniedAndNamed() {
        order(refused(new SecurityException("requires android.permission.FOREGROUND_SERVICE")));
        assertEquals(1, failures.size());
        assertTrue(failures.get(0), failures.get(0).startsWith("DENIED: " + ServiceRefusal.NO_PERMISSION));
        assertTrue(failures.get(0), failures.get(0).contains("android.permission.FOREGROUND_SERVICE"));
    }

    @Test
    public void aMissingTypeIsUnsupportedSinceNoRetryHelps() {
        assumeTrue("typed services came with Android 14", Build.VERSION.SDK_INT >= 34);
        android.refuseNext(new MissingForegroundServiceTypeException("Starting FGS without a type"));
        order(service());
        android.pump();
        assertEquals(1, failures.size());
        assertTrue(failures.get(0), failures.get(0).startsWith("UNSUPPORTED: " + ServiceRefusal.NO_TYPE));
    }

    @Test
    public void aTimeLimitThatIsUsedUpIsAQuotaAndNoReasonToTryAgain() {
        assumeTrue("time limits came with Android 15", Build.VERSION.SDK_INT >= 35);
        order(refused(new ForegroundServiceStartNotAllowedException(
                "Time limit already exhausted for foreground service type dataSync")));
        assertEquals(List.of("QUOTA: " + ServiceRefusal.TIME_USED_UP), failures);
    }

    @Test
    public void whatNobodyForesawIsTriedAgain() {
        order(refused(new IllegalArgumentException("something new")));
        assertTrue(failures.toString(), failures.get(0).startsWith("TRANSIENT: "));
    }

    @Test
    public void anAppWithoutTheServiceInItsManifestIsTold() {
        order(new ForegroundService(
                new ContextWrapper(context) {
                    @Override
                    public Context getApplicationContext() {
                        return this;
                    }

                    @Override
                    public ComponentName startForegroundService(Intent service) {
                        return null; // what Android answers when it knows no such service
                    }
                },
                ServiceTexts.DEFAULT));
        assertEquals(List.of("UNSUPPORTED: the app's manifest has no service for Sotto"), failures);
    }

    @Test
    public void atATimeOutTheServiceIsLeftAtOnceAndTheMachineHearsOfTheQuota() {
        for (boolean typed : new boolean[] {false, true}) {
            order(service());
            android.pump();
            if (typed) {
                android.service().onTimeout(1, ServiceInfo.FOREGROUND_SERVICE_TYPE_CONNECTED_DEVICE);
            } else {
                android.service().onTimeout(1);
            }
            assertFalse("still in the foreground: Android kills the app for that", android.foreground());
            android.pump();
            assertFalse(android.isRunning());
            assertEquals(1, signals.size());
            assertTrue(signals.get(0), signals.get(0).startsWith("QUOTA_TIMEOUT"));
            signals.clear();
        }
    }

    @Test
    public void aServiceThatTheSystemEndsIsLostAtOnce() {
        order(service());
        android.pump();
        android.destroy();
        assertEquals(List.of("LOST(SERVICE_DESTROYED: Android ended the service)"), signals);
        leases.get(0).close();
        order(service());
        android.pump();
        assertEquals("can be had again", 2, leases.size());
    }

    @Test
    public void aServiceThatTheSystemTakesBackInSilenceStandsStill() {
        order(service());
        android.pump();
        Lease lease = leases.get(0);
        long first = lease.progress();
        assertEquals(first + 1, lease.progress());
        android.demote();
        assertEquals(first + 1, lease.progress());
        assertEquals("health is progress, not a flag", first + 1, lease.progress());
    }

    /** Android crashes an app that asks for a foreground service and then does not become one; the simulation fails for it. */
    @Test
    public void aStartThatNobodyWantsAnyMoreStillKeepsItsPromise() {
        ForegroundService mechanism = service();
        AcquireRequest request = order(mechanism);
        mechanism.cancel(request);
        assertEquals(List.of("TRANSIENT: the order was cancelled"), failures);
        android.pump();
        assertEquals("it was delivered all the same", 1, android.startCount());
        assertFalse(android.foreground());
        assertFalse(android.isRunning());
        assertTrue(leases.isEmpty());
    }

    @Test
    public void aStartOnItsWayIsNotKilledByTheEndOfTheHoldBefore() {
        order(service());
        android.pump();
        leases.get(0).close();
        order(service()); // asked for before Android has destroyed the service
        assertTrue("a fresh start is asked for", android.startAsked());
        android.pump();
        assertEquals(2, leases.size());
        assertTrue(android.foreground());
        assertTrue(android.isRunning());
    }

    @Test
    public void aStickyServiceThatNobodyWantsGoesAgain() {
        android.restartSticky();
        assertFalse(android.foreground());
        assertFalse(android.isRunning());
    }

    @Test
    public void theTypeAndEachPermissionThatIsMissingIsNamed() {
        assertTrue(service().probe().isSupported());
        if (Build.VERSION.SDK_INT >= 34) {
            shadowOf(RuntimeEnvironment.getApplication())
                    .denyPermissions(Manifest.permission.CHANGE_WIFI_MULTICAST_STATE);
            assertNames("CHANGE_WIFI_MULTICAST_STATE");
            shadowOf(RuntimeEnvironment.getApplication())
                    .denyPermissions(Manifest.permission.FOREGROUND_SERVICE_CONNECTED_DEVICE);
            assertNames("FOREGROUND_SERVICE_CONNECTED_DEVICE");
        }
        shadowOf(RuntimeEnvironment.getApplication()).denyPermissions(Manifest.permission.FOREGROUND_SERVICE);
        assertNames("FOREGROUND_SERVICE");
        ServiceInfo untyped = new ServiceInfo();
        untyped.name = SyncService.class.getName();
        untyped.packageName = context.getPackageName();
        shadowOf(context.getPackageManager()).addOrUpdateService(untyped);
        if (Build.VERSION.SDK_INT >= 29) {
            assertNames("type connectedDevice");
        }
        shadowOf(context.getPackageManager()).removeService(new ComponentName(context, SyncService.class));
        assertNames("no service");
    }

    private void assertNames(String missing) {
        Capability capability = service().probe();
        assertEquals(Capability.Support.UNSUPPORTED, capability.support());
        assertTrue(capability.toString(), capability.explanation().contains(missing));
    }

    @Test
    public void withoutThePermissionToNotifyItHoldsAllTheSame() {
        assumeTrue("asked of the user from Android 13 on", Build.VERSION.SDK_INT >= 33);
        shadowOf(RuntimeEnvironment.getApplication()).denyPermissions(Manifest.permission.POST_NOTIFICATIONS);
        order(service());
        android.pump();
        assertEquals(1, leases.size());
    }

    @Test
    public void fromAndroid12OnItSaysThatItMustBeStartedWhileVisible() {
        assertEquals(Build.VERSION.SDK_INT >= 31, service().traits().contains(Trait.NEEDS_FOREGROUND_START));
        assertTrue(service().traits().contains(Trait.VISIBLE_TO_USER));
        assertFalse("connectedDevice has no time limit", service().traits().contains(Trait.HAS_QUOTA));
    }

    @Test
    public void textsAndChannelAreTheAppsOwnIfItWantsSo() {
        NotificationManager notifications = context.getSystemService(NotificationManager.class);
        notifications.createNotificationChannel(
                new NotificationChannel("mine", "Meine", NotificationManager.IMPORTANCE_MIN));
        ServiceTexts texts = ServiceTexts.DEFAULT
                .withChannel("mine", "not used: the app made it")
                .withTitle("Kasse 3")
                .withText("Wird abgeglichen")
                .withStopLabel("Halt");
        order(new ForegroundService(context, texts));
        android.pump();
        Notification shown = shadowOf(android.service()).getLastForegroundNotification();
        assertEquals(
                "Kasse 3",
                shown.extras.getCharSequence(Notification.EXTRA_TITLE).toString());
        assertEquals(
                "Wird abgeglichen",
                shown.extras.getCharSequence(Notification.EXTRA_TEXT).toString());
        assertEquals("Halt", shown.actions[0].title.toString());
        assertEquals("mine", shown.getChannelId());
        assertEquals(
                NotificationManager.IMPORTANCE_MIN,
                notifications.getNotificationChannel("mine").getImportance());
    }

    @Test
    public void theDefaultsAreQuietAndOfferToStop() {
        order(service());
        android.pump();
        NotificationChannel channel = context.getSystemService(NotificationManager.class)
                .getNotificationChannel(ServiceTexts.DEFAULT.channelId());
        assertEquals(NotificationManager.IMPORTANCE_LOW, channel.getImportance());
        assertEquals(1, shadowOf(android.service()).getLastForegroundNotification().actions.length);
    }

    @Test
    public void whatAStatusSaysOfARefusalFitsIntoIt() {
        for (String why : List.of(
                ServiceRefusal.NOT_VISIBLE,
                ServiceRefusal.TIME_USED_UP,
                ServiceRefusal.NO_TYPE,
                ServiceRefusal.NO_PERMISSION)) {
            assertTrue(why, why.length() <= STATUS_CHARS);
        }
    }
}
