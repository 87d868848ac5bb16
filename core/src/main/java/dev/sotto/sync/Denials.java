package dev.sotto.sync;

import dev.sotto.document.DocRef;
import dev.sotto.document.Refusal;
import dev.sotto.wire.Message;
import java.util.Optional;

/** Documents that the neighbour brought and may not write: each time they are dropped and counted; it is told once. */
final class Denials {
    private final Permissions permissions;
    private Optional<DocRef> first = Optional.empty();
    private boolean told;
    private long count;

    Denials(Permissions permissions) {
        this.permissions = permissions;
    }

    Permissions permissions() {
        return permissions;
    }

    /** How often something was dropped since this was asked last. */
    long take() {
        long taken = count;
        count = 0;
        return taken;
    }

    /** Whether what came for that document is dropped; counts it. */
    boolean deny(DocRef document) {
        if (permissions.mayTake(document)) {
            return false;
        }
        first = Optional.of(first.orElse(document));
        count++;
        return true;
    }

    /** Tells the peer of the first one; the connection goes on. */
    void tell(Out out) {
        if (first.isPresent() && !told) {
            told = true;
            Refusal why = new Refusal(
                    "WRITE_DENIED", "document", first.get().toString(), "documents that you may write here");
            out.event(new SyncEvent.RefusedPeer(out.peer(), why));
            out.send(new Message.Refuse(why, false));
        }
    }
}
