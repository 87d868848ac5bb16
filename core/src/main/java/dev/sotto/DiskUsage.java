package dev.sotto;

import dev.sotto.store.StoreSize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a store takes on the disk, in bytes, at one moment. Immutable.
 *
 * <p>The files together are what {@code du} says of the directory. What a collection's documents take is counted without
 * the pages' own overhead and without indexes, so collections add up to less than the file.
 */
public final class DiskUsage {
    private final long databaseBytes;
    private final long logBytes;
    private final long otherBytes;
    private final long freeBytes;
    private final long indexBytes;
    private final List<Collection> collections;

    DiskUsage(
            long databaseBytes,
            long logBytes,
            long otherBytes,
            long freeBytes,
            long indexBytes,
            List<Collection> collections) {
        this.databaseBytes = databaseBytes;
        this.logBytes = logBytes;
        this.otherBytes = otherBytes;
        this.freeBytes = freeBytes;
        this.indexBytes = indexBytes;
        this.collections = Collections.unmodifiableList(new ArrayList<>(collections));
    }

    static DiskUsage of(StoreSize size) {
        List<Collection> collections = new ArrayList<>();
        for (StoreSize.CollectionSize one : size.collections()) {
            collections.add(new Collection(one));
        }
        return new DiskUsage(
                size.databaseBytes(),
                size.logBytes(),
                size.otherBytes(),
                size.freeBytes(),
                size.indexBytes(),
                collections);
    }

    /** All files of the directory. */
    public long totalBytes() {
        return databaseBytes + logBytes + otherBytes;
    }

    /** The file of documents, with its free pages. */
    public long databaseBytes() {
        return databaseBytes;
    }

    /** The write-ahead log, which is copied into the file and emptied as writes go on, and soon after the last one. */
    public long logBytes() {
        return logBytes;
    }

    /** The log's index, the lock, and whatever else lies in the directory. */
    public long otherBytes() {
        return otherBytes;
    }

    /** Of {@link #databaseBytes()}, what deletes have left free; the next writes fill it before the file grows. */
    public long freeBytes() {
        return freeBytes;
    }

    /** Of {@link #databaseBytes()}, pages of indexes; 0 where the platform's SQLite cannot tell. */
    public long indexBytes() {
        return indexBytes;
    }

    /** By name. */
    public List<Collection> collections() {
        return collections;
    }

    /** A collection's share. */
    public static final class Collection {
        private final StoreSize.CollectionSize size;

        Collection(StoreSize.CollectionSize size) {
            this.size = size;
        }

        /** Its name. */
        public String name() {
            return size.name();
        }

        /** Documents that are alive. */
        public long documents() {
            return size.documents();
        }

        /** Deleted documents that are remembered, so that they stay deleted. */
        public long tombstones() {
            return size.tombstones();
        }

        /** Their JSON, which queries look into. */
        public long jsonBytes() {
            return size.jsonBytes();
        }

        /** Their fields with stamps, which merging needs; of tombstones, too. */
        public long stateBytes() {
            return size.stateBytes();
        }

        /** Evicted documents of which something is left, so that they stay away without being fetched and compared again. */
        public long evicted() {
            return size.evicted();
        }

        /** What is left of them: some 80 bytes each, and all fields with stamps of those that were written in here. */
        public long evictedBytes() {
            return size.evictedBytes();
        }
    }
}
