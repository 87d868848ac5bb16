package dev.sotto.store;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.scan.RowSource;
import dev.sotto.query.statement.Statement;
import java.util.List;
import java.util.Optional;

/**
 * What can be asked of a store at one moment. Every method blocks for a disk read at most, is idempotent, and fails
 * with {@link StorageException}. A reading is confined to one thread.
 */
public interface Reading {
    /** The document, dead or alive, or empty when no entry of it was ever stored here, or it was evicted. */
    Optional<StoredDoc> read(DocKey key);

    /**
     * What is kept here of a document that was evicted: all of it, with the lsn of its last change, while something in it was
     * written here; else, as a {@link StoredDoc#stub}, only its life and digest. Empty when it was not evicted; {@link #read}
     * is empty when it was.
     */
    Optional<StoredDoc> evicted(DocKey key);

    /**
     * The live documents that the statement selects, in its order.
     *
     * @throws IllegalArgumentException when {@code args} do not fit the statement
     */
    List<StoredDoc> select(Statement.Select select, Arguments args);

    /** What plans of SELECT read, with this reading's view; good as long as this is. */
    RowSource rows();

    /** Documents whose last change has an lsn above {@code lsn}, by ascending lsn, at most {@code max}. */
    List<FeedRow> changesAfter(long lsn, int max);

    /** Keys of stored documents, dead ones included, that start with the prefix; ascending, at most {@code max}. */
    List<DocKey> keys(Bytes prefix, int max);

    /** Keys of stored documents, dead ones included, from {@code first} on; ascending, at most {@code max}. */
    List<DocKey> keysFrom(DocKey first, int max);

    /** Documents of that peer that were put off until the clock permits; ascending, at most {@code max}. */
    List<DocKey> held(StoreId peer, int max);

    /** What sync keeps beside documents: marks of a kind whose ids start with the prefix, ascending, at most {@code max}. */
    List<Mark> marks(Mark.Kind kind, Bytes prefix, int max);

    /** The journal of lost values, newest first, at most {@code max} and {@link Limits#CONFLICT_ROWS_MAX}. */
    List<Conflict> conflicts(int max);

    /** The conflict of that {@link Conflict#id}, or empty when it is no longer in the journal. */
    Optional<Conflict> conflict(Bytes id);

    /** What was processed under this key, or {@link Cursor#NONE}. */
    Cursor cursor(CursorKey key);
}
