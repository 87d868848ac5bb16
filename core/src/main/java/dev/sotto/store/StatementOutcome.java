package dev.sotto.store;

import dev.sotto.document.DocRef;
import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a statement that changes documents did.
 *
 * @param changed the documents that it changed, each once, in the order in which it first did; those that it found as it
 *     wanted them are not among them
 * @param returned what RETURNING asks for; empty without it
 */
public record StatementOutcome(List<DocRef> changed, List<MapValue> returned) {
    /** It had nothing to do. */
    public static final StatementOutcome NOTHING =
            new StatementOutcome(Collections.emptyList(), Collections.emptyList());

    public StatementOutcome {
        changed = Collections.unmodifiableList(new ArrayList<>(changed));
        returned = Collections.unmodifiableList(new ArrayList<>(returned));
    }
}
