package dev.sotto.sync;

import dev.sotto.wire.Message;

/**
 * Whether this link carries bodies, or announcements only: the links of a mesh that carry bodies become a tree (Plumtree;
 * Leitao, Pereira, Rodrigues: Epidemic broadcast trees, SRDS 2007). Both ends think alike, but for what is on its way; if
 * PRUNE and GRAFT cross they differ, until the next one of either.
 *
 * <pre>
 *                some bodies in a row were here already: PRUNE
 *   bodies  ---------------------------------------------------->  announcements
 *           <----------------------------------------------------
 *                an announced document did not come: GRAFT
 * </pre>
 *
 * <p>A link that had to be grafted is pruned later the next time: where filters differ, one link brings what others do not.
 * Three phones that all see each other prune nothing: the duplicate costs less than the detour.
 */
final class Branch {
    private final Presence presence;
    private final Protections protections;
    private boolean bodies = true;
    private int inARow;
    private int enough = Limits.PRUNE_AFTER_MIN;

    Branch(Presence presence, Protections protections) {
        this.presence = presence;
        this.protections = protections;
    }

    /** Whether what the peer asks for goes to it as bodies. */
    boolean carriesBodies() {
        return bodies;
    }

    /**
     * The feed brought a body.
     *
     * @param news it changed something here
     */
    void brought(boolean news) {
        inARow = news ? 0 : inARow + 1;
    }

    /** Says PRUNE if the link brings what is here already. */
    void prune(Out out) {
        if (inARow >= enough && protections.has(Protections.Rule.TREE) && isInAMesh()) {
            pruned();
            out.send(new Message.Prune());
        }
    }

    private boolean isInAMesh() {
        return presence.graph().nodes().size() >= Limits.TREE_STORES_MIN;
    }

    /** Says GRAFT: something that was announced has not come. */
    void graft(Out out) {
        grafted();
        out.send(new Message.Graft());
    }

    /** The peer said PRUNE. */
    void pruned() {
        bodies = false;
        inARow = 0;
    }

    /** The peer said GRAFT. */
    void grafted() {
        bodies = true;
        inARow = 0;
        enough = Math.min(2 * enough, Limits.PRUNE_AFTER_MAX);
    }
}
