package dev.sotto.store.sqlite;

import dev.sotto.document.Bytes;

/**
 * A database in the memory of its one connection. What it holds after each commit is kept as SQLite serializes it
 * (https://www.sqlite.org/c3ref/serialize.html): readers read copies of that, and it is what a disk would hold.
 */
final class SqliteMemory implements SqliteMedium {
    private Bytes image;

    SqliteMemory(Bytes image) {
        this.image = image;
    }

    /** The newest committed state. */
    Bytes image() {
        return image;
    }

    /** Those that read it, each of which has a copy for itself. */
    SqliteReaders readers() {
        return new SqliteReaders(() -> SqliteConnection.inMemory(image, true), false);
    }

    @Override
    public void opened(SqliteConnection connection) {
        committed(connection);
    }

    @Override
    public void committed(SqliteConnection connection) {
        image = connection.serialized();
    }

    @Override
    public boolean isLost() {
        return false;
    }

    @Override
    public void close() {
        // The memory is the connection's.
    }
}
