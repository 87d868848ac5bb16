package dev.sotto.sync;

import dev.sotto.document.Bytes;
import dev.sotto.document.Scopes;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Under which scopes the parts came that are staged here. HELLO names what is staged, and a neighbour that may not have everything is
 * told only of what neighbours under the same scopes brought. After a restart it is told of none, and sends them anew.
 */
public final class Brought {
    private final Recent<Bytes, Set<Long>> byPayload = new Recent<>(Limits.BROUGHT_MAX);

    Brought() {}

    /** A part came. */
    void add(Bytes payload, Scopes from) {
        Set<Long> scopes = new TreeSet<>(byPayload.get(payload).orElse(Collections.emptySet()));
        scopes.add(from.digest());
        byPayload.put(payload, scopes);
    }

    /** Whether a neighbour may be told that something of it is staged. */
    boolean mayName(Bytes payload, Scopes to) {
        return to.isAll()
                || byPayload.get(payload).orElse(Collections.emptySet()).contains(to.digest());
    }
}
