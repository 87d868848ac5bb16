package dev.sotto.document;

/** When and by whom; the order that decides between two writes of one register. */
public record Stamp(Hlc hlc, Actor actor) implements Comparable<Stamp> {
    @Override
    public int compareTo(Stamp other) {
        int byTime = hlc.compareTo(other.hlc);
        return byTime != 0 ? byTime : actor.compareTo(other.actor);
    }
}
