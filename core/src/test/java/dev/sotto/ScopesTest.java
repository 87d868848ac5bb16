package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Scopes;
import dev.sotto.identity.CertificateAuthority;
import dev.sotto.identity.DeviceCertificate;
import dev.sotto.identity.DeviceIdentity;
import dev.sotto.identity.DeviceKey;
import dev.sotto.identity.DeviceTerms;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Devices whose certificates let them have and bring only some documents, over real TCP and TLS. */
class ScopesTest extends StoresOverTcp {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.generate("shop", RANDOM);
    private static final String SALARIES = "SELECT * FROM salaries";
    private static final List<String> EVERYTHING = List.of("*");

    private static DeviceCertificate certificate(DeviceKey key, Scopes scopes) {
        Instant now = Instant.now();
        DeviceTerms terms = new DeviceTerms("d", "u", now.minusSeconds(1), now.plusSeconds(3_600), scopes);
        return AUTHORITY.issue("shop", key.publicKey(), terms);
    }

    private static DeviceIdentity identity(Scopes scopes) {
        DeviceKey key = DeviceKey.generate(RANDOM);
        return DeviceIdentity.of(key, certificate(key, scopes), AUTHORITY.certificate());
    }

    private SottoConfig.Builder certified(String name, DeviceIdentity identity) {
        return SottoConfig.in(home.resolve(name)).name(name).appId("shop").certificates(identity);
    }

    private static Watcher begin(Sotto sotto) {
        Watcher watcher = Watcher.on(sotto, ALL);
        sotto.sync().registerSubscription(ALL);
        sotto.sync().registerSubscription(SALARIES);
        sotto.sync().start();
        return watcher;
    }

    private Sotto till() {
        return opened(certified("till", identity(Scopes.ALL)).listen("127.0.0.1:0"));
    }

    private Sotto phone(DeviceIdentity identity, Sotto till) {
        return opened(certified("phone", identity).connect(address(till)));
    }

    @Test
    void whatADeviceMayNotReadIsNotSentAndItHearsWhy() {
        Sotto till = till();
        begin(till);
        till.execute("INSERT INTO salaries DOCUMENTS ({_id: 's1', amount: 1})");
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 'o1'})");
        Sotto phone = phone(identity(Scopes.of(List.of("orders"), EVERYTHING)), till);
        Watcher onPhone = begin(phone);
        onPhone.untilCount(1);
        SyncEvent.PeerFault denied = onPhone.untilHears(
                SyncEvent.PeerFault.class, event -> event.refusal().code().equals("READ_DENIED"));
        assertEquals("salaries", denied.refusal().got());
        till.execute("UPDATE salaries SET amount = 2 WHERE _id = 's1'");
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 'o2'})");
        onPhone.untilCount(2);
        assertEquals(0, phone.execute(SALARIES).documents().size());
        assertEquals(0, onPhone.count(SyncEvent.Disconnected.class));
    }

    @Test
    void aDeviceBringsOnlyWhatItMayWriteAndGoesOnHearing() {
        Sotto till = till();
        Watcher onTill = begin(till);
        Sotto phone = phone(identity(Scopes.of(EVERYTHING, List.of("orders/phone-*"))), till);
        Watcher onPhone = begin(phone);
        onPhone.untilHears(SyncEvent.Connected.class);
        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 'other'})");
        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 'phone-1'})");
        onTill.until(
                "the one that it may write",
                shown -> shown.stream().anyMatch(order -> order.toJson().contains("phone-1")));
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 'till-1'})");
        onPhone.untilCount(3);
        assertEquals(2, till.execute(ALL).documents().size());
        assertEquals(0, onTill.count(SyncEvent.PeerFault.class), "an honest store leaves out what would be refused");
    }

    @Test
    void aRelayPassesOnNoMoreThanItMayHave() {
        Sotto till = till();
        begin(till);
        till.execute("INSERT INTO salaries DOCUMENTS ({_id: 's1'})");
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 'o1'})");
        Sotto relay = opened(certified("relay", identity(Scopes.of(List.of("orders"), EVERYTHING)))
                .listen("127.0.0.1:0")
                .connect(address(till)));
        begin(relay);
        Sotto phone = phone(identity(Scopes.ALL), relay);
        begin(phone).untilCount(1);
        assertEquals(0, relay.execute(SALARIES).documents().size());
        assertEquals(0, phone.execute(SALARIES).documents().size());
    }

    @Test
    void aWiderCertificateBringsWhatWasKeptBack() {
        Sotto till = till();
        begin(till);
        till.execute("INSERT INTO salaries DOCUMENTS ({_id: 's1'})");
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 'o1'})");
        DeviceIdentity narrow = identity(Scopes.of(List.of("orders"), EVERYTHING));
        Sotto phone = phone(narrow, till);
        Watcher onPhone = begin(phone);
        onPhone.untilCount(1);
        phone.sync().renew(certificate(narrow.key(), Scopes.ALL));
        onPhone.untilHears(
                SyncEvent.Disconnected.class, event -> event.reason().code().equals("SCOPES_CHANGED"));
        onPhone.until("the salary", () -> phone.execute(SALARIES).documents().size() == 1);
    }

    /** With a shared key nobody is told apart: the app says what all others may do with its store. */
    @Test
    void withASharedKeyTheAppSaysItForAll() {
        Scopes menuAndOrders = Scopes.of(List.of("menu", "orders"), List.of("orders"));
        Sotto till = opened(config("till").listen("127.0.0.1:0").neighbours(menuAndOrders));
        Watcher onTill = begin(till);
        till.sync().registerSubscription("SELECT * FROM menu");
        till.execute("INSERT INTO salaries DOCUMENTS ({_id: 's1'})");
        till.execute("INSERT INTO menu DOCUMENTS ({_id: 'soup', price: 3})");
        Sotto phone = opened(config("phone").connect(address(till)));
        phone.sync().registerSubscription("SELECT * FROM menu");
        Watcher onMenu = Watcher.on(phone, "SELECT * FROM menu");
        begin(phone);
        onMenu.untilCount(1);
        phone.execute("UPDATE menu SET price = 1");
        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 'o1'})");
        onTill.untilCount(1);
        assertEquals(0, phone.execute(SALARIES).documents().size());
        assertEquals(
                "{\"_id\":\"soup\",\"price\":3}",
                till.execute("SELECT * FROM menu").documents().get(0).toJson());
        assertEquals(
                0, till.sync().status().peers().get(0).denied(), "an honest store leaves out what would be refused");
    }

    @Test
    void certificatesSayItThemselves() {
        SottoConfig.Builder both =
                certified("both", identity(Scopes.ALL)).neighbours(Scopes.of(List.of("menu"), List.of()));
        assertTrue(assertThrows(IllegalArgumentException.class, both::build)
                .getMessage()
                .contains("certificate"));
    }
}
