package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.port.PauseReason;
import dev.sotto.background.port.RecoverScope;
import dev.sotto.document.Bytes;
import dev.sotto.document.StoreId;
import dev.sotto.identity.Credentials;
import dev.sotto.identity.VersionRange;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.discovery.AdvertText;
import dev.sotto.link.discovery.Sighting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Stores that find each other, over a simulated discovery and real TCP on loopback. */
class DiscoveryTest extends StoresOverTcp {
    private final SimulatedDiscovery network = new SimulatedDiscovery();

    @Test
    void twoThatDiscoverEachOtherSyncOverOneConnection() {
        Sotto till = started(config("till").discover(network), ALL);
        Watcher tillSees = Watcher.on(till, ALL);
        Sotto phone = started(config("phone").discover(network), ALL);
        Watcher phoneSees = Watcher.on(phone, ALL);

        till.execute("INSERT INTO orders DOCUMENTS ({'_id': 'o1'})");

        phoneSees.untilShows("{\"_id\":\"o1\"}");
        phoneSees.untilHears(SyncEvent.Synced.class, event -> true);
        tillSees.untilHears(SyncEvent.Discovered.class, event -> true);
        assertEquals(1, till.sync().status().connectedCount());
        assertEquals(1, tillSees.count(SyncEvent.Connected.class), "one dial, nothing superseded");
        assertEquals(0, tillSees.count(SyncEvent.Disconnected.class));
    }

    @Test
    void storesOfOneMachineFindEachOtherOverRealMulticastOnLoopback() {
        SottoConfig.Builder here = config("till")
                .appId("shop-" + Long.toHexString(System.nanoTime()))
                .discoverOnThisMachine();
        Sotto till = started(here, ALL);
        Watcher tillSees = Watcher.on(till, ALL);
        Sotto phone = started(config("phone").appId(till.config().appId()).discoverOnThisMachine(), ALL);
        Watcher phoneSees = Watcher.on(phone, ALL);

        till.execute("INSERT INTO orders DOCUMENTS ({'_id': 'o1'})");

        phoneSees.untilShows("{\"_id\":\"o1\"}");
        tillSees.untilHears(
                SyncEvent.Discovered.class,
                event -> event.addresses().stream().allMatch(address -> address.startsWith("127.0.0.1:")));
        assertTrue(till.sync().status().listening().get(0).startsWith("127.0.0.1:"), "and nobody else can come in");
    }

    @Test
    void aPauseSaysGoodbyeFirstAndAResumeIsFoundAgain() throws Exception {
        Sotto till = started(config("till").discover(network), ALL);
        Watcher tillSees = Watcher.on(till, ALL);
        Sotto phone = started(config("phone").discover(network), ALL);
        tillSees.untilHears(SyncEvent.Connected.class, event -> true);

        CountDownLatch paused = new CountDownLatch(1);
        phone.sync().backgroundControl().pause(PauseReason.SUSPEND_IMMINENT, 5_000, () -> paused.countDown());
        assertTrue(paused.await(10, TimeUnit.SECONDS));

        assertEquals(1, network.advertCount(), "gone from the network before the process is suspended");
        tillSees.untilHears(SyncEvent.DiscoveryLost.class, event -> true);
        phone.sync().backgroundControl().resume(RecoverScope.FULL);
        till.execute("INSERT INTO orders DOCUMENTS ({'_id': 'o2'})");
        Watcher.on(phone, ALL).untilShows("{\"_id\":\"o2\"}");
    }

    @Test
    void anotherAppOnTheNetworkIsNotDialled() throws Exception {
        try (ServerSocket bank = new ServerSocket(0, 10, InetAddress.getByName(SimulatedDiscovery.HOST))) {
            bank.setSoTimeout(1_000);
            network.plant("bank", SimulatedDiscovery.HOST, bank.getLocalPort(), advertOf("bank"));
            Sotto till = started(config("till").discover(network), ALL);

            network.plant("bank", SimulatedDiscovery.HOST, bank.getLocalPort(), advertOf("bank"));
            assertEquals(0, accepted(bank));
            assertTrue(till.sync().status().started());
        }
    }

    @Test
    void hostileAdvertsAreRefusedOnceACodeAndDialNobody() {
        Sotto till = started(config("till").discover(network), ALL);
        Watcher sees = Watcher.on(till, ALL);
        for (int i = 0; i < 2_000; i++) {
            network.tell(new Sighting(
                    "x" + i, List.of(new PeerAddress(SimulatedDiscovery.HOST, 1)), Bytes.of(new byte[] {(byte) 200})));
            network.tell(new Sighting("y" + i, List.of(new PeerAddress("8.8.8.8", 80)), advertOf("shop")));
        }

        sees.untilHears(
                SyncEvent.AdvertRefused.class, event -> event.refusal().code().equals("ADVERT_MALFORMED"));
        sees.untilHears(
                SyncEvent.AdvertRefused.class, event -> event.refusal().code().equals("ADVERT_ADDRESS"));
        assertEquals(2, sees.count(SyncEvent.AdvertRefused.class));
        assertEquals(0, sees.count(SyncEvent.Discovered.class));
    }

    @Test
    void howeverManyAdvertsPointThereAVictimIsCalledNowAndThen() throws Exception {
        try (ServerSocket victim = new ServerSocket(0, 500, InetAddress.getByName(SimulatedDiscovery.HOST))) {
            victim.setSoTimeout(2_500);
            started(config("till").discover(network), ALL);
            for (int i = 0; i < 500; i++) {
                String name = network.plant("n" + i, SimulatedDiscovery.HOST, victim.getLocalPort(), advertOf("shop"));
                network.takeBack(name);
            }
            network.plant("last", SimulatedDiscovery.HOST, victim.getLocalPort(), advertOf("shop"));

            int calls = accepted(victim);
            assertTrue(calls <= 16 + 2 * 6, "called " + calls + " times");
        }
    }

    /** How often somebody calls until nobody has for a while; each caller is hung up on. */
    private static int accepted(ServerSocket server) throws IOException {
        int calls = 0;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (System.nanoTime() < end) {
            try {
                server.accept().close();
                calls++;
            } catch (SocketTimeoutException e) {
                return calls;
            }
        }
        return calls;
    }

    /** An advert of a store that there is not. */
    private static Bytes advertOf(String app) {
        byte[] salt = new byte[8];
        new Random(app.hashCode() + System.nanoTime()).nextBytes(salt);
        return AdvertText.of(
                        Bytes.of(salt),
                        Credentials.development(app, new VersionRange(0, 0)),
                        new StoreId(Bytes.of(new byte[16])))
                .encode();
    }
}
