package dev.sotto.android.power;

import android.content.Context;
import android.os.PowerManager;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.WakeLease;

/**
 * Partial wake locks, one a lease. The system itself lets go when a lease's time is over, so a lease that is forgotten, or
 * whose process hangs, costs no more than was asked for.
 */
public final class WakeLocks implements WakeLease {
    private final PowerManager power;

    public WakeLocks(Context context) {
        this.power = context.getSystemService(PowerManager.class);
    }

    @Override
    public Registration hold(String tag, long maxMillis) {
        PowerManager.WakeLock lock = power.newWakeLock(PowerManager.PARTIAL_WAKE_LOCK, "sotto:" + tag);
        lock.setReferenceCounted(false);
        lock.acquire(Math.min(maxMillis, PowerLimits.WAKE_LOCK_MILLIS_MAX));
        return () -> {
            if (lock.isHeld()) {
                lock.release();
            }
        };
    }
}
