package dev.sotto.link;

import dev.sotto.document.Refusal;

/**
 * Why a link ended.
 *
 * @param cause who ended it
 * @param refusal the code and its words; for orderly ends a code of its own as well (LINK_CLOSED, LINK_LOST)
 */
public record LinkEnd(Cause cause, Refusal refusal) {
    /** Who ended a link. */
    public enum Cause {
        /** We did, by close() or abort(). */
        LOCAL,
        /** The peer said goodbye. */
        PEER,
        /** The network or the peer's process went away without a word. */
        LOST,
        /** We did, because of what the peer sent or would not read. */
        REFUSED
    }
}
