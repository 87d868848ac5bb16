package dev.sotto.testkit.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;
import dev.sotto.identity.CertificateAuthority;
import dev.sotto.identity.Credentials;
import dev.sotto.identity.DeviceIdentity;
import dev.sotto.identity.DeviceKey;
import dev.sotto.identity.DeviceTerms;
import dev.sotto.identity.Standing;
import dev.sotto.identity.VersionRange;
import dev.sotto.link.JsseChannelProvider;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.TcpTransport;
import dev.sotto.link.Transport;
import dev.sotto.wire.FrameWriter;
import dev.sotto.wire.Message;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes in the place of a certificate, over real TLS: a stable code, and the others are served. */
@Tag("sync")
@Timeout(60)
class CertificateBadInputTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final VersionRange VERSIONS = new VersionRange(0, 0);
    private static final CertificateAuthority SHOP = CertificateAuthority.generate("shop", RANDOM);
    private static final int CERTIFICATES = 2;

    private final LinkProbe heard = new LinkProbe();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final DeviceIdentity till = device("shop", Duration.ofDays(1));
    private PeerAddress port;

    @BeforeEach
    void listen() {
        port = transport(till).listen(new PeerAddress("127.0.0.1", 0), heard).address();
    }

    @AfterEach
    void othersAreServedAndAllIsClosed() throws Exception {
        try {
            LinkProbe good = new LinkProbe();
            int before = heard.linkCount();
            connect(transport(device("shop", Duration.ofDays(1))), good);
            good.link(0).send(new byte[] {42});
            assertArrayEquals(new byte[] {42}, heard.bytes(heard.link(before), 1));
        } finally {
            for (int i = open.size() - 1; i >= 0; i--) {
                open.get(i).close();
            }
        }
    }

    /** Ends that long from now; so a negative one has ended. */
    private static DeviceIdentity device(String app, Duration end) {
        DeviceKey key = DeviceKey.generate(RANDOM);
        Instant until = Instant.now().plus(end);
        DeviceTerms terms = new DeviceTerms("d", "u", until.minus(Duration.ofDays(2)), until);
        return DeviceIdentity.of(key, SHOP.issue(app, key.publicKey(), terms), SHOP.certificate());
    }

    private TcpTransport transport(DeviceIdentity identity) {
        return transport(new Fixed(identity));
    }

    private TcpTransport transport(Fixed standing) {
        DeviceIdentity identity = standing.current();
        TcpTransport transport = new TcpTransport(
                JsseChannelProvider.of(identity.key(), Optional.empty(), RANDOM),
                Credentials.certificates(
                        standing,
                        System::currentTimeMillis,
                        identity.certificate().app(),
                        VERSIONS),
                RANDOM,
                System::nanoTime);
        open.add(transport);
        return transport;
    }

    private Transport.Dial connect(TcpTransport transport, LinkProbe probe) {
        return transport.connect(port, probe);
    }

    private static final class Fixed implements Standing {
        private volatile DeviceIdentity current;

        Fixed(DeviceIdentity first) {
            current = first;
        }

        @Override
        public DeviceIdentity current() {
            return current;
        }

        @Override
        public void replace(DeviceIdentity newer) {
            current = newer;
        }
    }

    /** A dialler's AUTH as it should be but for the proof. */
    private static byte[] auth(Bytes proof) {
        Bytes app = sha("sotto-app-1\0shop").slice(0, 8);
        return new FrameWriter().write(new Message.Auth(app, 0, 0, CERTIFICATES, Bytes.of(new byte[16]), proof));
    }

    private static Bytes sha(String text) {
        try {
            return Bytes.of(java.security.MessageDigest.getInstance("SHA-256")
                    .digest(Bytes.utf8(text).toArray()));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Bytes proof(int verdict, Bytes certificate) {
        return new ByteWriter().varint(verdict).varint(0).prefixed(certificate).toBytes();
    }

    private void refused(DeviceKey channel, Bytes proof, String... codes) throws Exception {
        int before = heard.refusals().size();
        try (RawPeer peer = new RawPeer(port, JsseChannelProvider.of(channel, Optional.empty(), RANDOM))) {
            peer.say(auth(Bytes.EMPTY));
            peer.say(auth(proof));
            String code = heard.refusal(before).code();
            assertTrue(List.of(codes).contains(code), heard.refusal(before).toString());
        }
        assertEquals(0, heard.linkCount());
    }

    @Test
    void whatIsNoCertificateIsNamed() throws Exception {
        DeviceKey key = DeviceKey.generate(RANDOM);
        refused(key, Bytes.EMPTY, "AUTH_INVALID");
        refused(key, proof(0, Bytes.EMPTY), "AUTH_INVALID");
        refused(key, proof(0, Bytes.of(new byte[300])), "CERT_INVALID");
        refused(key, proof(0, Bytes.of(new byte[5_000])), "CERT_TOO_LARGE");
        refused(key, proof(0, SHOP.certificate().encoded()), "CERT_INVALID");
        refused(key, proof(9, Bytes.of(new byte[9])), "AUTH_INVALID");
        refused(key, proof(4, Bytes.EMPTY), "CERT_NOT_YET_VALID"); // its word about ours
        refused(key, proof(999, Bytes.EMPTY), "CERT_INVALID");
        byte[] proof = new byte[20_000];
        refused(key, Bytes.of(proof), "FRAME_TOO_LARGE_PREAUTH", "FRAME_MALFORMED");
    }

    @Test
    void anothersCertificateIsWorthNothingWithoutItsKey() throws Exception {
        refused(DeviceKey.generate(RANDOM), proof(0, till.certificate().encoded()), "CERT_UNTRUSTED");
    }

    @Test
    void selfMadeCertificatesAreUntrustedWhateverTheySay() throws Exception {
        CertificateAuthority own = CertificateAuthority.generate("shop", RANDOM);
        DeviceKey key = DeviceKey.generate(RANDOM);
        Instant now = Instant.now();
        DeviceTerms terms = new DeviceTerms("d", "u", now, now.plusSeconds(60));
        refused(key, proof(0, own.issue("shop", key.publicKey(), terms).encoded()), "CERT_UNTRUSTED");
    }

    @Test
    void theDatesAreLookedAtWhereverTheCertificateComesFrom() throws Exception {
        DeviceIdentity old = device("shop", Duration.ofHours(-1));
        refused(old.key(), proof(0, old.certificate().encoded()), "CERT_EXPIRED");
        DeviceIdentity early = device("shop", Duration.ofDays(3));
        refused(early.key(), proof(0, early.certificate().encoded()), "CERT_NOT_YET_VALID");
        DeviceIdentity bank = device("bank", Duration.ofDays(1));
        refused(bank.key(), proof(0, bank.certificate().encoded()), "APP_MISMATCH");
    }

    @Test
    void flippedBitsOfAGoodCertificateAreRefusedEach() throws Exception {
        DeviceIdentity good = device("shop", Duration.ofDays(1));
        byte[] der = good.certificate().encoded().toArray();
        Random random = new Random(20261122);
        for (int i = 0; i < 40; i++) {
            byte[] flipped = der.clone();
            int bit = random.nextInt((der.length - 90) * 8); // the signature itself has more than one form
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            refused(good.key(), proof(0, Bytes.of(flipped)), "CERT_INVALID", "CERT_UNTRUSTED");
        }
    }

    /** The second dial resumes the TLS session of the first, which skips the trust manager. */
    @Test
    void aResumedHandshakeIsCheckedLikeTheFirst() {
        Fixed standing = new Fixed(till);
        LinkProbe relay = new LinkProbe();
        PeerAddress at = transport(standing)
                .listen(new PeerAddress("127.0.0.1", 0), relay)
                .address();
        DeviceIdentity lost = device("shop", Duration.ofDays(1));
        TcpTransport phone = transport(lost);
        LinkProbe first = new LinkProbe();
        phone.connect(at, first);
        first.link(0).send(new byte[] {1});
        assertArrayEquals(new byte[] {1}, relay.bytes(relay.link(0), 1));
        first.link(0).close();
        relay.end(relay.link(0));
        standing.replace(till.with(
                SHOP.revoke(Optional.empty(), List.of(lost.certificate().serial()), Instant.now())));

        phone.connect(at, new LinkProbe());

        assertEquals("REVOKED", relay.refusal(0).code());
        assertEquals(1, relay.linkCount());
    }
}
