package dev.sotto.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.document.Actor;
import dev.sotto.document.Bytes;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.Entry;
import dev.sotto.document.Hlc;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.Statement;
import dev.sotto.query.statement.Statements;
import dev.sotto.query.value.StoredJson;
import dev.sotto.store.Feed;
import dev.sotto.store.StatementRunner;
import dev.sotto.store.StoreStory;
import dev.sotto.store.Writer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints what one row per document costs beside a bare (id, json) row on the same disk in the same run: 10,000 documents
 * of about 200 bytes, 1,000 a transaction, synchronous=FULL. Nothing about speed is asserted: the machine is shared.
 */
@Tag("store")
class SpeedSmokeTest {
    private static final int DOCUMENTS = 10_000;
    private static final int PER_TRANSACTION = 1_000;
    private static final int ROUNDS = 7;

    private static final Actor WRITER = new Actor(new StoreId(Bytes.of(new byte[StoreId.LENGTH])), 1);

    @TempDir
    private Path scratch;

    private interface Run {
        void into(Path directory) throws Exception;
    }

    /** CPU is this thread's own, so that what else the machine does changes it least. */
    private record Measured(String name, double documentsPerSecond, double cpuMicros, long bytes) {}

    @Test
    void whatOneRowPerDocumentCosts() throws Exception {
        List<Map<String, Object>> documents = documents();
        List<String> json = new ArrayList<>();
        long jsonBytes = 0;
        for (Map<String, Object> document : documents) {
            json.add(StoredJson.write(Value.ofMap(document)));
            jsonBytes += json.get(json.size() - 1).length();
        }
        Measured bare = median("bare (id, json) row", directory -> bare(directory, json));
        Measured rows = median("one row an entry, states ready", directory -> entryRows(directory, states(documents)));
        Measured put = median("document row, states ready", directory -> put(directory, states(documents)));
        Measured insert = median("INSERT statements, 1 a document", directory -> insert(directory, documents));
        System.out.printf(
                Locale.ROOT,
                "store speed: %d documents of %d bytes, %d a transaction, FULL, median of %d%n",
                DOCUMENTS,
                jsonBytes / DOCUMENTS,
                PER_TRANSACTION,
                ROUNDS);
        for (Measured measured : List.of(bare, rows, put, insert)) {
            System.out.printf(
                    Locale.ROOT,
                    "  %-32s %,9.0f/s %.2fx   CPU %5.1f us a document %.2fx   disk %.2fx of the JSON%n",
                    measured.name(),
                    measured.documentsPerSecond(),
                    measured.documentsPerSecond() / bare.documentsPerSecond(),
                    measured.cpuMicros(),
                    bare.cpuMicros() / measured.cpuMicros(),
                    (double) measured.bytes() / jsonBytes);
        }
    }

    private Measured median(String name, Run run) throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<Double> rates = new ArrayList<>();
        List<Double> cpuMicros = new ArrayList<>();
        long bytes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Path directory = Files.createDirectory(scratch.resolve(name.replaceAll("\\W", "") + round));
            long start = System.nanoTime();
            long cpuStart = threads.getCurrentThreadCpuTime();
            run.into(directory);
            cpuMicros.add((threads.getCurrentThreadCpuTime() - cpuStart) / 1e3 / DOCUMENTS);
            rates.add(DOCUMENTS * 1e9 / (System.nanoTime() - start));
            bytes = Files.size(directory.resolve("sotto.db"));
        }
        rates.sort(null);
        cpuMicros.sort(null);
        return new Measured(name, rates.get(ROUNDS / 2), cpuMicros.get(ROUNDS / 2), bytes);
    }

    private static List<Map<String, Object>> documents() {
        Random random = new Random(1);
        List<Map<String, Object>> documents = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("_id", String.format("order-%016x", random.nextLong()));
            document.put("table", random.nextInt(40));
            document.put("total", random.nextInt(20_000) / 100.0);
            document.put("open", random.nextBoolean());
            document.put("waiter", "waiter " + random.nextInt(12));
            document.put("note", "no onions, extra bread, and a window seat please " + random.nextInt());
            document.put("at", 1_800_000_000_000L + random.nextInt());
            documents.add(document);
        }
        return documents;
    }

    private record Ready(DocRef ref, MapValue fields) {}

    private static List<Ready> states(List<Map<String, Object>> documents) {
        List<Ready> ready = new ArrayList<>();
        for (Map<String, Object> document : documents) {
            MapValue fields = Value.ofMap(document);
            ready.add(new Ready(DocRef.of("orders", String.valueOf(document.get("_id"))), fields));
        }
        return ready;
    }

    private static void bare(Path directory, List<String> json) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("sotto.db"));
                java.sql.Statement sql = connection.createStatement()) {
            sql.execute("PRAGMA journal_mode = WAL");
            sql.execute("PRAGMA synchronous = FULL");
            sql.execute("PRAGMA wal_autocheckpoint = 1000");
            sql.execute("CREATE TABLE bare (id TEXT PRIMARY KEY, json TEXT) WITHOUT ROWID");
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO bare VALUES (?, ?)")) {
                for (int i = 0; i < json.size(); i++) {
                    insert.setString(1, json.get(i).substring(8, 30));
                    insert.setString(2, json.get(i));
                    insert.executeUpdate();
                    if ((i + 1) % PER_TRANSACTION == 0) {
                        connection.commit();
                    }
                }
            }
        }
    }

    /** The layout that was not chosen: a document row with the JSON, and beside it one row for each of its fields. */
    private static void entryRows(Path directory, List<Ready> documents) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("sotto.db"));
                java.sql.Statement sql = connection.createStatement()) {
            sql.execute("PRAGMA journal_mode = WAL");
            sql.execute("PRAGMA synchronous = FULL");
            sql.execute("PRAGMA wal_autocheckpoint = 1000");
            sql.execute("CREATE TABLE document (rid INTEGER PRIMARY KEY, doc_key BLOB UNIQUE, lsn INTEGER, digest BLOB,"
                    + " json TEXT)");
            sql.execute("CREATE INDEX document_lsn ON document (lsn)");
            sql.execute("CREATE TABLE entry (rid INTEGER, path TEXT, kind INTEGER, lives BLOB, hlc INTEGER,"
                    + " actor INTEGER, value BLOB, arrival INTEGER, PRIMARY KEY (rid, path, kind)) WITHOUT ROWID");
            sql.execute("CREATE INDEX entry_arrival ON entry (arrival)");
            connection.setAutoCommit(false);
            try (PreparedStatement row = connection.prepareStatement("INSERT INTO document VALUES (?, ?, ?, ?, ?)");
                    PreparedStatement entries =
                            connection.prepareStatement("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
                for (int i = 0; i < documents.size(); i++) {
                    entryRows(row, entries, i + 1, documents.get(i));
                    if ((i + 1) % PER_TRANSACTION == 0) {
                        connection.commit();
                    }
                }
            }
        }
    }

    private static void entryRows(PreparedStatement row, PreparedStatement entries, int lsn, Ready ready)
            throws SQLException {
        Stamp stamp = new Stamp(new Hlc(StoreStory.FIRST_MILLIS, 0), WRITER);
        StoredDoc document = StoredDoc.first(ready.ref(), Edit.insert(DocState.EMPTY, ready.fields(), stamp), lsn);
        row.setInt(1, lsn);
        row.setBytes(2, document.ref().key().bytes().toArray());
        row.setLong(3, lsn);
        row.setBytes(4, DigestBytes.encode(document.digest()));
        row.setString(5, StoredJson.write(document.view()));
        row.executeUpdate();
        for (Entry entry : document.state().entries()) {
            entries.setInt(1, lsn);
            entries.setString(2, entry.path().toString());
            entries.setInt(3, entry.kind().number());
            entries.setNull(4, Types.BLOB);
            entries.setLong(5, entry.hlc().packed());
            entries.setInt(6, 0);
            entries.setBytes(7, entry.valueBytes().toArray());
            entries.setLong(8, lsn);
            entries.executeUpdate();
        }
    }

    private static void put(Path directory, List<Ready> documents) {
        try (SqliteStorage storage = SqliteStorage.open(directory, new Random(1))) {
            Writer writer = new Writer(storage, new Feed());
            for (int from = 0; from < documents.size(); from += PER_TRANSACTION) {
                List<Ready> group = documents.subList(from, from + PER_TRANSACTION);
                writer.write(StoreStory.FIRST_MILLIS, write -> {
                    for (Ready ready : group) {
                        DocState state = Edit.insert(DocState.EMPTY, ready.fields(), write.stamp());
                        write.save(ready.ref(), Optional.empty(), state);
                    }
                    return group;
                });
                writer.commit();
            }
        }
    }

    private static void insert(Path directory, List<Map<String, Object>> documents) {
        try (SqliteStorage storage = SqliteStorage.open(directory, new Random(1))) {
            Writer writer = new Writer(storage, new Feed());
            StatementRunner runner = new StatementRunner(new Random(1));
            Statement statement = Statements.parse("INSERT INTO orders DOCUMENTS (:d)");
            for (int i = 0; i < documents.size(); i++) {
                Arguments args = Arguments.of(Map.of("d", documents.get(i)));
                writer.write(StoreStory.FIRST_MILLIS, write -> runner.run(statement, args, write));
                if ((i + 1) % PER_TRANSACTION == 0) {
                    assertEquals(PER_TRANSACTION, writer.commit().changes().size());
                }
            }
        }
    }
}
