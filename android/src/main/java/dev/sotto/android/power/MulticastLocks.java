package dev.sotto.android.power;

import android.content.Context;
import android.net.wifi.WifiManager;
import dev.sotto.background.port.MulticastLease;
import dev.sotto.background.port.Registration;
import org.jspecify.annotations.Nullable;

/** Multicast locks, one a lease: without one, Wi-Fi drops multicast to save power, and nobody is found. */
public final class MulticastLocks implements MulticastLease {
    private final @Nullable WifiManager wifi;

    public MulticastLocks(Context context) {
        this.wifi = context.getApplicationContext().getSystemService(WifiManager.class);
    }

    /** Nothing to hold on a device without Wi-Fi. */
    @Override
    public Registration hold() {
        if (wifi == null) {
            return Registration.NONE;
        }
        WifiManager.MulticastLock lock = wifi.createMulticastLock("sotto:discovery");
        lock.setReferenceCounted(false);
        lock.acquire();
        return () -> {
            if (lock.isHeld()) {
                lock.release();
            }
        };
    }
}
