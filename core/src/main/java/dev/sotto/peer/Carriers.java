package dev.sotto.peer;

import dev.sotto.document.Refusal;
import dev.sotto.document.StoreId;
import dev.sotto.store.Storage;
import dev.sotto.sync.Incarnation;
import java.util.ArrayList;
import java.util.List;

/**
 * Of several links to one store: which one carries the session, and which stand by. On the loop.
 *
 * <p>The end with the smaller store id chooses, since only one may. The better way carries ({@link dev.sotto.link.Way.Kind}). Of
 * two ways alike that do not break together what carries goes on, or a network that comes and goes would take the session along
 * each time. Of two that do, it is the newer one if the same side dialled both, as it would not have dialled for nothing, else
 * the one that the choosing side dialled. The choosing end sends STANDBY on the other link and goes on where the session is.
 *
 * <p>The other end does as it is told, but knows better in one case: told to stand by on the only link that it has, it says HELLO
 * there, and the choosing end believes that the link that it thought of is dead. When the link that carries ends, both say HELLO
 * on the best of the rest, and the choosing end's HELLO counts, unless the other one says its own again.
 *
 * <p>Links that would break together ({@link dev.sotto.link.Way#isSameAs}) are no reserve for each other: one of them is closed.
 * A link of another process of the store counts before all earlier ones: those are doubted ({@link Doubles}).
 */
final class Carriers {
    private static final String WANTED = "the best one";

    private final Storage storage;
    private final Roster roster;
    private final Strangers strangers;
    private final PeerListener listener;
    private final Runnable publish;

    /** Conversations whose neighbour is known, the oldest first. */
    private final List<Conversation> met = new ArrayList<>();

    private final Doubles doubles = new Doubles();
    private final Moves moves = new Moves();

    /** @param publish tells the status, before an event that an app may look it up for */
    Carriers(Storage storage, Roster roster, Strangers strangers, PeerListener listener, Runnable publish) {
        this.storage = storage;
        this.roster = roster;
        this.strangers = strangers;
        this.listener = listener;
        this.publish = publish;
    }

    /** The peer has said who it is. */
    void connected(Conversation conversation, Neighbour neighbour, Incarnation its) {
        Dialer dialer = conversation.dialer();
        if (dialer != null) {
            dialer.established(neighbour.storeId(), its);
        }
        strangers.welcome(neighbour.address());
        conversation.met(neighbour, its);
        if (!met.contains(conversation)) {
            met.add(conversation);
        }
        Conversation carrier = roster.live(neighbour.storeId());
        if (carrier == null || !isSameProcess(carrier, conversation)) {
            roster.met(neighbour, conversation);
            doubtEarlierLife(conversation);
            publish.run();
            listener.connected(neighbour);
        } else if (carrier == conversation) {
            of(neighbour.storeId()).forEach(this::standsBy);
        } else if (chooses(neighbour.storeId())) {
            choose(conversation, carrier);
        }
    }

    private boolean chooses(StoreId store) {
        return storage.identity().storeId().compareTo(store) < 0;
    }

    private void choose(Conversation fresh, Conversation carrier) {
        boolean sameDialler = fresh.link().dialled() == carrier.link().dialled();
        boolean alike = fresh.way().kind() == carrier.way().kind();
        boolean better = alike
                ? fresh.way().isSameAs(carrier.way())
                        && (sameDialler || fresh.link().dialled())
                : fresh.way().isBetterThan(carrier.way());
        if (better) {
            move(fresh, carrier, "a better link");
        } else {
            fresh.standDown();
        }
    }

    /** What another process of the store said is from before a power loss or a kill, if it is no copy: that is asked. */
    private void doubtEarlierLife(Conversation conversation) {
        List<Conversation> earlier = of(storeOf(conversation));
        earlier.removeIf(other -> isSameProcess(other, conversation));
        met.removeAll(earlier);
        for (Conversation doubted : earlier) {
            if (doubted.hasSession()) {
                doubles.doubt(doubted, conversation);
            } else {
                doubted.abort(
                        new Refusal("SUPERSEDED", "link", "of another process of this store", "the newest one's"));
            }
        }
    }

    private static boolean isSameProcess(Conversation one, Conversation other) {
        return one.incarnation().bootNonce() == other.incarnation().bootNonce();
    }

    /** The peer's process ran when that was asked, or later. */
    void answered(Conversation conversation) {
        doubles.answered(conversation);
    }

    private static StoreId storeOf(Conversation conversation) {
        return conversation.neighbourOrFail().storeId();
    }

    private List<Conversation> of(StoreId store) {
        List<Conversation> found = new ArrayList<>();
        for (Conversation each : met) {
            if (storeOf(each).equals(store)) {
                found.add(each);
            }
        }
        return found;
    }

    /** The links to that store, with the one that carries. */
    List<PeerStatus.KnownLink> links(StoreId store) {
        List<PeerStatus.KnownLink> links = new ArrayList<>();
        for (Conversation each : of(store)) {
            links.add(new PeerStatus.KnownLink(each.link().remote(), each.way().kind(), roster.live(store) == each));
        }
        return links;
    }

    /** Whether a link stands by somewhere. */
    boolean hasReserve() {
        for (Conversation each : met) {
            if (!carries(each)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the session with its store, if that is known, is on this one. */
    boolean carries(Conversation conversation) {
        Neighbour neighbour = conversation.neighbour();
        return neighbour == null || roster.live(neighbour.storeId()) == conversation;
    }

    /** Goes on with the session there; what carried, if it still lives, stands by. */
    private void move(Conversation to, Conversation from, String why) {
        roster.met(to.neighbourOrFail(), to);
        to.takeOver(from);
        from.standDown();
        moved(to, why);
    }

    private void moved(Conversation to, String why) {
        publish.run();
        listener.moved(to.neighbourOrFail(), new Refusal("LINK_MOVED", "link", why, WANTED));
    }

    /** The peer goes on with a session here: it has chosen this link. */
    void chosen(Conversation conversation) {
        Conversation carrier = roster.live(storeOf(conversation));
        if (carrier != null && carrier != conversation && met.contains(conversation)) {
            move(conversation, carrier, "the peer's choice");
        }
    }

    /** The peer said STANDBY, and it is answered. */
    void toldToStandBy(Conversation conversation) {
        if (carries(conversation) && chooses(storeOf(conversation))) {
            conversation.goOn();
        } else if (carries(conversation)) {
            Conversation next = successor(conversation);
            if (next == conversation) {
                conversation.goOnSoon(); // the link that the peer means is not known here yet, or is dead
                return;
            }
            roster.met(next.neighbourOrFail(), next);
            next.takeOver(conversation);
            moved(next, "the peer's choice");
        }
    }

    /** If both ends know that this one stands by: whether it is worth being kept. Nothing is, or all is, until one carries. */
    void standsBy(Conversation conversation) {
        StoreId store = storeOf(conversation);
        Conversation carrier = roster.live(store);
        if (carrier == null || carrier.awaitsHello() || !conversation.isReserve() || !chooses(store)) {
            return;
        }
        if (conversation.way().isSameAs(carrier.way())) {
            conversation.supersede("another to the same host");
        } else if (conversation.way().isBetterThan(carrier.way())) {
            move(conversation, carrier, "a better link");
        } else if (of(store).size() > Limits.LINKS_PER_STORE_MAX) {
            conversation.supersede("more than " + Limits.LINKS_PER_STORE_MAX + " links");
        }
    }

    /** The peer begins or ends a session on a link that is open: answers whether it may do so that often. */
    boolean mayMove(Conversation conversation, long nowMillis) {
        return moves.take(storeOf(conversation), nowMillis);
    }

    /** HELLO came on a link that stands by. Answers whether the session begins there. */
    boolean proposed(Conversation conversation) {
        StoreId store = storeOf(conversation);
        Conversation carrier = roster.live(store);
        if (carrier == null || carrier == conversation) {
            roster.met(conversation.neighbourOrFail(), conversation);
            return true;
        }
        if (chooses(store) && carrier.awaitsHello() && conversation.isFirstProposalBeside(carrier)) {
            return false; // both proposed at once; who says it again knows that our link is dead
        }
        move(conversation, carrier, "the peer lost the other");
        return true;
    }

    /** A conversation is over; answers whether its store has no other link. */
    boolean left(Conversation conversation, Refusal why) {
        met.remove(conversation);
        doubles.ended(conversation);
        if (!roster.left(conversation, storage.durableLsn())) {
            return false;
        }
        Conversation next = successor(conversation);
        if (next == conversation) {
            moves.forget(storeOf(conversation));
            return true;
        }
        roster.met(next.neighbourOrFail(), next);
        next.takeOver(conversation);
        moved(next, why.code() + ": " + why.got());
        return false;
    }

    /** Who follows: one that has a session already, else the best that stands by, else {@code last} itself. */
    private Conversation successor(Conversation last) {
        Conversation best = last;
        for (Conversation each : of(storeOf(last))) {
            if (each != last && !each.isEnding() && (best == last || comesBefore(each, best))) {
                best = each;
            }
        }
        return best;
    }

    private static boolean comesBefore(Conversation one, Conversation other) {
        return one.hasSession() != other.hasSession()
                ? one.hasSession()
                : one.way().isBetterThan(other.way());
    }

    /** All links are about to end: none takes over from another. */
    void end() {
        met.clear();
    }
}
