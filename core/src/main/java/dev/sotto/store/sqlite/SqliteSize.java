package dev.sotto.store.sqlite;

import dev.sotto.store.StoreSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Measures a store; looks at every document once. Any thread, beside a store that is open, too. */
public final class SqliteSize {
    private SqliteSize() {}

    /**
     * Measures the store in the directory. Blocks for the disk.
     *
     * @throws dev.sotto.store.StorageException the store cannot be read
     */
    public static StoreSize measure(Path directory) {
        Path file = directory.resolve(SqliteSchema.FILE_NAME);
        if (!Files.isRegularFile(file)) {
            throw SqliteFailure.notAStore(directory, "no " + SqliteSchema.FILE_NAME);
        }
        try (SqliteConnection connection = SqliteConnection.open(file, true)) {
            return connection.attempt(() -> {
                try (Statement sql = connection.jdbc().createStatement()) {
                    SqliteSchema.requireOurs(sql, file);
                    long free = (long) SqliteSchema.number(sql, "PRAGMA freelist_count")
                            * SqliteSchema.number(sql, "PRAGMA page_size");
                    long indexes = indexes(sql);
                    return files(directory, free, indexes, collections(sql));
                }
            });
        }
    }

    private static StoreSize files(
            Path directory, long free, long indexes, List<StoreSize.CollectionSize> collections) {
        long database = 0;
        long log = 0;
        long other = 0;
        try (Stream<Path> listed = Files.list(directory)) {
            for (Path path : listed.collect(Collectors.toList())) {
                String name = path.getFileName().toString();
                long bytes = bytes(path);
                if (name.equals(SqliteSchema.FILE_NAME)) {
                    database = bytes;
                } else if (name.equals(SqliteSchema.FILE_NAME + "-wal")) {
                    log = bytes;
                } else {
                    other += bytes;
                }
            }
        } catch (IOException e) {
            throw SqliteFailure.io(directory, e);
        }
        return new StoreSize(database, log, other, free, indexes, collections);
    }

    private static long bytes(Path file) throws IOException {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException e) {
            return 0; // it went between the listing and the look
        }
    }

    private static List<StoreSize.CollectionSize> collections(Statement sql) throws SQLException {
        List<StoreSize.CollectionSize> sizes = new ArrayList<>();
        try (ResultSet row = sql.executeQuery("SELECT c.name, count(d.json),"
                + " count(*) - count(d.json) - count(nullif(d.flags, 0)), count(nullif(d.flags, 0)),"
                + " coalesce(sum(length(CAST(d.json AS BLOB))), 0),"
                + " coalesce(sum(length(d.state)) FILTER (WHERE d.flags = 0), 0),"
                + " coalesce(sum(length(d.doc_key) + length(d._id) + length(d.digest) + length(d.state))"
                + " FILTER (WHERE d.flags <> 0), 0)"
                + " FROM document d JOIN collection c ON c.ref = d.collection GROUP BY c.name ORDER BY c.name")) {
            while (row.next()) {
                sizes.add(new StoreSize.CollectionSize(
                        row.getString(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7)));
            }
        }
        return sizes;
    }

    /** Not every platform's SQLite is built with dbstat (https://www.sqlite.org/dbstat.html); then 0. */
    private static long indexes(Statement sql) throws SQLException {
        try (ResultSet row =
                sql.executeQuery("SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE aggregate = TRUE AND name IN"
                        + " (SELECT name FROM sqlite_master WHERE type = 'index')")) {
            return row.next() ? row.getLong(1) : 0;
        } catch (SQLiteException e) {
            if (e.getResultCode() == SQLiteErrorCode.SQLITE_ERROR) {
                return 0;
            }
            throw e;
        }
    }
}
