package dev.sotto.cli;

import dev.sotto.document.RefusedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The store of a command that only reads: a slip in its path must not make an empty one. */
final class ExistingStore {
    private ExistingStore() {}

    /**
     * The directory, if it holds a store.
     *
     * @throws RefusedException STORE_NOT_FOUND
     */
    static Path in(Path directory) {
        if (!Files.isRegularFile(directory.resolve("sotto.db"))) {
            throw new RefusedException(
                    "STORE_NOT_FOUND", "--dir", directory + " without a sotto.db", "a directory that holds a store");
        }
        return directory;
    }
}
