package dev.sotto.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a store takes, in bytes.
 *
 * @param databaseBytes the file of documents
 * @param logBytes the write-ahead log
 * @param otherBytes every other file of the directory
 * @param freeBytes of the database, unused pages
 * @param indexBytes of the database, pages of indexes; 0 where that cannot be told
 */
public record StoreSize(
        long databaseBytes,
        long logBytes,
        long otherBytes,
        long freeBytes,
        long indexBytes,
        List<CollectionSize> collections) {
    public StoreSize {
        collections = Collections.unmodifiableList(new ArrayList<>(collections));
    }

    /**
     * A collection's documents, those that are deleted and remembered, those that were evicted, and what all of them take.
     *
     * @param evictedBytes of what is left of evicted ones
     */
    public record CollectionSize(
            String name,
            long documents,
            long tombstones,
            long evicted,
            long jsonBytes,
            long stateBytes,
            long evictedBytes) {}
}
