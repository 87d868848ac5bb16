package dev.sotto.sync;

import dev.sotto.document.Actor;
import dev.sotto.document.DocKey;
import dev.sotto.document.Entry;
import dev.sotto.document.HlcClock;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps out what comes from too far ahead of this device's clock: it would win over everything until then. Such a
 * document goes on a list and is asked for again; if it were merged and hidden, both ends' hashes would differ for ever.
 */
final class ClockGate {
    private final Replica replica;
    private final Recent<Actor, Boolean> reported = new Recent<>(Limits.REPORTED_ACTORS_MAX);
    private final List<MergeBatch.HeldChange> changes = new ArrayList<>();

    ClockGate(Replica replica) {
        this.replica = replica;
    }

    /** Whether any of the entries may not be stored yet. Tells the app of actors that are ahead, once each. */
    boolean isShut(List<Entry> entries, Now now, Out out) {
        for (Entry entry : entries) {
            HlcClock.Observation judged = HlcClock.judge(entry.hlc(), now.wallMillis());
            if (judged != HlcClock.Observation.ADOPTED && !reported.contains(entry.actor())) {
                reported.put(entry.actor(), true);
                long ahead = entry.hlc().millis() - now.wallMillis();
                out.event(new SyncEvent.ClockFuture(out.peer(), entry.actor(), ahead));
            }
            if (judged == HlcClock.Observation.REFUSED) {
                return true;
            }
        }
        return false;
    }

    /** Tells the peer that its entries were not taken for their time; the connection goes on. */
    void refuse(List<Entry> entries, Now now, Out out) {
        long latest = entries.stream().mapToLong(e -> e.hlc().millis()).max().orElse(0);
        String got = latest - now.wallMillis() + " ms ahead of this clock";
        out.send(new Message.Refuse(new Refusal("CLOCK_FUTURE", "hlc", got, "at most a day ahead"), false));
    }

    /** Puts the document on the list. */
    void hold(DocKey key, Out out) {
        int waiting = replica.held(out.peer(), Limits.HELD_MAX).size() + changes.size();
        if (waiting >= Limits.HELD_MAX) {
            throw new RefusedException(
                    "HELD_FULL", "documents ahead of the clock", waiting + 1, "at most " + Limits.HELD_MAX);
        }
        changes.add(new MergeBatch.HeldChange(out.peer(), key, true));
        out.event(new SyncEvent.Held(out.peer(), key));
    }

    /** As {@link #hold}, and gives the change to be stored at once, whatever else waits for company. */
    MergeBatch.HeldChange holdNow(DocKey key, Out out) {
        changes.removeIf(change -> change.key().equals(key));
        hold(key, out);
        return changes.remove(changes.size() - 1);
    }

    /** Takes it off, if it is there. */
    void release(DocKey key, Out out) {
        if (replica.held(out.peer(), Limits.HELD_MAX).contains(key)) {
            changes.add(new MergeBatch.HeldChange(out.peer(), key, false));
        }
    }

    boolean hasChanges() {
        return !changes.isEmpty();
    }

    /** The changes of the list since the last call. */
    List<MergeBatch.HeldChange> takeChanges() {
        List<MergeBatch.HeldChange> taken = new ArrayList<>(changes);
        changes.clear();
        return taken;
    }
}
