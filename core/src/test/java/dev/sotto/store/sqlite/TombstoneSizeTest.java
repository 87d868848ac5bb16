package dev.sotto.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.Samples;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.store.Transaction;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a deleted document leaves on the disk. Bytes are as SQLite's own account of its pages has them (dbstat). */
class TombstoneSizeTest {
    private static final int DOCUMENTS = 2_000;

    /** Of the row, without the id. */
    private static final int ROW_BYTES_MAX = 64;

    @TempDir
    Path home;

    private static DocRef ref(int number) {
        return DocRef.of("orders", String.format("%016x", number * 0x9e3779b97f4a7c15L));
    }

    @Test
    void aTombstoneTakesAtMost64BytesBesideItsId() throws Exception {
        try (SqliteStorage storage = SqliteStorage.open(home, new Random(20_261_123))) {
            try (Transaction transaction = storage.begin()) {
                for (int i = 0; i < DOCUMENTS; i++) {
                    DocState alive = Edit.insert(
                            DocState.EMPTY, Value.ofMap(Samples.map("n", i)), Samples.stamp(Samples.START + i, 1));
                    transaction.put(StoredDoc.first(ref(i), alive, transaction.nextLsn()));
                }
                transaction.commit();
            }
            try (Transaction transaction = storage.begin()) {
                for (int i = 0; i < DOCUMENTS; i++) {
                    StoredDoc stored = transaction.read(ref(i).key()).orElseThrow();
                    DocState dead = Edit.delete(stored.state(), Samples.stamp(Samples.START + 100_000 + i, 2));
                    assertFalse(dead.alive());
                    transaction.put(stored.next(dead, transaction.nextLsn()));
                }
                transaction.commit();
            }
        }
        try (SqliteStorage again = SqliteStorage.open(home, new Random(1))) {
            StoredDoc dead = again.latest().read(ref(7).key()).orElseThrow();
            assertTrue(dead.state().deleted());
            assertEquals(DocState.of(dead.state().entries()).digest(ref(7)), dead.digest());
        }
        long id = ref(0).id().bytes().length();
        long row = bytes("payload", "document") / DOCUMENTS - id;
        long indexes = (bytes("payload", "document_lsn")
                        + bytes("payload", "document_id")
                        + bytes("payload", "sqlite_autoindex_document_1"))
                / DOCUMENTS;
        System.out.println("figure: a tombstone: " + row + " bytes beside its id of " + id + ", and " + indexes
                + " in three indexes, one of them with the id");
        assertTrue(row <= ROW_BYTES_MAX, row + " bytes");
    }

    private long bytes(String column, String name) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + home.resolve(SqliteSchema.FILE_NAME));
                Statement sql = connection.createStatement();
                ResultSet sum = sql.executeQuery(
                        "SELECT sum(" + column + ") FROM dbstat WHERE name = '" + name + "' AND pagetype = 'leaf'")) {
            assertTrue(sum.next());
            assertTrue(sum.getLong(1) > 0, "no " + name);
            return sum.getLong(1);
        }
    }
}
