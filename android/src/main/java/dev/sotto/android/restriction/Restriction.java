package dev.sotto.android.restriction;

import dev.sotto.background.status.Gate;
import java.util.Optional;

/**
 * Something that the system or the user restricts, in words for the user.
 *
 * @param kind what it is
 * @param gate the gate that it closes now; empty if it only limits what can be done
 * @param text what it means and what would change it; one or two sentences
 */
public record Restriction(Kind kind, Optional<Gate> gate, String text) {

    /** What can be restricted. */
    public enum Kind {
        NO_NETWORK,
        DOZING,
        POWER_SAVE,
        BACKGROUND_RESTRICTED,
        RARELY_USED,
        NO_LAN_PERMISSION,
        BATTERY_OPTIMISED,
        NOTIFICATION_HIDDEN
    }
}
