package dev.sotto.sync;

/** What the sessions of one store pass on to each other. Confined to its loop. */
public record Relays(Deliveries deliveries) {
    public static Relays create() {
        return new Relays(new Deliveries());
    }
}
