package dev.sotto.testkit;

import dev.sotto.store.Storage;
import dev.sotto.store.sqlite.SqliteStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** The contract of Storage for SQLite, on whatever class library, driver and disk it is run. */
public class SqliteStorageContract extends StorageContract {
    private final Random random = new Random(13);
    private int directories;

    @TempDir
    private Path scratch;

    private Path directory() {
        return scratch.resolve("store" + directories);
    }

    @Override
    protected Storage create() {
        return SqliteStorage.open(directory(), random);
    }

    @Override
    protected Storage reopen(Storage open) {
        open.close();
        return create();
    }

    /** The files as they lie there while the store is open are what a killed process leaves behind. */
    @Override
    protected Storage crash(Storage open, Random chance) {
        Path dying = directory();
        directories++;
        try {
            Files.createDirectory(directory());
            try (DirectoryStream<Path> files = Files.newDirectoryStream(dying, "sotto.db*")) {
                for (Path file : files) {
                    // The -shm file is an index that SQLite makes anew from the log.
                    if (!file.toString().endsWith("-shm")) {
                        Files.copy(file, directory().resolve(file.getFileName()));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.close();
        return create();
    }
}
