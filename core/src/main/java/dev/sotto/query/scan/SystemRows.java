package dev.sotto.query.scan;

import dev.sotto.document.Value.MapValue;
import java.util.List;

/** What the database tells of itself, as the documents of {@code system:} collections. Confined to the thread that asks. */
public interface SystemRows {
    /** Where there is nothing to tell but of the store. */
    SystemRows NONE = collection -> {
        throw unknown(collection);
    };

    /**
     * The documents of a virtual collection, each with an {@code _id} unlike the others', as they are now.
     *
     * @param collection its name without {@code system:}
     * @throws dev.sotto.query.StatementException COLLECTION_UNKNOWN, naming those that there are
     */
    List<MapValue> rows(String collection);

    /** The refusal of a name that is none. */
    static dev.sotto.query.StatementException unknown(String collection) {
        return new dev.sotto.query.StatementException(new dev.sotto.document.Refusal(
                "COLLECTION_UNKNOWN", "system:" + collection, "no virtual collection", "one of docs/STATEMENTS.md"));
    }
}
