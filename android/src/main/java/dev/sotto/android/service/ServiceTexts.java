package dev.sotto.android.service;

/**
 * What the user sees while the service runs. Immutable; begin with {@link #DEFAULT} and change what should differ, above
 * all into the app's own words and language.
 *
 * @param channelId id of the notification channel; one that the app made itself keeps its own name and importance
 * @param channelName how the channel is called in the system's settings
 * @param title first line of the notification; empty: the app's name
 * @param text second line of the notification
 * @param stopLabel label of the button that stops syncing until the app is opened; empty: no button
 * @param smallIcon resource of the icon in the status bar; 0: a system icon with two arrows
 * @param notificationId id of the notification, not 0; must differ from those of the app
 */
public record ServiceTexts(
        String channelId,
        String channelName,
        String title,
        String text,
        String stopLabel,
        int smallIcon,
        int notificationId) {

    /** English words, the app's name as title, a button to stop. */
    public static final ServiceTexts DEFAULT = new ServiceTexts(
            "sotto-background-sync",
            "Background sync",
            "",
            "Keeping in sync with devices nearby",
            "Stop",
            0,
            0x5077_0001);

    /** Checks what Android would refuse, or drop without a word. */
    public ServiceTexts {
        if (channelId.isEmpty() || channelName.isEmpty()) {
            throw new IllegalArgumentException("channelId is '" + channelId + "' and channelName '" + channelName
                    + "'; Android shows a channel only if it has both");
        }
        if (notificationId == 0) {
            throw new IllegalArgumentException("notificationId is 0, which Android refuses for a foreground service");
        }
    }

    public ServiceTexts withChannel(String id, String name) {
        return new ServiceTexts(id, name, title, text, stopLabel, smallIcon, notificationId);
    }

    public ServiceTexts withTitle(String value) {
        return new ServiceTexts(channelId, channelName, value, text, stopLabel, smallIcon, notificationId);
    }

    public ServiceTexts withText(String value) {
        return new ServiceTexts(channelId, channelName, title, value, stopLabel, smallIcon, notificationId);
    }

    /** An empty label leaves the button out. */
    public ServiceTexts withStopLabel(String value) {
        return new ServiceTexts(channelId, channelName, title, text, value, smallIcon, notificationId);
    }

    public ServiceTexts withSmallIcon(int resource) {
        return new ServiceTexts(channelId, channelName, title, text, stopLabel, resource, notificationId);
    }

    public ServiceTexts withNotificationId(int value) {
        return new ServiceTexts(channelId, channelName, title, text, stopLabel, smallIcon, value);
    }
}
