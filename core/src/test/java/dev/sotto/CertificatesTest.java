package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.identity.CertificateAuthority;
import dev.sotto.identity.DeviceCertificate;
import dev.sotto.identity.DeviceIdentity;
import dev.sotto.identity.DeviceKey;
import dev.sotto.identity.DeviceTerms;
import dev.sotto.identity.Limits;
import dev.sotto.identity.RevocationList;
import dev.sotto.identity.SharedKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Stores whose devices an authority has certified: over real TCP and TLS, who gets in, who is put out, and who hears of it. */
class CertificatesTest extends StoresOverTcp {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration SKEW = Duration.ofMillis(Limits.CLOCK_SKEW_MILLIS);
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.generate("shop", RANDOM);

    private static DeviceIdentity identity(CertificateAuthority authority, String app, Instant from, Instant until) {
        DeviceKey key = DeviceKey.generate(RANDOM);
        DeviceCertificate certificate = authority.issue(app, key.publicKey(), new DeviceTerms("d", "u", from, until));
        return DeviceIdentity.of(key, certificate, authority.certificate());
    }

    private static DeviceIdentity identity() {
        return identity(
                AUTHORITY, "shop", Instant.now().minusSeconds(1), Instant.now().plus(Duration.ofDays(7)));
    }

    /** Counts for so many more seconds, clock skew included, so that no test has to wait five minutes. */
    private static DeviceIdentity endingIn(long seconds) {
        Instant end = Instant.now().minus(SKEW).plusSeconds(seconds);
        return identity(AUTHORITY, "shop", end.minus(Duration.ofHours(1)), end);
    }

    private SottoConfig.Builder certified(String name, DeviceIdentity identity) {
        return SottoConfig.in(home.resolve(name)).name(name).appId("shop").certificates(identity);
    }

    private Sotto till(DeviceIdentity identity) {
        return opened(certified("till", identity).listen("127.0.0.1:0"));
    }

    private Sotto phone(DeviceIdentity identity, Sotto till) {
        return opened(certified("phone", identity).connect(address(till)));
    }

    /** Listens to its events first, so that none is missed. */
    private static Watcher begin(Sotto sotto) {
        Watcher watcher = Watcher.on(sotto, ALL);
        sotto.sync().registerSubscription(ALL);
        sotto.sync().start();
        return watcher;
    }

    private static RevocationList revoked(Optional<RevocationList> before, DeviceIdentity... lost) {
        List<String> serials = java.util.Arrays.stream(lost)
                .map(identity -> identity.certificate().serial())
                .toList();
        return AUTHORITY.revoke(before, serials, Instant.now());
    }

    private static void hearFailure(Watcher watcher, String code) {
        watcher.untilHears(
                SyncEvent.AuthFailed.class, event -> event.refusal().code().equals(code));
    }

    @Test
    void devicesOfOneAuthoritySync() {
        Sotto till = till(identity());
        begin(till);
        Watcher onPhone = begin(phone(identity(), till));
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1})");
        onPhone.untilCount(1);
        assertEquals(0, onPhone.count(SyncEvent.AuthFailed.class));
    }

    @Test
    void theWrongAuthorityAppAndDatesAreTypedEventsOnBothSidesAndMoveNothing() {
        CertificateAuthority other = CertificateAuthority.generate("shop", RANDOM);
        Instant now = Instant.now();
        List<DeviceIdentity> bad = List.of(
                identity(other, "shop", now.minusSeconds(9), now.plusSeconds(3_600)),
                identity(AUTHORITY, "shop", now.minusSeconds(7_200), now.minusSeconds(3_600)),
                identity(AUTHORITY, "shop", now.plusSeconds(3_600), now.plusSeconds(7_200)));
        Sotto till = till(identity());
        Watcher onTill = begin(till);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1})");
        List<String> atTill = List.of("CERT_UNTRUSTED", "CERT_EXPIRED", "CERT_NOT_YET_VALID");
        for (int i = 0; i < bad.size(); i++) {
            onTill.forget();
            Sotto stranger = opened(certified("bad" + i, bad.get(i)).connect(address(till)));
            Watcher onStranger = begin(stranger);
            hearFailure(onTill, atTill.get(i));
            hearFailure(onStranger, atTill.get(i));
            assertEquals(0, stranger.execute(ALL).documents().size());
            stranger.close();
        }
        assertEquals(0, till.sync().status().connectedCount());
    }

    @Test
    void aListenerThatDoesNotCountIsATypedEventOnBothSidesToo() {
        Sotto till = till(endingIn(-60));
        Watcher onTill = begin(till);
        Sotto phone = phone(identity(), till);
        Watcher onPhone = begin(phone);
        hearFailure(onPhone, "CERT_EXPIRED");
        SyncEvent.AuthFailed told = onTill.untilHears(SyncEvent.AuthFailed.class);
        assertEquals("CERT_EXPIRED", told.refusal().code());
        assertEquals("our certificate", told.refusal().field());
    }

    @Test
    void aSessionEndsWhenItsCertificateDoesAndARenewedOneBringsItBack() {
        Sotto till = till(identity());
        Watcher onTill = begin(till);
        DeviceIdentity ending = endingIn(6);
        Sotto phone = phone(ending, till);
        Watcher onPhone = begin(phone);
        onPhone.untilHears(SyncEvent.Connected.class);
        onPhone.untilHears(SyncEvent.CertificateExpiring.class);
        onPhone.untilHears(
                SyncEvent.Disconnected.class, event -> event.reason().code().equals("CERT_EXPIRED"));
        onTill.untilHears(
                SyncEvent.Disconnected.class, event -> event.reason().code().equals("CERT_EXPIRED"));
        hearFailure(onPhone, "CERT_EXPIRED");
        onPhone.forget();
        phone.sync().renew(renewed(ending));
        onPhone.untilHears(SyncEvent.Connected.class);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1})");
        onPhone.untilCount(1);
    }

    private static DeviceCertificate renewed(DeviceIdentity old) {
        Instant now = Instant.now();
        return AUTHORITY.issue(
                "shop", old.key().publicKey(), new DeviceTerms("d", "u", now.minusSeconds(1), now.plusSeconds(3_600)));
    }

    @Test
    void aRenewalBeforeTheEndCostsNoSession() {
        Sotto till = till(identity());
        Watcher onTill = begin(till);
        DeviceIdentity ending = endingIn(5);
        long end = System.currentTimeMillis() + 5_000;
        Sotto phone = phone(ending, till);
        Watcher onPhone = begin(phone);
        onPhone.untilHears(SyncEvent.CertificateExpiring.class);
        onPhone.untilHears(SyncEvent.Connected.class);
        phone.sync().renew(renewed(ending));
        onPhone.until("the old one's end, and two ticks more", () -> System.currentTimeMillis() > end + 2_500);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1})");
        onPhone.untilCount(1);
        assertEquals(0, onPhone.count(SyncEvent.Disconnected.class));
        assertEquals(0, onTill.count(SyncEvent.Disconnected.class));
    }

    @Test
    void aRevokedDeviceIsPutOutAtOnceAndStaysOut() {
        Sotto till = till(identity());
        Watcher onTill = begin(till);
        DeviceIdentity lost = identity();
        Sotto phone = phone(lost, till);
        Watcher onPhone = begin(phone);
        onPhone.untilHears(SyncEvent.Connected.class);
        onTill.untilHears(SyncEvent.Connected.class); // or it would be turned away before
        till.sync().revoke(revoked(Optional.empty(), lost));
        onTill.untilHears(
                SyncEvent.Disconnected.class, event -> event.reason().code().equals("REVOKED"));
        onPhone.untilHears(
                SyncEvent.Disconnected.class, event -> event.reason().code().equals("REVOKED"));
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1})");
        // It dials again with the TLS session that it had: a resumed handshake is no way back in.
        hearFailure(onPhone, "REVOKED");
        hearFailure(onTill, "REVOKED");
        assertEquals(0, phone.execute(ALL).documents().size());
        assertEquals(0, till.sync().status().connectedCount());
    }

    @Test
    void aListTravelsOverEveryHopAndAnOlderOneNeverReplacesIt() {
        Sotto till = till(identity());
        Watcher onTill = begin(till);
        Sotto relay =
                opened(certified("relay", identity()).listen("127.0.0.1:0").connect(address(till)));
        Watcher onRelay = begin(relay);
        DeviceIdentity lost = identity();
        Sotto phone = phone(lost, relay);
        Watcher onPhone = begin(phone);
        onPhone.untilHears(SyncEvent.Connected.class);
        onRelay.untilHears(
                SyncEvent.Connected.class, event -> event.peer().name().equals("phone"));
        onTill.untilHears(SyncEvent.Connected.class);
        RevocationList first = revoked(Optional.empty());
        RevocationList second = revoked(Optional.of(first), lost);
        till.sync().revoke(second);
        onRelay.untilHears(
                SyncEvent.Disconnected.class, event -> event.reason().code().equals("REVOKED"));
        relay.sync().revoke(first);
        onPhone.forget();
        phone.sync().stop();
        phone.sync().start();
        hearFailure(onPhone, "REVOKED");
    }

    @Test
    void whoWasAwayLearnsTheListAtTheNextMeetingAndKeepsItOverARestart() {
        DeviceIdentity ownOfTill = identity();
        Sotto till = till(ownOfTill);
        begin(till);
        DeviceIdentity lost = identity();
        RevocationList list = revoked(Optional.empty(), lost);
        Sotto server = opened(certified("server", identity().with(list)).connect(address(till)));
        Watcher onServer = begin(server);
        onServer.untilHears(SyncEvent.Synced.class);
        till.execute("INSERT INTO orders DOCUMENTS ({_id: 1})");
        onServer.untilCount(1);
        server.close();
        till.close();

        Sotto again = till(ownOfTill);
        Watcher onAgain = begin(again);
        Watcher onPhone = begin(phone(lost, again));
        hearFailure(onAgain, "REVOKED");
        hearFailure(onPhone, "REVOKED");
    }

    /** The first wait is 2.5 s at least (link.Limits.DISTRUST_FIRST_MILLIS); without distrust there would be three dials by then. */
    @Test
    void whoIsNotTrustedDoesNotHammer() {
        Sotto till = till(identity());
        begin(till);
        Cable counted = cable(address(till));
        Sotto stranger = opened(certified("stranger", endingIn(-60)).connect(counted.address()));
        Watcher onStranger = begin(stranger);
        onStranger.untilHears(SyncEvent.AuthFailed.class);
        long until = System.currentTimeMillis() + 2_000;
        onStranger.until("two seconds", () -> System.currentTimeMillis() > until);
        assertEquals(1, counted.connections());
        assertEquals(1, onStranger.count(SyncEvent.AuthFailed.class));
    }

    @Test
    void whatDoesNotFitTogetherIsAMistakeOfTheApp() {
        DeviceIdentity own = identity();
        assertThrows(
                IllegalArgumentException.class,
                () -> certified("a", own).appId("bank").build());
        assertThrows(
                IllegalArgumentException.class,
                () -> certified("a", own).sharedKey(SharedKey.generate(RANDOM)).build());
        Sotto keyed = opened(config("keyed"));
        assertThrows(IllegalStateException.class, () -> keyed.sync().renew(own.certificate()));
        assertThrows(IllegalStateException.class, () -> keyed.sync().revoke(revoked(Optional.empty())));
        Sotto till = till(own);
        assertThrows(
                IllegalArgumentException.class,
                () -> till.sync().renew(identity().certificate()));
        assertTrue(SottoConfig.inMemory()
                .appId("shop")
                .certificates(own)
                .release(true)
                .build()
                .release());
        assertFalse(SottoConfig.inMemory().build().deviceIdentity().isPresent());
    }
}
