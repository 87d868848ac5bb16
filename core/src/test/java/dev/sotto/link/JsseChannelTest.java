package dev.sotto.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two TLS machines with nothing between them but arrays. */
class JsseChannelTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final PeerAddress PEER = new PeerAddress("peer", 4040);
    private static final byte[] SECRET = "forty-two orders of tea for table nine".getBytes(StandardCharsets.US_ASCII);

    private final SecureChannelProvider dialling = JsseChannelProvider.fresh(RANDOM);
    private final SecureChannelProvider listening = JsseChannelProvider.fresh(RANDOM);

    @TempDir
    Path folder;

    @Test
    void eachEndSeesTheOthersKeyAndBytesPassBothWays() {
        Two two = new Two(dialling, listening);
        two.shakeHands();

        assertEquals(listening.ownKeyHash(), two.dialler.channel.peerKeyHash());
        assertEquals(dialling.ownKeyHash(), two.listener.channel.peerKeyHash());
        two.dialler.say(SECRET);
        two.listener.say(new byte[40_000]);
        two.settle();
        assertArrayEquals(SECRET, two.listener.heard());
        assertArrayEquals(new byte[40_000], two.dialler.heard());
        assertFalse(contains(two.dialler.sent.toByteArray(), SECRET), "sent in the clear");
    }

    @Test
    void theProviderThatIsGivenIsTheOneThatIsAsked() throws NoSuchAlgorithmException {
        List<String> asked = new ArrayList<>();
        Provider platform = SSLContext.getInstance("TLSv1.3").getProvider();
        Provider given = new Provider("Given", "1", "notes what it is asked for") {
            private static final long serialVersionUID = 1L;

            @Override
            public Service getService(String type, String algorithm) {
                asked.add(type + " " + algorithm);
                return platform.getService(type, algorithm);
            }
        };
        Two two = new Two(JsseChannelProvider.fresh(Optional.of(given), RANDOM), listening);
        two.shakeHands();

        assertEquals(List.of("SSLContext TLSv1.3"), asked);
        assertEquals(listening.ownKeyHash(), two.dialler.channel.peerKeyHash());
    }

    @Test
    void aProviderWithoutTls13IsRefusedByName() {
        Provider without = Security.getProvider("SUN");

        RefusedException refused =
                assertThrows(RefusedException.class, () -> JsseChannelProvider.fresh(Optional.of(without), RANDOM));
        assertEquals("TLS_UNAVAILABLE", refused.refusal().code());
        assertEquals("SUN", refused.refusal().got());
    }

    @Test
    void aResumedSessionStillTellsTheKeysOfBothEnds() {
        int[] bytes = new int[3];
        for (int round = 0; round < bytes.length; round++) {
            Two two = new Two(dialling, listening);
            two.shakeHands();
            assertEquals(listening.ownKeyHash(), two.dialler.channel.peerKeyHash());
            assertEquals(dialling.ownKeyHash(), two.listener.channel.peerKeyHash());
            bytes[round] = two.listener.sent.size(); // without its certificate when resumed
            two.dialler.say(SECRET); // the ticket comes with the first bytes that are read
            two.listener.say(SECRET);
            two.settle();
        }

        assertTrue(bytes[1] < bytes[0] || bytes[2] < bytes[0], "never resumed: " + Arrays.toString(bytes));
    }

    @Test
    void aGoodbyeIsToldApartFromACut() {
        Two two = new Two(dialling, listening);
        two.shakeHands();
        two.dialler.channel.close(two.dialler);
        two.dialler.channel.close(two.dialler);
        two.settle();

        assertTrue(two.listener.channel.isClosedByPeer());
        assertEquals(0, two.listener.channel.unfinishedBytes());
    }

    @Test
    void aRecordCutInTheMiddleShowsAsUnfinished() {
        Two two = new Two(dialling, listening);
        two.shakeHands();
        two.dialler.say(SECRET);
        byte[] record = two.dialler.take();
        two.listener.channel.received(record, 0, record.length - 1, two.listener);

        assertEquals(record.length - 1, two.listener.channel.unfinishedBytes());
        assertEquals(0, two.listener.heard().length);
    }

    @Test
    void bytesMayArriveOneByOne() {
        Two two = new Two(dialling, listening);
        two.piece = 1;
        two.shakeHands();
        two.dialler.say(SECRET);
        two.settle();

        assertArrayEquals(SECRET, two.listener.heard());
    }

    /** Nothing that was flipped on the way is ever handed on as plaintext; at worst both ends wait, which has a deadline. */
    @Test
    @Tag("sync")
    void noFlippedBitIsEverTakenForTheTruth() {
        Two good = new Two(dialling, listening);
        good.shakeHands();
        good.dialler.say(SECRET);
        good.settle();
        int length = good.dialler.sent.size();
        int step = Boolean.getBoolean("sotto.long") ? 1 : 17;
        int refused = 0;
        for (int at = 0; at < length; at += step) {
            Two two = new Two(JsseChannelProvider.fresh(RANDOM), listening);
            two.flipAt = at;
            try {
                two.settle();
                if (two.dialler.channel.isEstablished()) {
                    two.dialler.say(SECRET);
                    two.settle();
                }
            } catch (RefusedException e) {
                refused++;
            }
            byte[] heard = two.listener.heard();
            assertTrue(heard.length == 0 || Arrays.equals(heard, SECRET), "wrong plaintext after a flip at byte " + at);
            assertTrue(
                    heard.length == 0
                            || two.flipAt >= two.dialler.delivered
                            || isRecordVersion(two.dialler.sent.toByteArray(), at),
                    "plaintext was accepted over a flip at byte " + at);
        }
        assertNotEquals(0, refused);
    }

    /** RFC 8446, 5.1: legacy_record_version "MUST be ignored for all purposes"; a flip there changes nothing. */
    private static boolean isRecordVersion(byte[] records, int at) {
        int header = 0;
        while (header + 4 < records.length && header + 4 < at) {
            int length = (records[header + 3] & 0xff) << 8 | records[header + 4] & 0xff;
            if (header + 5 + length > at) {
                break;
            }
            header += 5 + length;
        }
        return at == header + 1 || at == header + 2;
    }

    @Test
    void randomBytesAreRefusedWhateverTheyLookLike() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            byte[] noise = new byte[40 << 10];
            random.nextBytes(noise);
            if (seed % 2 == 0) { // a record header, so that the engine gets to see it
                System.arraycopy(new byte[] {22, 3, 3, 1, 0}, 0, noise, 0, 5);
            }
            End listener = new End(listening.open(false, PEER));
            listener.channel.start(listener);

            RefusedException refused = assertThrows(
                    RefusedException.class,
                    () -> listener.channel.received(noise, 0, noise.length, listener),
                    "seed " + seed);

            assertEquals("NOT_OUR_PROTOCOL", refused.refusal().code(), "seed " + seed);
        }
    }

    @Test
    void theKeyIsKeptInTheDirectoryForItsOwnerAlone() throws IOException {
        SecureChannelProvider first = JsseChannelProvider.keptIn(folder, RANDOM);
        SecureChannelProvider second = JsseChannelProvider.keptIn(folder, RANDOM);

        assertEquals(first.ownKeyHash(), second.ownKeyHash());
        Path file = folder.resolve(JsseChannelProvider.KEY_FILE);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        new Two(first, second).shakeHands();

        Files.write(file, new byte[] {1, 2, 3});
        RefusedException broken =
                assertThrows(RefusedException.class, () -> JsseChannelProvider.keptIn(folder, RANDOM));
        assertEquals("CHANNEL_KEY_INVALID", broken.refusal().code());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        RefusedException seen = assertThrows(RefusedException.class, () -> JsseChannelProvider.keptIn(folder, RANDOM));
        assertEquals("FILE_NOT_PRIVATE", seen.refusal().code());
    }

    /** Tills have wrong clocks, and Android 8 has no Ed25519. */
    @Test
    void theCertificateIsP256AndValidWhateverTheClockSays() throws Exception {
        X509Certificate certificate = ChannelKey.generate(RANDOM).certificate();

        assertEquals(Instant.EPOCH, certificate.getNotBefore().toInstant());
        assertEquals(
                Instant.parse("9999-12-31T23:59:59Z"), certificate.getNotAfter().toInstant());
        assertEquals("EC", certificate.getPublicKey().getAlgorithm());
        assertEquals(91, certificate.getPublicKey().getEncoded().length, "the encoding of a P-256 key");
        certificate.verify(certificate.getPublicKey());
        assertEquals("CN=sotto", certificate.getSubjectX500Principal().getName());
    }

    @Test
    void theDefaultContextOfTheAppIsLeftAlone() throws Exception {
        SSLContext before = SSLContext.getDefault();
        new Two(dialling, listening).shakeHands();

        assertEquals(before, SSLContext.getDefault());
    }

    private static boolean contains(byte[] all, byte[] part) {
        return new String(all, StandardCharsets.ISO_8859_1).contains(new String(part, StandardCharsets.ISO_8859_1));
    }

    /** A dialler and a listener; {@link #settle} carries what they say until both are silent. */
    private static final class Two {
        private final End dialler;
        private final End listener;
        private int piece = Integer.MAX_VALUE;
        private int flipAt = Integer.MAX_VALUE;

        Two(SecureChannelProvider dialling, SecureChannelProvider listening) {
            dialler = new End(dialling.open(true, PEER));
            listener = new End(listening.open(false, PEER));
            dialler.channel.start(dialler);
            listener.channel.start(listener);
        }

        void shakeHands() {
            settle();
            assertTrue(dialler.channel.isEstablished() && listener.channel.isEstablished());
        }

        void settle() {
            for (int turn = 0; turn < 50 && (dialler.hasToSend() || listener.hasToSend()); turn++) {
                byte[] out = dialler.take();
                int from = dialler.delivered;
                if (flipAt >= from && flipAt < from + out.length) {
                    out[flipAt - from] ^= 1;
                }
                dialler.delivered += out.length;
                deliver(out, listener);
                deliver(listener.take(), dialler);
            }
        }

        private void deliver(byte[] bytes, End to) {
            for (int from = 0; from < bytes.length; from += Math.min(piece, bytes.length - from)) {
                to.channel.received(bytes, from, Math.min(piece, bytes.length - from), to);
            }
        }
    }

    private static final class End implements SecureChannel.Output {
        private final SecureChannel channel;
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private final ByteArrayOutputStream plain = new ByteArrayOutputStream();
        private int taken;
        private int delivered;

        End(SecureChannel channel) {
            this.channel = channel;
        }

        void say(byte[] bytes) {
            channel.send(bytes, 0, bytes.length, this);
        }

        byte[] heard() {
            return plain.toByteArray();
        }

        boolean hasToSend() {
            return sent.size() > taken;
        }

        byte[] take() {
            byte[] next = Arrays.copyOfRange(sent.toByteArray(), taken, sent.size());
            taken = sent.size();
            return next;
        }

        @Override
        public void toNetwork(byte[] bytes) {
            sent.writeBytes(bytes);
        }

        @Override
        public void toPeer(byte[] bytes) {
            plain.writeBytes(bytes);
        }
    }
}
