package dev.sotto.store.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A database in a file of a directory that nobody else opens. */
final class SqliteFile implements SqliteMedium {
    private final DirectoryLock lock;

    @Nullable
    private FileWatch database;

    @Nullable
    private FileWatch log;

    SqliteFile(DirectoryLock lock) {
        this.lock = lock;
    }

    /** SQLite makes the log's file no earlier. */
    @Override
    public void opened(SqliteConnection connection) throws IOException {
        Path file = connection.file();
        database = FileWatch.on(file);
        log = FileWatch.on(file.resolveSibling(SqliteSchema.FILE_NAME + "-wal"));
    }

    @Override
    public void committed(SqliteConnection connection) {
        // It is on the disk.
    }

    @Override
    public boolean isLost() {
        return database != null && database.lost() || log != null && log.lost();
    }

    @Override
    public void close() {
        lock.close();
    }
}
