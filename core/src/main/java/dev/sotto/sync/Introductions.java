package dev.sotto.sync;

import dev.sotto.document.RefusedException;
import dev.sotto.document.StoreId;
import dev.sotto.wire.Message;

/**
 * One session's part of presence: tells the peer of the stores that are reached over us, and hears of those over it. A record
 * goes out at once, and changes of it at most twice a second, so that a storm of connections is told in a few messages.
 */
final class Introductions {
    private static final long NOT_SEEN = -1;

    private final Presence presence;
    private final Recent<StoreId, Long> told = new Recent<>(2 * Limits.PRESENCE_STORES_MAX);
    private final Recent<StoreId, Long> toldMillis = new Recent<>(2 * Limits.PRESENCE_STORES_MAX);
    private long budget = Limits.PRESENCE_BURST_MAX;
    private long budgetMillis;
    private long dueMillis = FeedOut.NEVER;
    private long seen = NOT_SEEN;
    private Now lately = new Now(0, 0);

    Introductions(Presence presence) {
        this.presence = presence;
    }

    /** The peer has said who it is. */
    void met(Message.Presence.Neighbour peer, Now now) {
        lately = now;
        budgetMillis = now.monotonicMillis();
        presence.linked(this, peer, now);
    }

    void heard(Message.Presence record, Now now) {
        long refill = (now.monotonicMillis() - budgetMillis) * Limits.PRESENCE_PER_SECOND_MAX / 1_000;
        if (refill > 0) {
            budget = Math.min(Limits.PRESENCE_BURST_MAX, budget + refill);
            budgetMillis = now.monotonicMillis();
        }
        if (--budget < 0) {
            throw new RefusedException(
                    "PRESENCE_FLOOD",
                    "records of stores",
                    "more than " + Limits.PRESENCE_PER_SECOND_MAX + " a second",
                    "what changes");
        }
        told.put(record.store(), Math.max(record.seq(), told.get(record.store()).orElse(0L)));
        presence.heard(record, this, now);
    }

    void pump(Now now, long heartbeatMillis, Out out) {
        lately = now;
        presence.forget(Limits.PRESENCE_FORGET_HEARTBEATS * heartbeatMillis, now);
        if (seen == presence.version() && dueMillis > now.monotonicMillis()) {
            return;
        }
        seen = presence.version();
        dueMillis = FeedOut.NEVER;
        Message.Presence own = presence.own();
        if (tellsMore(own, out.peer())) {
            tell(own, now, out);
        }
        for (Presence.Heard heard : presence.others(this)) {
            if (!heard.record().store().equals(out.peer())) {
                tell(heard.record(), now, out);
            }
        }
    }

    /** HELLO said who we are: a store with no other link and nothing to say of itself costs no bytes. */
    private boolean tellsMore(Message.Presence own, StoreId peer) {
        return told.contains(own.store())
                || !own.metadata().fields().isEmpty()
                || own.links().stream().anyMatch(link -> !link.store().equals(peer));
    }

    private void tell(Message.Presence record, Now now, Out out) {
        if (told.get(record.store()).orElse(-1L) >= record.seq()) {
            return;
        }
        long at = toldMillis
                .get(record.store())
                .map(last -> last + Limits.PRESENCE_INTERVAL_MILLIS)
                .orElse(now.monotonicMillis());
        if (!out.hasRoom()) {
            seen = NOT_SEEN; // whoever makes room says so, and then it is told
            return;
        }
        if (at > now.monotonicMillis()) {
            dueMillis = Math.min(dueMillis, at);
            return;
        }
        told.put(record.store(), record.seq());
        toldMillis.put(record.store(), now.monotonicMillis());
        out.send(record);
    }

    /** When {@link #pump} has something to do even if nothing happens. */
    long dueMillis() {
        return dueMillis;
    }

    /** The session is over. */
    void end() {
        presence.unlinked(this, lately);
    }
}
