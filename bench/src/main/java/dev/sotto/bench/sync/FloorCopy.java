package dev.sotto.bench.sync;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.bench.Floor;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The first copy as the floor makes it: documents with a stamp a field, as JSON, over plain TCP. */
final class FloorCopy {
    private static final int BATCH = 1_000;
    private static final long DEADLINE_SECONDS = 600;
    private static final ObjectMapper JSON = new ObjectMapper();

    private FloorCopy() {}

    /** The bytes of its frames; it acknowledges nothing. */
    static double bytes(Path directory, List<Map<String, Object>> documents) throws Exception {
        try (SocketCount count = new SocketCount();
                ServerSocket ear = ear()) {
            count.to(ear.getLocalPort());
            Socket dialled = new Socket(InetAddress.getLoopbackAddress(), count.port());
            try (Floor reader = new Floor(file(directory, "reader"), ear.accept());
                    Floor writer = new Floor(file(directory, "writer"), dialled)) {
                CompletableFuture<Boolean> all = receiving(reader, documents.size());
                write(writer, documents);
                all.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            }
            return count.bytes();
        }
    }

    /**
     * How long it takes from the first byte until all is durable at the reader, where the writer's disk has it from the start: the
     * texts of its rows are put into frames as they are.
     */
    static CopyTimes.Took take(Path directory, List<Map<String, Object>> documents) throws Exception {
        Path full = file(directory, "writer");
        fill(full, documents);
        try (ServerSocket ear = ear();
                Socket dialled = new Socket(InetAddress.getLoopbackAddress(), ear.getLocalPort());
                Connection rows = DriverManager.getConnection("jdbc:sqlite:" + full);
                Floor reader = new Floor(file(directory, "reader"), ear.accept())) {
            CompletableFuture<Boolean> all = receiving(reader, documents.size());
            CopyTimes.Took before = CopyTimes.Took.now();
            send(rows, dialled);
            all.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            return CopyTimes.Took.now().since(before);
        }
    }

    /** A writer's store, with a peer that only swallows. */
    private static void fill(Path file, List<Map<String, Object>> documents) throws Exception {
        try (ServerSocket ear = ear();
                Socket dialled = new Socket(InetAddress.getLoopbackAddress(), ear.getLocalPort());
                Socket swallowing = ear.accept();
                Floor writer = new Floor(file, dialled)) {
            daemon(() -> swallow(swallowing));
            write(writer, documents);
        }
    }

    private static void write(Floor writer, List<Map<String, Object>> documents) throws SQLException, IOException {
        for (int from = 0; from < documents.size(); from += BATCH) {
            Map<String, Map<String, Object>> batch = new LinkedHashMap<>();
            documents
                    .subList(from, Math.min(documents.size(), from + BATCH))
                    .forEach(document -> batch.put((String) document.get("_id"), document));
            writer.put(batch, System.currentTimeMillis());
        }
    }

    private static void send(Connection rows, Socket peer) throws SQLException, IOException {
        peer.setTcpNoDelay(true);
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(peer.getOutputStream(), 1 << 16));
        try (Statement query = rows.createStatement();
                ResultSet row = query.executeQuery("SELECT id, json, stamps FROM doc ORDER BY lsn")) {
            StringBuilder frame = new StringBuilder();
            int count = 0;
            while (row.next()) {
                frame.append(count++ == 0 ? '[' : ',')
                        .append("{\"id\":")
                        .append(JSON.writeValueAsString(row.getString(1)))
                        .append(",\"fields\":")
                        .append(row.getString(2))
                        .append(",\"stamps\":")
                        .append(row.getString(3))
                        .append('}');
                if (count == BATCH) {
                    send(frame, out);
                    count = 0;
                }
            }
            if (count > 0) {
                send(frame, out);
            }
        }
    }

    private static void send(StringBuilder frame, DataOutputStream out) throws IOException {
        byte[] bytes = frame.append(']').toString().getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
        out.flush();
        frame.setLength(0);
    }

    private static ServerSocket ear() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static Path file(Path directory, String name) throws IOException {
        return Files.createDirectories(directory).resolve(name + ".db");
    }

    /** Done when so many documents were shown. */
    private static CompletableFuture<Boolean> receiving(Floor reader, int documents) {
        CompletableFuture<Boolean> all = new CompletableFuture<>();
        daemon(() -> receive(reader, documents, all));
        return all;
    }

    private static void receive(Floor reader, int documents, CompletableFuture<Boolean> all) {
        try {
            int[] shown = new int[1];
            reader.receive(change -> {
                if (++shown[0] == documents) {
                    all.complete(true);
                }
            });
        } catch (Exception broken) {
            all.completeExceptionally(broken);
        }
    }

    private static void swallow(Socket peer) {
        try {
            peer.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException closed) {
            // The writer has written all that it had.
            return;
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "floor-copy");
        thread.setDaemon(true);
        thread.start();
    }
}
