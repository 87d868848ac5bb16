package dev.sotto.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two AUTH machines talk; what each end learns, and what an end with something wrong learns. */
class HandshakeTest {
    private static final SharedKey KEY = key(1);
    /** Of the type byte, which comes second: "who does not know this may skip it" says nothing to who knows it. */
    private static final int IGNORABLE_BIT = 15;

    private static final VersionRange VERSIONS = new VersionRange(0, 0);
    private static final Credentials SHOP = Credentials.sharedKey(KEY, "shop", VERSIONS);
    private static final Bytes DIALLER_KEY = filled(32, 0xd1);
    private static final Bytes LISTENER_KEY = filled(32, 0x15);
    private static final Bytes DIALLER_NONCE = filled(16, 0xd0);
    private static final Bytes LISTENER_NONCE = filled(16, 0x10);

    @Test
    void twoEndsWithOneKeyAgreeOnVersionAndKeys() {
        Talk talk = new Talk(
                Credentials.sharedKey(KEY, "shop", new VersionRange(1, 3)),
                Credentials.sharedKey(KEY, "shop", new VersionRange(2, 7)));

        Authenticated dialler = done(talk.dialler);
        Authenticated listener = done(talk.listener);

        assertEquals(dialler.keys(), listener.keys());
        assertEquals(3, dialler.version());
        assertEquals(3, listener.version());
        assertEquals(new VersionRange(2, 7), dialler.peerVersions());
        assertEquals(new VersionRange(1, 3), listener.peerVersions());
        assertEquals(LISTENER_KEY, dialler.peerKeyHash());
        assertEquals(DIALLER_KEY, listener.peerKeyHash());
        assertEquals(TrustMode.SHARED_KEY, dialler.mode());
    }

    /**
     * Frozen: a build that gives other bytes cannot talk to the ones that are out there. Made from a key of the bytes 00 to 1f
     * by other software (Python's hmac and hashlib) from the drawing in AuthProof.
     */
    @Test
    void goldenProofsAndKeys() {
        Credentials own = Credentials.sharedKey(SharedKey.of(counting(32)), "shop", new VersionRange(0, 1));
        AuthProof.Transcript transcript = new AuthProof.Transcript(
                DIALLER_KEY,
                LISTENER_KEY,
                DIALLER_NONCE,
                LISTENER_NONCE,
                new VersionRange(0, 1),
                new VersionRange(0, 9));

        assertEquals(
                "d2dbd51e940075ced6648db1c1f1ae50bff7d93b46871d693f937499bdd132c8",
                AuthProof.prove(own, true, transcript).toHex());
        assertEquals(
                "0c5681c3a5e29f45cef16787451a1c668cb28412a2bf9f0be0202b2137d48757",
                AuthProof.prove(own, false, transcript).toHex());
        SessionKeys keys = AuthProof.sessionKeys(own, transcript);
        assertEquals("aeac49b55c351eceee5d0ae92801f688", keys.stateHash().toHex());
        assertEquals("8291323649ff59a08d9644e1659caafc", keys.sketchSalt().toHex());
    }

    @Test
    void aWrongKeyIsAuthFailedOnBothSides() {
        Talk talk = new Talk(SHOP, Credentials.sharedKey(key(2), "shop", VERSIONS));

        assertEquals("AUTH_FAILED", refused(talk.dialler).code());
        assertEquals("AUTH_FAILED", refused(talk.listener).code());
    }

    @Test
    void anotherAppIsAMismatchOnBothSidesAndLearnsNothing() {
        Talk talk = new Talk(SHOP, Credentials.sharedKey(KEY, "bank", VERSIONS));

        assertEquals("APP_MISMATCH", refused(talk.dialler).code());
        assertEquals("APP_MISMATCH", refused(talk.listener).code());
        Refusal words = refused(talk.dialler);
        assertEquals(-1, (words.got() + words.wanted()).indexOf("bank"));
        Bytes hash = Credentials.sharedKey(KEY, "bank", VERSIONS).shownApp();
        assertEquals(-1, Bytes.of(talk.fromListener).toHex().indexOf(hash.toHex()), "the other app's hash was shown");
    }

    @Test
    void versionsThatDoNotMeetAreNamedOnBothSides() {
        Talk talk = new Talk(
                Credentials.sharedKey(KEY, "shop", new VersionRange(1, 3)),
                Credentials.sharedKey(KEY, "shop", new VersionRange(7, 9)));

        assertEquals("VERSION_UNSUPPORTED", refused(talk.dialler).code());
        assertEquals("peer 7-9, we 1-3", refused(talk.dialler).got());
        assertEquals("VERSION_UNSUPPORTED", refused(talk.listener).code());
        assertEquals("peer 1-3, we 7-9", refused(talk.listener).got());
    }

    @Test
    void developmentAndSharedKeyDoNotMix() {
        Talk talk = new Talk(SHOP, Credentials.development("shop", VERSIONS));

        assertEquals("AUTH_FAILED", refused(talk.dialler).code());
        assertEquals("trust mode", refused(talk.dialler).field());
        assertEquals("AUTH_FAILED", refused(talk.listener).code());
        done(new Talk(Credentials.development("shop", VERSIONS), Credentials.development("shop", VERSIONS)).dialler);
    }

    @Test
    void aPeerThatIsOurselvesIsASelfConnectionOnBothSides() {
        Handshake dialler = dialler(SHOP, nonce -> nonce.equals(LISTENER_NONCE));
        Handshake listener = listener(SHOP, nonce -> nonce.equals(DIALLER_NONCE));

        Handshake.Step heard = listener.received(dialler.start());
        Handshake.Step answered = dialler.received(heard.toPeer());

        assertEquals("SELF_CONNECTION", refused(heard.outcome()).code());
        assertEquals("SELF_CONNECTION", refused(answered.outcome()).code());
    }

    /** A copied store has the same certificate: no reason not to talk, and no way to use a proof against its author. */
    @Test
    void twoPeersWithOneCertificateCanTalkAndNoProofServesBothRoles() {
        Talk talk = new Talk(SHOP, SHOP, DIALLER_KEY, DIALLER_KEY);
        done(talk.dialler);
        done(talk.listener);

        AuthProof.Transcript transcript =
                new AuthProof.Transcript(DIALLER_KEY, DIALLER_KEY, DIALLER_NONCE, LISTENER_NONCE, VERSIONS, VERSIONS);
        assertNotEquals(AuthProof.prove(SHOP, true, transcript), AuthProof.prove(SHOP, false, transcript));
    }

    @Test
    void somebodyInTheMiddleWithCertificatesOfHisOwnIsFoundByBothEnds() {
        Handshake dialler = new Handshake(SHOP, true, DIALLER_KEY, filled(32, 0x66), DIALLER_NONCE, nonce -> false);
        Handshake listener = new Handshake(SHOP, false, LISTENER_KEY, filled(32, 0x67), LISTENER_NONCE, nonce -> false);

        Handshake.Step heard = listener.received(dialler.start());
        Handshake.Step answered = dialler.received(heard.toPeer());
        Handshake.Step proved = listener.received(answered.toPeer());

        assertEquals("AUTH_FAILED", refused(answered.outcome()).code());
        assertEquals("AUTH_FAILED", refused(proved.outcome()).code());
    }

    @Test
    void aRecordedSessionIsWorthNothingToAnEndWithAFreshNonce() {
        Talk recorded = new Talk(SHOP, SHOP);
        done(recorded.listener);
        Handshake fresh = new Handshake(SHOP, false, LISTENER_KEY, DIALLER_KEY, filled(16, 0x77), nonce -> false);

        fresh.received(recorded.firstOfDialler);
        Handshake.Step replayed = fresh.received(recorded.lastOfDialler);

        assertEquals("AUTH_FAILED", refused(replayed.outcome()).code());
    }

    @Test
    void everySingleFlippedBitOfTheExchangeIsRefused() {
        Talk good = new Talk(SHOP, SHOP);
        int refusedCount = 0;
        for (int bit = 0; bit < good.lastOfDialler.length * 8; bit++) {
            Handshake listener = listener(SHOP, nonce -> false);
            listener.received(good.firstOfDialler);
            byte[] flipped = good.lastOfDialler.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);

            Handshake.Outcome outcome = listener.received(flipped).outcome();

            if (outcome instanceof Handshake.Done && bit != IGNORABLE_BIT) {
                throw new AssertionError("accepted with bit " + bit + " flipped");
            }
            refusedCount += outcome instanceof Handshake.Refused ? 1 : 0;
        }
        assertNotEquals(0, refusedCount);
    }

    @Test
    void bytesMayComeInAnyPiecesAndWhatFollowsAuthIsKept() {
        for (int piece = 1; piece <= 64; piece++) {
            Handshake dialler = dialler(SHOP, nonce -> false);
            Handshake listener = listener(SHOP, nonce -> false);
            byte[] greeting = inPieces(listener, dialler.start(), piece).toPeer();
            Handshake.Step proof = inPieces(dialler, greeting, piece);
            assertInstanceOf(Handshake.Done.class, proof.outcome(), "pieces of " + piece);
            byte[] after = {9, 8, 7, 6, 5, 4, 3, 2, 1};
            byte[] both = Arrays.copyOf(proof.toPeer(), proof.toPeer().length + after.length);
            System.arraycopy(after, 0, both, proof.toPeer().length, after.length);

            Handshake.Done done = assertInstanceOf(
                    Handshake.Done.class, listener.received(both).outcome(), "pieces of " + piece);

            assertArrayEquals(after, done.rest());
        }
    }

    @Test
    void randomBytesAreRefusedOrWaitedForButNeverThrown() {
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            try {
                Handshake.Outcome outcome =
                        listener(SHOP, nonce -> false).received(bytes).outcome();
                if (outcome instanceof Handshake.Done) {
                    throw new AssertionError("accepted random bytes, seed " + seed);
                }
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void callsAfterTheEndAreAMistakeOfTheCaller() {
        Handshake listener = listener(SHOP, nonce -> false);
        listener.received(dialler(Credentials.development("shop", VERSIONS), nonce -> false)
                .start());

        assertThrows(IllegalStateException.class, () -> listener.received(new byte[] {1}));
    }

    private static Handshake.Step inPieces(Handshake to, byte[] bytes, int piece) {
        Handshake.Step step = null;
        for (int from = 0; from < bytes.length; from += piece) {
            step = to.received(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + piece)));
        }
        return step;
    }

    private static Handshake dialler(Credentials own, java.util.function.Predicate<Bytes> isOwnNonce) {
        return new Handshake(own, true, DIALLER_KEY, LISTENER_KEY, DIALLER_NONCE, isOwnNonce);
    }

    private static Handshake listener(Credentials own, java.util.function.Predicate<Bytes> isOwnNonce) {
        return new Handshake(own, false, LISTENER_KEY, DIALLER_KEY, LISTENER_NONCE, isOwnNonce);
    }

    private static Authenticated done(Handshake.Outcome outcome) {
        return assertInstanceOf(Handshake.Done.class, outcome).authenticated();
    }

    private static Refusal refused(Handshake.Outcome outcome) {
        return assertInstanceOf(Handshake.Refused.class, outcome).refusal();
    }

    private static SharedKey key(int seed) {
        byte[] secret = new byte[32];
        new Random(seed).nextBytes(secret);
        return SharedKey.of(secret);
    }

    private static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static Bytes filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return Bytes.of(bytes);
    }

    /** A whole exchange, with all that each end said. */
    private static final class Talk {
        private final Handshake.Outcome dialler;
        private final Handshake.Outcome listener;
        private final byte[] firstOfDialler;
        private final byte[] fromListener;
        private final byte[] lastOfDialler;

        Talk(Credentials diallerHas, Credentials listenerHas) {
            this(diallerHas, listenerHas, DIALLER_KEY, LISTENER_KEY);
        }

        Talk(Credentials diallerHas, Credentials listenerHas, Bytes diallerKey, Bytes listenerKey) {
            Handshake dials = new Handshake(diallerHas, true, diallerKey, listenerKey, DIALLER_NONCE, nonce -> false);
            Handshake listens =
                    new Handshake(listenerHas, false, listenerKey, diallerKey, LISTENER_NONCE, nonce -> false);
            firstOfDialler = dials.start();
            Handshake.Step greeted = listens.received(firstOfDialler);
            fromListener = greeted.toPeer();
            Handshake.Step answered = dials.received(fromListener);
            lastOfDialler = answered.toPeer();
            dialler = answered.outcome();
            listener = greeted.outcome() instanceof Handshake.Pending
                    ? listens.received(lastOfDialler).outcome()
                    : greeted.outcome();
        }
    }
}
