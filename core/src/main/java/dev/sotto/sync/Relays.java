package dev.sotto.sync;

/** What the sessions of one store pass on to each other. Confined to its loop. */
public record Relays(Deliveries deliveries, Presence presence, Brought brought, DiskQueue disk) {
    public static Relays create() {
        return new Relays(new Deliveries(), new Presence(), new Brought(), new DiskQueue());
    }

    /** Whether sessions may have something to say that they do not know of; asked once. */
    public boolean takeChanged() {
        return deliveries.takeChanged() | presence.takeChanged();
    }
}
