package dev.sotto.android.database;

import android.content.Context;
import android.os.SystemClock;
import dev.sotto.android.power.MulticastLocks;
import dev.sotto.background.port.Registration;
import dev.sotto.link.discovery.Discovery;
import dev.sotto.link.mdns.MulticastDns;
import java.security.SecureRandom;

/**
 * Finds stores of this app on the networks that the device is on, and lets them find this one: multicast DNS as everywhere else,
 * under a multicast lock while it is needed, since Android's Wi-Fi keeps multicast from apps.
 *
 * <pre>{@code
 * AndroidSotto.open(this, config -> config.sharedKey(key).discover(AndroidDiscovery.in(this)));
 * }</pre>
 *
 * <p>The lock is held while nobody is known, and for a minute after the start, after a peer was lost, and when one cannot be
 * reached. Needs the permission CHANGE_WIFI_MULTICAST_STATE, which this library's manifest has.
 */
public final class AndroidDiscovery {
    private AndroidDiscovery() {}

    /** Any context of the app; any thread. */
    public static Discovery in(Context context) {
        MulticastLocks locks = new MulticastLocks(context);
        return new MulticastDns(new SecureRandom(), SystemClock::elapsedRealtime, () -> {
            Registration held = locks.hold();
            return held::close;
        });
    }
}
