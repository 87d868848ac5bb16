package dev.sotto.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Bytes;
import dev.sotto.document.Digest;
import dev.sotto.store.Cursor;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The file's layout as it will be found in ten years. A golden that differs means a store that an older or newer version
 * reads wrongly: add to the newest layout if it was not released, or write the way to a next one. Stores of old layouts
 * are files of their own, read by {@link MigrationTest}, and never change.
 */
class SchemaGoldenTest {
    /** Where the header counts changes (of the tables, too) and names the version of SQLite that wrote: not layout. */
    private static final int[][] VOLATILE = {{24, 28}, {28, 32}, {40, 44}, {92, 96}, {96, 100}};

    private static final int HEADER_BYTES = 100;

    @TempDir
    private Path directory;

    @Test
    void theTablesAreTheGoldenOnes() throws Exception {
        SqliteStorage.open(directory, new Random(1)).close();
        StringBuilder schema = new StringBuilder();
        for (String sql : column("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")) {
            schema.append(sql).append(";\n");
        }
        assertEquals(golden("schema.sql"), schema.toString());
    }

    @Test
    void theHeaderIsTheGoldenOne() throws Exception {
        SqliteStorage.open(directory, new Random(1)).close();
        byte[] header = Arrays.copyOf(Files.readAllBytes(directory.resolve("sotto.db")), HEADER_BYTES);
        for (int[] range : VOLATILE) {
            Arrays.fill(header, range[0], range[1], (byte) 0);
        }
        StringBuilder hex = new StringBuilder();
        for (int at = 0; at < HEADER_BYTES; at += 20) {
            hex.append(Bytes.of(header, at, 20).toHex()).append('\n');
        }
        assertEquals(golden("header.hex"), hex.toString());
    }

    @Test
    void everyConnectionRunsWithTheSettingsThatTheLayoutCountsOn() {
        try (SqliteStorage storage = SqliteStorage.open(directory, new Random(1))) {
            Map<String, String> expected = new TreeMap<>(Map.of(
                    "journal_mode", "wal",
                    "synchronous", "2",
                    "page_size", "4096",
                    "application_id", String.valueOf(0x536f7474),
                    "user_version", String.valueOf(SqliteLayouts.NEWEST),
                    "wal_autocheckpoint", "1000",
                    "journal_size_limit", "5242880",
                    "fullfsync", "1",
                    "checkpoint_fullfsync", "1",
                    "encoding", "UTF-8"));
            Map<String, String> found = new TreeMap<>();
            for (String pragma : expected.keySet()) {
                found.put(pragma, storage.setting(pragma));
            }
            assertEquals(expected, found);
        }
    }

    /** Without checkpoints it would be over 20 MiB; a group may go over the bound that it reaches. */
    @Test
    void theLogStaysSmall() throws Exception {
        try (SqliteStorage storage = SqliteStorage.open(directory, new Random(1))) {
            StoreStory story = new StoreStory(storage, 1);
            for (int group = 0; group < 40; group++) {
                for (int i = 0; i < 200; i++) {
                    story.write("INSERT INTO orders DOCUMENTS (:d)", Map.of("d", Map.of("text", "x".repeat(100))));
                }
                story.writer.commit();
            }
            story.insert("orders", Map.of("text", "x"));
            long logBytes = Files.size(directory.resolve("sotto.db-wal"));
            assertTrue(logBytes <= SqliteLimits.JOURNAL_BYTES_MAX, "the log has " + logBytes + " bytes");
        }
    }

    @Test
    void aCursorsRowIsTheGoldenOne() {
        Cursor cursor = new Cursor(List.of(new Cursor.Interval(0, 300), new Cursor.Interval(1_000, 1L << 40)));
        assertEquals(
                "0102" + "0000000000000000" + "000000000000012c" + "00000000000003e8" + "0000010000000000",
                Bytes.of(CursorBytes.encode(cursor)).toHex());
        assertEquals(cursor, CursorBytes.decode(CursorBytes.encode(cursor)));
        assertEquals("0100", Bytes.of(CursorBytes.encode(Cursor.NONE)).toHex());
    }

    @Test
    void aDigestsColumnIsTheGoldenOne() {
        byte[] row = DigestBytes.encode(Digest.EMPTY);
        assertEquals(
                "01" + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                Bytes.of(row).toHex());
        assertEquals(Digest.EMPTY, DigestBytes.decode(row));
    }

    private List<String> column(String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("sotto.db"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                values.add(row.getString(1));
            }
        }
        return values;
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = SchemaGoldenTest.class.getResourceAsStream(name)) {
            return in == null ? "no golden " + name : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
