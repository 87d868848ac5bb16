package dev.sotto.peer;

import dev.sotto.document.RefusedException;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.query.statement.Statements;
import dev.sotto.sync.SyncFilter;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What peers ask for, as filters; kept under the hash of the query, so that a peer that comes back need not say it again. */
final class Filters implements SyncFilter.Compiler {
    private final Map<Long, SyncFilter> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, SyncFilter> eldest) {
            return size() > Limits.FILTERS_MAX;
        }
    };

    /** The hash of a canonical query as a number, as it travels. */
    static long hash(CanonicalQuery query) {
        return ByteBuffer.wrap(query.subHash().toArray()).getLong();
    }

    @Override
    public SyncFilter compile(String query, MapValue arguments) {
        try {
            return keep(CanonicalQuery.of(Statements.parse(query), Arguments.of(arguments.fields())));
        } catch (StatementException e) {
            throw new RefusedException(e.refusal());
        }
    }

    @Override
    public Optional<SyncFilter> known(long subHash) {
        return Optional.ofNullable(known.get(subHash));
    }

    /** Keeps a query's filter under the hash that is computed here. */
    SyncFilter keep(CanonicalQuery query) {
        SyncFilter filter = new SyncFilter() {
            @Override
            public String collection() {
                return query.collection();
            }

            @Override
            public boolean test(MapValue document) {
                return query.predicate().test(document);
            }
        };
        known.put(hash(query), filter);
        return filter;
    }
}
