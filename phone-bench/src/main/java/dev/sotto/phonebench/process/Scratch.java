package dev.sotto.phonebench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Temporary directories of this room: their own prefix, private to the user, and deleted only by that prefix. */
final class Scratch {
    /** Short, since the path of a socket below it must stay under 108 bytes (unix(7)). */
    private static final String PREFIX = "sotto-bench-";

    private Scratch() {}

    static Path create(String name) throws IOException {
        Path base = Path.of(System.getProperty("java.io.tmpdir"));
        String prefix = PREFIX + name + "-" + ProcessHandle.current().pid() + "-";
        return Files.getFileStore(base).supportsFileAttributeView("posix")
                ? Files.createTempDirectory(
                        base,
                        prefix,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
                : Files.createTempDirectory(base, prefix);
    }

    /** Deletes a directory made by {@link #create}; refuses any other, whatever it was told. */
    static void delete(Path directory) throws IOException {
        if (!directory.getFileName().toString().startsWith(PREFIX)) {
            throw new IOException(directory + " was not made here and is not deleted");
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.limit(Limits.SCRATCH_FILES_MAX)
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (NoSuchFileException gone) {
            return;
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
