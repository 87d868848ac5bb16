package dev.sotto;

import dev.sotto.peer.RejoinPolicy;

/**
 * What becomes of the documents in which something was written here that no other store has acknowledged, when this store was
 * retired ({@link Sync#retire}) and comes back. All else that it holds is compared with others as ever, and what was deleted
 * meanwhile stays deleted.
 */
public enum Rejoin {
    /**
     * What was written here goes on, with the times at which it was written: what others wrote later wins, and what they deleted stays
     * deleted (what is lost that way is in the journal of lost values).
     */
    KEEP(RejoinPolicy.KEEP),
    /**
     * Those documents are forgotten here, and come again from others as far as those have them and this store asks for them. What
     * only this store had is gone.
     */
    DROP(RejoinPolicy.DROP),
    /** The app is told ({@link SyncEvent.Retired}), and nothing is synced until it calls {@link Sync#rejoin} with one of the others. */
    ASK(RejoinPolicy.ASK);

    private final RejoinPolicy policy;

    Rejoin(RejoinPolicy policy) {
        this.policy = policy;
    }

    RejoinPolicy policy() {
        return policy;
    }
}
