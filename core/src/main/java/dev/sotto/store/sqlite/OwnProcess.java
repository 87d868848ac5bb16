package dev.sotto.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Paths;

/**
 * This process's id as text. {@code ProcessHandle} is not on Android, {@code /proc} is not on macOS and Windows, so
 * each is asked where it exists.
 */
final class OwnProcess {
    static final String UNKNOWN = "unknown";

    private OwnProcess() {}

    static String id() {
        try {
            Class<?> handle = Class.forName("java.lang.ProcessHandle");
            Object own = handle.getMethod("current").invoke(null);
            return String.valueOf(handle.getMethod("pid").invoke(own));
        } catch (ReflectiveOperationException e) {
            return fromProc();
        }
    }

    private static String fromProc() {
        try {
            return Files.readSymbolicLink(Paths.get("/proc/self")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return UNKNOWN;
        }
    }
}
