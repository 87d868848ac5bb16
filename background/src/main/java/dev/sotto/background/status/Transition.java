package dev.sotto.background.status;

/** One step of the keeper that changed something: who, from, to, why. Immutable. */
public final class Transition {

    private final long wallMillis;
    private final Phase from;
    private final Phase to;
    private final String mechanism;
    private final String why;

    public Transition(long wallMillis, Phase from, Phase to, String mechanism, String why) {
        this.wallMillis = wallMillis;
        this.from = from;
        this.to = to;
        this.mechanism = mechanism;
        this.why = why;
    }

    public long wallMillis() {
        return wallMillis;
    }

    public Phase from() {
        return from;
    }

    public Phase to() {
        return to;
    }

    /** The mechanism it is about, or empty. */
    public String mechanism() {
        return mechanism;
    }

    /** The event behind it. */
    public String why() {
        return why;
    }

    @Override
    public String toString() {
        return wallMillis + " " + from + " -> " + to + (mechanism.isEmpty() ? "" : " [" + mechanism + "]") + " " + why;
    }
}
