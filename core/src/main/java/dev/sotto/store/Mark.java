package dev.sotto.store;

import dev.sotto.document.Bytes;

/**
 * Something that sync keeps beside documents and that only it can read.
 *
 * @param id 1 to {@link Limits#MARK_ID_BYTES_MAX} bytes; marks of a kind are in the order of their ids
 */
public record Mark(Kind kind, Bytes id, Bytes content) {
    /** What it is about. The numbers are in files and never change. */
    public enum Kind {
        /** A commit of which it is asked who holds it. */
        DELIVERY(1),
        /** Entries of which parts are staged. */
        PARTIAL(2),
        /** One of those parts. */
        PART(3),
        /** The newest revocation list of an app's authority. */
        REVOCATIONS(4),
        /** A store that is retired by its name. */
        RETIRED(5),
        /** Up to which change it is known which documents nobody has acknowledged. */
        SETTLED(6),
        /** One of those, and the change. */
        UNACKNOWLEDGED(7),
        /** A store id that this store had before it found another copy of itself alive. */
        FORMER_ID(10),
        /** What the file beside the backups says, so that a store that was put back knows it. */
        MARKER(11),
        /** What is known of a subscription that is open, or was. */
        SUBSCRIPTION(12);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    public Mark {
        if (id.length() == 0 || id.length() > Limits.MARK_ID_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a mark's id of " + id.length() + " bytes; 1 to " + Limits.MARK_ID_BYTES_MAX);
        }
    }
}
