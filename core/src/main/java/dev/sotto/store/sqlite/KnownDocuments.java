package dev.sotto.store.sqlite;

import dev.sotto.document.DocKey;
import dev.sotto.document.StoredDoc;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * What the writing connection knows of rows without asking SQLite: the documents that it decoded or stored last, and the keys
 * that it found no row for. So what is merged, saved, told back and sent on is looked up and decoded once, and the next change
 * of one of its fields hashes only that.
 *
 * <p>Nobody else changes rows while the directory is locked, so what this connection stored is what they hold, until a
 * transaction or a part of one is taken back: then all is forgotten. What is evicted is not kept here.
 */
final class KnownDocuments {
    /** What an entry takes in memory, and a key with its place here, about. */
    private static final long ENTRY_BYTES = 200;

    private static final Row NO_ROW = new Row(Optional.empty(), ENTRY_BYTES);

    private final long bytesMax;
    private final LinkedHashMap<DocKey, Row> rows = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** What is known of one key: its document, or that it has none and nothing that was evicted either. */
    record Row(Optional<StoredDoc> document, long bytes) {}

    /** @param bytesMax of all together, about; 0 keeps none */
    KnownDocuments(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Empty if nothing is known. */
    Optional<Row> find(DocKey key) {
        return Optional.ofNullable(rows.get(key));
    }

    /** The document that the row with that lsn holds, if it is known. */
    Optional<StoredDoc> find(DocKey key, long lsn) {
        Row found = rows.get(key);
        return found == null ? Optional.empty() : found.document.filter(document -> document.lsn() == lsn);
    }

    /**
     * A document that was stored, or decoded from its row as it is now.
     *
     * @param rowBytes of its JSON and state
     */
    void keep(StoredDoc document, long rowBytes) {
        long count = document.state().entries().size() + 1L;
        put(document.ref().key(), new Row(Optional.of(document), count * ENTRY_BYTES + rowBytes));
    }

    /** There is no row. */
    void keepNone(DocKey key) {
        put(key, NO_ROW);
    }

    /** What takes more than a quarter of all is not kept: it would push out everybody else. */
    private void put(DocKey key, Row row) {
        forget(key);
        if (row.bytes > bytesMax / 4) {
            return;
        }
        rows.put(key, row);
        bytes += row.bytes;
        Iterator<Row> oldest = rows.values().iterator();
        while (bytes > bytesMax) {
            bytes -= oldest.next().bytes;
            oldest.remove();
        }
    }

    /** The row is another one from now on. */
    void forget(DocKey key) {
        Row gone = rows.remove(key);
        bytes -= gone == null ? 0 : gone.bytes;
    }

    /** Rows may be what they were before. */
    void forgetAll() {
        rows.clear();
        bytes = 0;
    }
}
