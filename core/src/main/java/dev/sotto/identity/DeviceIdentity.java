package dev.sotto.identity;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What a device shows to others and judges them by: its key, what the app's authority says of it, the authority itself, and the
 * newest revocation list that it knows. Immutable.
 */
public final class DeviceIdentity {
    private final DeviceKey key;
    private final DeviceCertificate certificate;
    private final AuthorityCertificate authority;
    private final Optional<RevocationList> revocations;

    private DeviceIdentity(
            DeviceKey key,
            DeviceCertificate certificate,
            AuthorityCertificate authority,
            Optional<RevocationList> revocations) {
        this.key = key;
        this.certificate = certificate;
        this.authority = authority;
        this.revocations = revocations;
    }

    /** @throws IllegalArgumentException the certificate is another key's or another authority's */
    public static DeviceIdentity of(DeviceKey key, DeviceCertificate certificate, AuthorityCertificate authority) {
        return new DeviceIdentity(key, requireOwn(key, certificate, authority), authority, Optional.empty());
    }

    private static DeviceCertificate requireOwn(
            DeviceKey key, DeviceCertificate certificate, AuthorityCertificate authority) {
        if (!certificate.publicKey().equals(key.publicKey())) {
            throw new IllegalArgumentException(certificate + " is about another key than this device's");
        }
        if (!certificate.isSignedBy(authority)) {
            throw new IllegalArgumentException(certificate + " is not signed by " + authority);
        }
        return certificate;
    }

    /**
     * Reads a device file: private key, certificate of the device, certificate of the authority, in PEM.
     *
     * @throws RefusedException PEM_INVALID, KEY_INVALID, CERT_INVALID, CERT_UNTRUSTED, FILE_NOT_PRIVATE, FILE_NOT_FOUND,
     *     FILE_UNREADABLE
     */
    public static DeviceIdentity read(Path file) {
        String text = Pem.text(PrivateFile.read(file, Limits.PEM_FILE_BYTES_MAX));
        DeviceCertificate certificate = DeviceCertificate.parse(Pem.section(Pem.CERTIFICATE, text, 0, 2));
        AuthorityCertificate authority = AuthorityCertificate.parse(Pem.section(Pem.CERTIFICATE, text, 1, 2));
        DeviceKey key = DeviceKey.of(Pem.section(Pem.PRIVATE_KEY, text, 0, 1), certificate.publicKey());
        if (!certificate.isSignedBy(authority)) {
            throw untrusted("file", "a certificate that the authority beside it has not signed");
        }
        return new DeviceIdentity(key, certificate, authority, Optional.empty());
    }

    /**
     * Writes the device file, for its owner only. Blocks for one fsync.
     *
     * @throws RefusedException FILE_EXISTS (never overwritten), FILE_UNWRITABLE
     */
    public void create(Path file) {
        PrivateFile.create(file, pem());
    }

    /**
     * Writes the device file in the place of the one that is there, whole or not at all. Blocks for one fsync.
     *
     * @throws RefusedException FILE_UNWRITABLE
     */
    public void replace(Path file) {
        PrivateFile.replace(file, pem());
    }

    private byte[] pem() {
        return Pem.bytes(key.privatePem() + certificate.toPem() + authority.toPem());
    }

    /** The same device with a renewed certificate. @throws IllegalArgumentException it is another key's or authority's */
    public DeviceIdentity with(DeviceCertificate renewed) {
        if (!renewed.app().equals(certificate.app())) {
            throw new IllegalArgumentException(renewed + " is for another app than " + certificate);
        }
        return new DeviceIdentity(key, requireOwn(key, renewed, authority), authority, revocations);
    }

    /** The same device with a list. @throws IllegalArgumentException it is another authority's */
    public DeviceIdentity with(RevocationList list) {
        if (!list.isSignedBy(authority)) {
            throw new IllegalArgumentException(list + " is not signed by " + authority);
        }
        return new DeviceIdentity(key, certificate, authority, Optional.of(list));
    }

    public DeviceKey key() {
        return key;
    }

    public DeviceCertificate certificate() {
        return certificate;
    }

    public AuthorityCertificate authority() {
        return authority;
    }

    /** The newest list that is known. */
    public Optional<RevocationList> revocations() {
        return revocations;
    }

    /** The number of that list; 0 without one. */
    public long revocationNumber() {
        return revocations.map(RevocationList::number).orElse(0L);
    }

    /**
     * Why a certificate that somebody shows does not count now; empty if it does.
     *
     * @param channelKeyHash SHA-256 of the public key that the channel has proved the other end to hold
     * @param wallMillis now
     * @return CERT_UNTRUSTED, APP_MISMATCH, REVOKED, CERT_EXPIRED, CERT_NOT_YET_VALID, or CLOCK_TROUBLE where our own clock must
     *     be wrong: it is before our own certificate was made
     */
    public Optional<Refusal> verdict(DeviceCertificate shown, Bytes channelKeyHash, long wallMillis) {
        if (!shown.isSignedBy(authority)) {
            return Optional.of(untrusted("authority", "another than ours").refusal());
        }
        if (!shown.keyHash().equals(channelKeyHash)) {
            return Optional.of(untrusted("key", "another than the channel's").refusal());
        }
        if (!shown.app().equals(certificate.app())) {
            return Optional.of(new Refusal("APP_MISMATCH", "app", "another app", "the same app id on both sides"));
        }
        return standing(shown, wallMillis);
    }

    /** As {@link #verdict}, of a certificate that was checked before: what time and revocations make of it. */
    public Optional<Refusal> standing(DeviceCertificate shown, long wallMillis) {
        if (revocations.isPresent() && revocations.get().revokes(shown)) {
            return Optional.of(new Refusal(
                    "REVOKED",
                    "certificate",
                    shown.serial() + " in revocation list " + revocationNumber(),
                    "a certificate that its authority has not taken back"));
        }
        Instant now = Instant.ofEpochMilli(wallMillis);
        if (now.isAfter(shown.notAfter().plusMillis(Limits.CLOCK_SKEW_MILLIS))) {
            return Optional.of(dated("CERT_EXPIRED", "until " + shown.notAfter(), now));
        }
        if (isEarly(shown, now)) {
            return Optional.of(
                    isEarly(certificate, now)
                            ? new Refusal(
                                    "CLOCK_TROUBLE",
                                    "our clock",
                                    now + ", before our own certificate of " + certificate.notBefore(),
                                    "the right time")
                            : dated("CERT_NOT_YET_VALID", "from " + shown.notBefore(), now));
        }
        return Optional.empty();
    }

    private static boolean isEarly(DeviceCertificate shown, Instant now) {
        return now.isBefore(shown.notBefore().minusMillis(Limits.CLOCK_SKEW_MILLIS));
    }

    private static Refusal dated(String code, String counts, Instant now) {
        return new Refusal(
                code,
                "certificate",
                "one that counts " + counts + ", at " + now,
                "one that counts now, give or take " + Limits.CLOCK_SKEW_MILLIS / 60_000 + " minutes");
    }

    private static RefusedException untrusted(String field, String got) {
        return new RefusedException(
                "CERT_UNTRUSTED", field, got, "a certificate of the app's authority for this very key");
    }

    /** Shows nothing of the key. */
    @Override
    public String toString() {
        return "DeviceIdentity[" + certificate + "]";
    }
}
