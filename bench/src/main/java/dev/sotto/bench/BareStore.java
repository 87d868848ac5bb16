package dev.sotto.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The reference of the store's benchmark: one row (id, json) a document, the same driver, WAL with synchronous=FULL and
 * the same checkpoints as Sotto, prepared statements. It is handed JSON and hands JSON out, so it neither writes nor
 * parses any, knows no stamps, and cannot sync: the least that keeping a document durably can cost in SQLite.
 */
final class BareStore implements StoreUnderTest {
    private static final int FULL = 2;

    private final Connection db;
    private final PreparedStatement insert;
    private final PreparedStatement update;
    private final PreparedStatement get;
    private final PreparedStatement customer;
    private final PreparedStatement scan;

    private BareStore(Connection db) throws SQLException {
        this.db = db;
        this.insert = db.prepareStatement("INSERT INTO doc VALUES (?, ?)");
        this.update =
                db.prepareStatement("UPDATE doc SET json = json_set(json, '$." + CHANGED_FIELD + "', ?) WHERE id = ?");
        this.get = db.prepareStatement("SELECT json FROM doc WHERE id = ?");
        this.customer = db.prepareStatement("SELECT json FROM doc WHERE json_extract(json, '$.customer') = ?");
        this.scan = db.prepareStatement("SELECT json FROM doc WHERE json_extract(json, '$.table') = ?"
                + " AND json_extract(json, '$.total') >= ?");
    }

    static BareStore open(Path directory) throws SQLException {
        Connection db = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("bare.db"));
        try (Statement sql = db.createStatement()) {
            sql.execute("PRAGMA journal_mode = WAL");
            sql.execute("PRAGMA synchronous = FULL");
            sql.execute("PRAGMA fullfsync = 1");
            sql.execute("PRAGMA checkpoint_fullfsync = 1");
            sql.execute("PRAGMA wal_autocheckpoint = 1000");
            sql.execute("PRAGMA journal_size_limit = 5242880");
            sql.execute("CREATE TABLE IF NOT EXISTS doc (id TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID");
            try (ResultSet row = sql.executeQuery("PRAGMA synchronous")) {
                if (!row.next() || row.getInt(1) != FULL) {
                    throw new SQLException("the reference is not as durable as what it is compared with");
                }
            }
        }
        return new BareStore(db);
    }

    @Override
    public void insertTogether(List<Order> orders) throws SQLException {
        db.setAutoCommit(false);
        for (Order order : orders) {
            insert.setString(1, order.id());
            insert.setString(2, order.json());
            insert.executeUpdate();
        }
        db.commit();
        db.setAutoCommit(true);
    }

    @Override
    public void insert(Order order) throws SQLException {
        insert.setString(1, order.id());
        insert.setString(2, order.json());
        changed(insert.executeUpdate());
    }

    @Override
    public void change(String id, long value) throws SQLException {
        update.setLong(1, value);
        update.setString(2, id);
        changed(update.executeUpdate());
    }

    private static void changed(int rows) {
        if (rows != 1) {
            throw new IllegalStateException("the bare store changed " + rows + " rows instead of 1");
        }
    }

    @Override
    public Found get(String id) throws SQLException {
        get.setString(1, id);
        return found(get);
    }

    @Override
    public Found ofCustomer(long number) throws SQLException {
        customer.setLong(1, number);
        return found(customer);
    }

    @Override
    public Found dearOfTable(long table, double total) throws SQLException {
        scan.setLong(1, table);
        scan.setDouble(2, total);
        return found(scan);
    }

    private static Found found(PreparedStatement query) throws SQLException {
        List<String> json = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                json.add(row.getString(1));
            }
        }
        return new Found(json.size(), () -> json);
    }

    @Override
    public long count() throws SQLException {
        try (Statement sql = db.createStatement();
                ResultSet row = sql.executeQuery("SELECT count(*) FROM doc")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    @Override
    public void index() throws SQLException {
        try (Statement sql = db.createStatement()) {
            sql.execute("CREATE INDEX IF NOT EXISTS customer ON doc (json_extract(json, '$.customer'))");
        }
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }
}
