package dev.sotto.store.sqlite;

import dev.sotto.document.Bytes;
import dev.sotto.store.Mark;
import dev.sotto.store.Storage;
import dev.sotto.store.StorageException;
import dev.sotto.store.Transaction;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;

/**
 * A file that a device's backups leave out, and that says what the store says. A store that finds another there, or none
 * where there was one, was put back or is a copy, and renews its epoch (rule R7). Where backups take the file along, or the
 * whole directory is copied with it, it tells nothing.
 *
 * <p>The store is written first and the file after it, each durably: a crash between the two costs one epoch more.
 */
public final class BackupMarker {
    private static final int BYTES = 16;
    private static final Bytes ID = Bytes.utf8("backup");

    private BackupMarker() {}

    /**
     * Compares the two, before anything else is done with the store, and lets them agree. Blocks for the disk.
     *
     * @throws StorageException the file or the store could not be read or written
     */
    public static void check(Storage storage, Path file, Random random) {
        Bytes stored = stored(storage);
        Bytes found = read(file);
        if (!stored.equals(Bytes.EMPTY) && stored.equals(found)) {
            return;
        }
        if (!stored.equals(Bytes.EMPTY) || !found.equals(Bytes.EMPTY)) {
            storage.renewEpoch();
        }
        byte[] fresh = new byte[BYTES];
        random.nextBytes(fresh);
        Bytes next = Bytes.of(fresh);
        try (Transaction transaction = storage.begin()) {
            transaction.putMark(new Mark(Mark.Kind.MARKER, ID, next));
            transaction.commit();
        }
        write(file, next);
    }

    private static Bytes stored(Storage storage) {
        List<Mark> marks = storage.latest().marks(Mark.Kind.MARKER, ID, 1);
        return marks.isEmpty() ? Bytes.EMPTY : marks.get(0).content();
    }

    /** Nothing where there is no file; a file of another length is none of ours, and differs from everything. */
    private static Bytes read(Path file) {
        try {
            return Files.exists(file) ? Bytes.of(Files.readAllBytes(file)) : Bytes.EMPTY;
        } catch (FileSystemException e) {
            throw SqliteFailure.ofFileSystem(file, e);
        } catch (IOException e) {
            throw SqliteFailure.io(file, e);
        }
    }

    private static void write(Path file, Bytes content) {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Files.write(unfinished, content.toArray());
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileSystemException e) {
            throw SqliteFailure.ofFileSystem(file, e);
        } catch (IOException e) {
            throw SqliteFailure.io(file, e);
        }
    }
}
