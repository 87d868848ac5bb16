package dev.sotto.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indexes beside those of a later version, whose definitions this one cannot read. */
class SqliteIndexesTest {
    @TempDir
    private Path directory;

    @Test
    void noIndexTakesTheNumberOfOneThatCannotBeRead() throws Exception {
        try (Sotto sotto = open()) {
            sotto.execute("INSERT INTO orders DOCUMENTS ({'_id': 1, 'a': 1, 'b': 2})");
        }
        raw("CREATE INDEX app_1 ON document -- sotto-index-1 CREATE SPATIAL INDEX `s` ON `orders` (`a`)\n(lsn)");
        raw("CREATE INDEX app_3 ON document -- sotto-index-9 something\n(lsn, _id)");
        try (Sotto sotto = open()) {
            sotto.execute("CREATE INDEX byA ON orders (a)");
            sotto.execute("CREATE INDEX byB ON orders (b)");
            sotto.execute("DROP INDEX byB ON orders");
            sotto.execute("CREATE INDEX byAB ON orders (a, b)");

            assertEquals(List.of("app_1", "app_3", "app_4", "app_5"), names());
            assertTrue(sotto.execute("EXPLAIN SELECT * FROM orders WHERE a = 1")
                    .documents()
                    .toString()
                    .contains("byA"));
        }
        try (Sotto sotto = open()) {
            assertEquals(
                    2, sotto.execute("SELECT * FROM system:indexes").documents().size());
        }
        assertEquals(List.of("app_1", "app_3", "app_4", "app_5"), names());
    }

    private Sotto open() {
        return Sotto.open(SottoConfig.in(directory).build());
    }

    private void raw(String sql) throws Exception {
        try (Connection file = connection();
                Statement statement = file.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> names() throws Exception {
        List<String> names = new ArrayList<>();
        try (Connection file = connection();
                Statement statement = file.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT name FROM sqlite_master WHERE name GLOB 'app_[0-9]*' ORDER BY name")) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }

    private Connection connection() throws Exception {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("sotto.db"));
    }
}
