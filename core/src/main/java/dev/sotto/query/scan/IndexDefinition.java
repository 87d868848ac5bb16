package dev.sotto.query.scan;

import dev.sotto.document.Path;
import dev.sotto.document.Refusal;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.ExpressionParts;
import dev.sotto.query.expression.Ordering;
import dev.sotto.query.sql.SqlKeys;
import dev.sotto.query.sql.SqlPath;
import dev.sotto.query.statement.Statement.CreateIndex;
import dev.sotto.query.statement.Statements;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An index: the documents of a collection by the values at some paths, MISSING and all types among them.
 *
 * @param name unlike that of any other index of its collection
 * @param keys in the order in which they decide
 * @param where what a document must fulfil to be in it, each of them; empty when all are in it. There are no parameters
 */
public record IndexDefinition(String name, String collection, List<Order.Key> keys, List<Condition> where) {
    public IndexDefinition {
        keys = Collections.unmodifiableList(new ArrayList<>(keys));
        where = Collections.unmodifiableList(new ArrayList<>(where));
    }

    /**
     * The index that a statement asks for.
     *
     * @throws StatementException INDEX_UNSUPPORTED with the reason
     */
    public static IndexDefinition of(CreateIndex statement) {
        if (statement.unique()) {
            throw unsupported(
                    "UNIQUE",
                    "an index without it: two devices that are apart may both insert the value, and neither can be refused"
                            + " when they meet; make it the _id, which is unique");
        }
        List<Order.Key> keys = new ArrayList<>();
        for (Ordering key : statement.keys()) {
            if (!(key.key() instanceof Expression.Field field) || !SqlPath.isIndexable(field.path())) {
                throw unsupported(
                        "a key with a quote, a backslash or a control character",
                        "a path of names without; the field can be queried without an index");
            }
            keys.add(new Order.Key(field.path(), key.descending()));
        }
        if (keys.size() > Limits.INDEX_KEYS_MAX) {
            throw unsupported(keys.size() + " keys", "at most " + Limits.INDEX_KEYS_MAX);
        }
        List<Condition> where = new ArrayList<>();
        if (!statement.where().equals(Condition.ALWAYS)) {
            where.addAll(ExpressionParts.conjuncts(statement.where()));
        }
        for (Condition part : where) {
            if (!SqlKeys.isWritable(part)) {
                throw unsupported(
                        "a WHERE that compares more than a field with a string, a whole number or a boolean",
                        "such comparisons, IN, BETWEEN, IS NULL and IS MISSING, joined by AND, without parameters");
            }
        }
        return new IndexDefinition(statement.name(), statement.collection(), keys, where);
    }

    private static StatementException unsupported(String got, String wanted) {
        return new StatementException(new Refusal("INDEX_UNSUPPORTED", "index", got, wanted));
    }

    /** Reads {@link #text}. */
    public static IndexDefinition parse(String text) {
        if (Statements.parse(text) instanceof CreateIndex statement) {
            return of(statement);
        }
        throw unsupported("another statement", "CREATE INDEX");
    }

    /** The statement that makes it, in one form only. */
    public String text() {
        List<Ordering> orderings = new ArrayList<>();
        for (Order.Key key : keys) {
            orderings.add(new Ordering(key.path(), key.descending()));
        }
        return Statements.text(new CreateIndex(name, collection, orderings, ExpressionParts.all(where), false, false));
    }

    public boolean isPartial() {
        return !where.isEmpty();
    }

    /** Whether the statement's own words ask for this one. */
    boolean isCalled(String ofCollection, String called) {
        return collection.equals(ofCollection) && name.equals(called);
    }

    Path path(int key) {
        return keys.get(key).path();
    }
}
