package dev.sotto.identity;

import dev.sotto.document.Bytes;
import dev.sotto.document.StoreId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What a peer brings to AUTH: the app that it runs, how it trusts, the key, and the protocol versions that it speaks. */
public final class Credentials {
    /** Nothing but certificates has dates. */
    private static final LongSupplier NO_CLOCK = () -> 0;

    private final TrustMode mode;
    private final SharedKey key;
    private final Bytes appHash;
    private final VersionRange versions;
    private final Optional<Standing> standing;
    private final LongSupplier wallMillis;

    private Credentials(
            TrustMode mode,
            SharedKey key,
            String appId,
            VersionRange versions,
            Optional<Standing> standing,
            LongSupplier wallMillis) {
        if (appId.isEmpty() || appId.length() > Limits.APP_ID_CHARS_MAX) {
            throw new IllegalArgumentException(
                    "an app id has 1 to " + Limits.APP_ID_CHARS_MAX + " characters, got " + appId.length());
        }
        this.mode = mode;
        this.key = key;
        this.appHash = hash(appId);
        this.versions = versions;
        this.standing = standing;
        this.wallMillis = wallMillis;
    }

    /**
     * Trust everybody who holds {@code key}.
     *
     * @throws IllegalArgumentException if the app id is empty or above 128 characters
     */
    public static Credentials sharedKey(SharedKey key, String appId, VersionRange versions) {
        return new Credentials(TrustMode.SHARED_KEY, key, appId, versions, Optional.empty(), NO_CLOCK);
    }

    /**
     * Trust everybody. The caller must warn at each start.
     *
     * @throws IllegalArgumentException if the app id is empty or above 128 characters
     */
    public static Credentials development(String appId, VersionRange versions) {
        return new Credentials(
                TrustMode.DEVELOPMENT, SharedKey.DEVELOPMENT, appId, versions, Optional.empty(), NO_CLOCK);
    }

    /**
     * Trust whoever the app's authority has certified and not taken back.
     *
     * @param standing what this device shows and judges by, asked at each AUTH
     * @param wallMillis milliseconds since 1970, for the dates of certificates; any thread
     * @throws IllegalArgumentException if the app id is empty, above 128 characters or not the certificate's
     */
    public static Credentials certificates(
            Standing standing, LongSupplier wallMillis, String appId, VersionRange versions) {
        String certified = standing.current().certificate().app();
        if (!certified.equals(appId)) {
            throw new IllegalArgumentException(
                    "the app id is \"" + appId + "\", the device's certificate is for \"" + certified + "\"");
        }
        return new Credentials(
                TrustMode.CERTIFICATES, SharedKey.DEVELOPMENT, appId, versions, Optional.of(standing), wallMillis);
    }

    /** What this device shows and judges by; only with certificates. */
    public Optional<Standing> standing() {
        return standing;
    }

    long wallMillis() {
        return wallMillis.getAsLong();
    }

    /** How this peer trusts. */
    public TrustMode mode() {
        return mode;
    }

    /** The protocol versions that this peer speaks. */
    public VersionRange versions() {
        return versions;
    }

    /** What the session's keys are derived from; with certificates nothing secret, as only both ends know the nonces. */
    SharedKey key() {
        return key;
    }

    /** SHA-256 of the app id behind a label. */
    Bytes appHash() {
        return appHash;
    }

    /**
     * What an advert shows of the app: 8 bytes that mean nothing to whoever does not know the app id, and others with each salt.
     */
    public Bytes saltedApp(Bytes salt) {
        return sha256("sotto-advert-app-1\0", salt, appHash).slice(0, Limits.ADVERT_HASH_BYTES);
    }

    /** What an advert shows of its store: 8 bytes that only those recognise who have met it, and others with each salt. */
    public static Bytes saltedStore(Bytes salt, StoreId store) {
        return sha256("sotto-advert-store-1\0", salt, store.bytes()).slice(0, Limits.ADVERT_HASH_BYTES);
    }

    /** As much of the hash as AUTH shows before the proof, which then covers all of it. */
    Bytes shownApp() {
        return appHash.slice(0, Limits.APP_ID_HASH_BYTES);
    }

    static Bytes hash(String appId) {
        return sha256("sotto-app-1\0", Bytes.utf8(appId));
    }

    private static Bytes sha256(String label, Bytes... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(label.getBytes(StandardCharsets.US_ASCII));
            for (Bytes part : parts) {
                digest.update(part.toArray());
            }
            return Bytes.of(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this platform has no SHA-256, which every Java platform must have", e);
        }
    }

    @Override
    public String toString() {
        return "Credentials[" + mode + ", versions " + versions + "]";
    }
}
