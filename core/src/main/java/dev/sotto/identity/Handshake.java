package dev.sotto.identity;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.wire.Message;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The AUTH phase of one connection: both ends prove that they hold the key, over a channel that is already encrypted.
 *
 * <pre>{@code
 *   dialler                                   listener
 *      | AUTH app, versions, mode, nonce d, -    |
 *      | --------------------------------------> |  app, versions and mode must suit
 *      |    AUTH app, versions, mode, nonce l, p |
 *      | <-------------------------------------- |  p proves the key over both nonces
 *      | AUTH app, versions, mode, nonce d, p'   |
 *      | --------------------------------------> |  p' likewise
 *   Done                                       Done
 * }</pre>
 *
 * Nothing but AUTH is parsed here, not even REFUSE: what a stranger says about us is worth nothing. So that both ends learn
 * all the same why it failed, each answers even what it cannot accept (without a proof to another app, versions or mode, with
 * its own proof to a wrong one), and the other end comes to its own verdict on that. To a stranger of another app the listener
 * shows an app hash of zeros: whoever does not know the app learns nothing about it.
 *
 * <p>Where certificates are trusted, the place of a proof is taken by a certificate over the key that the channel has proved
 * ({@link Presented}); the listener shows its own first, the dialler only to somebody whom it has found to be one of us. To a
 * dialler whose certificate does not count, the listener, who is proved by then, says REFUSE.
 *
 * <p>A machine: one thread, no clock, no chance (the nonce is handed in), no network.
 */
public final class Handshake {
    private static final Bytes NO_APP = Bytes.of(new byte[Limits.APP_ID_HASH_BYTES]);
    private static final byte[] NOTHING = new byte[0];

    private final Credentials own;
    private final boolean dialled;
    private final Bytes ownKeyHash;
    private final Bytes peerKeyHash;
    private final Bytes nonce;
    private final Predicate<Bytes> isOwnNonce;
    private final AuthFrames frames = new AuthFrames();
    /** The dialler's first AUTH, at the listener only. */
    private Message.@Nullable Auth greeting;

    private boolean over;

    /**
     * @param own what this end proves and asks for
     * @param dialled true at the end that dialled
     * @param ownKeyHash SHA-256 of the SubjectPublicKeyInfo that this end showed in the channel
     * @param peerKeyHash the same of the other end
     * @param nonce 16 fresh random bytes
     * @param isOwnNonce true for a nonce that this very process gave out: then both ends are the same peer
     */
    public Handshake(
            Credentials own,
            boolean dialled,
            Bytes ownKeyHash,
            Bytes peerKeyHash,
            Bytes nonce,
            Predicate<Bytes> isOwnNonce) {
        this.own = own;
        this.dialled = dialled;
        this.ownKeyHash = ownKeyHash;
        this.peerKeyHash = peerKeyHash;
        this.nonce = nonce;
        this.isOwnNonce = isOwnNonce;
    }

    /** What came of a call: frames for the peer (maybe none), and how things stand. Send first, then act on the outcome. */
    public record Step(byte[] toPeer, Outcome outcome) {}

    /** How things stand. */
    public sealed interface Outcome permits Pending, Done, Refused {}

    /** The peer has to speak. */
    public record Pending() implements Outcome {}

    /** Proved on both sides as far as this end can tell; {@code rest} are bytes that came behind the last AUTH. */
    public record Done(Authenticated authenticated, byte[] rest) implements Outcome {}

    /**
     * Over: APP_MISMATCH, VERSION_UNSUPPORTED, AUTH_FAILED, SELF_CONNECTION, AUTH_INVALID, PROTOCOL_STATE, what the frames
     * were refused for, or what {@link DeviceIdentity#verdict} says of a certificate.
     */
    public record Refused(Refusal refusal) implements Outcome {}

    /** What an end says, in the place of its HELLO, to one that has proved itself and is not to have a link. */
    public static byte[] turningAway(Refusal why) {
        return AuthFrames.refuse(why);
    }

    /** Begins. The dialler speaks first. Once. */
    public byte[] start() {
        return dialled ? auth(own.shownApp(), Bytes.EMPTY) : NOTHING;
    }

    /**
     * Takes bytes that came through the channel, in pieces of any size.
     *
     * @throws IllegalStateException once it is over
     */
    public Step received(byte[] bytes) {
        if (over) {
            throw new IllegalStateException("AUTH is over; later bytes belong to the session");
        }
        Step step;
        try {
            step = take(bytes);
        } catch (RefusedException e) {
            step = new Step(NOTHING, new Refused(e.refusal()));
        }
        over = !(step.outcome() instanceof Pending);
        return step;
    }

    private Step take(byte[] bytes) {
        frames.feed(bytes);
        Optional<Message.Auth> next = frames.next();
        if (!next.isPresent()) {
            return new Step(NOTHING, new Pending());
        }
        Message.Auth auth = next.get();
        requireSane(auth);
        if (dialled) {
            return answered(auth);
        }
        if (greeting != null) {
            return proved(greeting, auth);
        }
        greeting = auth;
        Step greeted = greeted(auth);
        // A dialler waits for our proof before it goes on, so more than one frame at once is not ours to expect.
        return greeted.outcome() instanceof Pending && frames.hasBytes() ? withRest(greeted) : greeted;
    }

    private Step withRest(Step greeted) {
        Step later = take(NOTHING);
        byte[] both = new byte[greeted.toPeer().length + later.toPeer().length];
        System.arraycopy(greeted.toPeer(), 0, both, 0, greeted.toPeer().length);
        System.arraycopy(later.toPeer(), 0, both, greeted.toPeer().length, later.toPeer().length);
        return new Step(both, later.outcome());
    }

    /** The listener hears the dialler's first AUTH. */
    private Step greeted(Message.Auth auth) {
        Optional<Refusal> unsuited = unsuited(auth);
        if (unsuited.isPresent()) {
            boolean otherApp = !auth.appIdHash().equals(own.shownApp());
            return new Step(auth(otherApp ? NO_APP : own.shownApp(), Bytes.EMPTY), new Refused(unsuited.get()));
        }
        Bytes proof = certified() ? Presented.of(identity()).encoded() : AuthProof.prove(own, false, transcript(auth));
        return new Step(auth(own.shownApp(), proof), new Pending());
    }

    /** The dialler hears the listener's AUTH. */
    private Step answered(Message.Auth auth) {
        Optional<Refusal> unsuited = unsuited(auth);
        if (unsuited.isPresent()) {
            return new Step(NOTHING, new Refused(unsuited.get()));
        }
        AuthProof.Transcript transcript = transcript(auth);
        if (certified()) {
            Judged judged = judge(auth);
            byte[] said = auth(
                    own.shownApp(),
                    judged.refusal()
                            .map(Presented::no)
                            .orElseGet(() -> Presented.of(identity()))
                            .encoded());
            return new Step(
                    said, judged.refusal().map(this::refusedFor).orElseGet(() -> done(auth, transcript, judged)));
        }
        byte[] proof = auth(own.shownApp(), AuthProof.prove(own, true, transcript));
        return AuthProof.holds(auth.proof(), own, false, transcript)
                ? new Step(proof, done(auth, transcript, Judged.NOTHING))
                : new Step(proof, new Refused(wrongKey()));
    }

    /** The listener hears the dialler's proof. */
    private Step proved(Message.Auth first, Message.Auth auth) {
        AuthProof.Transcript transcript = transcript(first);
        if (!first.nonce().equals(auth.nonce())
                || !first.appIdHash().equals(auth.appIdHash())
                || !versions(first).equals(versions(auth))
                || first.trustMode() != auth.trustMode()) {
            return new Step(NOTHING, new Refused(invalid("proof", "another nonce, app, mode or versions than before")));
        }
        if (certified()) {
            Judged judged = judge(auth);
            return judged.refusal()
                    .map(why -> new Step(judged.saidByPeer() ? NOTHING : AuthFrames.refuse(why), refusedFor(why)))
                    .orElseGet(() -> new Step(NOTHING, done(auth, transcript, judged)));
        }
        return AuthProof.holds(auth.proof(), own, true, transcript)
                ? new Step(NOTHING, done(auth, transcript, Judged.NOTHING))
                : new Step(NOTHING, new Refused(wrongKey()));
    }

    private boolean certified() {
        return own.mode() == TrustMode.CERTIFICATES;
    }

    private DeviceIdentity identity() {
        return own.standing().orElseThrow(IllegalStateException::new).current();
    }

    private Outcome refusedFor(Refusal why) {
        return new Refused(why);
    }

    /**
     * What came of the other end's certificate.
     *
     * @param refusal why it does not count; empty if it does
     * @param saidByPeer whether that is the other end's word about ours
     */
    private record Judged(
            Optional<DeviceCertificate> certificate,
            long revocationNumber,
            Optional<Refusal> refusal,
            boolean saidByPeer) {
        static final Judged NOTHING = new Judged(Optional.empty(), 0, Optional.empty(), false);

        static Judged no(Refusal why, boolean saidByPeer) {
            return new Judged(Optional.empty(), 0, Optional.of(why), saidByPeer);
        }
    }

    /**
     * The channel has proved that the other end holds the key of its own certificate (resumed channels: that it once did), so a
     * certificate of the authority over that very key is the proof; both nonces only make the session's keys.
     */
    private Judged judge(Message.Auth auth) {
        try {
            Presented presented = Presented.read(auth.proof());
            Optional<Refusal> no = presented.saysNo();
            if (no.isPresent()) {
                return Judged.no(no.get(), true);
            }
            DeviceCertificate shown = DeviceCertificate.parse(presented.certificate());
            Optional<Refusal> verdict = identity().verdict(shown, peerKeyHash, own.wallMillis());
            return verdict.isPresent()
                    ? Judged.no(verdict.get(), false)
                    : new Judged(Optional.of(shown), presented.revocationNumber(), verdict, false);
        } catch (RefusedException e) {
            return Judged.no(e.refusal(), false);
        }
    }

    private Done done(Message.Auth auth, AuthProof.Transcript transcript, Judged judged) {
        VersionRange theirs = versions(auth);
        Authenticated authenticated = new Authenticated(
                AuthProof.sessionKeys(own, transcript),
                own.versions().newestCommon(theirs),
                theirs,
                peerKeyHash,
                own.mode(),
                judged.certificate(),
                judged.revocationNumber());
        return new Done(authenticated, frames.rest());
    }

    /** What both ends find by themselves in each other's AUTH, before any proof. */
    private Optional<Refusal> unsuited(Message.Auth auth) {
        if (isOwnNonce.test(auth.nonce())) {
            return Optional.of(new Refusal("SELF_CONNECTION", "peer", "ourselves", "another peer"));
        }
        if (!auth.appIdHash().equals(own.shownApp())) {
            return Optional.of(new Refusal("APP_MISMATCH", "app", "another app", "the same app id on both sides"));
        }
        VersionRange theirs = versions(auth);
        if (!own.versions().meets(theirs)) {
            return Optional.of(new Refusal(
                    "VERSION_UNSUPPORTED",
                    "versions",
                    "peer " + theirs + ", we " + own.versions(),
                    "a protocol version that both speak"));
        }
        return auth.trustMode() == own.mode().number()
                ? Optional.empty()
                : Optional.of(new Refusal(
                        "AUTH_FAILED",
                        "trust mode",
                        "mode " + auth.trustMode(),
                        own.mode() + " (" + own.mode().number() + ") on both sides"));
    }

    private void requireSane(Message.Auth auth) {
        if (auth.nonce().length() != Limits.NONCE_BYTES) {
            throw new RefusedException(invalid("nonce", auth.nonce().length() + " bytes"));
        }
        if (auth.versionMin() < 0 || auth.versionMax() < auth.versionMin()) {
            throw new RefusedException(invalid("versions", auth.versionMin() + "-" + auth.versionMax()));
        }
    }

    private AuthProof.Transcript transcript(Message.Auth theirs) {
        return dialled
                ? new AuthProof.Transcript(
                        ownKeyHash, peerKeyHash, nonce, theirs.nonce(), own.versions(), versions(theirs))
                : new AuthProof.Transcript(
                        peerKeyHash, ownKeyHash, theirs.nonce(), nonce, versions(theirs), own.versions());
    }

    private byte[] auth(Bytes app, Bytes proof) {
        return AuthFrames.encode(new Message.Auth(
                app, own.versions().min(), own.versions().max(), own.mode().number(), nonce, proof));
    }

    private static VersionRange versions(Message.Auth auth) {
        return new VersionRange(auth.versionMin(), auth.versionMax());
    }

    private static Refusal wrongKey() {
        return new Refusal(
                "AUTH_FAILED", "key", "a proof with another key", "the same key file on both sides (sotto key)");
    }

    private static Refusal invalid(String field, String got) {
        return new Refusal("AUTH_INVALID", field, got, "AUTH as docs/PROTOCOL.md draws it");
    }
}
