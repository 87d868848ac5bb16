package dev.sotto;

import dev.sotto.document.DocId;
import dev.sotto.document.DocRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What came of a transaction. Immutable; any thread. */
public final class TransactionResult<T extends @Nullable Object> {
    private final T value;
    private final Map<String, List<DocId>> mutatedIds;
    private final OptionalLong commitId;

    private TransactionResult(T value, Map<String, List<DocId>> mutatedIds, OptionalLong commitId) {
        this.value = value;
        this.mutatedIds = mutatedIds;
        this.commitId = commitId;
    }

    static <T extends @Nullable Object> TransactionResult<T> unchanged(T value) {
        return new TransactionResult<>(value, Collections.emptyMap(), OptionalLong.empty());
    }

    static <T extends @Nullable Object> TransactionResult<T> changed(T value, List<DocRef> changed, long commit) {
        if (changed.isEmpty()) {
            return unchanged(value);
        }
        Map<String, List<DocId>> ids = new LinkedHashMap<>();
        for (DocRef ref : changed) {
            ids.computeIfAbsent(ref.collection(), collection -> new ArrayList<>())
                    .add(ref.id());
        }
        ids.replaceAll((collection, list) -> Collections.unmodifiableList(list));
        return new TransactionResult<>(value, Collections.unmodifiableMap(ids), OptionalLong.of(commit));
    }

    /** What the body returned. */
    public T value() {
        return value;
    }

    /** The ids of the documents that it changed, by collection, in the order in which it first wrote them. */
    public Map<String, List<DocId>> mutatedIds() {
        return mutatedIds;
    }

    /** The number of its commit, as {@link QueryResult#commitId}; empty when it changed nothing. */
    public OptionalLong commitId() {
        return commitId;
    }

    @Override
    public String toString() {
        return "TransactionResult[mutated " + mutatedIds + "]";
    }
}
