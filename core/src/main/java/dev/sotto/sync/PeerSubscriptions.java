package dev.sotto.sync;

import dev.sotto.document.Refusal;
import dev.sotto.wire.Message;
import dev.sotto.wire.SubState;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the peer subscribes to: its feed starts over with each new set, once every query of it is known. */
final class PeerSubscriptions {
    private final SyncFilter.Compiler compiler;
    private final Replica replica;
    private final FeedOut feedOut;
    private final ReconcileOut reconcileOut;
    private final Permissions permissions;
    private final SortedMap<Long, SyncFilter> filters = new TreeMap<>();
    private final TreeSet<String> denied = new TreeSet<>();
    private int set;
    private List<SubState> subscriptions = Collections.emptyList();
    private boolean pending;

    PeerSubscriptions(
            SyncFilter.Compiler compiler,
            Replica replica,
            FeedOut feedOut,
            ReconcileOut reconcileOut,
            Permissions permissions) {
        this.compiler = compiler;
        this.replica = replica;
        this.feedOut = feedOut;
        this.reconcileOut = reconcileOut;
        this.permissions = permissions;
    }

    /** The peer announces another set: asks for the queries that are not known, and feeds it once all are. */
    void changed(int number, List<SubState> states, Out out) {
        set = number;
        subscriptions = states;
        pending = true;
        feedOut.pause();
        reconcileOut.cancel();
        long epoch = replica.identity().epoch();
        for (SubState sub : subscriptions) {
            if (sub.cursorEpoch() == epoch && sub.cursor() > replica.durableLsn()) {
                // It has seen changes that we no longer have: what we number from now on must not look like them.
                out.event(new SyncEvent.IdentityCloned(out.peer(), false, false));
                break;
            }
        }
        for (SubState sub : subscriptions) {
            compiler.known(sub.subHash()).ifPresent(filter -> filters.put(sub.subHash(), filter));
            if (!isDefined(sub)) {
                out.send(new Message.Unknown(sub.subHash()));
            }
        }
        feedWhenDefined(out);
    }

    /** Up to where the peer has everything that it asks for, as it says. */
    static long lowest(List<SubState> states) {
        return states.stream().mapToLong(SubState::cursor).min().orElse(0);
    }

    private boolean isDefined(SubState sub) {
        return sub.subHash() == Subscription.NOTHING || filters.containsKey(sub.subHash());
    }

    private void feedWhenDefined(Out out) {
        if (!subscriptions.stream().allMatch(this::isDefined)) {
            return;
        }
        if (pending) {
            pending = false;
            tellDenied(out);
            Interest wanted =
                    Interest.of(subscriptions, filters, replica.identity().epoch(), replica.durableLsn());
            if (mustCompare() && OwnSubscriptions.mayHold(replica, permissions)) {
                reconcileOut.start(set, wanted, out);
            } else {
                feedOut.start(set, wanted, out);
            }
        }
    }

    /** Who asks for what it may not read gets nothing, and hears why: once for each collection. */
    private void tellDenied(Out out) {
        for (SubState sub : subscriptions) {
            SyncFilter filter = filters.get(sub.subHash());
            if (filter != null && !permissions.mayAsk(filter.collection()) && denied.add(filter.collection())) {
                Refusal why = new Refusal(
                        "READ_DENIED", "subscription", filter.collection(), "collections that you may read here");
                out.send(new Message.Refuse(why, false));
            }
        }
        while (denied.size() > Limits.DENIED_COLLECTIONS_MAX) {
            denied.remove(denied.first());
        }
    }

    /** Whether the peer holds documents of which no cursor of ours says how old they are (rule R6). */
    private boolean mustCompare() {
        for (SubState sub : subscriptions) {
            boolean gap = !sub.intervals().isEmpty() && sub.cursor() == 0;
            boolean lost = sub.cursorEpoch() == replica.identity().epoch() && sub.cursor() > replica.durableLsn();
            if (sub.reconcile() || gap || lost) {
                return true;
            }
        }
        return false;
    }

    /** A query that was asked for. */
    void defined(Message.SubDef definition, Out out) {
        filters.put(definition.subHash(), compiler.compile(definition.query(), definition.arguments()));
        feedWhenDefined(out);
    }
}
