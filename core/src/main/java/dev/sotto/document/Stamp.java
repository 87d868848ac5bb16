package dev.sotto.document;

/** When and by whom; the order that decides between two writes of one register. */
public record Stamp(Hlc hlc, Actor actor) implements Comparable<Stamp> {
    /** Of initial documents: before every stamp that a clock gives, by nobody. */
    public static final Stamp INITIAL = new Stamp(new Hlc(1, 0), new Actor(StoreId.NOBODY, 0));

    @Override
    public int compareTo(Stamp other) {
        int byTime = hlc.compareTo(other.hlc);
        return byTime != 0 ? byTime : actor.compareTo(other.actor);
    }
}
