package dev.sotto.store;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocRef;
import dev.sotto.document.Entry;
import dev.sotto.document.Hlc;
import dev.sotto.document.Path;
import dev.sotto.document.Stamp;
import dev.sotto.document.Value;

/**
 * A value that somebody wrote and that no longer shows, because a merge chose another write. It stays in the journal
 * until it is restored, dropped, or older than what the journal has room for.
 *
 * @param ref the document
 * @param lost the entry that lost
 * @param value what it showed; for a counter's base the counter's number, else the entry's value
 * @param won the write that stands in its place, or that deleted its document or container
 * @param cause how it lost
 * @param certain whether the two are known to be concurrent. Whoever wrote the winner may have seen a value written here that
 *     another store had acknowledged, or one that comes LATE a second time, from another neighbour; then this is false
 * @param noticed when this store merged the two, by its clock
 */
public record Conflict(DocRef ref, Entry lost, Value value, Stamp won, Cause cause, boolean certain, Hlc noticed) {
    /** How a value lost. The numbers are in files and never change. */
    public enum Cause {
        /** It was written on this device, and a later write from elsewhere took its place. */
        OVERTAKEN(1),
        /** It came from elsewhere, and what was here already is later. */
        LATE(2),
        /** Its document or container was deleted or replaced by a write that did not know of it. */
        DELETED(3);

        private final int number;

        Cause(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    /** Names this conflict: a hash of the entry that lost, and so the same on every device. */
    public Bytes id() {
        return lost.hash(ref);
    }

    /** Where in the document it was. */
    public Path path() {
        return lost.path();
    }
}
