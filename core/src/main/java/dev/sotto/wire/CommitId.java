package dev.sotto.wire;

import dev.sotto.document.StoreId;

/**
 * Names a commit everywhere: the store that made it, under which epoch, and its number there.
 *
 * @param number the highest lsn of the commit, which is never given twice in one epoch
 */
public record CommitId(StoreId store, long epoch, long number) {
    @Override
    public String toString() {
        return store + "/" + Long.toHexString(epoch) + "/" + number;
    }
}
