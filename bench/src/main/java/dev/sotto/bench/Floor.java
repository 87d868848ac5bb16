package dev.sotto.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The floor: the least that can be called syncing documents durably, to measure Sotto against. Not a product: last writer
 * wins per field by wall time, one row a document in SQLite (WAL, FULL), JSON frames on plain TCP, one peer, no
 * subscriptions, no deletes, no catching up. A change is on the sender's disk before it is sent and on the receiver's before
 * it is shown. A peer is used by one thread at a time.
 */
public final class Floor implements AutoCloseable {

    /** A document's changed fields with the stamp of each, on the wire. */
    public record Change(String id, Map<String, Object> fields, Map<String, Long> stamps) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<Change>> BATCH = new TypeReference<>() {};
    private static final TypeReference<TreeMap<String, Object>> FIELDS = new TypeReference<>() {};
    private static final TypeReference<TreeMap<String, Long>> STAMPS = new TypeReference<>() {};
    private static final String TABLE = "CREATE TABLE doc(id TEXT PRIMARY KEY, json TEXT, stamps TEXT, lsn INTEGER)";

    private final Connection db;
    private final PreparedStatement read;
    private final PreparedStatement write;
    private final DataInputStream in;
    private final DataOutputStream out;
    private long lsn;

    public Floor(Path file, Socket peer) throws SQLException, IOException {
        peer.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(peer.getInputStream(), 1 << 16));
        out = new DataOutputStream(new BufferedOutputStream(peer.getOutputStream(), 1 << 16));
        db = DriverManager.getConnection("jdbc:sqlite:" + file + "?journal_mode=WAL&synchronous=FULL");
        db.prepareStatement(TABLE).execute();
        db.setAutoCommit(false);
        read = db.prepareStatement("SELECT json, stamps FROM doc WHERE id = ?");
        write = db.prepareStatement(
                "INSERT INTO doc VALUES (?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET json = excluded.json,"
                        + " stamps = excluded.stamps, lsn = excluded.lsn");
    }

    /** Writes documents in one durable commit, then sends them as one frame. */
    public void put(Map<String, Map<String, Object>> documents, long stamp) throws SQLException, IOException {
        List<Change> batch = documents.entrySet().stream()
                .map(one -> new Change(one.getKey(), one.getValue(), stamps(one.getValue(), stamp)))
                .toList();
        merge(batch);
        byte[] frame = JSON.writeValueAsBytes(batch);
        out.writeInt(frame.length);
        out.write(frame);
        out.flush();
    }

    private static Map<String, Long> stamps(Map<String, Object> fields, long stamp) {
        Map<String, Long> stamps = new TreeMap<>();
        fields.keySet().forEach(field -> stamps.put(field, stamp));
        return stamps;
    }

    /** Receives frames until the peer closes; {@code shown} is called with each document once it is durable here. */
    public void receive(Consumer<Change> shown) throws SQLException, IOException {
        for (int high = in.read(); high >= 0; high = in.read()) {
            byte[] frame = new byte[high << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort()];
            in.readFully(frame);
            List<Change> batch = JSON.readValue(frame, BATCH);
            merge(batch);
            batch.forEach(shown);
        }
    }

    private void merge(List<Change> batch) throws SQLException, IOException {
        for (Change change : batch) {
            Map<String, Object> fields = new TreeMap<>();
            Map<String, Long> stamps = new TreeMap<>();
            read.setString(1, change.id());
            try (ResultSet row = read.executeQuery()) {
                if (row.next()) {
                    fields = JSON.readValue(row.getString(1), FIELDS);
                    stamps = JSON.readValue(row.getString(2), STAMPS);
                }
            }
            for (Map.Entry<String, Long> stamp : change.stamps().entrySet()) {
                if (stamps.getOrDefault(stamp.getKey(), Long.MIN_VALUE) < stamp.getValue()) {
                    stamps.put(stamp.getKey(), stamp.getValue());
                    fields.put(stamp.getKey(), change.fields().get(stamp.getKey()));
                }
            }
            write.setString(1, change.id());
            write.setString(2, JSON.writeValueAsString(fields));
            write.setString(3, JSON.writeValueAsString(stamps));
            write.setLong(4, ++lsn);
            write.executeUpdate();
        }
        db.commit();
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }
}
