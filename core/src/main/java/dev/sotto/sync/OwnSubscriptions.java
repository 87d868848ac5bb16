package dev.sotto.sync;

import dev.sotto.document.ByteWriter;
import dev.sotto.document.DocKey;
import dev.sotto.document.StoreId;
import dev.sotto.wire.LsnInterval;
import dev.sotto.wire.Message;
import dev.sotto.wire.SubState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What this store subscribes to, as peers are told. */
final class OwnSubscriptions {
    private final Replica replica;
    private final Permissions permissions;

    OwnSubscriptions(Replica replica, Permissions permissions) {
        this.replica = replica;
        this.permissions = permissions;
    }

    /** Whether there is anything here to compare with a peer's; where something may be hidden from it, always. */
    static boolean mayHold(Replica replica, Permissions permissions) {
        DocKey first = new DocKey(new ByteWriter().word(0, 8).word(0, 8).toBytes());
        return !permissions.granted().isAll() || !replica.keysFrom(first, 1).isEmpty();
    }

    /**
     * As announced to that store, with our cursors on it. A first contact, and a subscription that was made anew, have none:
     * then what we hold is compared first. One that is only added to others is fed what it adds.
     *
     * @param compare whether it is to be compared even so: the peer compares, and each side does when the other does
     */
    List<SubState> states(StoreId storeId, long epoch, boolean compare) {
        List<SubState> states = new ArrayList<>();
        boolean holds = mayHold(replica, permissions);
        Map<PeerSub, Integer> cursors = cursors(storeId, epoch);
        boolean met = cursors.keySet().stream().anyMatch(sub -> replica.cursor(sub) > 0);
        for (PeerSub sub : cursors.keySet()) {
            long cursor = replica.cursor(sub);
            List<LsnInterval> intervals =
                    cursor == 0 ? Collections.emptyList() : Collections.singletonList(new LsnInterval(0, cursor));
            boolean unknown = cursor == 0 && (!met || sub.generation() != permissions.generation());
            states.add(new SubState(
                    sub.subHash(),
                    sub.generation(),
                    priority(sub.subHash()),
                    holds && (compare || unknown),
                    isWindowed(sub.subHash()),
                    epoch,
                    intervals));
        }
        return states;
    }

    /**
     * What our cursors on that store belong to, with the lane that moves each. Under other permissions they are other cursors: what was
     * kept back under those before is behind the old ones.
     */
    Map<PeerSub, Integer> cursors(StoreId storeId, long epoch) {
        int scoped = permissions.generation();
        Map<PeerSub, Integer> cursors = new LinkedHashMap<>();
        cursors.put(new PeerSub(storeId, epoch, Subscription.NOTHING, scoped), Message.Lane.WHOLE);
        for (Subscription subscription : replica.subscriptions()) {
            cursors.put(
                    new PeerSub(storeId, epoch, subscription.subHash(), subscription.generation() ^ scoped),
                    subscription.priority());
        }
        return cursors;
    }

    private int priority(long subHash) {
        return replica.subscriptions().stream()
                .filter(subscription -> subscription.subHash() == subHash)
                .mapToInt(Subscription::priority)
                .findFirst()
                .orElse(0);
    }

    private boolean isWindowed(long subHash) {
        return replica.subscriptions().stream()
                .anyMatch(subscription -> subscription.subHash() == subHash && subscription.windowed());
    }

    void define(long subHash, Out out) {
        for (Subscription subscription : replica.subscriptions()) {
            if (subscription.subHash() == subHash) {
                out.send(new Message.SubDef(subHash, subscription.query(), subscription.arguments()));
                return;
            }
        }
        // It was cancelled meanwhile; the SUBS that says so is on its way.
    }
}
