package dev.sotto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.document.Bytes;
import dev.sotto.identity.Credentials;
import dev.sotto.identity.VersionRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers that find each other by multicast DNS: real processes, real sockets, two network namespaces, a real avahi. */
@Tag("sync")
@Timeout(180)
class DiscoveryStoryTest {
    @TempDir
    Path folder;

    private TwoNetworks networks;
    private String key;

    @BeforeEach
    void joinNetworks() throws Exception {
        networks = TwoNetworks.join(folder);
        key = folder.resolve("shop.key").toString();
        assertEquals(0, Run.of("key", key).exitCode());
    }

    @AfterEach
    void closeNetworks() throws Exception {
        if (networks != null) {
            networks.close();
        }
    }

    @Test
    void avahiSeesUsAndWeSeeWhatAvahiAdvertisesAndBothHearTheGoodbye() throws Exception {
        networks.startAvahi();
        try (Child till = discovering(networks.first(), "till")) {
            String address = till.event("listening").path("address").asText();
            String port = address.substring(address.lastIndexOf(':') + 1);

            TwoNetworks.awaitTrue("avahi sees us", () -> networks.browse().contains(";10.77.0.1;" + port + ";"));
            String seen = networks.browse();
            assertTrue(seen.contains("\"v=1\""), seen);
            assertFalse(seen.contains("till"), "an advert says nothing of its owner: " + seen);

            // Nobody listens there: discovered, dialled, and gone when avahi says so.
            String salt = "00000000000000ff";
            Process strange = networks.publish("a shop", 4040, "v=1", "s=zz");
            assertEquals(
                    "ADVERT_FIELD", till.event("advert-refused").path("code").asText());
            strange.destroy();
            Process advert = networks.publish("hint", 4041, textFor(salt));
            JsonNode discovered = till.event("discovered");
            assertEquals("hint", discovered.path("advert").asText());
            assertTrue(discovered.path("addresses").toString().contains(":4041"), discovered.toString());
            till.event("connect-failed");
            advert.destroy();
            assertEquals("hint", till.event("discovery-lost").path("advert").asText());

            assertEquals(0, till.terminate(), till.errors());
            TwoNetworks.awaitTrue(
                    "avahi heard the goodbye", () -> networks.browse().isEmpty());
        }
    }

    @Test
    void twoProcessesFindEachOtherAndSyncAndDoSoAgainAfterTheCableWasOut() throws Exception {
        write("till", "INSERT INTO orders DOCUMENTS ({'_id': 'o1'})");
        try (Child till = discovering(networks.first(), "till");
                Child phone = discovering(networks.second(), "phone")) {
            phone.event("discovered");
            phone.event("synced");
            till.event("synced");

            networks.plug(false);
            till.event("discovery-lost");
            networks.plug(true);
            till.event("discovered");

            assertEquals(0, till.terminate(), till.errors());
            phone.event("disconnected");
            assertEquals(0, phone.terminate(), phone.errors());
        }

        assertEquals("{\"_id\":\"o1\"}", read("phone", "SELECT * FROM orders"));
    }

    private Child discovering(String namespace, String name) throws IOException {
        return Child.within(
                List.of("ip", "netns", "exec", namespace),
                folder,
                "peer",
                "--dir",
                folder.resolve(name).toString(),
                "--key",
                key,
                "--name",
                name,
                "--discover",
                "--subscribe",
                "SELECT * FROM orders",
                "--json");
    }

    /** What a store of the app "sotto" advertises. */
    private static String[] textFor(String salt) {
        Bytes bytes = Bytes.hex(salt);
        var app = Credentials.development("sotto", new VersionRange(0, 0));
        return new String[] {"v=1", "s=" + salt, "a=" + app.saltedApp(bytes).toHex(), "i=0000000000000001"};
    }

    private void write(String store, String statement) {
        Run run = Run.typed(statement, "shell", "--dir", folder.resolve(store).toString());
        assertEquals(0, run.exitCode(), run.err());
    }

    private String read(String store, String statement) {
        Run run = Run.typed(statement, "shell", "--dir", folder.resolve(store).toString());
        assertEquals(0, run.exitCode(), run.err());
        return run.out().trim();
    }
}
