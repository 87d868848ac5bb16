package dev.sotto.android.power;

import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Ticker;
import dev.sotto.background.port.Window;

/**
 * The time that one alarm gives: until its receiver is finished, Android keeps the CPU awake and the process running. Ends
 * once, by whoever used it or by its own clock. Any thread.
 */
final class AlarmWindow implements Window {
    private final Ticker ticker;
    private final long until;
    private final Runnable end;
    private final Registration expiry;
    private final Registration last;
    private Runnable listener = () -> {};
    private boolean expired;
    private boolean over;

    AlarmWindow(Ticker ticker, long lengthMillis, Runnable end) {
        this.ticker = ticker;
        this.until = ticker.monotonicMillis() + lengthMillis;
        this.end = end;
        this.expiry = ticker.after(lengthMillis - PowerLimits.WINDOW_RESERVE_MILLIS, this::expire);
        this.last = ticker.after(lengthMillis, () -> complete(false));
    }

    @Override
    public long remainingMillis() {
        return Math.max(0, until - ticker.monotonicMillis());
    }

    @Override
    public void onExpiry(Runnable given) {
        synchronized (this) {
            listener = given;
            if (!expired) {
                return;
            }
        }
        given.run();
    }

    private void expire() {
        Runnable told;
        synchronized (this) {
            if (over) {
                return;
            }
            expired = true;
            told = listener;
        }
        told.run();
    }

    @Override
    public void complete(boolean worked) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        expiry.close();
        last.close();
        end.run();
    }
}
