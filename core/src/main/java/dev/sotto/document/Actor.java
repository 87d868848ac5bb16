package dev.sotto.document;

/**
 * Who writes: a store in one of its epochs. A store that may be a copy of another starts a new epoch.
 *
 * @param epoch eight random bytes, compared unsigned
 */
public record Actor(StoreId store, long epoch) implements Comparable<Actor> {
    @Override
    public int compareTo(Actor other) {
        int byStore = store.compareTo(other.store);
        return byStore != 0 ? byStore : Long.compareUnsigned(epoch, other.epoch);
    }

    @Override
    public String toString() {
        return store + "/" + Long.toHexString(epoch);
    }
}
