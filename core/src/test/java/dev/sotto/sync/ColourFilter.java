package dev.sotto.sync;

import dev.sotto.document.RefusedException;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import java.util.Optional;

/** "colours M": documents whose colour is a bit of the mask M. Stands in for the query language. */
record ColourFilter(int mask) implements SyncFilter {
    static final String COLLECTION = "c";

    static SyncFilter compile(String query, MapValue arguments) {
        if (!query.matches("colours [0-7]") || !arguments.fields().isEmpty()) {
            throw new RefusedException("QUERY_INVALID", "query", query, "colours 0 to 7");
        }
        return new ColourFilter(query.charAt(8) - '0');
    }

    static Subscription subscription(int mask, int generation) {
        return subscription(mask, generation, 0);
    }

    static Subscription subscription(int mask, int generation, int syncClass) {
        return new Subscription(0x5000L + mask, generation, syncClass, false, "colours " + mask, MapValue.EMPTY);
    }

    /** Knows every query that was ever sent: their hashes say which they are. */
    static final SyncFilter.Compiler CACHING = new SyncFilter.Compiler() {
        @Override
        public SyncFilter compile(String query, MapValue arguments) {
            return ColourFilter.compile(query, arguments);
        }

        @Override
        public Optional<SyncFilter> known(long subHash) {
            return subHash < 0x5000 ? Optional.empty() : Optional.of(new ColourFilter((int) (subHash - 0x5000)));
        }
    };

    @Override
    public String collection() {
        return COLLECTION;
    }

    @Override
    public boolean test(MapValue document) {
        return document.get("colour") instanceof Value.Int colour && (mask >> colour.value() & 1) == 1;
    }
}
