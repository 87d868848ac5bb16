package dev.sotto.store;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.scan.RowSource;
import dev.sotto.query.statement.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Reads one image. */
class MemoryReading implements Reading {
    MemoryImage image;

    MemoryReading(MemoryImage image) {
        this.image = image;
    }

    @Override
    public Optional<StoredDoc> read(DocKey key) {
        return Optional.ofNullable(image.documents().get(key));
    }

    @Override
    public Optional<StoredDoc> evicted(DocKey key) {
        return Optional.ofNullable(image.evicted().get(key));
    }

    @Override
    public List<StoredDoc> select(Statement.Select select, Arguments args) {
        return FoundDocuments.of(select, args, this);
    }

    @Override
    public RowSource rows() {
        return new MemorySource(image);
    }

    @Override
    public List<FeedRow> changesAfter(long lsn, int max) {
        List<FeedRow> rows = new ArrayList<>();
        for (Map.Entry<Long, DocKey> row : image.feed().tailMap(lsn, false).entrySet()) {
            if (rows.size() >= Math.min(max, Limits.FEED_ROWS_MAX)) {
                break;
            }
            rows.add(new FeedRow(row.getKey(), row.getValue()));
        }
        return rows;
    }

    @Override
    public List<DocKey> keys(Bytes prefix, int max) {
        List<DocKey> keys = new ArrayList<>();
        TreeSet<DocKey> all = new TreeSet<>(image.documents().keySet());
        all.addAll(image.evicted().keySet());
        for (DocKey key : all) {
            if (key.bytes().startsWith(prefix) && keys.size() < Math.min(max, Limits.FEED_ROWS_MAX)) {
                keys.add(key);
            }
        }
        return keys;
    }

    @Override
    public List<DocKey> keysFrom(DocKey first, int max) {
        TreeSet<DocKey> all = new TreeSet<>(image.documents().keySet());
        all.addAll(image.evicted().keySet());
        List<DocKey> keys = new ArrayList<>();
        for (DocKey key : all.tailSet(first)) {
            if (keys.size() == Math.min(max, Limits.FEED_ROWS_MAX)) {
                break;
            }
            keys.add(key);
        }
        return keys;
    }

    @Override
    public List<DocKey> held(StoreId peer, int max) {
        List<DocKey> keys = new ArrayList<>();
        for (MemoryImage.Held held : image.held()) {
            if (held.peer().equals(peer) && keys.size() < Math.min(max, Limits.FEED_ROWS_MAX)) {
                keys.add(held.key());
            }
        }
        return keys;
    }

    @Override
    public List<Mark> marks(Mark.Kind kind, Bytes prefix, int max) {
        List<Mark> marks = new ArrayList<>();
        for (Mark mark : image.marks()
                .tailMap(new MemoryImage.MarkPlace(kind, prefix), true)
                .values()) {
            if (mark.kind() != kind || !mark.id().startsWith(prefix) || marks.size() >= max) {
                break;
            }
            marks.add(mark);
        }
        return marks;
    }

    @Override
    public List<Conflict> conflicts(int max) {
        return image.conflicts().newest(max);
    }

    @Override
    public Optional<Conflict> conflict(Bytes id) {
        return image.conflicts().get(id);
    }

    @Override
    public Cursor cursor(CursorKey key) {
        Cursor found = image.cursors().get(MemoryImage.CursorPlace.of(key));
        return found == null ? Cursor.NONE : found;
    }
}
