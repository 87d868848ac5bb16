package dev.sotto.sync;

import dev.sotto.document.RefusedException;
import dev.sotto.document.Value.MapValue;

/** Which living documents a subscription asks for. Pure and fast: it is asked for every change. */
public interface SyncFilter {
    String collection();

    /** @param document with its {@code _id} */
    boolean test(MapValue document);

    /** Makes filters of queries that peers send. */
    interface Compiler {
        /** @throws RefusedException {@code QUERY_INVALID} or {@code QUERY_TOO_COMPLEX} */
        SyncFilter compile(String query, MapValue arguments);
    }
}
