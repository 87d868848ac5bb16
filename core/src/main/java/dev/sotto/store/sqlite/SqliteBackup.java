package dev.sotto.store.sqlite;

import dev.sotto.document.Refusal;
import dev.sotto.store.StorageException;
import dev.sotto.store.StorageException.Remedy;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Copies a store into a new directory while it is written to: one read transaction, so the copy is the state after one
 * commit. The copy is marked, and takes new epochs when it is opened for the first time.
 *
 * <p>It is made under another name, synced, and only then given its own: a directory with a {@code sotto.db} in it is a
 * whole backup, whenever the power fails. {@code VACUUM INTO} leaves no free pages in it
 * (https://www.sqlite.org/lang_vacuum.html#vacuuminto).
 */
public final class SqliteBackup {
    static final String UNFINISHED_NAME = "sotto.db.unfinished";

    private SqliteBackup() {}

    /**
     * Makes a backup; any thread. Blocks for the disk, and the longer the more there is. The store may be open, in this
     * process or another, and goes on. Takes no lock.
     *
     * @param store the directory of a store
     * @param to a directory that is empty or not there
     * @throws StorageException BACKUP_EXISTS, DB_KEY_OR_FORMAT (no store there), or what the disk said; then nothing is left
     */
    public static void make(Path store, Path to) {
        Path source = store.resolve(SqliteSchema.FILE_NAME);
        if (!Files.isRegularFile(source)) {
            throw SqliteFailure.notAStore(store, "no " + SqliteSchema.FILE_NAME);
        }
        boolean created = directory(to);
        Path unfinished = to.resolve(UNFINISHED_NAME);
        boolean done = false;
        try {
            copy(source, unfinished);
            mark(unfinished);
            sync(unfinished);
            Files.move(unfinished, to.resolve(SqliteSchema.FILE_NAME), StandardCopyOption.ATOMIC_MOVE);
            sync(to);
            if (created) {
                sync(to.toAbsolutePath().getParent());
            }
            done = true;
        } catch (FileSystemException e) {
            throw SqliteFailure.ofFileSystem(to, e);
        } catch (IOException e) {
            throw SqliteFailure.io(to, e);
        } finally {
            if (!done) {
                remove(to, created);
            }
        }
    }

    private static boolean directory(Path to) {
        try {
            boolean created = !Files.exists(to);
            if (!created && !Files.isDirectory(to)) {
                throw exists(to, "a file");
            }
            Files.createDirectories(to);
            try (Stream<Path> files = Files.list(to)) {
                if (files.findAny().isPresent()) {
                    throw exists(to, "not empty");
                }
            }
            return created;
        } catch (FileSystemException e) {
            throw SqliteFailure.ofFileSystem(to, e);
        } catch (IOException e) {
            throw SqliteFailure.io(to, e);
        }
    }

    private static StorageException exists(Path to, String what) {
        return new StorageException(
                new Refusal("BACKUP_EXISTS", to.toString(), what, "an empty directory, or none"), Remedy.RETRY_LATER);
    }

    private static void copy(Path source, Path target) {
        try (SqliteConnection connection = SqliteConnection.open(source, true)) {
            connection.run(() -> {
                try (Statement sql = connection.jdbc().createStatement()) {
                    SqliteSchema.requireOurs(sql, source);
                    sql.execute("VACUUM INTO '" + target.toString().replace("'", "''") + "'");
                }
            });
        }
    }

    /** Not in WAL mode: the file is whole by itself. The first open makes it a store again. */
    private static void mark(Path copy) {
        try (SqliteConnection connection = SqliteConnection.open(copy, false)) {
            connection.run(() -> {
                try (Statement sql = connection.jdbc().createStatement()) {
                    SqliteSchema.prepare(sql);
                    sql.execute("PRAGMA journal_mode = DELETE");
                    int version = SqliteSchema.number(sql, "PRAGMA user_version");
                    if (version < SqliteLayouts.NEWEST) {
                        SqliteSchema.migrate(sql, version);
                    }
                    sql.execute("UPDATE store SET copied = 1");
                }
            });
        }
    }

    /** Windows cannot open a directory; NTFS logs names. */
    private static void sync(@Nullable Path path) throws IOException {
        if (path == null) {
            return;
        }
        boolean directory = Files.isDirectory(path);
        try (FileChannel channel =
                FileChannel.open(path, directory ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            if (!directory) {
                throw e;
            }
        }
    }

    private static void remove(Path to, boolean created) {
        try {
            Files.deleteIfExists(to.resolve(UNFINISHED_NAME));
            Files.deleteIfExists(to.resolve(UNFINISHED_NAME + "-journal"));
            if (created) {
                Files.deleteIfExists(to);
            }
        } catch (IOException e) {
            // The failure that led here is what the caller hears of; what is left has another name than a backup.
        }
    }

    /** A file that a backup made becomes a store of its own: new epochs, since it may stand beside the one it was made of. */
    static void adopt(Statement sql, Random random) throws SQLException {
        boolean copied = SqliteSchema.number(sql, "SELECT copied FROM store") != 0;
        sql.execute(
                copied
                        ? "UPDATE store SET copied = 0, store_epoch = " + random.nextLong() + ", actor_epoch = "
                                + random.nextLong()
                        : "UPDATE store SET copied = 0 WHERE one = 0");
    }
}
