package dev.sotto.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.document.DocRef;
import dev.sotto.store.StorageException;
import dev.sotto.store.StorageException.Remedy;
import dev.sotto.store.StoreStory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What the disk and other processes can do to a store, each with its code, and the store usable again afterwards. */
class SqliteFailureTest {
    private static final long PATIENCE_SECONDS = 60;

    /** A store that another process has is refused at once, not after a wait. */
    private static final long ANSWERED_MILLIS_MAX = 1_000;

    private static final int TMPFS_KIB = 1_024;

    @TempDir
    private Path directory;

    private SqliteStorage open() {
        return SqliteStorage.open(directory, new Random(1));
    }

    private Path database() {
        return directory.resolve("sotto.db");
    }

    private static StorageException refused(String code, Remedy remedy, Executable call) {
        StorageException e = assertThrows(StorageException.class, call);
        assertEquals(code, e.refusal().code(), e.getMessage());
        assertEquals(remedy, e.remedy(), e.getMessage());
        return e;
    }

    @Test
    void aSecondInstanceInThisProcessIsRefusedWithThisPid() {
        try (SqliteStorage first = open()) {
            StorageException e = refused("DB_LOCKED", Remedy.RETRY_LATER, this::open);
            assertTrue(
                    e.getMessage().contains("process " + ProcessHandle.current().pid()), e.getMessage());
            refused("DB_LOCKED", Remedy.RETRY_LATER, this::open);
            new StoreStory(first, 1).insert("orders", Map.of("_id", "a"));
        }
        open().close();
    }

    /** A refused open must not have dropped the first one's lock, which closing any descriptor of the file would do. */
    @Test
    @Tag("store")
    void aSecondProcessIsRefusedWithTheOwnersPid() throws Exception {
        try (SqliteStorage first = open()) {
            refused("DB_LOCKED", Remedy.RETRY_LATER, this::open);
            String said = openInChild();
            assertTrue(said.startsWith("DB_LOCKED"), said);
            assertTrue(said.contains("process " + ProcessHandle.current().pid()), said);
            assertEquals(first.identity().storeId(), first.identity().storeId());
        }
        assertEquals("opened", openInChild());
    }

    /** The owner is another process this time; and a pid that it leaves behind when it is killed holds nobody up. */
    @Test
    @Tag("store")
    void aProcessThatIsKilledLeavesItsPidAndNotItsLock() throws Exception {
        Process owner = Child.start(Hold.class, directory.toString());
        long pid;
        try (BufferedReader lines = owner.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("held", lines.readLine());
            pid = owner.pid();
            long asked = System.nanoTime();
            StorageException e = refused("DB_LOCKED", Remedy.RETRY_LATER, this::open);
            long millis = (System.nanoTime() - asked) / 1_000_000;
            assertTrue(e.getMessage().contains("process " + pid), e.getMessage());
            assertTrue(millis < ANSWERED_MILLIS_MAX, millis + " ms to be told");
        } finally {
            owner.destroyForcibly();
            assertTrue(owner.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
        Path lock = directory.resolve(DirectoryLock.FILE_NAME);
        assertEquals(String.valueOf(pid), Files.readString(lock).trim(), "a stale pid");
        try (SqliteStorage next = open()) {
            new StoreStory(next, 1).insert("orders", Map.of("_id", "a"));
            assertEquals(
                    String.valueOf(ProcessHandle.current().pid()),
                    Files.readString(lock).trim());
        }
    }

    /** The child: holds the store in the directory of its argument until it is killed, or its input ends. */
    static final class Hold {
        private Hold() {}

        public static void main(String[] args) throws IOException {
            try (SqliteStorage held = SqliteStorage.open(Path.of(args[0]), new Random(2))) {
                System.out.println("held");
                while (System.in.read() >= 0) {
                    held.durableLsn();
                }
            }
        }
    }

    private String openInChild() throws IOException, InterruptedException {
        Process child = Child.start(OpenOnce.class, directory.toString());
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            String said = String.valueOf(lines.readLine());
            long millis = Long.parseLong(lines.readLine());
            assertTrue(!said.startsWith("DB_LOCKED") || millis < ANSWERED_MILLIS_MAX, millis + " ms to be told");
            assertTrue(child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
            return said;
        } finally {
            child.destroyForcibly();
        }
    }

    /** The child: opens the store in the directory of its argument and says what came of it, and how long that took. */
    static final class OpenOnce {
        private OpenOnce() {}

        public static void main(String[] args) {
            long asked = System.nanoTime();
            try {
                SqliteStorage.open(Path.of(args[0]), new Random(2)).close();
                System.out.println("opened");
            } catch (StorageException e) {
                System.out.println(e.getMessage());
            }
            System.out.println((System.nanoTime() - asked) / 1_000_000);
        }
    }

    @Test
    void whatIsNotAStoreIsLeftAsItIs() throws Exception {
        byte[] garbage = new byte[10_000];
        new Random(3).nextBytes(garbage);
        Files.write(database(), garbage);
        refused("DB_KEY_OR_FORMAT", Remedy.CORRUPT, this::open);
        assertArrayEquals(garbage, Files.readAllBytes(database()));

        Files.writeString(database(), "hello");
        refused("DB_KEY_OR_FORMAT", Remedy.CORRUPT, this::open);
        assertEquals("hello", Files.readString(database()));
    }

    @Test
    void anotherProgramsDatabaseIsLeftAsItIs() throws Exception {
        sql("CREATE TABLE guests (name TEXT)", "INSERT INTO guests VALUES ('kim')");
        byte[] before = Files.readAllBytes(database());
        refused("DB_KEY_OR_FORMAT", Remedy.CORRUPT, this::open);
        assertArrayEquals(before, Files.readAllBytes(database()));
    }

    @Test
    void aNewerStoreIsLeftAsItIs() throws Exception {
        open().close();
        int newer = SqliteLayouts.NEWEST + 1;
        sql("PRAGMA user_version = " + newer);
        byte[] before = Files.readAllBytes(database());
        StorageException e = refused("DB_NEWER", Remedy.CORRUPT, this::open);
        assertTrue(e.getMessage().contains(newer + ">" + SqliteLayouts.NEWEST), e.getMessage());
        assertArrayEquals(before, Files.readAllBytes(database()));
    }

    @Test
    void aFileInThePlaceOfTheDirectoryIsNotAStore() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "text");
        refused("DB_KEY_OR_FORMAT", Remedy.CORRUPT, () -> SqliteStorage.open(file, new Random(1)));
        Files.createDirectory(database());
        refused("DB_KEY_OR_FORMAT", Remedy.CORRUPT, this::open);
    }

    @Test
    void anEmptyFileIsANewStore() throws Exception {
        Files.createFile(database());
        open().close();
        assertTrue(Files.size(database()) > 0);
    }

    @Test
    void aDamagedPageIsSaidToBeDamage() throws Exception {
        try (SqliteStorage storage = open()) {
            StoreStory story = new StoreStory(storage, 1);
            for (int i = 0; i < 200; i++) {
                story.write("INSERT INTO orders DOCUMENTS (:d)", Map.of("d", Map.of("text", "x".repeat(200))));
            }
            story.writer.commit();
        }
        byte[] bytes = Files.readAllBytes(database());
        for (int page = 4; page < bytes.length / SqliteLimits.PAGE_BYTES; page++) {
            Arrays.fill(bytes, page * SqliteLimits.PAGE_BYTES, page * SqliteLimits.PAGE_BYTES + 100, (byte) 0x77);
        }
        Files.write(database(), bytes);
        StorageException e = assertThrows(StorageException.class, () -> {
            try (SqliteStorage storage = open()) {
                new StoreStory(storage, 1).select("SELECT * FROM orders", Map.of());
            }
        });
        assertEquals("DB_CORRUPT", e.refusal().code(), e.getMessage());
        assertEquals(Remedy.CORRUPT, e.remedy());
    }

    @Test
    void aReadOnlyDirectoryIsRefused() throws Exception {
        if (isRoot()) {
            // Permissions do not bind root: a file system that is mounted read-only does.
            try (Mount mount = Mount.tmpfs(directory.resolve("mnt"), TMPFS_KIB)) {
                SqliteStorage.open(mount.at(), new Random(1)).close();
                mount.remountReadOnly();
                refused("STORAGE_READ_ONLY", Remedy.READ_ONLY, () -> SqliteStorage.open(mount.at(), new Random(1)));
                refused(
                        "STORAGE_READ_ONLY",
                        Remedy.READ_ONLY,
                        () -> SqliteStorage.open(mount.at().resolve("new"), new Random(1)));
            }
        } else {
            assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("posix"));
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
            try {
                refused("STORAGE_READ_ONLY", Remedy.READ_ONLY, this::open);
            } finally {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    @Test
    void aDiskWithoutRoomForAStoreIsFull() throws Exception {
        assumeTrue(isRoot(), "only root may mount a small disk");
        for (int kib : new int[] {8, 16, 32, 64}) {
            try (Mount mount = Mount.tmpfs(directory.resolve("small" + kib), kib)) {
                refused(
                        "STORAGE_FULL",
                        Remedy.RETRY_LATER,
                        () -> SqliteStorage.open(mount.at().resolve("store"), new Random(1)));
            }
        }
    }

    /** SQLite is told that the file may not grow: the same result code as a full disk gives. */
    @Test
    void aFullDiskFailsTheGroupAndTheNextOneSucceeds() {
        try (SqliteStorage storage = open()) {
            StoreStory story = new StoreStory(storage, 1);
            story.insert("orders", Map.of("_id", "kept", "n", 1));
            storage.pageCountMax(40);
            StorageException e = fill(story);
            assertEquals("STORAGE_FULL", e.refusal().code(), e.getMessage());
            assertEquals(Remedy.RETRY_LATER, e.remedy());
            long count = story.select("SELECT * FROM orders", Map.of()).size();

            storage.pageCountMax(Integer.MAX_VALUE);
            story.insert("orders", Map.of("_id", "after", "n", 2));
            assertEquals(
                    count + 1, story.select("SELECT * FROM orders", Map.of()).size());
            assertTrue(story.read("orders", "kept").isPresent());
        }
        assertEquals("ok", integrity());
    }

    @Test
    @Tag("store")
    void aFileSystemThatIsReallyFullFailsTheGroupAndLosesNothing() throws Exception {
        assumeTrue(isRoot(), "needs root: mounts a tmpfs of " + TMPFS_KIB + " KiB");
        try (Mount mount = Mount.tmpfs(directory.resolve("mnt"), TMPFS_KIB)) {
            long acknowledged;
            try (SqliteStorage storage = SqliteStorage.open(mount.at(), new Random(1))) {
                StoreStory story = new StoreStory(storage, 1);
                StorageException e = fill(story);
                assertEquals("STORAGE_FULL", e.refusal().code(), e.getMessage());
                acknowledged = story.select("SELECT * FROM orders", Map.of()).size();
                assertTrue(acknowledged > 0);
                refused("STORAGE_FULL", Remedy.RETRY_LATER, () -> {
                    for (int i = 0; i < 1_000; i++) {
                        insertLarge(story);
                    }
                });
                // Room again: the same store goes on, without a new start.
                mount.resize(4 * TMPFS_KIB);
                story.insert("orders", Map.of("_id", "after"));
                acknowledged = story.select("SELECT * FROM orders", Map.of()).size();
                assertTrue(story.read("orders", "after").isPresent());
            }
            try (SqliteStorage storage = SqliteStorage.open(mount.at(), new Random(1))) {
                assertEquals(
                        acknowledged,
                        new StoreStory(storage, 1)
                                .select("SELECT * FROM orders", Map.of())
                                .size());
            }
        }
    }

    @Test
    @Tag("store")
    void aFileSystemWithoutRoomForANewStoreIsSaidToBeFull() throws Exception {
        assumeTrue(isRoot(), "needs root: mounts a small tmpfs");
        try (Mount mount = Mount.tmpfs(directory.resolve("mnt"), 16)) {
            refused("STORAGE_FULL", Remedy.RETRY_LATER, () -> SqliteStorage.open(mount.at(), new Random(1)));
            mount.resize(TMPFS_KIB);
            SqliteStorage.open(mount.at(), new Random(1)).close();
        }
    }

    private static StorageException fill(StoreStory story) {
        return assertThrows(StorageException.class, () -> {
            for (int i = 0; i < 10_000; i++) {
                insertLarge(story);
            }
        });
    }

    private static void insertLarge(StoreStory story) {
        story.insert("orders", Map.of("text", "x".repeat(2_000)));
    }

    @Test
    void aDatabaseThatIsDeletedWhileOpenAcknowledgesNothing() throws Exception {
        lost(() -> Files.delete(database()), true);
        assertFalse(Files.exists(database()), "a lost store must not come back as an empty one by itself");
        try (SqliteStorage fresh = open()) {
            assertEquals(
                    0,
                    new StoreStory(fresh, 1)
                            .select("SELECT * FROM orders", Map.of())
                            .size());
        }
    }

    @Test
    void aLogThatIsDeletedWhileOpenAcknowledgesNothing() throws Exception {
        lost(() -> Files.delete(directory.resolve("sotto.db-wal")), false);
    }

    @Test
    void aDatabaseThatIsReplacedWhileOpenAcknowledgesNothing() throws Exception {
        lost(
                () -> {
                    Path copy = Files.copy(database(), directory.resolve("copy"));
                    Files.move(copy, database(), StandardCopyOption.REPLACE_EXISTING);
                },
                false);
    }

    private void lost(Executable accident, boolean gone) throws Exception {
        assumeTrue(!System.getProperty("os.name").startsWith("Windows"), "an open file cannot be deleted there");
        try (SqliteStorage storage = open()) {
            StoreStory story = new StoreStory(storage, 1);
            story.insert("orders", Map.of("_id", "a", "n", 1));
            try {
                accident.execute();
            } catch (Throwable e) {
                throw new AssertionError("the accident did not happen", e);
            }
            refused("STORAGE_LOST", Remedy.CORRUPT, () -> story.insert("orders", Map.of("_id", "b")));
            refused("STORAGE_LOST", Remedy.CORRUPT, () -> story.insert("orders", Map.of("_id", "c")));
            assertTrue(storage.latest().read(DocRef.of("orders", "a").key()).isPresent(), "reads go on");
            if (gone) {
                refused("STORAGE_LOST", Remedy.CORRUPT, storage::snapshot);
            }
        }
    }

    @Test
    void oddDirectoryNamesAreDirectoriesLikeAnyOther() {
        for (String name :
                new String[] {"with space", "what?cache=shared", "50%25", "#hash", "\u00fcml\u00e4ut", "a;b&c"}) {
            Path odd = directory.resolve(name);
            try (SqliteStorage storage = SqliteStorage.open(odd, new Random(1))) {
                new StoreStory(storage, 1).insert("orders", Map.of("_id", "a"));
            }
            assertTrue(Files.exists(odd.resolve("sotto.db")), name);
            try (SqliteStorage storage = SqliteStorage.open(odd, new Random(1))) {
                assertTrue(new StoreStory(storage, 1).read("orders", "a").isPresent(), name);
            }
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"))
                && System.getProperty("os.name").equals("Linux");
    }

    private String integrity() {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA integrity_check")) {
            return row.next() ? row.getString(1) : "no answer";
        } catch (SQLException e) {
            return e.getMessage();
        }
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
