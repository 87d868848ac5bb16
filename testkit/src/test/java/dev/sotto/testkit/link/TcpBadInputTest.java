package dev.sotto.testkit.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.identity.Credentials;
import dev.sotto.identity.SharedKey;
import dev.sotto.identity.VersionRange;
import dev.sotto.link.JsseChannelProvider;
import dev.sotto.link.Limits;
import dev.sotto.link.LinkEnd;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.TcpTransport;
import dev.sotto.link.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever comes to the port: a stable code, the others are served, nothing is left behind. */
@Tag("sync")
@Timeout(60)
class TcpBadInputTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final VersionRange VERSIONS = new VersionRange(0, 0);
    private static final Credentials SHOP = Credentials.sharedKey(SharedKey.generate(RANDOM), "shop", VERSIONS);

    private final LinkProbe heard = new LinkProbe();
    private final AtomicLong nanos = new AtomicLong();
    private final List<AutoCloseable> open = new ArrayList<>();
    private PeerAddress port;

    @BeforeEach
    void listen() {
        TcpTransport transport = new TcpTransport(JsseChannelProvider.fresh(RANDOM), SHOP, RANDOM, nanos::get);
        open.add(transport);
        port = transport.listen(new PeerAddress("127.0.0.1", 0), heard).address();
    }

    @AfterEach
    void othersAreServedAndAllIsClosed() throws Exception {
        try {
            LinkProbe good = new LinkProbe();
            int before = heard.linkCount();
            connect(SHOP, port, good);
            good.link(0).send(new byte[] {42});
            assertArrayEquals(new byte[] {42}, heard.bytes(heard.link(before), 1));
        } finally {
            for (int i = open.size() - 1; i >= 0; i--) {
                open.get(i).close();
            }
        }
        assertEquals(List.of(), heard.outOfOrder());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a frame of length 0,                  00,             FRAME_EMPTY",
        "a length of five bytes that is 2^32-1, ff ff ff ff 0f, FRAME_LENGTH_INVALID",
        "a length that never ends,             ff ff ff ff ff ff, FRAME_LENGTH_INVALID",
        "2 GiB - 1 and no body,                ff ff ff ff 07, FRAME_TOO_LARGE",
        "16 KiB + 1,                           81 80 01,       FRAME_TOO_LARGE_PREAUTH",
    })
    void framesBeforeAuthAreBounded(String what, String hex, String code) throws Exception {
        try (RawPeer peer = new RawPeer(port)) {
            peer.say(Bytes.hex(hex).toArray());

            assertTrue(
                    heard.refusal(0).code().startsWith(code), heard.refusal(0).toString());
            assertEquals(0, peer.hearToTheEnd().length, "a stranger was told something");
        }
    }

    @ParameterizedTest(name = "message {0}")
    @CsvSource({"2", "7", "14", "16", "17", "36", "63"})
    void nothingButAuthIsReadBeforeAuth(int number) throws Exception {
        for (int shift = 0; shift <= 1; shift++) { // whichever side of the type byte the ignorable bit is on
            try (RawPeer peer = new RawPeer(port)) {
                peer.say(new byte[] {3, (byte) (number << shift), 0, 0});
                String code = heard.refusal(shift).code();
                assertTrue(
                        List.of("PROTOCOL_STATE", "FRAME_TYPE_UNKNOWN", "AUTH_INVALID")
                                        .contains(code)
                                || code.startsWith("FRAME_"),
                        code);
            }
        }
    }

    @Test
    void whatAStrangerSaysInsideTlsIsNeverAccepted() throws Exception {
        for (long seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            byte[] noise = new byte[64 << 10];
            random.nextBytes(noise);
            try (RawPeer peer = new RawPeer(port)) {
                peer.say(noise);
                heard.refusal((int) seed);
            }
        }
        assertEquals(0, heard.linkCount());
    }

    @Test
    void aByteASecondIsCutOffAtTheDeadline() throws Exception {
        byte[] hello = new byte[512];
        System.arraycopy(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3}, 0, hello, 0, 11);
        int sent = 0;
        try (Socket slow = new Socket(port.host(), port.port())) {
            slow.setTcpNoDelay(true);
            do {
                slow.getOutputStream().write(hello[sent++]);
                nanos.addAndGet(1_000_000_000L);
            } while (sent < hello.length && !heard.isRefusedWithin(20));
        } catch (SocketException e) {
            assertTrue(sent > 10, "cut off after " + sent + " s");
        }

        assertEquals("HANDSHAKE_TIMEOUT", heard.refusal(0).code());
        assertTrue(sent >= 10, "cut off after " + sent + " s");
    }

    @Test
    void aPeerThatStopsAfterTlsIsCutOffAtTheDeadlineToo() throws Exception {
        try (RawPeer peer = new RawPeer(port)) {
            nanos.addAndGet(11_000_000_000L);
            peer.say(new byte[] {5}); // a length, and no more

            assertEquals("HANDSHAKE_TIMEOUT", heard.refusal(0).code());
        }
    }

    @Test
    void aThousandHalfOpenConnectionsTakeEightPlaces() throws Exception {
        int before = linkThreads();
        for (int i = 0; i < 1_000; i++) {
            Socket stranger = new Socket();
            open.add(stranger);
            stranger.bind(new InetSocketAddress("127.0.0.2", 0));
            stranger.connect(new InetSocketAddress(port.host(), port.port()));
        }

        assertEquals("ADDRESS_LIMIT", heard.refusal(0).code());
        assertTrue(linkThreads() - before <= Limits.UNPROVEN_PER_ADDRESS_MAX + 2, "threads: " + linkThreads());
        assertEquals(1, heard.refusals().size(), "a flood of connections made a flood of events");
    }

    @Test
    void placesAreFreeAgainWhenStrangersLeave() throws Exception {
        for (int round = 0; round < 5; round++) {
            List<Socket> strangers = new ArrayList<>();
            for (int i = 0; i < Limits.UNPROVEN_PER_ADDRESS_MAX; i++) {
                strangers.add(new Socket(port.host(), port.port()));
            }
            for (Socket stranger : strangers) {
                stranger.close();
            }
            for (int i = 0; i < strangers.size(); i++) {
                assertEquals(
                        "PEER_GONE", heard.refusal(round * strangers.size() + i).code());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"GET / HTTP/1.1", "POST /db HTTP/1.1", "PRI * HTTP/2.0", "OPTIONS * HTTP/1.1"})
    void aBrowserGetsOneLineThatSaysWhatThisIs(String request) throws Exception {
        try (Socket browser = new Socket(port.host(), port.port())) {
            browser.getOutputStream().write((request + "\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));

            String answer = new String(toTheEnd(browser.getInputStream()), StandardCharsets.US_ASCII);

            assertEquals("NOT_OUR_PROTOCOL", heard.refusal(0).code());
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertEquals(1, answer.split("\r\n\r\n", 2)[1].lines().count(), answer);
            assertTrue(answer.contains("Sotto"), answer);
        }
    }

    @Test
    void randomBytesAreNotOurProtocolAndShownAsHexOnly() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            byte[] noise = new byte[64 << 10];
            new Random(seed).nextBytes(noise);
            if (seed % 4 == 0) {
                noise[0] = 22; // what a TLS handshake begins with
                noise[1] = 3;
            }
            try (Socket stranger = new Socket(port.host(), port.port())) {
                stranger.getOutputStream().write(noise);
                stranger.shutdownOutput();
                Refusal refusal = heard.refusal(seed);
                assertEquals("NOT_OUR_PROTOCOL", refusal.code(), "seed " + seed);
                assertTrue(refusal.toString().matches("[\\x20-\\x7e]*"), refusal.toString());
            } catch (SocketException e) {
                assertEquals("NOT_OUR_PROTOCOL", heard.refusal(seed).code(), "seed " + seed);
            }
        }
    }

    @Test
    void tls12IsNamedAsTheReason() throws Exception {
        try (SSLSocket old = socket(context(null), "TLSv1.2")) {
            handshakeThatFails(old);

            assertEquals("TLS_VERSION", heard.refusal(0).code());
        }
    }

    @Test
    void aClientWithoutCertificateIsAskedForOne() throws Exception {
        try (SSLSocket bare = socket(context(null), "TLSv1.3")) {
            handshakeThatFails(bare);

            assertEquals("CLIENT_CERT_REQUIRED", heard.refusal(0).code());
        }
    }

    @ParameterizedTest(name = "{0} bytes")
    @CsvSource({"9000, CERT_TOO_LARGE", "40000, CERT_TOO_LARGE", "1000000, CERT_TOO_LARGE"})
    void aHugeCertificateIsRefusedUnread(int bytes, String code) throws Exception {
        try (SSLSocket fat = socket(context(certificateOf(bytes)), "TLSv1.3")) {
            handshakeThatFails(fat);

            assertEquals(code, heard.refusal(0).code(), heard.refusal(0).toString());
        }
    }

    @Test
    void diallingABrowserPortOrAnOldTlsServerSaysSo() throws Exception {
        LinkProbe dialler = new LinkProbe();
        try (ServerSocket http = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            connect(SHOP, addressOf(http), dialler);
            try (Socket served = http.accept()) {
                served.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertEquals("NOT_OUR_PROTOCOL", dialler.refusal(0).code());
            }
        }
        SSLContext context = context(certificateOf(100));
        try (SSLServerSocket old = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            old.setEnabledProtocols(new String[] {"TLSv1.2"});
            connect(SHOP, addressOf(old), dialler);
            try (SSLSocket served = (SSLSocket) old.accept()) {
                handshakeThatFails(served);
                assertEquals("TLS_VERSION", dialler.refusal(1).code());
            }
        }
    }

    @Test
    void aFlippedBitInALinkEndsItAndDeliversNothingOfIt() throws Exception {
        // The first data record of the dialler comes after all that a first run without fault has passed.
        long handshake;
        try (CuttingProxy tap = new CuttingProxy(port, CuttingProxy.Fault.FLIP, true, Long.MAX_VALUE)) {
            LinkProbe dialler = new LinkProbe();
            connect(SHOP, tap.address(), dialler);
            heard.link(0);
            dialler.link(0);
            handshake = tap.passed(true);
            dialler.link(0).abort();
            heard.end(heard.link(0));
        }
        int flipped = 0;
        for (long at = handshake + 12; at < handshake + 60; at += 9) { // behind the record's header
            try (CuttingProxy tap = new CuttingProxy(port, CuttingProxy.Fault.FLIP, true, at)) {
                int links = heard.linkCount();
                int outcomes = links + heard.refusals().size();
                LinkProbe dialler = new LinkProbe();
                connect(SHOP, tap.address(), dialler);
                dialler.link(0).send(new byte[64]);
                heard.awaitOutcomes(outcomes + 1);
                if (heard.linkCount() > links) { // else signatures were longer than before, and the flip hit AUTH
                    LinkEnd end = heard.end(heard.link(links));
                    assertEquals("CHANNEL_INTEGRITY", end.refusal().code());
                    assertEquals(0, heard.bytes(heard.link(links), 0).length);
                    flipped++;
                }
            }
        }
        assertTrue(flipped > 0, "no flip hit a record of the link");
    }

    private Transport.Dial connect(Credentials credentials, PeerAddress address, LinkProbe probe) {
        TcpTransport transport =
                new TcpTransport(JsseChannelProvider.fresh(RANDOM), credentials, RANDOM, System::nanoTime);
        open.add(transport);
        return transport.connect(address, probe);
    }

    private SSLSocket socket(SSLContext context, String protocol) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(port.host(), port.port());
        socket.setEnabledProtocols(new String[] {protocol});
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void handshakeThatFails(SSLSocket socket) {
        try {
            socket.startHandshake();
            while (socket.getInputStream().read() >= 0) {
                continue;
            }
        } catch (IOException e) {
            assertTrue(e.getMessage() != null); // what it is called here is the client's business
        }
    }

    private static byte[] toTheEnd(InputStream in) throws IOException {
        return in.readAllBytes();
    }

    private static PeerAddress addressOf(ServerSocket server) {
        return new PeerAddress("127.0.0.1", server.getLocalPort());
    }

    private static int linkThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("sotto-link"))
                .count();
    }

    /** A key store with a self-signed certificate of about so many bytes. */
    private static KeyStore certificateOf(int bytes) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        X500Name name = new X500Name("CN=fat");
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(Instant.EPOCH),
                Date.from(Instant.parse("2100-01-01T00:00:00Z")),
                name,
                pair.getPublic());
        builder.addExtension(new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.1"), false, new byte[bytes]);
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("fat", pair.getPrivate(), new char[0], new X509Certificate[] {certificate});
        return store;
    }

    /** TLS of any kind that trusts everybody, with a certificate or without. */
    private static SSLContext context(KeyStore store) throws Exception {
        KeyManager[] keys = null;
        if (store != null) {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            keys = factory.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {new TrustsAll()}, RANDOM);
        return context;
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            // everybody
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // everybody
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
