package dev.sotto.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Notices that an open file was deleted or replaced. SQLite in WAL mode does not: on POSIX it goes on writing into the
 * nameless file and acknowledges what nobody will ever read again. One stat a commit, beside an fsync.
 *
 * <p>Where the platform has no file key (Windows), an open file cannot be deleted; only its absence is noticed there.
 */
final class FileWatch {
    private final Path file;

    @Nullable
    private final Object key;

    private FileWatch(Path file, @Nullable Object key) {
        this.file = file;
        this.key = key;
    }

    static FileWatch on(Path file) throws IOException {
        return new FileWatch(file, key(file));
    }

    boolean lost() {
        try {
            return !Objects.equals(key, key(file));
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            throw SqliteFailure.io(file, e);
        }
    }

    @Nullable
    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }
}
