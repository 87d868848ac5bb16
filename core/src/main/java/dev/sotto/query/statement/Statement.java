package dev.sotto.query.statement;

import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Ordering;
import dev.sotto.query.statement.Source.Join;
import dev.sotto.query.statement.Source.Stored;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A statement as it was written, its parameters not yet bound. {@link Statements#parse} makes it. */
public sealed interface Statement {
    /** The collection that it reads first, or writes; empty when it reads none. */
    String collection();

    /**
     * SELECT. One without {@code unions} reads as it is written; the parts of a UNION are this one's own core (from distinct
     * to having) and then each of {@code unions}, and orderBy, limit and offset are for all their rows together.
     *
     * @param with named sub-queries; each may read those before it
     * @param from where rows come from, before joins
     * @param groupBy expressions, one group for each of their values; empty without GROUP BY (with aggregates in the
     *     projection or HAVING then, all rows are one group)
     * @param unions more SELECTs, whose rows are added; their own with, orderBy, limit and offset are empty
     * @param orderBy names of the projection are replaced by what they stand for already, except after a UNION, where every
     *     {@link Expression.Field} is one of the result's
     * @param limit the most rows in the result: an expression that names no field, {@link #NO_LIMIT} without LIMIT
     * @param offset how many rows are left out before them, likewise
     */
    record Select(
            List<CommonTable> with,
            boolean distinct,
            Projection projection,
            Source from,
            List<Join> joins,
            Condition where,
            List<Expression> groupBy,
            Condition having,
            List<Union> unions,
            List<Ordering> orderBy,
            Expression limit,
            Expression offset)
            implements Statement {
        /** Absent: every document that matches. */
        public static final Expression NO_LIMIT = Expression.Literal.MISSING;

        /** Absent: from the first on. */
        public static final Expression NO_OFFSET = Expression.Literal.MISSING;

        public Select {
            with = copied(with);
            joins = copied(joins);
            groupBy = copied(groupBy);
            unions = copied(unions);
            orderBy = copied(orderBy);
        }

        /** {@code SELECT * FROM collection WHERE .. ORDER BY .. LIMIT ..}. */
        public Select(String collection, Condition where, List<Ordering> orderBy, Expression limit) {
            this(
                    Collections.emptyList(),
                    false,
                    Projection.ALL,
                    new Stored(collection),
                    Collections.emptyList(),
                    where,
                    Collections.emptyList(),
                    Condition.ALWAYS,
                    Collections.emptyList(),
                    orderBy,
                    limit,
                    NO_OFFSET);
        }

        @Override
        public String collection() {
            if (from instanceof Stored stored) {
                return stored.collection();
            }
            return from instanceof Source.SubQuery sub ? sub.select().collection() : "";
        }

        public boolean hasLimit() {
            return !limit.equals(NO_LIMIT);
        }

        public boolean hasOffset() {
            return !offset.equals(NO_OFFSET);
        }

        /**
         * Whether its result is whole documents of one collection: {@code SELECT * FROM collection} with no more than WHERE,
         * ORDER BY, LIMIT and OFFSET.
         */
        public boolean isOfDocuments() {
            return equals(new Select(
                    Collections.emptyList(),
                    false,
                    Projection.ALL,
                    new Stored(collection()),
                    Collections.emptyList(),
                    where,
                    Collections.emptyList(),
                    Condition.ALWAYS,
                    Collections.emptyList(),
                    orderBy,
                    limit,
                    offset));
        }
    }

    /** {@code WITH name AS (select)}. */
    record CommonTable(String name, Select select) {}

    /** {@code UNION select}; with ALL, equal rows stay. */
    record Union(boolean all, Select select) {}

    /** A statement that changes documents. */
    sealed interface Change extends Statement {
        /** Whose documents it changes. */
        Stored target();

        /** What it tells of each document that it changed; {@link Projection#NONE} without RETURNING. */
        Projection returning();

        @Override
        default String collection() {
            return target().collection();
        }
    }

    /**
     * {@code INSERT INTO collection DOCUMENTS (..), (..)}: each expression is a constant that gives a map.
     *
     * @param initial INITIAL: they are as old as can be, so that whatever a device wrote wins over them
     */
    record Insert(
            Stored target, boolean initial, List<Expression> documents, OnConflict onConflict, Projection returning)
            implements Change {
        public Insert {
            documents = copied(documents);
        }
    }

    /** {@code INSERT INTO collection SELECT ..}: each row is a document. */
    record InsertRows(Stored target, Select rows, OnConflict onConflict, Projection returning) implements Change {}

    /** What an INSERT does where the id is in use. */
    enum OnConflict {
        /** Nothing is inserted: DOCUMENT_EXISTS. */
        FAIL,
        /** That document stays as it is. */
        DO_NOTHING,
        /** The fields given are set. */
        DO_UPDATE,
        /** Those of the fields given that differ from what is there are set. */
        DO_UPDATE_LOCAL_DIFF
    }

    /** {@code UPDATE collection SET .. UNSET .. APPLY .. WHERE ..}: the changes in the order written. */
    record Update(
            Stored target,
            List<FieldChange> changes,
            Condition where,
            List<Ordering> orderBy,
            Expression limit,
            Projection returning)
            implements Change {
        public Update {
            changes = copied(changes);
            orderBy = copied(orderBy);
        }
    }

    /** {@code DELETE FROM collection WHERE ..}. */
    record Delete(Stored target, Condition where, List<Ordering> orderBy, Expression limit, Projection returning)
            implements Change {
        public Delete {
            orderBy = copied(orderBy);
        }

        /** Without the rest. */
        public Delete(String collection, Condition where) {
            this(new Stored(collection), where, Collections.emptyList(), Select.NO_LIMIT, Projection.NONE);
        }
    }

    /** {@code EVICT FROM collection WHERE ..}: the documents leave this device and no other. */
    record Evict(Stored target, Condition where, List<Ordering> orderBy, Expression limit, Projection returning)
            implements Change {
        public Evict {
            orderBy = copied(orderBy);
        }
    }

    /** {@code EXPLAIN statement}: how it would be run. */
    record Explain(Statement statement) implements Statement {
        @Override
        public String collection() {
            return statement.collection();
        }
    }

    /**
     * {@code CREATE UNIQUE INDEX IF NOT EXISTS name ON collection (key, ..) WHERE ..}.
     *
     * @param keys in their order; each is a {@link Expression.Field}
     * @param where of a partial index; {@link Condition#ALWAYS} without
     */
    record CreateIndex(
            String name, String collection, List<Ordering> keys, Condition where, boolean unique, boolean ifNotExists)
            implements Statement {
        public CreateIndex {
            keys = copied(keys);
        }
    }

    /** {@code DROP INDEX IF EXISTS name ON collection}. */
    record DropIndex(String name, String collection, boolean ifExists) implements Statement {}

    private static <T> List<T> copied(List<T> list) {
        return Collections.unmodifiableList(new ArrayList<>(list));
    }
}
