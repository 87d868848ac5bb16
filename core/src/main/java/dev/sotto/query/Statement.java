package dev.sotto.query;

import dev.sotto.document.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A statement as it was written, its parameters not yet bound. {@link Statements#parse} makes it. */
public sealed interface Statement {
    /** The collection that it reads or writes. */
    String collection();

    /**
     * {@code SELECT * FROM collection WHERE .. ORDER BY .. LIMIT ..}.
     *
     * @param limit the most documents in the result: an integer literal or a parameter, {@link #NO_LIMIT} without LIMIT
     */
    record Select(String collection, Condition where, List<Ordering> orderBy, Expression limit) implements Statement {
        /** Absent: every document that matches. */
        public static final Expression NO_LIMIT = Expression.Literal.MISSING;

        public Select {
            orderBy = Collections.unmodifiableList(new ArrayList<>(orderBy));
        }

        public boolean hasLimit() {
            return !limit.equals(NO_LIMIT);
        }
    }

    /** {@code INSERT INTO collection DOCUMENTS (..), (..)}: each expression gives a map. */
    record Insert(String collection, List<Expression> documents) implements Statement {
        public Insert {
            documents = Collections.unmodifiableList(new ArrayList<>(documents));
        }
    }

    /** {@code UPDATE collection SET .. WHERE ..}: the assignments in the order written. */
    record Update(String collection, List<Assignment> assignments, Condition where) implements Statement {
        public Update {
            assignments = Collections.unmodifiableList(new ArrayList<>(assignments));
        }
    }

    /** {@code DELETE FROM collection WHERE ..}. */
    record Delete(String collection, Condition where) implements Statement {}

    /** {@code path = value}; the value names no field. */
    record Assignment(Path path, Expression value) {}
}
