package dev.sotto.jvm;

import dev.sotto.background.port.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A journal in one file. A snapshot is written beside it, forced to the disk, and renamed over it; then the directory is
 * forced, since on POSIX systems a rename is durable only with its directory (fsync(2)). So a crash leaves the old
 * snapshot or the new one.
 */
public final class FileJournal implements Journal {
    private static final String FILE = "background.journal";

    private final Path directory;
    private final Path file;

    /** A journal in {@code directory}, which is made when the first snapshot is saved. */
    public FileJournal(Path directory) {
        this.directory = directory;
        this.file = directory.resolve(FILE);
    }

    @Override
    public byte[] load() {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > JvmLimits.JOURNAL_BYTES_MAX) {
                throw new IllegalStateException(file + " has " + channel.size() + " bytes, at most "
                        + JvmLimits.JOURNAL_BYTES_MAX + " are a journal: move it away");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // read on
            }
            byte[] snapshot = new byte[bytes.position()];
            bytes.flip().get(snapshot);
            return snapshot;
        } catch (NoSuchFileException firstRun) {
            return new byte[0];
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + file, unreadable);
        }
    }

    @Override
    public void save(byte[] snapshot) {
        if (snapshot.length > JvmLimits.JOURNAL_BYTES_MAX) {
            throw new IllegalArgumentException("the snapshot has " + snapshot.length + " bytes, at most "
                    + JvmLimits.JOURNAL_BYTES_MAX + " are allowed");
        }
        Path fresh = directory.resolve(FILE + ".new");
        try {
            Files.createDirectories(directory);
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(snapshot);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceDirectory();
        } catch (IOException unwritable) {
            throw new UncheckedIOException("cannot save " + file, unwritable);
        }
    }

    /** Windows opens no directories, and its rename is journalled by the file system. */
    private void forceDirectory() throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
