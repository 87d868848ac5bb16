package dev.sotto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that sync inside HTTP, as a user starts them. */
@Tag("sync")
@Timeout(120)
class WebSocketStoryTest {
    @TempDir
    Path folder;

    @Test
    void peersSyncInsideWebSocketAndABrowserIsToldWhatItIs() throws Exception {
        String key = folder.resolve("shop.key").toString();
        assertEquals(0, Run.of("key", key).exitCode());
        String till = folder.resolve("till").toString();
        assertEquals(
                0,
                Run.typed("INSERT INTO orders DOCUMENTS ({'_id': 'o1'})", "shell", "--dir", till)
                        .exitCode());
        try (Child listening = Child.of(
                folder, "peer", "--dir", till, "--key", key, "--json", "--listen", "ws://127.0.0.1:0/shop/sync")) {
            String address = listening.event("listening").path("address").asText();
            assertTrue(address.matches("ws://127\\.0\\.0\\.1:[0-9]+/shop/sync"), address);
            try (Child phone = Child.of(
                    folder,
                    "peer",
                    "--dir",
                    folder.resolve("phone").toString(),
                    "--key",
                    key,
                    "--json",
                    "--connect",
                    address,
                    "--subscribe",
                    "SELECT * FROM orders")) {
                assertEquals(address, phone.event("connected").path("address").asText());
                phone.event("synced");
                assertEquals(0, phone.terminate(), phone.errors());
                assertEquals("", phone.errors(), "the library's log says nothing");
            }
            browse(address.replace("ws:", "http:"));
            assertEquals(
                    "NOT_OUR_PROTOCOL", listening.event("refused").path("code").asText());
        }
        Run read = Run.typed(
                "SELECT * FROM orders",
                "shell",
                "--dir",
                folder.resolve("phone").toString());
        assertEquals("{\"_id\":\"o1\"}", read.out().trim());
    }

    private static void browse(String url) throws IOException {
        HttpURLConnection http = (HttpURLConnection) URI.create(url).toURL().openConnection();
        assertEquals(426, http.getResponseCode());
        try (InputStream body = http.getErrorStream()) {
            String words = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(words.startsWith("This is a Sotto peer. It speaks WebSocket"), words);
        }
    }
}
