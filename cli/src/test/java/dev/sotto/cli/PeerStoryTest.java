package dev.sotto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two terminals: real processes, loopback, a store each. */
@Tag("sync")
@Timeout(120)
class PeerStoryTest {
    @TempDir
    Path folder;

    private String key;
    private String till;
    private String phone;

    @BeforeEach
    void makeKey() {
        key = folder.resolve("shop.key").toString();
        till = folder.resolve("till").toString();
        phone = folder.resolve("phone").toString();
        assertEquals(0, Run.of("key", key).exitCode());
    }

    @Test
    void twoPeersWithOneKeySyncADocument() throws Exception {
        write(till, "INSERT INTO orders DOCUMENTS ({'_id': 'o1', 'item': 'tea', 'total': 12})");
        try (Child server = listening(till, key)) {
            String address = address(server);
            try (Child client = Child.of(
                    folder,
                    "peer",
                    "--dir",
                    phone,
                    "--key",
                    key,
                    "--connect",
                    address,
                    "--subscribe",
                    "SELECT * FROM orders",
                    "--name",
                    "phone-1",
                    "--json")) {
                client.event("synced");
                assertEquals("phone-1", server.event("connected").path("name").asText());

                assertEquals(0, client.terminate(), client.errors());
                assertEquals("", client.errors());
            }
            assertEquals(0, server.terminate(), server.errors());
        }

        assertEquals("{\"_id\":\"o1\",\"item\":\"tea\",\"total\":12}", read(phone, "SELECT * FROM orders"));
    }

    @Test
    void aWrongKeyIsSeenOnBothSides() throws Exception {
        String other = folder.resolve("other.key").toString();
        assertEquals(0, Run.of("key", other).exitCode());
        try (Child server = listening(till, key);
                Child client = Child.of(
                        folder, "peer", "--dir", phone, "--key", other, "--connect", address(server), "--json")) {
            JsonNode seenByClient = client.event("auth-failed");
            JsonNode seenByServer = server.event("auth-failed");

            assertEquals("AUTH_FAILED", seenByClient.path("code").asText());
            assertEquals("AUTH_FAILED", seenByServer.path("code").asText());
            assertEquals(0, client.terminate());
            assertEquals(0, server.terminate());
        }
    }

    @Test
    void anotherAppIsSeenOnBothSides() throws Exception {
        try (Child server = listening(till, key);
                Child client = Child.of(
                        folder,
                        "peer",
                        "--dir",
                        phone,
                        "--key",
                        key,
                        "--app",
                        "bank",
                        "--connect",
                        address(server),
                        "--json")) {
            assertEquals(
                    "APP_MISMATCH", client.event("auth-failed").path("code").asText());
            assertEquals(
                    "APP_MISMATCH", server.event("auth-failed").path("code").asText());
        }
    }

    @Test
    void sigtermFlushesAndEndsWithZero() throws Exception {
        try (Child server = listening(till, key)) {
            address(server);
            // A flush that takes longer than the five seconds ends with another code.
            assertEquals(ExitCode.OK, server.terminate(), server.errors());
            server.event("ended");
        }
        write(till, "INSERT INTO a DOCUMENTS ({'_id': 1})"); // the directory is free
    }

    @Test
    void aDirectoryInUseNamesTheProcessThatHasIt() throws Exception {
        try (Child server = listening(till, key)) {
            address(server);
            try (Child second = listening(till, key)) {
                assertEquals(75, second.exitCode());
                assertTrue(second.errors().contains("error DB_LOCKED"), second.errors());
                assertTrue(second.errors().contains(Long.toString(server.pid())), second.errors());
                assertFalse(second.errors().contains("\tat "), second.errors());
            }
        }
    }

    @Test
    void aPeerThatSpeaksSomethingElseIsReportedAndNothingStops() throws Exception {
        try (Child server = listening(till, key)) {
            String address = address(server);
            int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
            try (Socket browser = new Socket("127.0.0.1", port)) {
                browser.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                String answer = new String(browser.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertTrue(answer.contains("not HTTP"), answer);
            }
            assertEquals(
                    "NOT_OUR_PROTOCOL", server.event("refused").path("code").asText());
            assertEquals(0, server.terminate(), server.errors());
        }
    }

    @Test
    void aShellThatSyncsKeepsItsResultsApartFromWhatHappensToPeers() throws Exception {
        try (Child server = listening(till, key)) {
            Run shell = Run.typed(
                    "INSERT INTO orders DOCUMENTS ({'_id': 'o2'});",
                    "shell",
                    "--dir",
                    phone,
                    "--key",
                    key,
                    "--connect",
                    address(server));
            assertEquals(0, shell.exitCode(), shell.err());
            assertEquals(1, shell.outLines().size(), "what happens to peers is no result: " + shell.out());
            assertEquals(0, server.terminate(), server.errors());
        }
    }

    private Child listening(String dir, String keyFile) throws IOException {
        return Child.of(folder, "peer", "--dir", dir, "--key", keyFile, "--listen", "127.0.0.1:0", "--json");
    }

    private static String address(Child server) throws IOException, InterruptedException {
        return server.event("listening").path("address").asText();
    }

    private static void write(String dir, String statement) {
        Run run = Run.typed(statement, "shell", "--dir", dir);
        assertEquals(0, run.exitCode(), run.err());
    }

    private static String read(String dir, String statement) {
        Run run = Run.typed(statement, "shell", "--dir", dir);
        assertEquals(0, run.exitCode(), run.err());
        return run.out().trim();
    }
}
