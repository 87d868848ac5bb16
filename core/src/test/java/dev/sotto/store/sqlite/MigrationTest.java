package dev.sotto.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.query.value.StoredJson;
import dev.sotto.store.Conflict;
import dev.sotto.store.CursorKey;
import dev.sotto.store.FeedRow;
import dev.sotto.store.StorageException;
import dev.sotto.store.StoreIdentity;
import dev.sotto.store.StoreStory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.ProgressHandler;

/**
 * A store of an old layout is opened and goes on as if it had been made today. The old files were written by the versions
 * whose layout they have, and never change.
 */
class MigrationTest {
    private static final String LONG_TEXT = "x".repeat(9_000);

    @TempDir
    private Path directory;

    /** Lays the golden store of that layout into the directory. */
    static void golden(int version, Path directory) throws IOException {
        try (InputStream packed = MigrationTest.class.getResourceAsStream("v" + version + ".db.gz")) {
            assertTrue(packed != null, "no golden store of layout " + version);
            Files.copy(new GZIPInputStream(packed), directory.resolve("sotto.db"));
        }
    }

    @Test
    void everyOldLayoutHasAGoldenStore() throws Exception {
        for (int version = 1; version < SqliteLayouts.NEWEST; version++) {
            golden(version, Files.createDirectory(directory.resolve("v" + version)));
        }
    }

    @Test
    void aStoreOfTheFirstLayoutKeepsEverything() throws Exception {
        golden(1, directory);
        try (SqliteStorage storage = SqliteStorage.open(directory, new Random(1))) {
            assertEquals(String.valueOf(SqliteLayouts.NEWEST), storage.setting("user_version"));
            assertEquals(said(1), described(storage));
            StoreId peer = new StoreId(Bytes.of(new byte[] {9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
            assertEquals(
                    300, storage.latest().cursor(new CursorKey(peer, -5, 42, 1)).contiguous());
            assertEquals(
                    List.of(DocRef.of("orders", "later").key()),
                    storage.latest().held(peer, 9));
        }
    }

    @Test
    void aStoreOfTheSecondLayoutKeepsEverything() throws Exception {
        golden(2, directory);
        try (SqliteStorage storage = SqliteStorage.open(directory, new Random(1))) {
            assertEquals(String.valueOf(SqliteLayouts.NEWEST), storage.setting("user_version"));
            assertEquals(said(2), described(storage));
            assertEquals("byN", storage.latest().rows().indexes().get(0).name().toString());
            assertEquals(
                    List.of(Value.of("lost")),
                    storage.latest().conflicts(9).stream().map(Conflict::value).toList());
            assertEquals(5, storage.heardLsn());
        }
    }

    /** Whoever adds a layout that looks at each document has to show how far it is; until then an open has nothing to show. */
    @Test
    void bringingAnOldStoreUpToDateTakesNoLongerForManyDocuments() throws Exception {
        int few = stepsOfMigrating(Files.createDirectory(directory.resolve("few")), 0);
        int many = stepsOfMigrating(Files.createDirectory(directory.resolve("many")), 5_000);
        assertTrue(few > 0, "nothing was counted");
        assertEquals(few, many, "steps of SQLite's machine");
    }

    private static int stepsOfMigrating(Path store, int documents) throws Exception {
        golden(1, store);
        int[] steps = new int[1];
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store.resolve("sotto.db"));
                Statement sql = connection.createStatement()) {
            sql.execute("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + documents + ")"
                    + " INSERT INTO document (collection, doc_key, _id, life, lsn, digest, json, state, flags)"
                    + " SELECT 0, randomblob(16), randomblob(9), 1, 1000 + i, zeroblob(33), '{}', zeroblob(9), 0 FROM n"
                    + " WHERE " + documents + " > 0");
            ProgressHandler.setHandler(connection, 1, new ProgressHandler() {
                @Override
                protected int progress() {
                    steps[0]++;
                    return 0;
                }
            });
            SqliteSchema.migrate(sql, 1);
        }
        return steps[0];
    }

    /** A row is packed anew when its document changes, and no earlier: opening a large store waits for no rewriting. */
    @Test
    void rowsOfTheSecondLayoutStandBesideNewOnes() throws Exception {
        golden(2, directory);
        String before;
        try (SqliteStorage storage = SqliteStorage.open(directory, new Random(1))) {
            StoreStory story = new StoreStory(storage, 1);
            story.commit("UPDATE orders SET guest.name = 'mia' WHERE _id = 'o2' OR _id = 'o7'", Map.of());
            before = documents(storage);
        }
        assertEquals(List.of("1 9", "2 2"), versions());
        try (SqliteStorage storage = SqliteStorage.open(directory, new Random(2))) {
            assertEquals(before, documents(storage));
            for (FeedRow row : storage.latest().changesAfter(0, 1_000)) {
                StoredDoc document = storage.latest().read(row.key()).orElseThrow();
                assertEquals(
                        document.digest(),
                        DocState.of(document.state().entries()).digest(document.ref()),
                        document.toString());
            }
        }
    }

    private static String documents(SqliteStorage storage) {
        String described = described(storage);
        return described.substring(described.indexOf('\n'));
    }

    /** How many rows have a state of each version. */
    private List<String> versions() throws SQLException {
        List<String> versions = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("sotto.db"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT hex(substr(state, 1, 1)) + 0 AS version, count(*) FROM document GROUP BY 1 ORDER BY 1")) {
            while (row.next()) {
                versions.add(row.getInt(1) + " " + row.getInt(2));
            }
        }
        return versions;
    }

    @Test
    void aMigratedStoreHasTheTablesOfANewOne() throws Exception {
        for (int version = 1; version < SqliteLayouts.NEWEST; version++) {
            Path old = Files.createDirectory(directory.resolve("old" + version));
            golden(version, old);
            SqliteStorage.open(old, new Random(1)).close();
            Path fresh = Files.createDirectory(directory.resolve("fresh" + version));
            SqliteStorage.open(fresh, new Random(1)).close();
            List<String> found = tables(old);
            found.removeIf(sql -> sql.contains(" app_"));
            assertEquals(tables(fresh), found, "from layout " + version);
        }
    }

    @Test
    void aMigratedStoreIsWrittenToAndReadAgain() throws Exception {
        golden(1, directory);
        StoreIdentity identity;
        try (SqliteStorage storage = SqliteStorage.open(directory, new Random(1))) {
            StoreStory story = new StoreStory(storage, 1);
            identity = storage.identity();
            story.insert("orders", Map.of("_id", "new", "n", 12));
            story.commit("UPDATE orders SET n = :n WHERE _id = :id", Map.of("n", 40, "id", "o4"));
            story.commit("DELETE FROM orders WHERE _id = :id", Map.of("id", "o7"));
        }
        try (SqliteStorage storage = SqliteStorage.open(directory, new Random(2))) {
            StoreStory story = new StoreStory(storage, 1);
            assertEquals(identity.actor(), storage.identity().actor());
            assertEquals(identity.storeEpoch(), storage.identity().storeEpoch());
            assertEquals(
                    List.of("new", "o4"),
                    story.select("SELECT * FROM orders WHERE n = 12 OR n = 40 ORDER BY _id", Map.of()).stream()
                            .map(document -> document.ref().id().toString())
                            .toList());
            assertTrue(!story.read("orders", "o7").orElseThrow().state().alive());
        }
    }

    /** A file that lacks or has what the walk does not expect. */
    @Test
    void aMigrationThatFailsLeavesTheOldLayout() throws Exception {
        golden(1, directory);
        sql("CREATE TABLE document_copy (rid INTEGER)", "ALTER TABLE store ADD COLUMN copied INTEGER");
        byte[] before = Files.readAllBytes(directory.resolve("sotto.db"));
        assertThrows(StorageException.class, () -> SqliteStorage.open(directory, new Random(1)));
        assertArrayEquals(before, Files.readAllBytes(directory.resolve("sotto.db")));
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("sotto.db"));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static List<String> tables(Path directory) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("sotto.db"));
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        return tables;
    }

    private static String said(int version) throws IOException {
        try (InputStream in = MigrationTest.class.getResourceAsStream("v" + version + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** As the version that wrote the golden store described it. */
    private static String described(SqliteStorage storage) {
        StringBuilder text = new StringBuilder();
        StoreIdentity identity = storage.identity();
        text.append("store ").append(identity.storeId());
        text.append(' ')
                .append(identity.storeEpoch())
                .append(' ')
                .append(identity.actor().epoch());
        text.append(" clock ")
                .append(storage.clock().packed())
                .append(" durable ")
                .append(storage.durableLsn());
        text.append('\n');
        for (FeedRow row : storage.latest().changesAfter(0, 1_000)) {
            StoredDoc document = storage.latest().read(row.key()).orElseThrow();
            text.append(document.lsn()).append(' ').append(document.ref()).append(' ');
            text.append(document.digest().bytes().toHex()).append(' ');
            String view = document.state().alive() ? StoredJson.write(document.view()) : "dead";
            text.append(view.replace(LONG_TEXT, "x*" + LONG_TEXT.length())).append('\n');
        }
        return text.toString();
    }
}
