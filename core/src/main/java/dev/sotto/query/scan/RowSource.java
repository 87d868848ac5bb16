package dev.sotto.query.scan;

import dev.sotto.query.row.Rows;
import java.util.List;

/** Where a plan's documents come from: one moment of a store. Confined to one thread; may block for a disk read. */
public interface RowSource {
    /** The rows of a scan, each a document with {@code _id}. Close them before the source ends. */
    Rows scan(Scan scan);

    /** As {@link #scan}, for somebody who takes the rows as they come and asks none for its place: they may have none. */
    default Rows values(Scan scan) {
        return scan(scan);
    }

    /** How many rows {@link #scan} would give. */
    long count(Scan scan);

    /** Names of the collections that anything was ever stored in. */
    List<String> collections();

    /** In the order of their making; the same list as long as none comes or goes. */
    List<IndexDefinition> indexes();

    /**
     * What the engine below says of how it would run the scan, one line each; nothing where there is no engine below. It is
     * asked and not assumed.
     */
    List<String> explain(Scan scan);

    /** Ends whatever it runs from now on when {@code cancellation} says so. */
    void endBy(Cancellation cancellation);
}
