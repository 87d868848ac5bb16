package dev.sotto.store.sqlite;

import dev.sotto.document.Refusal;
import dev.sotto.store.StorageException;
import dev.sotto.store.StorageException.Remedy;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The one place where SQLite's and the file system's errors get a stable code and a remedy. */
final class SqliteFailure {
    /** What the driver's own C code says, without a code. */
    private static final String OUT_OF_MEMORY = "Out of memory";

    private SqliteFailure() {}

    static StorageException readOnly(Path where, Throwable cause) {
        return new StorageException(
                new Refusal("STORAGE_READ_ONLY", where.toString(), "not writable", "a directory that may be written"),
                Remedy.READ_ONLY,
                cause);
    }

    static StorageException io(Path where, IOException cause) {
        return new StorageException(
                new Refusal("STORAGE_IO", where.toString(), words(cause), "a working disk"), Remedy.RETRY_LATER, cause);
    }

    /** What the file system says, for people: an exception's class is its reason where it has no other. */
    private static String words(IOException cause) {
        if (cause instanceof FileSystemException failed && failed.getReason() != null) {
            return failed.getReason();
        }
        String kind = cause.getClass().getSimpleName().replaceAll("Exception$", "");
        return cause instanceof FileSystemException
                ? kind + " " + cause.getMessage()
                : kind + ": " + cause.getMessage();
    }

    /** An open that failed: the file system says why in words only, and these words are the platform's. */
    static StorageException ofFileSystem(Path where, FileSystemException cause) {
        String reason = String.valueOf(cause.getReason()).toLowerCase(Locale.ROOT);
        if (reason.contains("read-only") || reason.contains("permission")) {
            return readOnly(where, cause);
        }
        if (reason.contains("space") || reason.contains("quota")) {
            return full(where, cause);
        }
        return io(where, cause);
    }

    static StorageException full(Path where, Throwable cause) {
        return new StorageException(
                new Refusal("STORAGE_FULL", where.toString(), "no space left", "free space; nothing was stored"),
                Remedy.RETRY_LATER,
                cause);
    }

    /**
     * After an fsync that failed, Linux calls the pages clean that it did not write, and a second fsync succeeds
     * (Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020). So nobody asks a second time:
     * what the last group holds is known when the file has been read anew.
     */
    static StorageException notSynced(Path where, @Nullable Throwable cause) {
        Refusal refusal = new Refusal(
                "STORAGE_SYNC",
                where.toString(),
                "fsync failed; whether the last write was stored is not known",
                "the store closed and opened again");
        return cause == null
                ? new StorageException(refusal, Remedy.CLOSED)
                : new StorageException(refusal, Remedy.CLOSED, cause);
    }

    static StorageException lost(Path where) {
        return new StorageException(
                new Refusal(
                        "STORAGE_LOST", where.toString(), "deleted or replaced while open", "the file opened first"),
                Remedy.CORRUPT);
    }

    static StorageException notAStore(Path where, String got) {
        return new StorageException(
                new Refusal("DB_KEY_OR_FORMAT", where.toString(), got, "a store written by Sotto"), Remedy.CORRUPT);
    }

    static StorageException newer(Path where, int got, int known) {
        return new StorageException(
                new Refusal("DB_NEWER", where.toString(), got + ">" + known, "a version of Sotto that knows it"),
                Remedy.CORRUPT);
    }

    static StorageException corrupt(String field, String got, String wanted) {
        return new StorageException(new Refusal("DB_CORRUPT", field, got, wanted), Remedy.CORRUPT);
    }

    /** Whether the rights are there that SQLite needs: in the directory, and to each of the files that exist. */
    private static boolean mayBeWritten(Path database) {
        boolean may = Files.isWritable(database.resolveSibling("."));
        for (String end : new String[] {"", "-wal", "-shm", "-journal"}) {
            Path file = database.resolveSibling(SqliteSchema.FILE_NAME + end);
            may &= Files.notExists(file) || Files.isReadable(file) && Files.isWritable(file);
        }
        return may;
    }

    static StorageException damaged(Path where, String fault, SQLException cause) {
        return new StorageException(
                new Refusal("DB_CORRUPT", where.toString(), fault, "an intact file"), Remedy.CORRUPT, cause);
    }

    /**
     * Of a store that is being opened: a file that is not there yet was not taken away, and one that may be written was
     * opened for reading only because the process had no descriptors left.
     */
    static StorageException opening(Path where, SQLException cause) {
        StorageException failure = of(where, cause);
        boolean passing = failure.remedy() == Remedy.READ_ONLY && Files.isWritable(where);
        return passing || failure.refusal().code().equals("STORAGE_LOST")
                ? new StorageException(
                        new Refusal(
                                "STORAGE_IO", where.toString(), String.valueOf(cause.getMessage()), "a working disk"),
                        Remedy.RETRY_LATER,
                        cause)
                : failure;
    }

    /** Maps by SQLite's primary result code; result codes: https://www.sqlite.org/rescode.html. */
    static StorageException of(Path where, SQLException cause) {
        SQLiteErrorCode code = cause instanceof SQLiteException e ? e.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        if (code == SQLiteErrorCode.SQLITE_READONLY_DBMOVED) {
            return lost(where);
        }
        if (code == SQLiteErrorCode.SQLITE_IOERR_FSYNC || code == SQLiteErrorCode.SQLITE_IOERR_DIR_FSYNC) {
            return notSynced(where, cause);
        }
        int primary = code.code & 0xff;
        if (primary == SQLiteErrorCode.SQLITE_NOMEM.code
                || code == SQLiteErrorCode.SQLITE_IOERR_NOMEM
                || OUT_OF_MEMORY.equals(cause.getMessage())) {
            return new StorageException(
                    new Refusal("STORAGE_MEMORY", where.toString(), "no memory", "memory; nothing was stored"),
                    Remedy.RETRY_LATER,
                    cause);
        }
        // No room for the index of the log: "may indicate that the underlying filesystem volume is out of space".
        if (primary == SQLiteErrorCode.SQLITE_FULL.code || code == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) {
            return full(where, cause);
        }
        if (primary == SQLiteErrorCode.SQLITE_READONLY.code || primary == SQLiteErrorCode.SQLITE_PERM.code) {
            return readOnly(where, cause);
        }
        if (primary == SQLiteErrorCode.SQLITE_CANTOPEN.code && Files.notExists(where)) {
            return lost(where);
        }
        if (primary == SQLiteErrorCode.SQLITE_CANTOPEN.code && !mayBeWritten(where)) {
            return readOnly(where, cause);
        }
        if (primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return notAStore(where, "not a SQLite file");
        }
        if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code) {
            return SqliteDamage.of(where, cause);
        }
        // What SQLite says when a table or column is not what this version laid down.
        if (primary == SQLiteErrorCode.SQLITE_ERROR.code) {
            return damaged(where, String.valueOf(cause.getMessage()), cause);
        }
        return new StorageException(
                new Refusal("STORAGE_IO", where.toString(), String.valueOf(cause.getMessage()), "a working disk"),
                Remedy.RETRY_LATER,
                cause);
    }
}
