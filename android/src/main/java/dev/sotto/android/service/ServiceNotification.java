package dev.sotto.android.service;

import android.app.Notification;
import android.app.NotificationChannel;
import android.app.NotificationManager;
import android.app.PendingIntent;
import android.content.Context;
import android.content.Intent;
import android.graphics.drawable.Icon;

/** Makes the notification of the service out of {@link ServiceTexts}. */
final class ServiceNotification {
    private ServiceNotification() {}

    /**
     * The notification, in a channel that is made if the app has not: quiet, in the drawer, no badge. A touch opens the
     * app; the button sends {@link SyncService#ACTION_STOP}.
     */
    static Notification of(Context context, ServiceTexts texts) {
        NotificationManager notifications = context.getSystemService(NotificationManager.class);
        if (notifications.getNotificationChannel(texts.channelId()) == null) {
            NotificationChannel channel =
                    new NotificationChannel(texts.channelId(), texts.channelName(), NotificationManager.IMPORTANCE_LOW);
            channel.setShowBadge(false);
            notifications.createNotificationChannel(channel);
        }
        int icon = texts.smallIcon() == 0 ? android.R.drawable.stat_notify_sync : texts.smallIcon();
        Notification.Builder notification = new Notification.Builder(context, texts.channelId())
                .setContentTitle(texts.title().isEmpty() ? appName(context) : texts.title())
                .setContentText(texts.text())
                .setSmallIcon(icon)
                .setCategory(Notification.CATEGORY_SERVICE)
                .setOngoing(true);
        Intent launch = context.getPackageManager().getLaunchIntentForPackage(context.getPackageName());
        if (launch != null) {
            notification.setContentIntent(PendingIntent.getActivity(context, 0, launch, PendingIntent.FLAG_IMMUTABLE));
        }
        if (!texts.stopLabel().isEmpty()) {
            Intent stop = new Intent(context, SyncService.class).setAction(SyncService.ACTION_STOP);
            PendingIntent press = PendingIntent.getService(context, 0, stop, PendingIntent.FLAG_IMMUTABLE);
            notification.addAction(
                    new Notification.Action.Builder(Icon.createWithResource(context, icon), texts.stopLabel(), press)
                            .build());
        }
        return notification.build();
    }

    private static CharSequence appName(Context context) {
        return context.getPackageManager().getApplicationLabel(context.getApplicationInfo());
    }
}
