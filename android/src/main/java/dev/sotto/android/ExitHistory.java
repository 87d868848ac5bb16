package dev.sotto.android;

import android.app.ActivityManager;
import android.app.ApplicationExitInfo;
import android.content.Context;
import android.content.SharedPreferences;
import android.os.Build;
import dev.sotto.background.port.ExitReasons;
import dev.sotto.background.port.ExitRecord;
import dev.sotto.background.port.ExitRecord.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * How earlier processes of the app ended: what Android remembers from 11 on (ApplicationExitInfo), and whether the user
 * pressed the notification's button, which Android does not see. Any thread.
 */
final class ExitHistory implements ExitReasons {
    private static final String FILE = "dev.sotto.background";
    private static final String ASKED = "exits-asked-at";
    private static final String STOPPED = "stopped-by-user-at";
    private static final long NEVER = 0;

    private final Context context;
    private final SharedPreferences memory;

    ExitHistory(Context context) {
        this.context = context.getApplicationContext();
        this.memory = context.getSharedPreferences(FILE, Context.MODE_PRIVATE);
    }

    /** The user pressed the button: counts as an end by the user until {@link #openedByUser()}. */
    void stoppedByUser() {
        memory.edit().putLong(STOPPED, System.currentTimeMillis()).apply();
    }

    /** The user opened the app. */
    void openedByUser() {
        if (memory.contains(STOPPED)) {
            memory.edit().remove(STOPPED).apply();
        }
    }

    /**
     * The newest end first. A stop by the user stays the newest until the app is opened: what the system does later to a
     * process that only an alarm or a restart brought back must not undo it.
     */
    @Override
    public List<ExitRecord> sinceLastRun() {
        List<ExitRecord> ends = new ArrayList<>();
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            ends.addAll(fromSystem(memory.getLong(ASKED, NEVER)));
            memory.edit().putLong(ASKED, System.currentTimeMillis()).apply();
        }
        if (!ends.isEmpty() && ends.get(0).reason() == Reason.USER_REQUESTED) {
            memory.edit().putLong(STOPPED, ends.get(0).wallMillis()).apply();
        } else if (memory.contains(STOPPED)) {
            ends.add(0, new ExitRecord(memory.getLong(STOPPED, NEVER), Reason.USER_REQUESTED, "the user pressed Stop"));
        }
        return ends;
    }

    @SinceApi(30)
    private List<ExitRecord> fromSystem(long since) {
        List<ExitRecord> ends = new ArrayList<>();
        ActivityManager activities = context.getSystemService(ActivityManager.class);
        for (ApplicationExitInfo end :
                activities.getHistoricalProcessExitReasons(context.getPackageName(), 0, AndroidLimits.EXIT_COUNT_MAX)) {
            if (end.getTimestamp() > since) {
                String words = end.getDescription();
                ends.add(new ExitRecord(end.getTimestamp(), reason(end.getReason()), words == null ? "" : words));
            }
        }
        return ends;
    }

    @SinceApi(30)
    private static Reason reason(int reason) {
        return switch (reason) {
            case ApplicationExitInfo.REASON_USER_REQUESTED -> Reason.USER_REQUESTED;
            case ApplicationExitInfo.REASON_EXIT_SELF -> Reason.SELF;
            case ApplicationExitInfo.REASON_CRASH,
                    ApplicationExitInfo.REASON_CRASH_NATIVE,
                    ApplicationExitInfo.REASON_ANR,
                    ApplicationExitInfo.REASON_INITIALIZATION_FAILURE -> Reason.CRASH;
            case ApplicationExitInfo.REASON_UNKNOWN -> Reason.UNKNOWN;
            default -> Reason.SYSTEM;
        };
    }
}
