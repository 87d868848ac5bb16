package dev.sotto.identity;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A {@link SharedKey} in a file: one line {@code sotto-key-1 <base64url>}, mode 0600. */
public final class KeyFile {
    private KeyFile() {}

    /**
     * Writes the key into a new file. Blocks for one fsync.
     *
     * @throws dev.sotto.document.RefusedException FILE_EXISTS (never overwritten), FILE_UNWRITABLE
     */
    public static void create(Path path, SharedKey key) {
        PrivateFile.create(path, (key.toText() + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Reads the key.
     *
     * @throws dev.sotto.document.RefusedException KEY_INVALID if it holds no key, FILE_NOT_PRIVATE if others than the owner
     *     may read it, FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TOO_LARGE
     */
    public static SharedKey read(Path path) {
        return SharedKey.parse(
                new String(PrivateFile.read(path, Limits.KEY_FILE_BYTES_MAX), StandardCharsets.ISO_8859_1));
    }
}
