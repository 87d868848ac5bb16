package dev.sotto.identity;

import dev.sotto.document.Bytes;
import dev.sotto.document.RefusedException;
import dev.sotto.document.Scopes;
import java.math.BigInteger;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an app's authority says of one device: X.509 version 3 (RFC 5280), P-256, signed with ECDSA over SHA-256 by the
 * authority itself, for at most {@link Limits#LIFETIME_MILLIS_MAX}. Who the device is and what it may do stands in one critical
 * extension, {@link Membership}; the subject repeats the device's name for other software.
 *
 * <p>Immutable. Reading one says only that it is well formed: {@link DeviceIdentity#verdict} says whether it counts.
 */
public final class DeviceCertificate {
    /** Under 2.25, where a UUID is an arc of its own (ITU-T X.667): e2e6b714-ac03-5dcf-a13c-ca25ffe6c7f8. */
    static final String MEMBERSHIP = "2.25.301603468643610207648704253243276314616";

    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final int VERSION = 3;

    private final X509Certificate x509;
    private final Bytes encoded;
    private final Membership membership;

    private DeviceCertificate(X509Certificate x509, Bytes encoded, Membership membership) {
        this.x509 = x509;
        this.encoded = encoded;
        this.membership = membership;
    }

    /**
     * Reads DER.
     *
     * @throws RefusedException CERT_TOO_LARGE, CERT_INVALID
     */
    public static DeviceCertificate parse(Bytes der) {
        requireSize(der);
        X509Certificate x509 = X509.certificate(der);
        requireForm(x509);
        byte[] extension = x509.getExtensionValue(MEMBERSHIP);
        if (extension == null) {
            throw invalid("membership", "none");
        }
        return new DeviceCertificate(x509, der, Membership.read(X509.unwrapped(extension, "CERT_INVALID")));
    }

    /**
     * Reads the PEM form; of a file with several certificates the first, which is the device's.
     *
     * @throws RefusedException PEM_INVALID, CERT_TOO_LARGE, CERT_INVALID
     */
    public static DeviceCertificate parsePem(String text) {
        int count = Pem.sections(Pem.CERTIFICATE, text).size();
        return parse(Pem.section(Pem.CERTIFICATE, text, 0, Math.max(1, count)));
    }

    static void requireSize(Bytes der) {
        if (der.length() > Limits.DEVICE_CERTIFICATE_BYTES_MAX) {
            throw new RefusedException(
                    "CERT_TOO_LARGE",
                    "certificate",
                    der.length() + " bytes",
                    "at most " + Limits.DEVICE_CERTIFICATE_BYTES_MAX);
        }
    }

    private static void requireForm(X509Certificate x509) {
        Set<String> critical = x509.getCriticalExtensionOIDs() == null
                ? Collections.emptySet()
                : new TreeSet<>(x509.getCriticalExtensionOIDs());
        Set<String> unknown = new TreeSet<>(critical);
        unknown.remove(MEMBERSHIP);
        unknown.remove(BASIC_CONSTRAINTS);
        unknown.remove(KEY_USAGE);
        long lifetime = x509.getNotAfter().getTime() - x509.getNotBefore().getTime();
        if (x509.getVersion() != VERSION || !critical.contains(MEMBERSHIP)) {
            throw invalid("membership", "none that is critical");
        }
        if (!unknown.isEmpty()) {
            throw invalid("critical extensions", unknown.iterator().next());
        }
        if (x509.getBasicConstraints() >= 0) {
            throw invalid("kind", "an authority's");
        }
        if (lifetime <= 0 || lifetime > Limits.LIFETIME_MILLIS_MAX) {
            throw invalid("lifetime", lifetime + " ms");
        }
        if (x509.getSerialNumber().signum() <= 0 || x509.getSerialNumber().bitLength() > 8 * Limits.SERIAL_BYTES_MAX) {
            throw invalid("serial number", x509.getSerialNumber().bitLength() + " bits");
        }
        if (!DeviceKey.isP256(Bytes.of(x509.getPublicKey().getEncoded()))) {
            throw invalid("public key", "another kind than P-256");
        }
    }

    static Bytes encoded(X509Certificate x509) {
        try {
            return Bytes.of(x509.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read has no encoding", e);
        }
    }

    /** DER. */
    public Bytes encoded() {
        return encoded;
    }

    /** The form for files. No secret. */
    public String toPem() {
        return Pem.section(Pem.CERTIFICATE, encoded);
    }

    /** The app that it is for. */
    public String app() {
        return membership.app();
    }

    /** The device's name, possibly empty. */
    public String device() {
        return membership.device();
    }

    /** Who uses the device, by whatever the app calls its users; possibly empty. */
    public String user() {
        return membership.user();
    }

    /** What the device may have, and what it may bring. */
    public Scopes scopes() {
        return membership.scopes();
    }

    /** Hexadecimal: what a revocation list names it by. */
    public String serial() {
        return serialNumber().toString(16);
    }

    BigInteger serialNumber() {
        return x509.getSerialNumber();
    }

    /** The first moment at which it counts. */
    public Instant notBefore() {
        return Instant.ofEpochMilli(x509.getNotBefore().getTime());
    }

    /** The last moment at which it counts. */
    public Instant notAfter() {
        return Instant.ofEpochMilli(x509.getNotAfter().getTime());
    }

    /** SHA-256 of the public key that it is about. */
    public Bytes keyHash() {
        return DeviceKey.hash(publicKey());
    }

    /** The public key that it is about, as SubjectPublicKeyInfo. */
    public Bytes publicKey() {
        return Bytes.of(x509.getPublicKey().getEncoded());
    }

    /** Whether that authority has signed it. */
    public boolean isSignedBy(AuthorityCertificate authority) {
        return authority.signed(x509);
    }

    private static RefusedException invalid(String field, String got) {
        return X509.refused("CERT_INVALID", field, got);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeviceCertificate certificate && encoded.equals(certificate.encoded);
    }

    @Override
    public int hashCode() {
        return encoded.hashCode();
    }

    @Override
    public String toString() {
        return "DeviceCertificate[" + serial() + ", device " + device() + ", until " + notAfter() + "]";
    }
}
