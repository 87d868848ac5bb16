package dev.sotto.android.power;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import org.jspecify.annotations.Nullable;

/** Takes the alarms of {@link AlarmWindows}; not exported, so only this app's own alarms come here. */
public final class WindowReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        String tag = intent.getStringExtra(AlarmWindows.EXTRA_TAG);
        @Nullable PendingResult result = goAsync();
        AlarmWindows.rang(tag == null ? "" : tag, () -> {
            if (result != null) {
                result.finish();
            }
        });
    }
}
