package dev.sotto;

import dev.sotto.document.DocId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a statement found or did. Immutable.
 *
 * @param documents of a SELECT, in its order (by {@code _id} where ORDER BY leaves it open); of others empty
 * @param mutatedIds the documents that a statement changed, in the order in which it did; an id that it only looked at, or
 *     set to what it was, is not among them
 * @param commitId the number of the commit that holds the change, larger than that of every earlier one of this store; empty
 *     when nothing changed
 */
public record QueryResult(List<Document> documents, List<DocId> mutatedIds, OptionalLong commitId) {
    public QueryResult {
        documents = Collections.unmodifiableList(new ArrayList<>(documents));
        mutatedIds = Collections.unmodifiableList(new ArrayList<>(mutatedIds));
    }
}
