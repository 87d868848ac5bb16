package dev.sotto.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.store.StorageException;
import dev.sotto.store.StoreIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first way to find out that a store was put back (rule R7): a file that backups leave out. */
class BackupMarkerTest {
    private final Random random = new Random(20_261_123);

    @TempDir
    Path home;

    private StoreIdentity open(String store, String marker) {
        try (SqliteStorage storage = SqliteStorage.open(home.resolve(store), random)) {
            BackupMarker.check(storage, home.resolve(marker), random);
            return storage.identity();
        }
    }

    private void copy(String from, String to) throws IOException {
        Files.createDirectories(home.resolve(to));
        try (Stream<Path> files = Files.list(home.resolve(from))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, home.resolve(to).resolve(file.getFileName()));
            }
        }
    }

    private static void assertRenewed(StoreIdentity before, StoreIdentity after) {
        assertEquals(before.storeId(), after.storeId());
        assertNotEquals(before.storeEpoch(), after.storeEpoch());
        assertNotEquals(before.actor(), after.actor());
    }

    private static void assertUnchanged(StoreIdentity before, StoreIdentity after) {
        assertEquals(before.storeEpoch(), after.storeEpoch());
        assertEquals(before.actor(), after.actor());
    }

    @Test
    void aStoreThatStaysWhereItIsKeepsItsEpoch() {
        StoreIdentity first = open("store", "deep/marker");
        assertUnchanged(first, open("store", "deep/marker"));
        assertUnchanged(first, open("store", "deep/marker"));
    }

    @Test
    void aBackupThatIsPutBackIsAnotherEpochOnceAndThenKeepsIt() throws IOException {
        StoreIdentity before = open("store", "marker");
        copy("store", "saved");
        Files.delete(home.resolve("marker")); // another phone: what backups leave out is not there
        StoreIdentity after = open("saved", "marker");
        assertRenewed(before, after);
        assertUnchanged(after, open("saved", "marker"));
    }

    @Test
    void anOlderStoreUnderTheMarkerOfTheNewerIsAnotherEpoch() throws IOException {
        open("store", "first marker");
        copy("store", "saved");
        Files.delete(home.resolve("first marker"));
        StoreIdentity newer = open("store", "first marker");
        assertRenewed(newer, open("saved", "first marker"));
    }

    @Test
    void aStoreOfBeforeThereWasAMarkerKeepsItsEpochAndIsRecognisedFromThenOn() throws IOException {
        StoreIdentity old;
        try (SqliteStorage storage = SqliteStorage.open(home.resolve("store"), random)) {
            old = storage.identity();
        }
        copy("store", "saved");
        assertUnchanged(old, open("store", "marker"));
        assertRenewed(old, open("saved", "marker"));
    }

    @Test
    void aCrashBetweenTheStoreAndTheFileCostsOneEpochMoreAndNothingElse() throws IOException {
        StoreIdentity first = open("store", "marker");
        Files.write(home.resolve("marker"), new byte[] {1, 2, 3});
        StoreIdentity second = open("store", "marker");
        assertRenewed(first, second);
        assertUnchanged(second, open("store", "marker"));
    }

    @Test
    void aMarkerThatCannotBeWrittenIsSaid() throws IOException {
        Files.write(home.resolve("a file"), new byte[] {1});
        assertThrows(StorageException.class, () -> open("store", "a file/marker"));
    }
}
