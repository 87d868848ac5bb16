package dev.sotto.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.document.Scopes;
import dev.sotto.fuzz.Fuzzing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an authority issues, what devices make of it, and what two of them learn of each other in AUTH. */
class CertificatesTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final VersionRange VERSIONS = new VersionRange(0, 0);
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final CertificateAuthority SHOP = CertificateAuthority.generate("shop", RANDOM);
    private static final CertificateAuthority BANK = CertificateAuthority.generate("bank", RANDOM);
    private static final Duration SKEW = Duration.ofMillis(Limits.CLOCK_SKEW_MILLIS);

    @TempDir
    Path home;

    private static DeviceIdentity device(CertificateAuthority authority, String app, Instant from, Instant until) {
        DeviceKey key = DeviceKey.generate(RANDOM);
        DeviceTerms terms = new DeviceTerms("till-1", "bob", from, until);
        return DeviceIdentity.of(key, authority.issue(app, key.publicKey(), terms), authority.certificate());
    }

    private static DeviceIdentity device() {
        return device(SHOP, "shop", NOW.minusSeconds(60), NOW.plus(Duration.ofDays(7)));
    }

    private static String verdict(DeviceIdentity own, DeviceIdentity other, Instant now) {
        return own.verdict(other.certificate(), other.certificate().keyHash(), now.toEpochMilli())
                .map(Refusal::code)
                .orElse("");
    }

    @Test
    void aCertificateSaysWhoTheDeviceIsAndSurvivesItsFile() {
        DeviceIdentity issued = device();
        Path file = home.resolve("till.pem");
        issued.create(file);
        DeviceCertificate read = DeviceIdentity.read(file).certificate();

        assertEquals(issued.certificate(), read);
        assertEquals("shop", read.app());
        assertEquals("till-1", read.device());
        assertEquals("bob", read.user());
        assertEquals(NOW.minusSeconds(60), read.notBefore());
        assertEquals(NOW.plus(Duration.ofDays(7)), read.notAfter());
        assertTrue(read.isSignedBy(SHOP.certificate()));
        assertFalse(read.isSignedBy(BANK.certificate()));
        assertTrue(read.encoded().length() < 700, read.encoded().length() + " bytes");
    }

    @Test
    void filesWithKeysAreForTheirOwnerOnly() throws Exception {
        Path authority = home.resolve("shop-ca.pem");
        Path device = home.resolve("till.pem");
        Path key = home.resolve("key.pem");
        SHOP.create(authority);
        device().create(device);
        DeviceKey made = DeviceKey.keptIn(key, RANDOM);
        for (Path file : List.of(authority, device, key)) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
        assertEquals(made.publicKey(), DeviceKey.keptIn(key, RANDOM).publicKey());
        assertEquals(
                SHOP.certificate(), CertificateAuthority.read(authority, RANDOM).certificate());
        Files.setPosixFilePermissions(device, PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(
                "FILE_NOT_PRIVATE",
                assertThrows(RefusedException.class, () -> DeviceIdentity.read(device))
                        .refusal()
                        .code());
    }

    /** The tolerance is five minutes at both ends, and not a second more. */
    @Test
    void datesCountGiveOrTakeTheClockSkew() {
        DeviceIdentity own = device();
        DeviceIdentity old = device(SHOP, "shop", NOW.minus(Duration.ofDays(2)), NOW.minus(Duration.ofDays(1)));
        Instant end = old.certificate().notAfter();
        assertEquals("", verdict(own, old, end.plus(SKEW)));
        assertEquals("CERT_EXPIRED", verdict(own, old, end.plus(SKEW).plusMillis(1)));
        DeviceIdentity early = device(SHOP, "shop", NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(2)));
        Instant begin = early.certificate().notBefore();
        assertEquals("", verdict(own, early, begin.minus(SKEW)));
        assertEquals("CERT_NOT_YET_VALID", verdict(own, early, begin.minus(SKEW).minusMillis(1)));
    }

    @Test
    void aClockBeforeOurOwnCertificateIsOurOwnTrouble() {
        assertEquals("CLOCK_TROUBLE", verdict(device(), device(), Instant.parse("1970-01-02T00:00:00Z")));
    }

    @Test
    void anotherAuthorityAnotherAppAndAnotherKeyAreEachNamed() {
        DeviceIdentity own = device();
        Instant until = NOW.plusSeconds(60);
        assertEquals("CERT_UNTRUSTED", verdict(own, device(BANK, "shop", NOW, until), NOW));
        assertEquals("APP_MISMATCH", verdict(own, device(SHOP, "bank", NOW, until), NOW));
        DeviceIdentity other = device();
        Refusal stolen = own.verdict(other.certificate(), own.certificate().keyHash(), NOW.toEpochMilli())
                .orElseThrow();
        assertEquals("CERT_UNTRUSTED", stolen.code());
        assertEquals("key", stolen.field());
    }

    @Test
    void aListRevokesFromTheMomentItIsKnownAndForgetsWhatHasExpiredAnyway() {
        DeviceIdentity own = device();
        DeviceIdentity lost = device();
        RevocationList first =
                SHOP.revoke(Optional.empty(), List.of(lost.certificate().serial()), NOW);
        assertEquals("REVOKED", verdict(own.with(first), lost, NOW));
        assertEquals("", verdict(own.with(first), device(), NOW));
        RevocationList second = SHOP.revoke(Optional.of(first), List.of("abc"), NOW.plus(Duration.ofDays(20)));
        assertEquals(2, second.number());
        assertEquals(2, second.size());
        RevocationList third = SHOP.revoke(Optional.of(second), List.of(), NOW.plus(Duration.ofDays(31)));
        assertEquals(3, third.number());
        assertEquals(1, third.size(), "thirty days after it was taken back a certificate has expired by itself");
        assertEquals(third, RevocationList.parsePem(third.toPem()));
        assertFalse(third.isSignedBy(BANK.certificate()));
        assertThrows(IllegalArgumentException.class, () -> own.with(BANK.revoke(Optional.empty(), List.of(), NOW)));
    }

    @Test
    void theLargestListFitsTheWire() {
        List<String> serials = new ArrayList<>();
        for (int i = 0; i < Limits.REVOKED_MAX; i++) {
            serials.add(new java.math.BigInteger(126, new Random(i)).setBit(126).toString(16));
        }
        RevocationList full = SHOP.revoke(Optional.empty(), serials, NOW);
        assertEquals(Limits.REVOKED_MAX, full.size());
        assertTrue(
                full.encoded().length() <= Limits.REVOCATION_LIST_BYTES_MAX,
                full.encoded().length() + " bytes");
        assertThrows(IllegalArgumentException.class, () -> SHOP.revoke(Optional.of(full), List.of("1"), NOW));
    }

    @Test
    void termsThatNobodyShouldIssueAreNotIssued() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new DeviceTerms(
                        "d", "u", NOW, NOW.plus(Duration.ofDays(30)).plusSeconds(1)));
        assertThrows(IllegalArgumentException.class, () -> new DeviceTerms("d", "u", NOW, NOW));
        assertThrows(
                IllegalArgumentException.class,
                () -> new DeviceTerms("a name of twenty-five byte", "u", NOW, NOW.plusSeconds(9)));
        assertThrows(IllegalArgumentException.class, () -> device().with(device().certificate()));
        Bytes rsa = Bytes.of(new byte[294]);
        DeviceTerms terms = new DeviceTerms("d", "u", NOW, NOW.plusSeconds(9));
        assertEquals(
                "KEY_INVALID",
                assertThrows(RefusedException.class, () -> SHOP.issue("shop", rsa, terms))
                        .refusal()
                        .code());
    }

    /** A bit of what is signed breaks the signature; a bit of the signature too; or it is no certificate any more. */
    @Test
    void everyFlippedBitOfACertificateIsRefused() {
        DeviceIdentity own = device();
        DeviceIdentity other = device();
        byte[] good = other.certificate().encoded().toArray();
        int signedBytes = good.length - 90; // at least: the algorithm and the signature follow
        int refused = 0;
        for (int bit = 0; bit < good.length * 8; bit += 3) {
            byte[] flipped = good.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                DeviceCertificate read = DeviceCertificate.parse(Bytes.of(flipped));
                boolean counts = !own.verdict(read, other.certificate().keyHash(), NOW.toEpochMilli())
                        .isPresent();
                // One signature has more than one form: what it is over must be the same, to the bit.
                assertTrue(!counts || bit / 8 >= signedBytes, "accepted with bit " + bit + " flipped");
            } catch (RefusedException e) {
                assertTrue(e.refusal().code().startsWith("CERT_"), e.refusal().toString());
            }
            refused++;
        }
        assertTrue(refused > 500, refused + " bits");
    }

    @Test
    void whatIsNoDeviceCertificateIsRefused() {
        byte[] good = device().certificate().encoded().toArray();
        byte[] more = java.util.Arrays.copyOf(good, good.length + 1);
        assertEquals("CERT_INVALID", code(Bytes.of(more)));
        assertEquals(
                "CERT_INVALID", code(Bytes.of(Pem.bytes(device().certificate().toPem()))));
        assertEquals("CERT_INVALID", code(SHOP.certificate().encoded()));
        assertEquals("CERT_INVALID", code(Bytes.EMPTY));
        assertEquals("CERT_TOO_LARGE", code(Bytes.of(new byte[5_000])));
        assertThrows(
                RefusedException.class,
                () -> AuthorityCertificate.parse(device().certificate().encoded()));
    }

    private static String code(Bytes der) {
        return assertThrows(RefusedException.class, () -> DeviceCertificate.parse(der))
                .refusal()
                .code();
    }

    @Test
    void aCertificateSaysWhatItsDeviceMayHaveAndBring() {
        Scopes scopes = Scopes.of(List.of("orders", "menu/today"), List.of("orders/till-1-*"));
        DeviceKey key = DeviceKey.generate(RANDOM);
        DeviceTerms terms = new DeviceTerms("d", "u", NOW, NOW.plusSeconds(9), scopes);
        assertEquals(scopes, SHOP.issue("shop", key.publicKey(), terms).scopes());
        assertEquals(Scopes.ALL, device().certificate().scopes());
    }

    @Test
    void morePatternsThanFitAreTheCallersFault() {
        List<String> patterns = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            patterns.add("orders/" + "x".repeat(90) + i);
        }
        DeviceTerms terms = new DeviceTerms("d", "u", NOW, NOW.plusSeconds(9), Scopes.of(patterns, List.of()));
        Bytes publicKey = DeviceKey.generate(RANDOM).publicKey();
        assertThrows(IllegalArgumentException.class, () -> SHOP.issue("shop", publicKey, terms));
    }

    // ---- AUTH

    /** Dialler and listener talk; what each ends with. */
    private static final class Talk {
        final Handshake.Outcome dialler;
        final Handshake.Outcome listener;
        final byte[] lastOfListener;

        Talk(DeviceIdentity dials, DeviceIdentity listens, Instant now) {
            Handshake one = handshake(dials, listens, true, now);
            Handshake two = handshake(listens, dials, false, now);
            Handshake.Step greeted = two.received(one.start());
            Handshake.Step answered = one.received(greeted.toPeer());
            dialler = answered.outcome();
            if (greeted.outcome() instanceof Handshake.Pending) {
                Handshake.Step proved = two.received(answered.toPeer());
                listener = proved.outcome();
                lastOfListener = proved.toPeer();
            } else {
                listener = greeted.outcome();
                lastOfListener = greeted.toPeer();
            }
        }

        private static Handshake handshake(DeviceIdentity own, DeviceIdentity peer, boolean dialled, Instant now) {
            byte[] nonce = new byte[16];
            RANDOM.nextBytes(nonce);
            return new Handshake(
                    credentials(own, now),
                    dialled,
                    own.certificate().keyHash(),
                    peer.certificate().keyHash(),
                    Bytes.of(nonce),
                    any -> false);
        }
    }

    static Credentials credentials(DeviceIdentity own, Instant now) {
        Standing standing = new Standing() {
            @Override
            public DeviceIdentity current() {
                return own;
            }

            @Override
            public void replace(DeviceIdentity newer) {
                throw new IllegalStateException("AUTH changes nothing");
            }
        };
        return Credentials.certificates(
                standing, now::toEpochMilli, own.certificate().app(), VERSIONS);
    }

    private static String refused(Handshake.Outcome outcome) {
        return assertInstanceOf(Handshake.Refused.class, outcome).refusal().code();
    }

    @Test
    void twoDevicesOfOneAuthorityLearnWhoTheOtherIs() {
        DeviceIdentity phone = device();
        RevocationList list = SHOP.revoke(Optional.empty(), List.of("77"), NOW);
        DeviceIdentity till = device().with(list);
        Talk talk = new Talk(phone, till, NOW);

        Authenticated atPhone =
                assertInstanceOf(Handshake.Done.class, talk.dialler).authenticated();
        Authenticated atTill =
                assertInstanceOf(Handshake.Done.class, talk.listener).authenticated();
        assertEquals(Optional.of(till.certificate()), atPhone.certificate());
        assertEquals(Optional.of(phone.certificate()), atTill.certificate());
        assertEquals(1, atPhone.revocationNumber());
        assertEquals(0, atTill.revocationNumber());
        assertEquals(atPhone.keys(), atTill.keys());
        assertEquals(TrustMode.CERTIFICATES, atPhone.mode());
        assertFalse(atPhone.keys()
                .equals(assertInstanceOf(Handshake.Done.class, new Talk(phone, till, NOW).dialler)
                        .authenticated()
                        .keys()));
    }

    @Test
    void bothEndsLearnWhatIsWrongWhicheverOfThemItIs() {
        DeviceIdentity good = device();
        RevocationList list =
                SHOP.revoke(Optional.empty(), List.of(good.certificate().serial()), NOW);
        Instant day = NOW.minus(Duration.ofDays(1));
        List<DeviceIdentity> bad = List.of(
                device(BANK, "shop", NOW, NOW.plusSeconds(60)),
                device(SHOP, "shop", day.minusSeconds(9), day),
                device(SHOP, "shop", NOW.plusSeconds(9_000), NOW.plusSeconds(9_999)));
        List<String> codes = List.of("CERT_UNTRUSTED", "CERT_EXPIRED", "CERT_NOT_YET_VALID");
        for (int i = 0; i < bad.size(); i++) {
            Talk badDials = new Talk(bad.get(i), good, NOW);
            assertEquals(i == 0 ? "CERT_UNTRUSTED" : codes.get(i), atListener(badDials), "dialled");
            Talk badListens = new Talk(good, bad.get(i), NOW);
            assertEquals(codes.get(i), refused(badListens.dialler), "listens");
            assertEquals(codes.get(i), refused(badListens.listener), "is told");
        }
        DeviceIdentity knows = device().with(list);
        assertEquals("REVOKED", refused(new Talk(knows, good, NOW).dialler));
        assertEquals("REVOKED", refused(new Talk(knows, good, NOW).listener));
        Talk revokedDials = new Talk(good, knows, NOW);
        assertInstanceOf(Handshake.Done.class, revokedDials.dialler, "it cannot know before it is told");
        assertEquals("REVOKED", refused(revokedDials.listener));
        assertTrue(revokedDials.lastOfListener.length > 0, "it is told");
    }

    private static String atListener(Talk talk) {
        return refused(talk.listener);
    }

    @Test
    void ourCertificateIsNotShownToADiallersImpostor() {
        DeviceIdentity phone = device();
        DeviceIdentity impostor = device(BANK, "shop", NOW, NOW.plusSeconds(60));
        Handshake dialler = Talk.handshake(phone, impostor, true, NOW);
        byte[] first = dialler.start();
        Handshake.Step listener = Talk.handshake(impostor, phone, false, NOW).received(first);
        byte[] answer = dialler.received(listener.toPeer()).toPeer();
        String serial = phone.certificate().serial();

        assertEquals(-1, Bytes.of(first).toHex().indexOf(serial));
        assertEquals(-1, Bytes.of(answer).toHex().indexOf(serial));
        assertTrue(answer.length < 100, answer.length + " bytes");
    }

    @Test
    void certificatesAndSharedKeysDoNotMix() {
        DeviceIdentity till = device();
        Handshake listener = Talk.handshake(till, till, false, NOW);
        Handshake dialler = new Handshake(
                Credentials.sharedKey(SharedKey.generate(RANDOM), "shop", VERSIONS),
                true,
                Bytes.of(new byte[32]),
                till.certificate().keyHash(),
                Bytes.of(new byte[16]),
                any -> false);
        Handshake.Step greeted = listener.received(dialler.start());
        assertEquals("AUTH_FAILED", refused(greeted.outcome()));
        assertEquals("AUTH_FAILED", refused(dialler.received(greeted.toPeer()).outcome()));
        assertEquals(
                -1,
                Bytes.of(greeted.toPeer()).toHex().indexOf(till.certificate().serial()),
                "was shown");
    }

    /** Else fuzzing would start from nothing but refusals, and never see the code behind them. */
    @Test
    void whatMembershipsAreMadeFromIsTaken() throws Exception {
        for (String taken : List.of("all", "none", "scoped")) {
            Bytes cbor = Bytes.of(Fuzzing.input(MembershipFuzz.class, taken));
            assertEquals(cbor, Bytes.of(Membership.read(cbor).encoded()), taken);
        }
    }
}
