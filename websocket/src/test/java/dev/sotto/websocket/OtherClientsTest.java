package dev.sotto.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.identity.Credentials;
import dev.sotto.identity.VersionRange;
import dev.sotto.link.JsseChannelProvider;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.TcpTransport;
import dev.sotto.link.Transport;
import dev.sotto.testkit.link.LinkProbe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is no Sotto at the other end of a WebSocket: each is told so in its own language, and others are served. */
@Timeout(60)
class OtherClientsTest {
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final String ASK = "Upgrade: websocket\r\nConnection: Upgrade\r\n" + KEY;

    private static final long SECOND = 1_000_000_000L;

    private final LinkProbe heard = new LinkProbe();
    private final AtomicLong skippedNanos = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();
    private final Transport transport = transport(this::nanos);
    private final PeerAddress at =
            transport.listen(new PeerAddress("127.0.0.1", 0, "/sync"), heard).address();

    private long nanos() {
        looks.incrementAndGet();
        return System.nanoTime() + skippedNanos.get();
    }

    private static Transport transport() {
        return transport(System::nanoTime);
    }

    private static Transport transport(LongSupplier nanoTicker) {
        SecureRandom random = new SecureRandom();
        return new TcpTransport(
                JsseChannelProvider.fresh(random),
                Credentials.development("shop", new VersionRange(0, 0)),
                random,
                nanoTicker,
                new WebSocketTunnel());
    }

    @AfterEach
    void othersAreServed() {
        try (Transport other = transport()) {
            LinkProbe dialler = new LinkProbe();
            other.connect(at, dialler);
            dialler.link(0);
        } finally {
            transport.close();
        }
    }

    private static Socket dial(PeerAddress to) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.port());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static byte[] answerTo(Socket socket, byte[] said) throws IOException {
        socket.getOutputStream().write(said);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            all.writeBytes(socket.getInputStream().readAllBytes());
        } catch (IOException e) {
            all.size(); // a reset is an end too
        }
        return all.toByteArray();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "GET / HTTP/1.1, 404 Not Found, ''",
        "GET /sync HTTP/1.1, 426 Upgrade Required, ''",
        "GET /sync HTTP/1.1, 426 Upgrade Required, 'Sec-WebSocket-Version: 8'",
        "POST /sync HTTP/1.1, 405 Method Not Allowed, ''",
        "GET /sync HTTP/1.0, 400 Bad Request, ''",
        "GET /sync, 400 Bad Request, ''",
        "GET /sync HTTP/1.1, 400 Bad Request, 'no field'",
    })
    void anHttpClientIsToldWhatThisIs(String first, String status, String field) throws IOException {
        try (Socket socket = dial(at)) {
            String fields = "Host: here\r\n" + (field.isEmpty() ? "" : ASK + field + "\r\n");
            String answer = new String(
                    answerTo(socket, (first + "\r\n" + fields + "\r\n").getBytes(StandardCharsets.US_ASCII)),
                    StandardCharsets.US_ASCII);

            assertTrue(answer.startsWith("HTTP/1.1 " + status + "\r\n"), answer);
            assertTrue(
                    answer.endsWith(
                            "This is a Sotto peer. It speaks WebSocket (RFC 6455, version 13) at its own path, and"
                                    + " nothing else.\n"),
                    answer);
        }
        assertEquals("NOT_OUR_PROTOCOL", heard.refusal(0).code());
        assertTrue(heard.refusal(0).got().contains(status), heard.refusal(0).toString());
    }

    @Test
    void aHeadWithoutAnEndIsBounded() throws IOException {
        try (Socket socket = dial(at)) {
            byte[] endless = new byte[20_000];
            Arrays.fill(endless, (byte) 'A');
            String answer = new String(answerTo(socket, endless), StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 431 "), answer);
        }
        assertEquals("NOT_OUR_PROTOCOL", heard.refusal(0).code());
    }

    @Test
    void aPeerThatSpeaksTlsAtOnceIsRefusedAtOnce() throws IOException {
        try (Socket socket = dial(at)) {
            assertEquals(0, answerTo(socket, new byte[] {22, 3, 1, 0, 5, 1, 0, 0, 1, 0}).length);
        }
        assertEquals("no HTTP", heard.refusal(0).got());
    }

    /** A frame of this first byte and length without a payload that follows, masked as a client's is. */
    private static byte[] frame(int head, long length, byte... payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(head);
        if (length >= 0 && length <= 125) {
            out.write((int) (0x80 | length));
        } else {
            out.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) (length >>> shift));
            }
        }
        out.writeBytes(new byte[4]);
        out.writeBytes(payload);
        return out.toByteArray();
    }

    private void untilTheClockWasLookedAt() {
        long until = System.nanoTime() + 30 * SECOND;
        while (looks.get() == 0) {
            assertTrue(System.nanoTime() < until, "nobody served the connection");
            Thread.onSpinWait();
        }
    }

    private Socket upgraded() throws IOException {
        Socket socket = dial(at);
        upgrade(socket);
        return socket;
    }

    private static void upgrade(Socket socket) throws IOException {
        socket.getOutputStream()
                .write(("GET /sync HTTP/1.1\r\nHost: here\r\n" + ASK + "Sec-WebSocket-Version: 13\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        // RFC 6455, section 1.3, has this answer to this key.
        assertTrue(head.indexOf("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") > 0, head.toString());
    }

    @ParameterizedTest(name = "frame 0x{0} of {1} bytes: {2}, close code {3}")
    @CsvSource({
        "81, 1, NOT_OUR_PROTOCOL, 1003",
        "82, 131073, FRAME_MALFORMED, 1009",
        "82, 9223372036854775807, FRAME_MALFORMED, 1009",
        "82, -1, FRAME_MALFORMED, 1009",
        "c2, 1, FRAME_MALFORMED, 1002",
        "83, 1, FRAME_MALFORMED, 1002",
        "09, 1, FRAME_MALFORMED, 1002",
    })
    void aFrameThatCannotBeTakenEndsItWithACode(String head, long length, String code, int closeCode)
            throws IOException {
        try (Socket socket = upgraded()) {
            byte[] answer = answerTo(socket, frame(Integer.parseInt(head, 16), length, new byte[1]));
            assertEquals(0x88, answer[0] & 0xff, Arrays.toString(answer));
            assertEquals(closeCode, (answer[2] & 0xff) << 8 | answer[3] & 0xff);
        }
        assertEquals(code, heard.refusal(0).code(), heard.refusal(0).toString());
    }

    @Test
    void aPingIsAnsweredAndAGoodbyeToo() throws IOException {
        try (Socket socket = upgraded()) {
            socket.getOutputStream().write(frame(0x89, 3, new byte[] {7, 8, 9}));
            assertEquals(
                    "[-118, 3, 7, 8, 9]",
                    Arrays.toString(socket.getInputStream().readNBytes(5)));
            byte[] goodbye = answerTo(socket, frame(0x88, 2, new byte[] {3, (byte) 0xe8}));
            assertEquals("[-120, 2, 3, -24]", Arrays.toString(goodbye));
        }
        assertEquals("PEER_GONE", heard.refusal(0).code());
    }

    /** What somebody says that wants to stay without proving anything: the first of it, and the same again later. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a request one byte at a time, false, 47, 45",
        "a PING now and then, true, 898000000000, 898000000000",
        "empty frames, true, 828000000000, 828000000000",
        "a frame one byte at a time, true, 82, 81",
        "a frame whose payload comes one byte at a time, true, 82840000000016, 03",
        "TLS one byte in a frame, true, 82810000000016, 82810000000003",
    })
    void aStrangerKeepsItsPlaceForTenSecondsInAllWhateverItSays(
            String what, boolean afterUpgrade, String first, String again) throws IOException {
        try (Socket socket = dial(at)) {
            untilTheClockWasLookedAt();
            skippedNanos.addAndGet(6 * SECOND);
            if (afterUpgrade) {
                upgrade(socket);
            }
            socket.getOutputStream().write(HexFormat.of().parseHex(first));
            assertFalse(heard.isRefusedWithin(50), what + ": after six seconds");
            skippedNanos.addAndGet(5 * SECOND);
            socket.getOutputStream().write(HexFormat.of().parseHex(again));

            assertEquals("HANDSHAKE_TIMEOUT", heard.refusal(0).code());
        }
    }

    /** Sixty-four answers to one byte of TLS, and it takes none of them: whoever writes to it cannot look at the clock. */
    @Test
    void aStrangerThatDoesNotReadWhatItAsksForIsCutOffToo() throws IOException {
        ByteArrayOutputStream round = new ByteArrayOutputStream();
        for (int i = 0; i < 64; i++) {
            round.writeBytes(frame(0x89, 125, new byte[125]));
        }
        byte[] record = {22, 3, 1, 0x20, 0};
        try (Socket socket = upgraded();
                Flood flood = new Flood(socket)) {
            for (int i = 0; !flood.isStuck(); i++) {
                round.writeTo(flood);
                flood.write(frame(0x82, 1, i < record.length ? record[i] : 0));
            }
            skippedNanos.addAndGet(20 * SECOND);

            assertEquals("HANDSHAKE_TIMEOUT", heard.refusal(0).code());
        }
    }

    @Test
    void aServerThatIsNoneOfOursIsNamedByItsAnswer() throws Exception {
        try (ServerSocket web = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Transport dialling = transport()) {
            LinkProbe dialler = new LinkProbe();
            dialling.connect(new PeerAddress("127.0.0.1", web.getLocalPort(), "/sync"), dialler);
            try (Socket client = web.accept()) {
                client.getOutputStream()
                        .write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                assertEquals("NOT_OUR_PROTOCOL", dialler.refusal(0).code());
                assertEquals(
                        "the answer \"HTTP/1.1 403 Forbidden\"",
                        dialler.refusal(0).got());
            }
        }
    }

    @Test
    void aPlaceWithoutATunnelIsRefusedInWords() {
        SecureRandom random = new SecureRandom();
        try (Transport bare = new TcpTransport(
                JsseChannelProvider.fresh(random),
                Credentials.development("shop", new VersionRange(0, 0)),
                random,
                System::nanoTime)) {
            LinkProbe dialler = new LinkProbe();
            bare.connect(at, dialler);
            assertEquals("WEBSOCKET_MISSING", dialler.refusal(0).code());
        }
    }
}
