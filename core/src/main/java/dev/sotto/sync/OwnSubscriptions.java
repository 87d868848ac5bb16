package dev.sotto.sync;

import dev.sotto.document.StoreId;
import dev.sotto.wire.LsnInterval;
import dev.sotto.wire.Message;
import dev.sotto.wire.SubState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What this store subscribes to, as peers are told. */
final class OwnSubscriptions {
    private final Replica replica;

    OwnSubscriptions(Replica replica) {
        this.replica = replica;
    }

    /** As announced to that store, with our cursors on it. */
    List<SubState> states(StoreId storeId, long epoch) {
        List<SubState> states = new ArrayList<>();
        for (PeerSub sub : cursorKeys(storeId, epoch)) {
            long cursor = replica.cursor(sub);
            List<LsnInterval> intervals =
                    cursor == 0 ? Collections.emptyList() : Collections.singletonList(new LsnInterval(0, cursor));
            states.add(new SubState(sub.subHash(), sub.generation(), priority(sub.subHash()), epoch, intervals));
        }
        return states;
    }

    List<PeerSub> cursorKeys(StoreId storeId, long epoch) {
        List<PeerSub> subs = new ArrayList<>();
        subs.add(new PeerSub(storeId, epoch, Subscription.NOTHING, 0));
        for (Subscription subscription : replica.subscriptions()) {
            subs.add(new PeerSub(storeId, epoch, subscription.subHash(), subscription.generation()));
        }
        return subs;
    }

    private int priority(long subHash) {
        return replica.subscriptions().stream()
                .filter(subscription -> subscription.subHash() == subHash)
                .mapToInt(Subscription::priority)
                .findFirst()
                .orElse(0);
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
