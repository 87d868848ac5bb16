package dev.sotto.sync;

import dev.sotto.document.ByteWriter;
import dev.sotto.document.DocKey;
import dev.sotto.document.StoredDoc;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads the whole store once, a page at a time, for the documents of one side of a reconciliation. What changes meanwhile may
 * be in with either version: the feed, which goes on from before the scan, tells of it again.
 */
final class SetScan {
    private final Replica replica;
    private final SketchHash hash;
    private final Predicate<StoredDoc> member;
    private final VersionSet set;
    private Optional<DocKey> next =
            Optional.of(new DocKey(new ByteWriter().word(0, 8).word(0, 8).toBytes()));

    SetScan(Replica replica, SketchHash hash, Predicate<StoredDoc> member) {
        this.replica = replica;
        this.hash = hash;
        this.member = member;
        this.set = new VersionSet(hash);
    }

    /** Reads on; true when all is read. */
    boolean isComplete() {
        for (int read = 0; next.isPresent() && read < Limits.SCAN_AT_ONCE; read += Limits.KEYS_AT_ONCE) {
            List<DocKey> keys = replica.keysFrom(next.get(), Limits.KEYS_AT_ONCE);
            for (DocKey key : keys) {
                replica.read(key).filter(member).ifPresent(document -> set.add(key, hash.version(document.digest())));
            }
            next = keys.size() < Limits.KEYS_AT_ONCE || isTooLarge()
                    ? Optional.empty()
                    : keys.get(keys.size() - 1).next();
        }
        return !next.isPresent();
    }

    /** Whether the documents are too many to be compared. */
    boolean isTooLarge() {
        return set.size() > Limits.RECONCILED_DOCUMENTS_MAX;
    }

    VersionSet set() {
        return set;
    }
}
