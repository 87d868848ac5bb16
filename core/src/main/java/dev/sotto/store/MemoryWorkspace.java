package dev.sotto.store;

import dev.sotto.document.DocKey;
import dev.sotto.document.StoredDoc;
import java.util.ArrayDeque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A copy of an image, written into; what a write did can be taken back step by step. */
class MemoryWorkspace extends MemoryReading implements Workspace {
    /** How to take the open write back, last step first; null when no write is open. */
    @Nullable
    private ArrayDeque<Runnable> undo;

    private boolean over;
    private long lastLsn;

    MemoryWorkspace(MemoryImage image) {
        super(image.copy());
        this.lastLsn = image.feed().isEmpty() ? 0 : image.feed().lastKey();
    }

    @Override
    public long nextLsn() {
        requireRunning();
        return ++lastLsn;
    }

    @Override
    public void put(StoredDoc document) {
        requireRunning();
        DocKey key = document.ref().key();
        take(image.evicted(), key);
        take(image.documents(), key);
        give(image.documents(), document);
    }

    /** Takes the document with that key out of one of the two maps, and out of the feed. */
    final void take(Map<DocKey, StoredDoc> from, DocKey key) {
        StoredDoc taken = from.remove(key);
        if (taken != null) {
            image.feed().remove(taken.lsn());
            undoable(() -> {
                from.put(key, taken);
                if (taken.lsn() > 0) {
                    image.feed().put(taken.lsn(), key);
                }
            });
        }
    }

    /** Puts a document into one of the two maps, and, with a number, into the feed. */
    final void give(Map<DocKey, StoredDoc> to, StoredDoc document) {
        DocKey key = document.ref().key();
        to.put(key, document);
        if (document.lsn() > 0) {
            image.feed().put(document.lsn(), key);
        }
        undoable(() -> {
            to.remove(key);
            image.feed().remove(document.lsn());
        });
    }

    final void undoable(Runnable step) {
        if (undo != null) {
            undo.push(step);
        }
    }

    @Override
    public final void savepoint() {
        requireRunning();
        if (undo != null) {
            throw new IllegalStateException("a write is open; release or roll it back before the next one");
        }
        undo = new ArrayDeque<>();
    }

    @Override
    public final void release() {
        requireInSavepoint();
        undo = null;
    }

    @Override
    public final void rollbackToSavepoint() {
        ArrayDeque<Runnable> steps = requireInSavepoint();
        undo = null;
        for (Runnable step : steps) {
            step.run();
        }
    }

    private ArrayDeque<Runnable> requireInSavepoint() {
        requireRunning();
        if (undo == null) {
            throw new IllegalStateException("no write is open; savepoint() starts one");
        }
        return undo;
    }

    /** Ends it; answers false when it was over already. */
    final boolean end() {
        boolean ending = !over;
        over = true;
        return ending;
    }

    final void requireNoWrite() {
        requireRunning();
        if (undo != null) {
            throw new IllegalStateException("a write is open; release or roll it back before the commit");
        }
    }

    void requireRunning() {
        if (over) {
            throw new IllegalStateException("the transaction is over; begin another one");
        }
    }

    @Override
    public void close() {
        end();
    }
}
