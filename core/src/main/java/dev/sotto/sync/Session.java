package dev.sotto.sync;

/** One conversation with one peer, from AUTH to the end of the link. Sans I/O: {@code on(event, now, effects)}. */
public final class Session {
    private final SessionConfig config;
    private final Replica replica;

    public Session(SessionConfig config, Replica replica) {
        this.config = config;
        this.replica = replica;
    }

    /** Takes one event. Throws only what the replica throws. */
    public void on(Event event, Now now, Effects effects) {
        throw new IllegalStateException("not built yet: " + event + config + replica + now + effects);
    }
}
