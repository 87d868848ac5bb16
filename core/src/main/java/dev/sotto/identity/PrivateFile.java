package dev.sotto.identity;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * A small file that only its owner may read: mode 0600 where the file system knows modes. Elsewhere (Windows, FAT) the
 * folder's own protection is all there is.
 */
public final class PrivateFile {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private PrivateFile() {}

    /**
     * Makes {@code path} with these bytes, whole or not at all, on the disk when this returns. Blocks for one fsync.
     *
     * @throws RefusedException FILE_EXISTS if something is there already: it is never overwritten; FILE_UNWRITABLE with
     *     the system's reason otherwise
     */
    public static void create(Path path, byte[] content) {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null) {
            throw refused(
                    "FILE_UNWRITABLE", path + ": that is no file", "a folder that exists and that you may write to");
        }
        Path draft = null;
        try {
            draft = Files.createTempFile(folder, "." + path.getFileName(), ".new", ownerOnly(folder));
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            publish(draft, path);
        } catch (FileAlreadyExistsException e) {
            throw refused("FILE_EXISTS", "a file that is already there: " + path, "a path that is free");
        } catch (IOException e) {
            throw refused("FILE_UNWRITABLE", path + ": " + reason(e), "a folder that exists and that you may write to");
        } finally {
            deleteQuietly(draft);
        }
    }

    /**
     * Puts these bytes in the place of what is at {@code path}, if anything is: whole or not at all, on the disk when this
     * returns. Blocks for one fsync.
     *
     * @throws RefusedException FILE_UNWRITABLE with the system's reason
     */
    public static void replace(Path path, byte[] content) {
        Path draft = path.toAbsolutePath().resolveSibling("." + path.getFileName() + ".renewed");
        draft.toFile().delete(); // of an earlier try that was cut short
        create(draft, content);
        try {
            Files.move(draft, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            deleteQuietly(draft);
            throw refused("FILE_UNWRITABLE", path + ": " + reason(e), "a folder that exists and that you may write to");
        }
    }

    /** A hard link fails if the name is taken, a rename would replace it; the rename is for file systems without links. */
    private static void publish(Path draft, Path path) throws IOException {
        try {
            Files.createLink(path, draft);
        } catch (UnsupportedOperationException | AccessDeniedException e) {
            Files.move(draft, path);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            if (Files.exists(path)) {
                throw new FileAlreadyExistsException(path.toString());
            }
            Files.move(draft, path);
        }
    }

    /**
     * The bytes of {@code path}.
     *
     * @throws RefusedException FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TOO_LARGE above {@code bytesMax}; FILE_NOT_PRIVATE if
     *     somebody other than the owner may read or change it: a secret that others could read is a secret no more
     */
    public static byte[] read(Path path, int bytesMax) {
        try {
            requirePrivate(path);
        } catch (NoSuchFileException e) {
            throw refused("FILE_NOT_FOUND", path.toString(), "a file that exists");
        } catch (IOException e) {
            throw refused("FILE_UNREADABLE", path + ": " + reason(e), "a file that you may read");
        }
        return readPublic(path, bytesMax);
    }

    /** As {@link #read}, of a file that is no secret. */
    static byte[] readPublic(Path path, int bytesMax) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer content = ByteBuffer.allocate(bytesMax + 1);
            while (content.hasRemaining() && channel.read(content) >= 0) {
                continue;
            }
            if (!content.hasRemaining()) {
                throw refused("FILE_TOO_LARGE", path + " is longer", "at most " + bytesMax + " bytes");
            }
            return Arrays.copyOf(content.array(), content.position());
        } catch (NoSuchFileException e) {
            throw refused("FILE_NOT_FOUND", path.toString(), "a file that exists");
        } catch (IOException e) {
            throw refused("FILE_UNREADABLE", path + ": " + reason(e), "a file that you may read");
        }
    }

    private static void requirePrivate(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (!hasModes(path)) {
            return;
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
        for (PosixFilePermission permission : mode) {
            if (permission.name().startsWith("GROUP") || permission.name().startsWith("OTHERS")) {
                throw refused(
                        "FILE_NOT_PRIVATE",
                        path + " with mode " + PosixFilePermissions.toString(mode),
                        "rw------- (do: chmod 600 " + path + ", and make a new key if others could have read it)");
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) throws IOException {
        return hasModes(folder)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static boolean hasModes(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView("posix");
    }

    /** The draft is a leftover at worst; what the caller must hear is how the file itself went. */
    private static void deleteQuietly(@org.jspecify.annotations.Nullable Path draft) {
        if (draft != null) {
            draft.toFile().delete();
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + " (" + e.getMessage() + ")";
    }

    private static RefusedException refused(String code, String got, String wanted) {
        return new RefusedException(new Refusal(code, "file", got, wanted));
    }
}
