package dev.sotto.android.database;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import android.app.Application;
import android.net.wifi.WifiManager;
import dev.sotto.Sotto;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.Shadows;

/** Discovery in an app: the lock comes with it and goes with it. */
@RunWith(SandboxRunner.class)
public class AndroidDiscoveryTest {
    private final Application app = RuntimeEnvironment.getApplication();

    @Test
    public void multicastIsLetThroughWhileNobodyIsKnownAndNotAfterTheStop() {
        try (Sotto sotto = AndroidSotto.open(app, config -> config.discover(AndroidDiscovery.in(app)))) {
            assertEquals(0, locks());
            sotto.sync().start();
            await("the lock is held", () -> locks() == 1);
            sotto.sync().stop();
            await("the lock is given back", () -> locks() == 0);
            sotto.sync().start();
            await("the lock is held again", () -> locks() == 1);
        }
        await("the lock is given back by close", () -> locks() == 0);
    }

    @Test
    public void aStoreThatIsToBeFoundListens() {
        try (Sotto sotto = AndroidSotto.open(app, config -> config.discover(AndroidDiscovery.in(app)))) {
            sotto.sync().start();
            assertTrue(sotto.sync().status().listening().get(0).startsWith("0.0.0.0:"));
        }
    }

    private int locks() {
        return Shadows.shadowOf(app.getSystemService(WifiManager.class)).getActiveLockCount();
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue("not within 30 s: " + what, System.nanoTime() < end);
            Thread.yield();
        }
    }
}
