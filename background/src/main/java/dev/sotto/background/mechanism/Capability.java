package dev.sotto.background.mechanism;

/** Whether a mechanism can work on this device now, with an explanation for people. Immutable. */
public final class Capability {

    /** The answer of a probe. */
    public enum Support {
        /** May be acquired. */
        SUPPORTED,
        /** Would work if the user granted a permission. */
        NEEDS_PERMISSION,
        /** Cannot work here. */
        UNSUPPORTED
    }

    private final Support support;
    private final String explanation;

    private Capability(Support support, String explanation) {
        this.support = support;
        this.explanation = explanation;
    }

    /** The mechanism can be acquired; {@code explanation} says through what, e.g. the audio device. */
    public static Capability supported(String explanation) {
        return new Capability(Support.SUPPORTED, explanation);
    }

    /** The mechanism would work; {@code explanation} names the permission and where the user grants it. */
    public static Capability needsPermission(String explanation) {
        return new Capability(Support.NEEDS_PERMISSION, explanation);
    }

    /** The mechanism cannot work here; {@code explanation} says why and what would change that. */
    public static Capability unsupported(String explanation) {
        return new Capability(Support.UNSUPPORTED, explanation);
    }

    public Support support() {
        return support;
    }

    public String explanation() {
        return explanation;
    }

    public boolean isSupported() {
        return support == Support.SUPPORTED;
    }

    @Override
    public String toString() {
        return support + ": " + explanation;
    }
}
