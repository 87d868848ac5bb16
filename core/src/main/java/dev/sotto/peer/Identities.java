package dev.sotto.peer;

import dev.sotto.document.Refusal;
import dev.sotto.store.Storage;
import dev.sotto.store.StorageException;
import dev.sotto.sync.SyncEvent;
import java.util.Optional;

/** What this store is called from now on, when it was put back or copied (rule R7). On the loop. */
final class Identities {
    private static final Refusal RENEWED =
            new Refusal("IDENTITY_CLONED", "store", "a copy of another, or older than its peers know", "one store");

    private static final Refusal REJOINS =
            new Refusal("RETIRED", "our store", "retired by its name", "a store that goes on under another one");

    private final Storage storage;
    private boolean epochLost;
    private boolean idLost;
    private boolean retired;
    private int copiesMet;

    Identities(Storage storage) {
        this.storage = storage;
    }

    /** A session found it out. A peer that says so again and again is not believed for ever. */
    void lost(SyncEvent.IdentityCloned cloned) {
        if (cloned.copied() && ++copiesMet > Limits.COPIES_MET_MAX) {
            return;
        }
        epochLost = true;
        idLost |= cloned.another();
    }

    /** It is retired by its name, and what follows from that is done. */
    void retired() {
        epochLost = true;
        idLost = true;
        retired = true;
    }

    /**
     * Renews what was lost, if anything. Gives back why every session is to end: what was said was said by another.
     *
     * @param renamed runs when the store has another id
     */
    Optional<Refusal> renew(Runnable renamed) {
        if (!epochLost) {
            return Optional.empty();
        }
        boolean another = idLost;
        Refusal why = retired ? REJOINS : RENEWED;
        epochLost = false;
        idLost = false;
        retired = false;
        try {
            if (another) {
                storage.renewIdentity();
                renamed.run();
            } else {
                storage.renewEpoch();
            }
            return Optional.of(why);
        } catch (StorageException e) {
            // Nobody is told more under the old identity; the next meeting finds it out again.
            return Optional.of(e.refusal());
        }
    }
}
