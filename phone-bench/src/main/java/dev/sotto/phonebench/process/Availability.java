package dev.sotto.phonebench.process;

/**
 * Whether a part of the bench can be used on this machine, and if not, why and what would change that.
 *
 * @param usable whether it was tried here and worked
 * @param reason why not; when usable, what was found
 * @param remedy what to install or change; empty when there is nothing to do
 */
public record Availability(boolean usable, String reason, String remedy) {
    public static Availability usable(String found) {
        return new Availability(true, found, "");
    }

    public static Availability missing(String reason, String remedy) {
        return new Availability(false, reason, remedy);
    }

    /** One line for people: the reason, and the remedy where there is one. */
    public String explanation() {
        return remedy.isEmpty() ? reason : reason + " (" + remedy + ")";
    }
}
