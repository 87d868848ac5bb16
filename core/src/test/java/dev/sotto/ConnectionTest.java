package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.port.PauseReason;
import dev.sotto.background.port.RecoverScope;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.port.SyncControl;
import dev.sotto.document.StoreId;
import dev.sotto.identity.SharedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Connections that come about, fail, fall silent, are paused and come back. */
class ConnectionTest extends StoresOverTcp {
    @Test
    void aStartThatBreaksTheStoreSaysSoAndNobodyWaitsForever() {
        Provider broken = new Provider("Broken", "1", "has TLS 1.3 until it is used") {
            private static final long serialVersionUID = 1L;
            private boolean asked;

            @Override
            public Service getService(String type, String algorithm) {
                if (asked) {
                    throw new NoClassDefFoundError("planted");
                }
                asked = true;
                return Security.getProvider("SunJSSE").getService(type, algorithm);
            }
        };
        try (Sotto sotto = Sotto.open(
                SottoConfig.inMemory().listen("127.0.0.1:0").tlsProvider(broken).build())) {
            IllegalStateException told =
                    assertThrows(IllegalStateException.class, () -> sotto.sync().start());

            assertEquals("planted", told.getCause().getMessage());
            assertThrows(ClosedException.class, () -> sotto.sync().start());
        }
    }

    @Test
    void theWrongKeyIsATypedEventOnBothSidesAndMovesNothing() {
        Sotto till = listening("till");
        Watcher onTill = Watcher.on(till, ALL);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1})");
        Sotto stranger = opened(SottoConfig.in(home.resolve("stranger"))
                .name("stranger")
                .appId("shop")
                .sharedKey(SharedKey.generate(new SecureRandom()))
                .connect(address(till)));
        Watcher onStranger = Watcher.on(stranger, ALL);
        stranger.sync().registerSubscription(ALL);
        stranger.sync().start();

        assertEquals(
                "AUTH_FAILED",
                onStranger.untilHears(SyncEvent.AuthFailed.class).refusal().code());
        assertEquals(
                "AUTH_FAILED",
                onTill.untilHears(SyncEvent.AuthFailed.class).refusal().code());
        assertEquals(0, stranger.execute(ALL).documents().size());
        assertEquals(0, till.sync().status().connectedCount());
    }

    @Test
    void anotherAppWithTheSameKeyIsATypedEventOnBothSides() {
        Sotto till = listening("till");
        Watcher onTill = Watcher.on(till, ALL);
        Sotto other = opened(config("other").appId("bank").connect(address(till)));
        Watcher onOther = Watcher.on(other, ALL);
        other.sync().start();
        onOther.untilHears(
                SyncEvent.AuthFailed.class, event -> event.refusal().code().equals("APP_MISMATCH"));
        onTill.untilHears(
                SyncEvent.AuthFailed.class, event -> event.refusal().code().equals("APP_MISMATCH"));
    }

    @Test
    void aPortThatIsTakenIsSaidAtTheStart() {
        Sotto till = listening("till");
        Sotto second = opened(config("second").listen(address(till)));
        RetryLaterException taken =
                assertThrows(RetryLaterException.class, () -> second.sync().start());
        assertEquals("PORT_TAKEN", taken.code());
        assertFalse(second.sync().status().started());
        till.close();
        second.sync().start();
        assertTrue(second.sync().status().started());
    }

    @Test
    void nobodyThereIsSaidOnceAndAFirstContactComesWhenSomebodyIs() throws Exception {
        int port;
        try (java.net.ServerSocket free = new java.net.ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Sotto phone = opened(config("phone").connect("127.0.0.1:" + port));
        Watcher onPhone = Watcher.on(phone, ALL);
        phone.sync().start();
        onPhone.untilHears(SyncEvent.ConnectFailed.class);
        Sotto till = started(config("till").listen("127.0.0.1:" + port), ALL);
        onPhone.untilHears(
                SyncEvent.Connected.class, event -> event.peer().name().equals("till"));
        long failures = onPhone.events().stream()
                .filter(event -> event instanceof SyncEvent.ConnectFailed)
                .count();
        assertEquals(1, failures);
        assertEquals(till.storeId(), phone.sync().status().peers().get(0).storeId());
    }

    @Test
    void twoThatDialEachOtherKeepOneConnection() throws Exception {
        int port;
        try (java.net.ServerSocket free = new java.net.ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Sotto till = started(config("till").listen("127.0.0.1:" + port), ALL);
        Sotto kitchen = opened(config("kitchen").listen("127.0.0.1:0").connect("127.0.0.1:" + port));
        kitchen.sync().registerSubscription(ALL);
        kitchen.sync().start();
        String kitchenAddress = address(kitchen);
        till.close();
        Sotto both = opened(config("till").listen("127.0.0.1:" + port).connect(kitchenAddress));
        Watcher onBoth = Watcher.on(both, ALL);
        both.sync().registerSubscription(ALL);
        both.sync().start();
        onBoth.untilHears(SyncEvent.Connected.class);
        for (int i = 0; i < 20; i++) {
            kitchen.execute("INSERT INTO orders DOCUMENTS ({a: 1})");
            both.execute("INSERT INTO orders DOCUMENTS ({a: 2})");
        }
        onBoth.untilCount(40);
        Watcher.on(kitchen, ALL).untilCount(40);
        onBoth.until(
                "one peer",
                () -> both.sync().status().connectedCount() == 1
                        && kitchen.sync().status().connectedCount() == 1);
    }

    @Test
    void aPeerThatGoesSilentIsNoticedByItsSilence() {
        Sotto till = listening("till");
        Watcher onTill = Watcher.on(till, ALL);
        Cable cable = cable(address(till));
        Sotto phone = dialling("phone", cable.address());
        Watcher onPhone = Watcher.on(phone, ALL);
        onTill.untilHears(SyncEvent.Connected.class);
        onPhone.untilHears(SyncEvent.Connected.class);
        long before = System.nanoTime();
        cable.goDead(true);
        onTill.untilHears(SyncEvent.Disconnected.class);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
        assertTrue(millis < 20_000, millis + " ms for 2.5 heartbeats of a second; TCP itself would take minutes");
        assertFalse(till.sync().status().peers().get(0).connected());
        cable.cut();
        cable.goDead(false);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1})");
        onPhone.untilCount(1);
    }

    @Test
    void aPauseClosesEverythingInTimeAndAResumeBringsItBackOnTheSamePort() {
        Sotto till = listening("till");
        Sotto phone = dialling("phone", address(till));
        Watcher onPhone = Watcher.on(phone, ALL);
        Watcher onTill = Watcher.on(till, ALL);
        onPhone.untilHears(SyncEvent.Connected.class);
        onTill.untilHears(SyncEvent.Connected.class);
        String address = address(till);
        SyncControl control = till.sync().backgroundControl();
        assertEquals(1, control.activity().connectedPeers());
        assertEquals(0, control.activity().millisSinceLastPeer());

        CompletableFuture<Boolean> paused = new CompletableFuture<>();
        long before = System.nanoTime();
        control.pause(PauseReason.SUSPEND_IMMINENT, 10_000, () -> paused.complete(true));
        assertTrue(paused.join());
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
        assertTrue(millis < 10_000, millis + " ms");
        assertEquals(0, control.activity().connectedPeers());
        assertTrue(till.sync().status().paused());
        assertTrue(till.sync().status().started());
        assertEquals(List.of(), till.sync().status().listening());
        onPhone.untilHears(SyncEvent.Disconnected.class);
        onTill.untilHears(SyncEvent.Paused.class);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 'while paused'})");

        control.resume(RecoverScope.FULL);
        onPhone.untilCount(1);
        assertEquals(address, address(till));
        onTill.untilHears(SyncEvent.Resumed.class);
        SyncActivity activity = control.activity();
        assertEquals(1, activity.connectedPeers());
    }

    @Test
    void aPauseOfAStoreThatDoesNotSyncIsDoneAtOnce() {
        Sotto till = opened(config("till"));
        CompletableFuture<Boolean> paused = new CompletableFuture<>();
        till.sync().backgroundControl().pause(PauseReason.SUSPEND_IMMINENT, 1_000, () -> paused.complete(true));
        assertTrue(paused.join());
        till.sync().start();
        assertTrue(till.sync().status().paused());
        till.sync().backgroundControl().resume(RecoverScope.CONTINUE);
        assertEquals(
                SyncActivity.NEVER, till.sync().backgroundControl().activity().millisSinceLastPeer());
    }

    @Test
    void stopAndStartAnyNumberOfTimes() {
        Sotto till = listening("till");
        Sotto phone = dialling("phone", address(till));
        Watcher onPhone = Watcher.on(phone, ALL);
        for (int i = 0; i < 5; i++) {
            phone.sync().stop();
            phone.sync().stop();
            till.execute("INSERT INTO orders DOCUMENTS ({_id: :i})", Map.of("i", i));
            phone.sync().start();
            phone.sync().start();
            onPhone.untilCount(i + 1);
        }
    }

    @Test
    void theStatusSaysWhetherAPeerHasEverything() {
        Sotto till = listening("till");
        Sotto phone = dialling("phone", address(till));
        Watcher onTill = Watcher.on(till, ALL);
        Watcher onPhone = Watcher.on(phone, ALL);
        onTill.untilHears(SyncEvent.Synced.class);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1})");
        onPhone.untilCount(1);
        onTill.until("synced", () -> till.sync().status().peers().get(0).synced());
        SyncStatus.PeerStatus peer = till.sync().status().peers().get(0);
        assertEquals("phone", peer.name());
        assertEquals(0, peer.pending());
        phone.close();
        onTill.untilHears(SyncEvent.Disconnected.class);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 2})");
        onTill.until("one pending", () -> till.sync().status().peers().get(0).pending() > 0);
        assertTrue(till.sync().backgroundControl().activity().pendingOperations() > 0);
    }

    @Test
    void twoStoresInMemorySyncAsWell() throws Exception {
        Sotto till = opened(SottoConfig.inMemory().name("till").sharedKey(key).listen("127.0.0.1:0"));
        till.sync().start();
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1})");
        Sotto phone = opened(SottoConfig.inMemory().name("phone").sharedKey(key).connect(address(till)));
        phone.sync().registerSubscription(ALL);
        phone.sync().start();
        Watcher.on(phone, ALL).untilCount(1);
        phone.close();
        till.close();
        LocalStoreTest.assertNoThreads();
    }

    @Test
    void twoCopiesOfAStoreThatMeetBecomeTwoStoresThatSync() throws Exception {
        Sotto till = opened(config("till").listen("127.0.0.1:0"));
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 'before the copy'})");
        till.close();
        copy(home.resolve("till"), home.resolve("copy"));
        Sotto original = listening("till");
        Watcher onOriginal = Watcher.on(original, ALL);
        Sotto copy = opened(SottoConfig.in(home.resolve("copy"))
                .name("copy")
                .appId("shop")
                .sharedKey(key)
                .listen("127.0.0.1:0")
                .connect(address(original)));
        Watcher onCopy = Watcher.on(copy, ALL);
        copy.sync().registerSubscription(ALL);
        copy.sync().start();
        onCopy.untilHears(
                SyncEvent.Refused.class, event -> event.refusal().code().equals("IDENTITY_CLONED"));
        onOriginal.untilHears(
                SyncEvent.Refused.class, event -> event.refusal().code().equals("IDENTITY_CLONED"));

        original.execute("INSERT INTO orders DOCUMENTS ({_id: 'of the original'})");
        copy.execute("INSERT INTO orders DOCUMENTS ({_id: 'of the copy'})");
        Sotto phone = dialling("phone", address(original));
        Watcher.on(phone, ALL).untilCount(3); // the two sync now, as two stores
        Sotto tablet = dialling("tablet", address(copy));
        Watcher.on(tablet, ALL).untilCount(3);
        onCopy.untilCount(3);
        onOriginal.untilCount(3);
        assertNotEquals(original.storeId(), copy.storeId());
    }

    @Test
    void twoCopiesOfOneStoreAtOneHubBecomeTwoStoresAndNothingIsLost() throws Exception {
        Sotto phone = opened(config("phone"));
        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 'before the copy'})");
        phone.close();
        copy(home.resolve("phone"), home.resolve("twin"));
        Sotto hub = listening("hub");
        Watcher onHub = Watcher.on(hub, ALL);
        Sotto original = opened(config("phone").connect(address(hub)));
        Sotto twin = opened(config("twin").connect(address(hub)));
        original.execute("INSERT INTO orders DOCUMENTS ({_id: 'of the original'})");
        twin.execute("INSERT INTO orders DOCUMENTS ({_id: 'of the twin'})");
        assertEquals(original.storeId(), twin.storeId());
        for (Sotto each : List.of(original, twin)) {
            each.sync().registerSubscription(ALL);
            each.sync().start();
        }

        onHub.untilCount(3);
        Watcher.on(original, ALL).untilCount(3);
        Watcher.on(twin, ALL).untilCount(3);
        onHub.until("both are connected", () -> hub.sync().status().connectedCount() == 2);
        assertNotEquals(original.storeId(), twin.storeId());
        original.execute("UPDATE orders SET late = true WHERE _id = 'of the twin'");
        Watcher.on(twin, "SELECT * FROM orders WHERE late = true").untilCount(1);
    }

    @Test
    void aStoreThatIsStartedAgainAndAgainIsNotTakenForACopy() throws Exception {
        Sotto hub = listening("hub");
        Watcher onHub = Watcher.on(hub, ALL);
        Sotto phone = dialling("phone", address(hub));
        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 1})");
        onHub.untilCount(1);
        StoreId name = phone.storeId();
        phone.close();
        for (int i = 2; i < 5; i++) {
            Sotto again = dialling("phone", address(hub));
            again.execute("INSERT INTO orders DOCUMENTS ({_id: " + i + "})");
            onHub.untilCount(i);
            assertEquals(name, again.storeId());
            again.close();
        }
        assertEquals(0, onHub.count(SyncEvent.Refused.class));
    }

    @Test
    void aStoreThatWasPutBackKnowsItByItsMarkerAndGetsBackWhatItLacks() throws Exception {
        Sotto hub = listening("hub");
        Watcher onHub = Watcher.on(hub, ALL);
        Sotto phone = opened(config("phone").marker(home.resolve("marker")).connect(address(hub)));
        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 1})");
        phone.close();
        copy(home.resolve("phone"), home.resolve("saved"));
        Sotto later = opened(config("phone").marker(home.resolve("marker")).connect(address(hub)));
        later.sync().registerSubscription(ALL);
        later.sync().start();
        later.execute("INSERT INTO orders DOCUMENTS ({_id: 2})");
        onHub.untilCount(2);
        later.close();

        Files.delete(home.resolve("marker")); // a new phone, with the backup of the old one
        Sotto restored = opened(config("saved").marker(home.resolve("marker")).connect(address(hub)));
        restored.execute("INSERT INTO orders DOCUMENTS ({_id: 3})");
        restored.sync().registerSubscription(ALL);
        restored.sync().start();
        Watcher.on(restored, ALL).untilCount(3);
        onHub.untilCount(3);
        assertEquals(later.storeId(), restored.storeId());
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void storesThatWereReopenedKnowThatTheyHaveEverythingOfEachOther() {
        Sotto till = listening("till");
        Sotto phone = dialling("phone", address(till));
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1})");
        Watcher.on(phone, ALL).untilCount(1);
        phone.close();
        till.close();

        Sotto tillAgain = listening("till");
        Sotto phoneAgain = dialling("phone", address(tillAgain));
        for (Sotto sotto : List.of(tillAgain, phoneAgain)) {
            Watcher.on(sotto, ALL).until("synced", () -> {
                List<SyncStatus.PeerStatus> peers = sotto.sync().status().peers();
                return peers.size() == 1
                        && peers.get(0).synced()
                        && peers.get(0).pending() == 0;
            });
        }
    }

    @Test
    void documentsWhoseNamesOutweighTheirValuesArrive() {
        Sotto till = listening("till");
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            key.append('k');
        }
        for (int i = 0; i < 150; i++) {
            Map<String, Object> fields = new java.util.LinkedHashMap<>();
            for (int field = 0; field < 20; field++) {
                fields.put(key.toString() + field, field);
            }
            till.execute(
                    "INSERT INTO orders DOCUMENTS (:d)",
                    Map.of("d", Map.of("_id", i, key + "1", Map.of(key + "2", fields))));
        }
        Sotto phone = dialling("phone", address(till));
        Watcher.on(phone, ALL).untilCount(150);
    }

    @Test
    void manyLargeDocumentsThatBothSidesChangedBecomeOneWithoutOverrunningTheLink() {
        Sotto till = listening("till");
        Sotto phone = opened(config("phone").connect(address(till)));
        phone.sync().registerSubscription(ALL);
        Random random = new Random(7);
        for (int i = 0; i < 16; i++) {
            for (Sotto sotto : List.of(till, phone)) {
                byte[] noise = new byte[900_000];
                random.nextBytes(noise);
                sotto.execute(
                        "INSERT INTO orders DOCUMENTS (:d)",
                        Map.of("d", Map.of("_id", i, sotto == till ? "till" : "phone", noise)));
            }
        }
        phone.sync().start();
        Watcher onTill = Watcher.on(till, ALL);
        Watcher onPhone = Watcher.on(phone, ALL);
        for (Watcher watcher : List.of(onTill, onPhone)) {
            watcher.until(
                    "both fields everywhere",
                    documents -> documents.size() == 16
                            && documents.stream().allMatch(one -> !one.isMissing("till") && !one.isMissing("phone")));
        }
        assertEquals(
                0,
                onTill.events().stream()
                        .filter(event -> event instanceof SyncEvent.Disconnected)
                        .count(),
                () -> onTill.events().toString());
    }
}
