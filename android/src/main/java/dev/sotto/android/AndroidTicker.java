package dev.sotto.android;

import android.os.SystemClock;
import dev.sotto.background.port.ThreadTicker;

/**
 * Android's clocks. {@code elapsedRealtime} goes on while the device sleeps; the timers beside it do not, so what came due
 * in deep sleep runs at the next wake, and the machine sees from the clock how late it is.
 */
final class AndroidTicker extends ThreadTicker {
    AndroidTicker() {
        super(BackgroundThreads.named("sotto-ticker"));
    }

    @Override
    public long monotonicMillis() {
        return SystemClock.elapsedRealtime();
    }

    @Override
    public boolean countsSleep() {
        return true;
    }
}
