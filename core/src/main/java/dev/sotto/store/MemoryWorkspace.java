package dev.sotto.store;

import dev.sotto.document.DocKey;
import dev.sotto.document.StoredDoc;
import java.util.ArrayDeque;
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
        StoredDoc replaced = image.documents().put(key, document);
        if (replaced != null) {
            image.feed().remove(replaced.lsn());
        }
        image.feed().put(document.lsn(), key);
        undoable(() -> {
            image.feed().remove(document.lsn());
            if (replaced == null) {
                image.documents().remove(key);
            } else {
                image.documents().put(key, replaced);
                image.feed().put(replaced.lsn(), key);
            }
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
