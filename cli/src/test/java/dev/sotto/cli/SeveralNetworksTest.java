package dev.sotto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes joined by two cables, real ones of the kernel's: one may go down. */
@Tag("sync")
@Timeout(180)
class SeveralNetworksTest {
    @TempDir
    Path folder;

    private TwoNetworks networks;

    @Test
    void whenTheInterfaceThatCarriesGoesDownBothEndsMoveOnInLessThanASecondAndNoticeTheLastOneWithinTwo()
            throws Exception {
        networks = TwoNetworks.join(folder);
        try {
            networks.looksFar();
            String key = folder.resolve("shop.key").toString();
            assertEquals(0, Run.of("key", key).exitCode());
            try (Child till = peer(networks.first(), "till", key, "--listen", "0.0.0.0:4040")) {
                till.event("listening");
                try (Child phone = peer(
                        networks.second(),
                        "phone",
                        key,
                        "--connect",
                        "203.0.113.1:4040",
                        "--connect",
                        "10.78.0.1:4040")) {
                    assertEquals(
                            "203.0.113.1:4040",
                            phone.event("connected").path("address").asText());
                    till.event("connected");
                    networks.joinAgain();
                    String carrying = phone.event("link-moved").path("address").asText();
                    assertEquals("10.78.0.1:4040", carrying, "the near one");
                    phone.event("synced");
                    till.event("link-moved");
                    till.event("synced");

                    long cut = System.nanoTime();
                    networks.pull(carrying);
                    JsonNode moved = phone.event("link-moved");
                    long phoneMillis = millisSince(cut);
                    till.event("link-moved");
                    long tillMillis = millisSince(cut);
                    String other = moved.path("address").asText();
                    assertTrue(!other.equals(carrying), "moved from " + carrying + " to " + other);
                    assertTrue(
                            phoneMillis < 1_000 && tillMillis < 1_000,
                            "moved on after " + phoneMillis + " and " + tillMillis + " ms");
                    phone.event("synced");

                    cut = System.nanoTime();
                    networks.pull(other);
                    phone.event("disconnected");
                    till.event("disconnected");
                    assertTrue(millisSince(cut) < 2_000, "noticed after " + millisSince(cut) + " ms");
                }
            }
        } finally {
            networks.close();
        }
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private Child peer(String namespace, String name, String key, String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of(
                "peer",
                "--dir",
                folder.resolve(name).toString(),
                "--key",
                key,
                "--name",
                name,
                "--json",
                "--subscribe"));
        args.add("SELECT * FROM orders");
        args.addAll(List.of(more));
        return Child.within(List.of("ip", "netns", "exec", namespace), folder, args.toArray(new String[0]));
    }
}
