package dev.sotto.android.service;

import static org.junit.Assert.assertTrue;

import dev.sotto.android.InstalledManifest;
import dev.sotto.background.mechanism.Capability;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;

/** What the room's own manifest brings is what the service needs. */
@RunWith(RobolectricTestRunner.class)
public class ManifestTest {
    @Test
    public void theManifestDeclaresTheServiceItsTypeAndItsPermissions() throws Exception {
        InstalledManifest.install();
        Capability capability =
                new ForegroundService(RuntimeEnvironment.getApplication(), ServiceTexts.DEFAULT).probe();
        assertTrue(capability.toString(), capability.isSupported());
    }
}
