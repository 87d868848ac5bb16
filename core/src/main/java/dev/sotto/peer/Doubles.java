package dev.sotto.peer;

import dev.sotto.sync.Copies;
import dev.sotto.sync.Event;
import dev.sotto.sync.Incarnation;
import java.util.ArrayList;
import java.util.List;

/**
 * Two sessions of one store whose processes differ. Nearly always the older process is gone and its link does not know yet;
 * else they are two copies of one store (rule R7), which would end each other's sessions for ever. Both are asked: a process
 * that answers ran after the newer session began, so if both answer, both are alive. On the loop.
 */
final class Doubles {
    private static final class Pair {
        private final Conversation older;
        private final Conversation newer;
        private boolean olderAnswered;
        private boolean newerAnswered;

        private Pair(Conversation older, Conversation newer) {
            this.older = older;
            this.newer = newer;
        }
    }

    private final List<Pair> pairs = new ArrayList<>();

    /** The newer session counts from now on; the older one ends unless it answers. */
    void doubt(Conversation older, Conversation newer) {
        pairs.add(new Pair(older, newer));
        older.on(new Event.Question(true));
        newer.on(new Event.Question(false));
    }

    void answered(Conversation conversation) {
        for (Pair pair : new ArrayList<>(pairs)) {
            pair.olderAnswered |= pair.older == conversation;
            pair.newerAnswered |= pair.newer == conversation;
            if (pair.olderAnswered && pair.newerAnswered) {
                pairs.remove(pair);
                part(pair);
            }
        }
    }

    /** One of them is to change, and the session of the older one is over in any case: it has not listened for a while. */
    private static void part(Pair pair) {
        Incarnation older = pair.older.incarnation();
        Incarnation newer = pair.newer.incarnation();
        Neighbour neighbour = pair.newer.neighbour();
        if (neighbour == null) {
            return;
        }
        Event refuse = new Event.Refuse(Copies.refusal(neighbour.storeId(), older, newer));
        boolean olderChanges = Copies.changes(older, newer);
        pair.older.on(olderChanges ? refuse : new Event.Close());
        if (!olderChanges) {
            pair.newer.on(refuse);
        }
    }

    /** A session is over. One that was doubted for its sake is of no use: whoever it is will connect again. */
    void ended(Conversation conversation) {
        for (Pair pair : new ArrayList<>(pairs)) {
            if (pair.older == conversation || pair.newer == conversation) {
                pairs.remove(pair);
                if (pair.newer == conversation) {
                    pair.older.on(new Event.Close());
                }
            }
        }
    }
}
