package dev.sotto.ios.apple;

import dev.sotto.background.port.DeadManNotice;
import org.robovm.apple.foundation.NSArray;
import org.robovm.apple.foundation.NSString;
import org.robovm.apple.usernotifications.UNMutableNotificationContent;
import org.robovm.apple.usernotifications.UNNotificationRequest;
import org.robovm.apple.usernotifications.UNTimeIntervalNotificationTrigger;
import org.robovm.apple.usernotifications.UNUserNotificationCenter;

/**
 * A local notification that is put off as long as the process lives, so that the user learns of a force-quit, a crash or
 * want of memory. Shows nothing unless the app has asked the user for notifications.
 */
public final class AppleNotice implements DeadManNotice {

    private static final String ID = "dev.sotto.stopped";

    private final String title;

    public AppleNotice(String title) {
        this.title = title;
    }

    @Override
    public void arm(long delayMillis, String text) {
        UNMutableNotificationContent content = new UNMutableNotificationContent();
        content.setTitle(title);
        content.setBody(text);
        UNNotificationRequest request = new UNNotificationRequest(
                ID, content, new UNTimeIntervalNotificationTrigger(Math.max(1, delayMillis / 1_000.0), false));
        UNUserNotificationCenter.currentNotificationCenter().addNotificationRequest(request, error -> {});
    }

    @Override
    public void disarm() {
        UNUserNotificationCenter.currentNotificationCenter()
                .removePendingNotificationRequests(new NSArray<NSString>(new NSString(ID)));
    }
}
