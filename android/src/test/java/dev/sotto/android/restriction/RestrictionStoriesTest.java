package dev.sotto.android.restriction;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import dev.sotto.android.SimulatedAndroid;
import dev.sotto.android.restriction.Restriction.Kind;
import dev.sotto.background.status.Gate;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;

/** Conditions that Robolectric cannot make, injected: what the machine does when they come and go while it holds. */
@RunWith(RobolectricTestRunner.class)
public class RestrictionStoriesTest {
    private static final int ANDROID_11 = 30;
    private static final int ANDROID_16 = 36;
    private static final int ANDROID_17 = 37;

    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private volatile Conditions now = conditions(ANDROID_16, Kind.BATTERY_OPTIMISED);
    private SimulatedAndroid phone;
    private RestrictionWatch watch;

    @Before
    public void holding() throws Exception {
        phone = new SimulatedAndroid();
        phone.boot().start();
        phone.leave(phone.open());
        phone.awaitHolding();
        watch = new RestrictionWatch(phone.application, phone.sync, worker, true, () -> now);
    }

    @After
    public void switchOff() {
        watch.close();
        phone.close();
        worker.shutdownNow();
        assertFalse("a foreground service is left behind", phone.services.foreground());
    }

    /** An app like any other (subject to battery optimisation), with this in the way. */
    private static Conditions conditions(int api, Kind kind) {
        return RestrictionsTest.conditions(api, kind, true);
    }

    private void become(Conditions next) {
        now = next;
        watch.look();
    }

    @Test
    public void aLocalNetworkPermissionThatIsTakenWhileHoldingIsAGateUntilItIsBack() {
        become(conditions(ANDROID_17, Kind.NO_LAN_PERMISSION));
        phone.awaitGate(Gate.NO_PERMISSION_LAN, true);
        assertTrue(phone.words(Gate.NO_PERMISSION_LAN).contains("Nearby devices"));
        phone.services.await("released", () -> !phone.services.isRunning());
        become(conditions(ANDROID_17, Kind.BATTERY_OPTIMISED));
        phone.awaitGate(Gate.NO_PERMISSION_LAN, false);
        phone.awaitHolding();
    }

    @Test
    public void aLostNetworkEndsAHoldOnlyWhereItCanBeHadAgain() {
        become(conditions(ANDROID_16, Kind.NO_NETWORK));
        become(conditions(ANDROID_16, Kind.BACKGROUND_RESTRICTED)); // heard after the one before
        phone.awaitGate(Gate.BACKGROUND_RESTRICTED, true);
        assertFalse(
                "let go for a network that was gone",
                phone.sync.report().transitions().toString().contains("NO_NETWORK"));
        become(conditions(ANDROID_11, Kind.NO_NETWORK));
        phone.awaitGate(Gate.BACKGROUND_RESTRICTED, false);
        phone.awaitGate(Gate.NO_NETWORK, true);
        become(conditions(ANDROID_11, Kind.BATTERY_OPTIMISED));
        phone.awaitHolding();
    }
}
