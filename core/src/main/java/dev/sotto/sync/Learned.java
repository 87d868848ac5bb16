package dev.sotto.sync;

import dev.sotto.document.DocKey;
import java.util.LinkedHashMap;
import java.util.Map;

/** Hashes that the peer named for documents that the next commit brings. */
final class Learned {
    private final Replica replica;
    private final PostHash hash;
    private final Echo echo;
    private final Map<DocKey, Long> states = new LinkedHashMap<>();

    Learned(Replica replica, PostHash hash, Echo echo) {
        this.replica = replica;
        this.hash = hash;
        this.echo = echo;
    }

    /** Our state of that document will be the one of that hash, or include it, once this event is committed. */
    void is(DocKey key, long state) {
        echo.named(state);
        echo.incorporated(state);
        states.put(key, state);
    }

    /** Tells the feed back what the peer holds of what we hold now, so that it is not sent again. */
    void tellBack() {
        states.forEach((key, state) -> replica.read(key)
                .filter(stored -> hash.of(stored) == state)
                .ifPresent(stored -> echo.atPeer(key, new Known(state, stored.lsn()))));
        states.clear();
    }
}
