package dev.sotto.store;

import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.EqualityKey;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Ordering;
import dev.sotto.query.statement.Source.Stored;
import dev.sotto.query.statement.Statement.Select;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The result of one query, which follows the commits. Confined to the loop. */
interface ObservedQuery {
    /** As it is now. A query of whole documents of one collection follows by what changed; any other one is asked again. */
    static ObservedQuery of(Select select, Arguments args, Reading reading) {
        return isFollowedByChanges(select)
                ? new LiveResult(select, args, reading)
                : new RepeatedResult(select, args, reading);
    }

    private static boolean isFollowedByChanges(Select select) {
        boolean follows = select.isOfDocuments()
                && !select.hasOffset()
                && !select.collection().startsWith(Stored.SYSTEM);
        for (Ordering ordering : select.orderBy()) {
            follows &= ordering.key() instanceof Expression.Field;
        }
        return follows;
    }

    /** The collections of which a change may change it. */
    Set<String> collections();

    /** One of them a document has that this result may hold; empty when that cannot be said. */
    Optional<List<EqualityKey>> keys();

    /** The rows in order. The list never changes. */
    List<Row> rows();

    /**
     * Asks for the result as it is now. Answers whether it is another one.
     *
     * @throws StorageException then {@link #rows} are what they were, and it has to {@link #fallBehind}
     * @throws dev.sotto.query.StatementException the same, for a result that has grown beyond what a statement may hold
     */
    boolean ask(Reading reading);

    /**
     * Follows the changes of a commit. Answers whether the result changed.
     *
     * @param changes of the commit, at least those that concern the collections and one of the {@link #keys}
     * @param newest what may be asked beside them
     * @throws StorageException and StatementException as {@link #ask}
     */
    boolean follow(List<Change> changes, Reading newest);

    /** A change could not be followed: the next time the storage is asked for all of it. */
    void fallBehind();
}
