package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.StoreId;
import dev.sotto.identity.CertificateAuthority;
import dev.sotto.identity.DeviceIdentity;
import dev.sotto.identity.DeviceKey;
import dev.sotto.identity.DeviceTerms;
import dev.sotto.identity.Retirement;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A store is retired by its name, and comes back. */
class RetireTest extends StoresOverTcp {
    private static final SecureRandom RANDOM = new SecureRandom();

    private static List<String> rows(Sotto sotto) {
        return sotto.execute(ALL + " ORDER BY _id").documents().stream()
                .map(Document::toJson)
                .toList();
    }

    private static void untilSynced(Sotto sotto, Watcher watcher, StoreId with) {
        watcher.until(
                "synced with " + with,
                () -> sotto.sync().status().peers().stream()
                        .anyMatch(peer -> peer.storeId().equals(with) && peer.synced()));
    }

    /** A phone that was synced, went away, and then changed one order, wrote another and deleted a third; the till deleted a fourth. */
    private final class Apart {
        private final Sotto till = listening("till");
        private final Watcher onTill = Watcher.on(till, ALL);
        private final StoreId name;

        private Apart() {
            try (Sotto phone = Sotto.open(phone().build())) {
                phone.sync().registerSubscription(ALL);
                phone.sync().start();
                Watcher onPhone = Watcher.on(phone, ALL);
                till.execute("INSERT INTO orders DOCUMENTS ({_id: 'a', n: 1}), ({_id: 'b', n: 1}), ({_id: 'c', n: 1})");
                onPhone.untilCount(3);
                phone.execute("INSERT INTO orders DOCUMENTS ({_id: 'd', n: 1})");
                onTill.untilCount(4);
                untilSynced(phone, onPhone, till.storeId());
                phone.sync().stop();
                name = phone.storeId();
                phone.execute("UPDATE orders SET n = 2 WHERE _id = 'a'");
                phone.execute("INSERT INTO orders DOCUMENTS ({_id: 'e', n: 2})");
                phone.execute("DELETE FROM orders WHERE _id = 'c'");
            }
            till.execute("DELETE FROM orders WHERE _id = 'b'");
            till.sync().retire(name);
        }

        SottoConfig.Builder phone() {
            return config("phone").connect(address(till));
        }

        Sotto back(SottoConfig.Builder config) {
            Sotto phone = opened(config);
            phone.sync().registerSubscription(ALL);
            return phone;
        }
    }

    @Test
    void whoHasNothingToLoseGoesOnUnderAnotherName() {
        Shop shop = shop();
        StoreId former = shop.phone().storeId();
        shop.phone().execute("INSERT INTO orders DOCUMENTS ({_id: 'o1'})");
        shop.onTill().untilCount(1);
        untilSynced(shop.phone(), shop.onPhone(), shop.till().storeId());

        shop.till().sync().retire(former);
        SyncEvent.Rejoined rejoined = shop.onPhone().untilHears(SyncEvent.Rejoined.class);
        assertEquals(former, rejoined.former());
        assertEquals(shop.phone().storeId(), rejoined.now());
        assertNotEquals(former, rejoined.now());
        assertEquals(
                former,
                shop.onTill().untilHears(SyncEvent.PeerRetired.class).peer().storeId());
        assertEquals(0, shop.onPhone().count(SyncEvent.Retired.class), "nothing to ask about");

        untilSynced(shop.till(), shop.onTill(), rejoined.now());
        shop.phone().execute("INSERT INTO orders DOCUMENTS ({_id: 'o2'})");
        shop.onTill().untilCount(2);
        for (Sotto each : List.of(shop.till(), shop.phone())) {
            SyncStatus status = each.sync().status();
            assertEquals(List.of(former), status.retired());
            assertTrue(status.peers().stream().noneMatch(peer -> peer.storeId().equals(former)), status::toString);
        }
    }

    @Test
    void whatNobodyAcknowledgedWaitsForTheAppsWordAlsoOverARestartAndIsKept() {
        Apart apart = new Apart();
        Sotto phone = apart.back(apart.phone());
        Watcher onPhone = Watcher.on(phone, ALL);
        phone.sync().start();
        assertEquals(3, onPhone.untilHears(SyncEvent.Retired.class).documents());
        assertEquals(3, phone.sync().status().undecided());
        phone.close();

        Sotto again = apart.back(apart.phone());
        Watcher onAgain = Watcher.on(again, ALL);
        again.sync().start();
        assertEquals(3, onAgain.untilHears(SyncEvent.Retired.class).documents());
        assertEquals(apart.name, again.storeId());
        assertEquals(
                List.of("{\"_id\":\"a\",\"n\":1}", "{\"_id\":\"c\",\"n\":1}", "{\"_id\":\"d\",\"n\":1}"),
                rows(apart.till));

        again.sync().rejoin(Rejoin.KEEP);
        onAgain.untilHears(SyncEvent.Rejoined.class);
        String[] merged = {"{\"_id\":\"a\",\"n\":2}", "{\"_id\":\"d\",\"n\":1}", "{\"_id\":\"e\",\"n\":2}"};
        apart.onTill.until("the phone's", shown -> rows(apart.till).equals(List.of(merged)));
        onAgain.until("nothing that was deleted", shown -> rows(again).equals(List.of(merged)));
        assertEquals(0, again.sync().status().undecided());
    }

    @Test
    void whatNobodyAcknowledgedIsDroppedByTheAppsWordAndComesAsOthersHaveIt() {
        Apart apart = new Apart();
        Sotto phone = apart.back(apart.phone().rejoin(Rejoin.DROP));
        Watcher onPhone = Watcher.on(phone, ALL);
        phone.sync().start();
        onPhone.untilHears(SyncEvent.Rejoined.class);
        List<String> tills = List.of("{\"_id\":\"a\",\"n\":1}", "{\"_id\":\"c\",\"n\":1}", "{\"_id\":\"d\",\"n\":1}");
        onPhone.until("the till's", shown -> rows(phone).equals(tills));
        untilSynced(phone, onPhone, apart.till.storeId());
        assertEquals(tills, rows(apart.till));
        assertEquals(0, onPhone.count(SyncEvent.Retired.class), "nobody was asked");

        phone.execute("UPDATE orders SET n = 3 WHERE _id = 'a'");
        apart.onTill.until(
                "what is written from then on", shown -> rows(apart.till).contains("{\"_id\":\"a\",\"n\":3}"));
    }

    @Test
    void itTravelsAndLeavesTheDeliveryOfACommit() {
        Sotto till = listening("till");
        Sotto kitchen = dialling("kitchen", address(till));
        Sotto phone = dialling("phone", address(till));
        Watcher onTill = Watcher.on(till, ALL);
        Watcher inKitchen = Watcher.on(kitchen, ALL);
        StoreId former = phone.storeId();
        long commit = till.execute("INSERT INTO orders DOCUMENTS ({_id: 'o1'})")
                .commitId()
                .orElseThrow();
        till.sync().track(commit);
        onTill.until(
                "both hold it", () -> till.sync().delivery(commit).orElseThrow().completeCount() == 2);
        phone.close();

        kitchen.sync().retire(former);
        onTill.until("told", () -> till.sync().status().retired().equals(List.of(former)));
        assertEquals(
                List.of(kitchen.storeId()),
                till.sync().delivery(commit).orElseThrow().holders().stream()
                        .map(Delivery.Holder::storeId)
                        .toList());
        till.close();
        Sotto again = opened(config("till"));
        assertEquals(List.of(former), again.sync().status().retired());
        assertThrows(IllegalArgumentException.class, () -> kitchen.sync().retire(kitchen.storeId()));
        inKitchen.close();
    }

    private static DeviceIdentity device(CertificateAuthority authority) {
        DeviceKey key = DeviceKey.generate(RANDOM);
        Instant now = Instant.now();
        DeviceTerms terms = new DeviceTerms("", "", now.minusSeconds(60), now.plus(Duration.ofDays(1)));
        return DeviceIdentity.of(key, authority.issue("shop", key.publicKey(), terms), authority.certificate());
    }

    private SottoConfig.Builder certified(String name, CertificateAuthority authority) {
        return SottoConfig.in(home.resolve(name)).name(name).appId("shop").certificates(device(authority));
    }

    @Test
    void withCertificatesOnlyTheAuthorityRetires() {
        CertificateAuthority authority = CertificateAuthority.generate("shop", RANDOM);
        CertificateAuthority other = CertificateAuthority.generate("shop", RANDOM);
        Sotto till = started(certified("till", authority).listen("127.0.0.1:0"), ALL);
        Sotto phone = started(certified("phone", authority).connect(address(till)), ALL);
        Watcher onPhone = Watcher.on(phone, ALL);
        StoreId former = phone.storeId();
        onPhone.untilHears(SyncEvent.Synced.class);

        assertThrows(IllegalStateException.class, () -> till.sync().retire(former));
        for (Retirement no :
                List.of(Retirement.of(former), other.retire("shop", former), authority.retire("bank", former))) {
            assertThrows(IllegalArgumentException.class, () -> till.sync().retire(no));
        }
        Retirement word = Retirement.parsePem(authority.retire("shop", former).toPem());
        till.sync().retire(word);
        onPhone.untilHears(SyncEvent.Rejoined.class);
        assertFalse(phone.storeId().equals(former));
        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 'o1'})");
        Watcher.on(till, ALL).untilCount(1);
    }
}
