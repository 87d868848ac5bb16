package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.port.PauseReason;
import dev.sotto.background.port.RecoverScope;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.port.SyncControl;
import dev.sotto.identity.SharedKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two stores in one process, over real TCP and TLS on loopback: what an app was promised of sync. */
@Tag("sync")
@Timeout(120)
class FirstPathTest {
    private static final String ALL = "SELECT * FROM orders";

    @TempDir
    Path home;

    private final SharedKey key = SharedKey.generate(new SecureRandom());
    private final List<AutoCloseable> open = new ArrayList<>();

    private SottoConfig.Builder config(String name) {
        return SottoConfig.in(home.resolve(name)).name(name).appId("shop").sharedKey(key);
    }

    /** Opens a store that listens, subscribed to everything, and starts it. */
    private Sotto listening(String name) {
        return started(config(name).listen("127.0.0.1:0"), ALL);
    }

    private Sotto dialling(String name, String address) {
        return started(config(name).connect(address), ALL);
    }

    private Sotto started(SottoConfig.Builder config, String... subscriptions) {
        Sotto sotto = opened(config);
        for (String subscription : subscriptions) {
            sotto.sync().registerSubscription(subscription);
        }
        sotto.sync().start();
        return sotto;
    }

    private Sotto opened(SottoConfig.Builder config) {
        Sotto sotto = Sotto.open(config.build());
        open.add(sotto);
        return sotto;
    }

    private Cable cable(String address) {
        Cable cable = Cable.to(address);
        open.add(cable);
        return cable;
    }

    private static String address(Sotto sotto) {
        return sotto.sync().status().listening().get(0);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    @Test
    void whatIsWrittenHereShowsThereAndBack() {
        Sotto till = listening("till");
        Sotto phone = dialling("phone", address(till));
        Watcher onPhone = Watcher.on(phone, ALL);
        Watcher onTill = Watcher.on(till, ALL);

        till.execute("INSERT INTO orders DOCUMENTS ({_id: 'o1', total: 12})");
        onPhone.untilShows("{\"_id\":\"o1\",\"total\":12}");
        phone.execute("UPDATE orders SET total = 13, by.name = 'phone'");
        onTill.untilShows("{\"_id\":\"o1\",\"by\":{\"name\":\"phone\"},\"total\":13}");
        till.execute("DELETE FROM orders");
        onPhone.untilShows();
    }

    @Test
    void whatWasWrittenBeforeSyncStartedArrivesToo() {
        Sotto till = opened(config("till").listen("127.0.0.1:0"));
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1}), ({_id: 2})");
        till.sync().start();
        Sotto phone = opened(config("phone").connect(address(till)));
        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 3})");
        phone.sync().registerSubscription(ALL);
        phone.sync().start();
        Watcher.on(phone, ALL).untilCount(3);

        till.sync().registerSubscription(ALL);
        Watcher.on(till, ALL).untilCount(3);
    }

    @Test
    void aStoreWithoutASubscriptionGetsNothing() {
        Sotto till = listening("till");
        Sotto phone = started(config("phone").connect(address(till)));
        Watcher onPhone = Watcher.on(phone, ALL);
        Watcher onTill = Watcher.on(till, ALL);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1})");
        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 2})");
        onTill.untilCount(2);
        assertEquals(1, onPhone.until("its own", shown -> shown.size() == 1).size());
        onTill.until(
                "nothing pending for who wants nothing",
                () -> till.sync().status().peers().get(0).synced());
    }

    @Test
    void twoFieldsWrittenApartAreBothKept() {
        Sotto till = listening("till");
        Sotto phone = dialling("phone", address(till));
        Watcher onPhone = Watcher.on(phone, ALL);
        Watcher onTill = Watcher.on(till, ALL);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 'o1', customer: {name: 'Ada', phone: '1'}})");
        onPhone.untilCount(1);
        phone.sync().stop();

        till.execute("UPDATE orders SET customer.name = 'Bo', state = 'paid'");
        phone.execute("UPDATE orders SET customer.phone = '2', note = 'hurry'");
        phone.sync().start();

        String both =
                "{\"_id\":\"o1\",\"customer\":{\"name\":\"Bo\",\"phone\":\"2\"},\"note\":\"hurry\",\"state\":\"paid\"}";
        onPhone.untilShows(both);
        onTill.untilShows(both);
    }

    @Test
    void aDeleteBeatsWhatWasWrittenMeanwhileAndAReinsertBeatsTheDelete() {
        Sotto till = listening("till");
        Sotto phone = dialling("phone", address(till));
        Watcher onPhone = Watcher.on(phone, ALL);
        Watcher onTill = Watcher.on(till, ALL);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1, a: 1}), ({_id: 2, a: 1})");
        onPhone.untilCount(2);
        phone.sync().stop();

        till.execute("DELETE FROM orders");
        phone.execute("UPDATE orders SET a = 2");
        phone.execute("DELETE FROM orders WHERE _id = 2");
        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 2, b: 3})");
        phone.sync().start();

        onPhone.untilShows("{\"_id\":2,\"b\":3}");
        onTill.untilShows("{\"_id\":2,\"b\":3}");
    }

    @Test
    void aSubscriptionWithAWhereGetsWhatMatchesAndFollowsWhatLeaves() {
        Sotto till = opened(config("till").listen("127.0.0.1:0"));
        till.sync().start();
        Sotto phone = opened(config("phone").connect(address(till)));
        phone.sync().registerSubscription("SELECT * FROM orders WHERE shop = :shop AND open = true", Map.of("shop", 7));
        phone.sync().start();
        Watcher onPhone = Watcher.on(phone, ALL);

        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1, shop: 7, open: true}), ({_id: 2, shop: 8, open: true}),"
                + " ({_id: 3, shop: 7, open: false})");
        onPhone.untilShows("{\"_id\":1,\"open\":true,\"shop\":7}");
        till.execute("UPDATE orders SET open = false WHERE _id = 1");
        onPhone.untilShows("{\"_id\":1,\"open\":false,\"shop\":7}");
        till.execute("UPDATE orders SET open = true WHERE _id = 3");
        onPhone.untilCount(2);
        till.execute("DELETE FROM orders WHERE _id = 1");
        onPhone.untilShows("{\"_id\":3,\"open\":true,\"shop\":7}");
    }

    @Test
    void whatLeftASubscriptionWhileApartIsNotLeftStale() {
        Sotto till = listening("till");
        Sotto phone = started(config("phone").connect(address(till)), "SELECT * FROM orders WHERE open = true");
        Watcher onPhone = Watcher.on(phone, ALL);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1, open: true, n: 1})");
        onPhone.untilCount(1);
        phone.sync().stop();
        till.execute("UPDATE orders SET open = false, n = 2");
        phone.sync().start();
        onPhone.untilShows("{\"_id\":1,\"n\":2,\"open\":false}");
    }

    @Test
    void aSubscriptionCanComeAndGoWhileConnected() {
        Sotto till = listening("till");
        Sotto phone = started(config("phone").connect(address(till)), "SELECT * FROM orders WHERE n < 10");
        Watcher onPhone = Watcher.on(phone, ALL);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1, n: 1}), ({_id: 2, n: 20})");
        onPhone.untilCount(1);
        Subscription more = phone.sync().registerSubscription("SELECT * FROM orders WHERE n >= 10");
        onPhone.untilCount(2);
        more.close();
        more.close();
        // The till hears of it in a moment: from then on an order that matches only the old one stays away.
        for (int i = 10; ; i++) {
            int marker = i;
            till.execute(
                    "INSERT INTO orders DOCUMENTS ({_id: :other, n: 30}), ({_id: :marker, n: 4})",
                    Map.of("other", i * 1_000, "marker", marker));
            onPhone.until("marker " + marker, shown -> ids(shown).contains((long) marker));
            if (!ids(phone.execute(ALL).documents()).contains(i * 1_000L)) {
                return;
            }
            assertTrue(i < 1_000, "the withdrawn subscription still feeds");
        }
    }

    private static List<Object> ids(List<Document> documents) {
        List<Object> ids = new ArrayList<>();
        documents.forEach(document -> ids.add(document.id()));
        return ids;
    }

    @Test
    void tenThousandDocumentsArriveAndARestartOfEitherSideFetchesNoneAgain() {
        Sotto till = listening("till");
        List<CompletableFuture<QueryResult>> inserts = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            inserts.add(till.executeAsync(
                    "INSERT INTO orders DOCUMENTS (:o)",
                    Map.of(
                            "o",
                            Map.of("_id", i, "total", i * 3, "customer", "customer " + i % 100, "open", i % 2 == 0))));
        }
        inserts.forEach(CompletableFuture::join);
        Cable cable = cable(address(till));
        Sotto phone = dialling("phone", cable.address());
        Watcher onPhone = Watcher.on(phone, ALL);
        onPhone.untilCount(10_000);
        onPhone.untilHears(SyncEvent.Synced.class);
        long bulk = cable.bytes();

        phone.close();
        phone = dialling("phone", cable.address());
        onPhone = Watcher.on(phone, ALL);
        onPhone.untilHears(SyncEvent.Synced.class);
        onPhone.untilCount(10_000);
        assertTrue(cable.bytes() - bulk < 8_000, "after the phone's restart " + (cable.bytes() - bulk) + " bytes");

        int port = Integer.parseInt(address(till).substring(address(till).lastIndexOf(':') + 1));
        onPhone.forget();
        till.close();
        long before = cable.bytes();
        till = started(config("till").listen("127.0.0.1:" + port), ALL);
        onPhone.untilHears(SyncEvent.Synced.class);
        assertTrue(cable.bytes() - before < 8_000, "after the till's restart " + (cable.bytes() - before) + " bytes");
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 'last'})");
        onPhone.untilCount(10_001);
    }

    @Test
    void aLinkThatIsCutInTheMiddleOfATransferGoesOnWhereItWas() {
        Sotto till = listening("till");
        List<CompletableFuture<QueryResult>> inserts = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            inserts.add(till.executeAsync(
                    "INSERT INTO orders DOCUMENTS (:o)", Map.of("o", Map.of("_id", i, "text", "some text " + i))));
        }
        inserts.forEach(CompletableFuture::join);
        Cable cable = cable(address(till));
        cable.cutAfter(40_000);
        Sotto phone = opened(config("phone").connect(cable.address()));
        Watcher onPhone = Watcher.on(phone, ALL);
        phone.sync().registerSubscription(ALL);
        phone.sync().start();
        for (int i = 1; i <= 3; i++) {
            int cuts = i;
            onPhone.until("connection " + cuts, () -> cable.connections() > cuts);
            cable.cutAfter(20_000 * cuts);
        }
        onPhone.untilCount(3_000);
        assertEquals(till.execute(ALL), phone.execute(ALL));
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
        assertTrue(millis < 6_000, millis + " ms for 2.5 heartbeats of a second");
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
        control.pause(PauseReason.SUSPEND_IMMINENT, 3_000, () -> paused.complete(true));
        assertTrue(paused.join());
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
        assertTrue(millis < 3_000, millis + " ms");
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
    void whatOneStoreHearsItPassesOn() {
        Sotto till = listening("till");
        Sotto relay = started(config("relay").connect(address(till)).listen("127.0.0.1:0"), ALL);
        Sotto phone = dialling("phone", address(relay));
        Watcher onPhone = Watcher.on(phone, ALL);
        Watcher onTill = Watcher.on(till, ALL);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1})");
        onPhone.untilCount(1);
        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 2})");
        onTill.untilCount(2);
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
}
