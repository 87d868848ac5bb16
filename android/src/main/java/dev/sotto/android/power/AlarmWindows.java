package dev.sotto.android.power;

import android.app.AlarmManager;
import android.app.PendingIntent;
import android.content.Context;
import android.content.Intent;
import android.os.PowerManager;
import android.os.SystemClock;
import android.util.Log;
import dev.sotto.background.port.Opportunist;
import dev.sotto.background.port.Ticker;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Windows by alarms that also ring while the device dozes: inexact, so that no permission is needed, and by Android's own
 * rule at most one in nine minutes.
 *
 * <p>An alarm outlives the process that set it. Each carries the tag of its order, made new in every process: one that a dead
 * process left behind finds no order and does nothing. (That it started the process is enough: the app's
 * {@code Application} installs Sotto, and the machine asks for a window of its own.)
 *
 * <p>Any thread.
 */
public final class AlarmWindows implements Opportunist {
    static final String ACTION_WINDOW = "dev.sotto.android.action.WINDOW";
    static final String EXTRA_TAG = "tag";
    private static final String LOG_TAG = "Sotto";

    /** Broadcast receivers are made by Android, so they look here for who waits. */
    private static volatile @Nullable AlarmWindows current;

    private final Context context;
    private final AlarmManager alarms;
    private final PowerManager power;
    private final Ticker ticker;
    private String tag = "";
    private WindowTask task = window -> window.complete(false);

    public AlarmWindows(Context context, Ticker ticker) {
        this.context = context.getApplicationContext();
        this.alarms = context.getSystemService(AlarmManager.class);
        this.power = context.getSystemService(PowerManager.class);
        this.ticker = ticker;
        current = this;
    }

    @Override
    public synchronized void schedule(long earliestMillis, Conditions conditions, WindowTask given) {
        tag = UUID.randomUUID().toString();
        task = given;
        alarms.setAndAllowWhileIdle(
                AlarmManager.ELAPSED_REALTIME_WAKEUP, SystemClock.elapsedRealtime() + earliestMillis, alarm(tag));
    }

    @Override
    public synchronized void cancel() {
        alarms.cancel(alarm(tag));
        tag = "";
    }

    /** Android knows an alarm by this without its extras, so there is one at a time. */
    private PendingIntent alarm(String of) {
        Intent ring = new Intent(context, WindowReceiver.class)
                .setAction(ACTION_WINDOW)
                .putExtra(EXTRA_TAG, of);
        int flags = PendingIntent.FLAG_IMMUTABLE | PendingIntent.FLAG_UPDATE_CURRENT;
        return PendingIntent.getBroadcast(context, 0, ring, flags);
    }

    /** An alarm of the tag rang; {@code end} must be run when its window is over. */
    static void rang(String tag, Runnable end) {
        AlarmWindows waiting = current;
        if (waiting == null || !waiting.open(tag, end)) {
            Log.i(LOG_TAG, "an alarm of an earlier process rang and is ignored");
            end.run();
        }
    }

    private boolean open(String rung, Runnable end) {
        WindowTask due;
        synchronized (this) {
            if (tag.isEmpty() || !tag.equals(rung)) {
                return false;
            }
            tag = "";
            due = task;
        }
        long length = power.isDeviceIdleMode() ? PowerLimits.DOZING_WINDOW_MILLIS : PowerLimits.WINDOW_MILLIS;
        due.run(new AlarmWindow(ticker, length, end));
        return true;
    }
}
