package dev.sotto.cli.shell;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Where typed statements are remembered: they hold documents, so nobody else may read it. */
public final class HistoryFile {
    private HistoryFile() {}

    /** In the home of whoever runs the process. */
    public static Path ofUser() {
        return Paths.get(System.getProperty("user.home", "."), ".sotto", "shell_history");
    }

    /** The file, made readable for its owner only if it was not there. */
    static Path prepare(Path file) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent, posix ? attributes("rwx------") : new FileAttribute<?>[0]);
        }
        try {
            Files.createFile(file, posix ? attributes("rw-------") : new FileAttribute<?>[0]);
        } catch (FileAlreadyExistsException remembered) {
            return file;
        }
        return file;
    }

    private static FileAttribute<?>[] attributes(String permissions) {
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }
}
