package dev.sotto.sync;

import dev.sotto.document.RefusedException;
import dev.sotto.document.Value.MapValue;
import java.util.Optional;

/** Which living documents a subscription asks for. Pure and fast: it is asked for every change. */
public interface SyncFilter {
    String collection();

    /** @param document with its {@code _id} */
    boolean test(MapValue document);

    /** Makes filters of queries that peers send. */
    interface Compiler {
        /** @throws RefusedException {@code QUERY_INVALID} or {@code QUERY_TOO_COMPLEX} */
        SyncFilter compile(String query, MapValue arguments);

        /**
         * The filter of a query that was compiled before, in this session or another, so that it need not be sent again.
         * The hash must have been computed here from the query: a peer may say that it is any other's.
         */
        default Optional<SyncFilter> known(long subHash) {
            return Optional.empty();
        }
    }
}
