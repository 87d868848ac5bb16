package dev.sotto.sync;

import dev.sotto.document.ByteWriter;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
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
    private final Predicate<DocRef> stubbed;
    private final VersionSet set;
    /** Empty until the first evicted one: there are most often none, and a set is 40 bytes a document. */
    private Optional<VersionSet> held = Optional.empty();

    private Optional<DocKey> next =
            Optional.of(new DocKey(new ByteWriter().word(0, 8).word(0, 8).toBytes()));

    /**
     * @param member which documents are part of it
     * @param stubbed of which evicted ones what is left is part of it (rule R8), though nobody can say whether they matched
     */
    SetScan(Replica replica, SketchHash hash, Predicate<StoredDoc> member, Predicate<DocRef> stubbed) {
        this.replica = replica;
        this.hash = hash;
        this.member = member;
        this.stubbed = stubbed;
        this.set = new VersionSet(hash);
    }

    /** Reads on; true when all is read. */
    boolean isComplete() {
        for (int read = 0; next.isPresent() && read < Limits.SCAN_AT_ONCE; read += Limits.KEYS_AT_ONCE) {
            List<DocKey> keys = replica.keysFrom(next.get(), Limits.KEYS_AT_ONCE);
            for (DocKey key : keys) {
                add(key);
            }
            next = keys.size() < Limits.KEYS_AT_ONCE || isTooLarge()
                    ? Optional.empty()
                    : keys.get(keys.size() - 1).next();
        }
        return !next.isPresent();
    }

    private void add(DocKey key) {
        Optional<StoredDoc> document = replica.read(key);
        if (document.isPresent()) {
            document.filter(member).ifPresent(one -> {
                long version = hash.version(one.digest());
                set.add(key, version);
                held.ifPresent(documents -> documents.add(key, version));
            });
        } else {
            replica.stub(key).filter(stub -> stubbed.test(stub.ref())).ifPresent(stub -> {
                held = Optional.of(held.orElseGet(set::copy));
                set.add(key, hash.version(stub.digest()));
            });
        }
    }

    /** Whether the documents are too many to be compared. */
    boolean isTooLarge() {
        return set.size() > Limits.RECONCILED_DOCUMENTS_MAX;
    }

    /** Those that are held, and what is left of evicted ones. */
    VersionSet set() {
        return set;
    }

    /** Those that are held. */
    VersionSet held() {
        return held.orElse(set);
    }
}
