package dev.sotto.android.restriction;

import dev.sotto.android.restriction.Restriction.Kind;
import dev.sotto.background.status.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What conditions mean, in words and gates. Pure.
 *
 * <p>A gate makes the machine let go of its hold, and from Android 12 on a hold that was let go in the background is gone
 * until the app is opened. So a passing condition (no network, Doze, a rarely used app) closes its gate only where that
 * costs nothing: while the app is in the background and nothing is held that could not be had again. A foreground service
 * that runs keeps its network in Doze, and hears at once when a lost network is back.
 */
final class Restrictions {
    private Restrictions() {}

    /**
     * @param away the app is in the background
     * @param held something holds the process, or is just being asked to
     * @param localNetwork the app's peers are on the local network
     */
    static List<Restriction> of(Conditions now, boolean away, boolean held, boolean localNetwork) {
        boolean lost = away && !held && !now.startsInBackground();
        List<Restriction> found = new ArrayList<>();
        if (now.restricted()) {
            found.add(closing(
                    Kind.BACKGROUND_RESTRICTED,
                    Gate.BACKGROUND_RESTRICTED,
                    "The user restricts this app in the background. To change it: Settings, Apps, this app, Battery,"
                            + " anything but Restricted."));
        }
        if (localNetwork && !now.lanPermission()) {
            found.add(closing(
                    Kind.NO_LAN_PERMISSION,
                    Gate.NO_PERMISSION_LAN,
                    "The app may not talk to devices nearby. To change it: Settings, Apps, this app, Permissions,"
                            + " Nearby devices."));
        }
        if (!now.network()) {
            found.add(passing(
                    Kind.NO_NETWORK,
                    Gate.NO_NETWORK,
                    lost || away && now.startsInBackground(),
                    "No network is connected; sync goes on as soon as one is."));
        }
        if (now.dozing()) {
            found.add(passing(
                    Kind.DOZING,
                    Gate.DOZING,
                    lost,
                    "The device dozes and nothing holds the app, so it syncs only in short windows until somebody picks"
                            + " the device up."));
        }
        if (now.rarelyUsed()) {
            found.add(passing(
                    Kind.RARELY_USED,
                    Gate.RARELY_USED,
                    lost,
                    "The app was not opened for long, so the system lets it run about once a day until it is."));
        }
        if (now.powerSave()) {
            found.add(note(
                    Kind.POWER_SAVE, "The battery saver is on; the policy says whether background sync stops for it."));
        }
        if (now.optimised()) {
            found.add(note(
                    Kind.BATTERY_OPTIMISED,
                    now.startsInBackground()
                            ? "Battery optimisation is on for this app: in Doze it syncs only while its service runs."
                            : "Battery optimisation is on for this app, so its service can only start while the app is"
                                    + " visible. To change it: Settings, Apps, this app, Battery, Unrestricted."));
        }
        if (!now.notified()) {
            found.add(note(
                    Kind.NOTIFICATION_HIDDEN,
                    "Notifications are not allowed, so only the task manager shows that background sync runs."));
        }
        return found;
    }

    private static Restriction closing(Kind kind, Gate gate, String text) {
        return new Restriction(kind, Optional.of(gate), text);
    }

    private static Restriction passing(Kind kind, Gate gate, boolean closes, String text) {
        return new Restriction(kind, closes ? Optional.of(gate) : Optional.empty(), text);
    }

    private static Restriction note(Kind kind, String text) {
        return new Restriction(kind, Optional.empty(), text);
    }
}
