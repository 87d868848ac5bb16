package dev.sotto;

import dev.sotto.document.DocId;
import dev.sotto.document.Value.MapValue;
import dev.sotto.store.StatementOutcome;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.RandomAccess;

/** What a statement found or did. Immutable; any thread. */
public final class QueryResult {
    private final List<Document> documents;
    private final List<DocId> mutatedIds;
    private final OptionalLong commitId;

    private QueryResult(List<Document> documents, List<DocId> mutatedIds, OptionalLong commitId) {
        this.documents = documents;
        this.mutatedIds = mutatedIds;
        this.commitId = commitId;
    }

    /** @param views of documents; the list is taken as it is and never changes */
    static QueryResult found(List<MapValue> views) {
        return new QueryResult(new Documents(views), Collections.emptyList(), OptionalLong.empty());
    }

    /** What a statement did inside a transaction, whose commit is still to come. */
    static QueryResult changed(StatementOutcome outcome) {
        return changed(outcome, OptionalLong.empty());
    }

    static QueryResult changed(StatementOutcome outcome, long commit) {
        return changed(outcome, outcome.changed().isEmpty() ? OptionalLong.empty() : OptionalLong.of(commit));
    }

    private static QueryResult changed(StatementOutcome outcome, OptionalLong commit) {
        List<DocId> ids = new ArrayList<>(outcome.changed().size());
        outcome.changed().forEach(ref -> ids.add(ref.id()));
        return new QueryResult(new Documents(outcome.returned()), Collections.unmodifiableList(ids), commit);
    }

    /**
     * The documents of a SELECT, in its order (by {@code _id} where ORDER BY leaves it open), or what RETURNING asks of a
     * statement that changes documents, in the order in which it did; of others none.
     */
    public List<Document> documents() {
        return documents;
    }

    /** The ids of the documents that a statement inserted, updated or deleted, in the order in which it did. */
    public List<DocId> mutatedIds() {
        return mutatedIds;
    }

    /**
     * The number of the commit that holds the change, larger than that of every earlier commit of this store. Statements that
     * were committed together have the same one. Empty when nothing changed, and inside a transaction.
     */
    public OptionalLong commitId() {
        return commitId;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QueryResult result
                && result.documents.equals(documents)
                && result.mutatedIds.equals(mutatedIds)
                && result.commitId.equals(commitId);
    }

    @Override
    public int hashCode() {
        return (documents.hashCode() * 31 + mutatedIds.hashCode()) * 31 + commitId.hashCode();
    }

    @Override
    public String toString() {
        return "QueryResult[" + documents.size() + " documents, mutated " + mutatedIds + "]";
    }

    /** The documents of an observer's result are made when they are looked at: it may have thousands and be replaced soon. */
    private static final class Documents extends AbstractList<Document> implements RandomAccess {
        private final List<MapValue> views;

        Documents(List<MapValue> views) {
            this.views = views;
        }

        @Override
        public Document get(int index) {
            return new Document(views.get(index));
        }

        @Override
        public int size() {
            return views.size();
        }
    }
}
