package dev.sotto.sync;

import dev.sotto.document.StoreId;
import dev.sotto.wire.Message;
import java.util.Optional;
import java.util.function.Supplier;

/** One event's way out of a session: what it says waits behind parts that are on their way. */
final class Turn implements Out {
    private final Now now;
    private final Effects effects;
    private final Heartbeat heartbeat;
    private final RoundTrips roundTrips;
    private final PartsOut partsOut;
    private final Supplier<Optional<StoreId>> who;
    private final Out link = new Link();

    /** @param who is at the other end, as soon as it has said so */
    Turn(
            Now now,
            Effects effects,
            Heartbeat heartbeat,
            RoundTrips roundTrips,
            PartsOut partsOut,
            Supplier<Optional<StoreId>> who) {
        this.now = now;
        this.effects = effects;
        this.heartbeat = heartbeat;
        this.roundTrips = roundTrips;
        this.partsOut = partsOut;
        this.who = who;
    }

    /** The link itself, for what has its place in the order already. */
    Out link() {
        return link;
    }

    @Override
    public void send(Message message) {
        partsOut.send(message, link);
    }

    @Override
    public void event(SyncEvent event) {
        effects.event(event);
    }

    @Override
    public boolean hasRoom() {
        return partsOut.isIdle() && effects.hasRoom();
    }

    @Override
    public long messageBytes() {
        return Math.min(Limits.BATCH_BYTES_MAX, effects.messageBytes());
    }

    @Override
    public StoreId peer() {
        return who.get().orElseThrow(() -> new IllegalStateException("no HELLO yet"));
    }

    void disconnected(String code) {
        effects.event(new SyncEvent.Disconnected(who.get(), code));
        effects.close();
    }

    private final class Link implements Out {
        @Override
        public void send(Message message) {
            heartbeat.sent(now);
            if (message instanceof Message.Ping) {
                roundTrips.asked(now);
            }
            effects.send(message);
        }

        @Override
        public void event(SyncEvent event) {
            effects.event(event);
        }

        @Override
        public boolean hasRoom() {
            return effects.hasRoom();
        }

        @Override
        public long messageBytes() {
            return effects.messageBytes();
        }

        @Override
        public StoreId peer() {
            return Turn.this.peer();
        }
    }
}
