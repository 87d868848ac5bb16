package dev.sotto.store.sqlite;

import dev.sotto.store.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Whether a file is damaged of which SQLite says so. It says the same of one that the disk could not read: unixRead makes of
 * EIO, ENXIO and ERANGE an SQLITE_IOERR_CORRUPTFS, and each statement makes SQLITE_CORRUPT of that
 * (https://www.sqlite.org/rescode.html#ioerr_corruptfs), so neither code nor words tell the two apart. An app that believes in
 * damage restores a backup over documents that are still there. So the file is looked at again, all of it:
 *
 * <pre>
 *   its bytes cannot be read        a broken disk, STORAGE_IO
 *   SQLite's check finds a fault    damage, DB_CORRUPT
 *   nothing wrong is found          the disk failed a read that it does not fail now, STORAGE_IO
 * </pre>
 *
 * <p>That takes as long as reading the file; nothing goes on while a file may be damaged anyway.
 */
final class SqliteDamage {
    private static final int READ_BYTES = 1 << 16;
    private static final String SOUND = "ok";

    private SqliteDamage() {}

    /** What to tell of a file that SQLite called malformed. */
    static StorageException of(Path file, SQLException malformed) {
        try {
            readAll(file);
            readAll(file.resolveSibling(SqliteSchema.FILE_NAME + "-wal"));
        } catch (IOException e) {
            return SqliteFailure.io(file, e);
        }
        try {
            String found = check(file);
            return found.equals(SOUND) ? unread(file, malformed) : SqliteFailure.damaged(file, found, malformed);
        } catch (SQLException e) {
            return isDamage(e)
                    ? SqliteFailure.damaged(file, String.valueOf(e.getMessage()), malformed)
                    : unread(file, malformed);
        }
    }

    private static StorageException unread(Path file, SQLException malformed) {
        return SqliteFailure.io(file, new IOException("a read failed, and the file is not damaged", malformed));
    }

    private static boolean isDamage(SQLException e) {
        int primary = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xff : 0;
        return primary == SQLiteErrorCode.SQLITE_CORRUPT.code || primary == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    /**
     * Closing the file takes this process's locks off it, as POSIX has it. What they guard against is other processes, and the
     * directory's lock, which is another file's, stays.
     */
    private static void readAll(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = new byte[READ_BYTES];
            while (in.read(bytes) >= 0) {
                continue;
            }
        }
    }

    /** "ok", or the first fault. */
    private static String check(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(SqliteLimits.BUSY_MILLIS);
        try (Connection connection =
                        config.createConnection("jdbc:sqlite:" + file.toUri().toASCIIString());
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("PRAGMA quick_check(1)")) {
            return row.next() ? row.getString(1) : SOUND;
        }
    }
}
