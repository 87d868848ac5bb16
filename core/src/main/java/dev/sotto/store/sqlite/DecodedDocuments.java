package dev.sotto.store.sqlite;

import dev.sotto.document.DocKey;
import dev.sotto.document.StoredDoc;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * The documents that a connection decoded or stored last, so that what is merged, saved, told back and sent on is decoded
 * once, and so that the next change of one of its fields hashes only that.
 *
 * <p>A document is found by its key and the lsn of the row that the connection sees. No lsn is ever given twice, not after a
 * rollback and not after a crash, so what is found is what the row holds, and nothing has to be taken out.
 */
final class DecodedDocuments {
    private final int entriesMax;
    private final LinkedHashMap<DocKey, StoredDoc> documents = new LinkedHashMap<>(16, 0.75f, true);
    private int entries;

    /** @param entriesMax of all documents together, which is what their memory goes by; 0 keeps none */
    DecodedDocuments(int entriesMax) {
        this.entriesMax = entriesMax;
    }

    Optional<StoredDoc> find(DocKey key, long lsn) {
        StoredDoc found = documents.get(key);
        return found != null && found.lsn() == lsn ? Optional.of(found) : Optional.empty();
    }

    /** A document of more entries than a quarter of all is not kept: it would push out everybody else. */
    void keep(StoredDoc document) {
        int count = document.state().entries().size();
        if (count > entriesMax / 4) {
            return;
        }
        StoredDoc earlier = documents.put(document.ref().key(), document);
        entries += count - (earlier == null ? 0 : earlier.state().entries().size());
        Iterator<StoredDoc> oldest = documents.values().iterator();
        while (entries > entriesMax) {
            entries -= oldest.next().state().entries().size();
            oldest.remove();
        }
    }
}
