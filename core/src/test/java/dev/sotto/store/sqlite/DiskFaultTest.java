package dev.sotto.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A full disk, a broken one, a failed fsync, no memory: at the first call, the second, the third ... Each time the caller is
 * told what it can do, nothing that was acknowledged is lost, no group is there by halves, and when the cause is gone the
 * store goes on.
 */
@Tag("store")
class DiskFaultTest {
    private static final boolean LONG = Boolean.getBoolean("sotto.long");
    private static final int ROUNDS = LONG ? 400 : 16;
    private static final int STRIDE = LONG ? 1 : 7;

    @TempDir
    private Path scratch;

    @Test
    void everyCallToTheDiskMayFail() throws Exception {
        RecordedDisk disk = RecordedDisk.build(scratch);
        Path store = RecordedDisk.directory(scratch, "store");
        String said;
        try {
            said = disk.run(
                    store,
                    Path.of("/dev/null"),
                    "",
                    DiskFaultChild.class,
                    store.toString(),
                    String.valueOf(ROUNDS),
                    String.valueOf(STRIDE));
        } finally {
            RecordedDisk.remove(store);
        }
        said.lines().filter(line -> line.startsWith("fault ")).forEach(line -> System.out.println("figure: " + line));
        assertTrue(said.endsWith("end\n"), said);
    }
}
