package dev.sotto.store.sqlite;

import java.io.IOException;

/** What holds a store's database: a file that the system may take away, or memory. On the loop. */
interface SqliteMedium {
    /** The store was read for the first time. */
    void opened(SqliteConnection connection) throws IOException;

    /** A transaction is committed. */
    void committed(SqliteConnection connection);

    /** Whether commits go where nobody will ever read them. */
    boolean isLost();

    void close();
}
