package dev.sotto.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The floor does what it says, so that a ratio against it means something, and stays as small as it says. */
class FloorTest {

    @TempDir
    private Path dir;

    @Test
    void theLaterWriteOfAFieldWinsAndOtherFieldsStay() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket left = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket right = server.accept();
                Floor writer = new Floor(dir.resolve("a.db"), left)) {
            List<Floor.Change> shown = new ArrayList<>();
            CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> read(right, shown));
            writer.put(Map.of("o1", Map.of("table", 4)), 10);
            writer.put(Map.of("o1", Map.of("state", "placed")), 11);
            writer.put(Map.of("o1", Map.of("table", 5)), 9);
            left.shutdownOutput();
            reader.get();
            assertEquals(3, shown.size());
        }
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("b.db"));
                ResultSet row = db.createStatement().executeQuery("SELECT json FROM doc")) {
            assertTrue(row.next());
            assertEquals("{\"state\":\"placed\",\"table\":4}", row.getString(1));
        }
    }

    private void read(Socket socket, List<Floor.Change> shown) {
        try (Floor floor = new Floor(dir.resolve("b.db"), socket)) {
            floor.receive(shown::add);
        } catch (SQLException | IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void itIsAtMost120Lines() throws IOException {
        Path source = Path.of("src/main/java/dev/sotto/bench/Floor.java");
        assertTrue(Files.readAllLines(source, StandardCharsets.UTF_8).size() <= 120);
    }
}
