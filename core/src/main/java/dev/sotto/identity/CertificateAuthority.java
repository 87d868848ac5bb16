package dev.sotto.identity;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoreId;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The key that says which devices belong to an app: it certifies their public keys and revokes what it has certified. It
 * belongs on a server or on the machine of whoever deploys the app, never on a device. Immutable, any thread.
 */
public final class CertificateAuthority {
    /** 9999-12-31T23:59:59Z: RFC 5280, 4.1.2.5, "no well-defined expiration date". */
    private static final Date NEVER = new Date(253_402_300_799_000L);

    private final DeviceKey key;
    private final AuthorityCertificate certificate;
    private final SecureRandom random;

    private CertificateAuthority(DeviceKey key, AuthorityCertificate certificate, SecureRandom random) {
        this.key = key;
        this.certificate = certificate;
        this.random = random;
    }

    /**
     * A fresh authority.
     *
     * @param name for people, such as "shop"; shown in its certificate
     */
    public static CertificateAuthority generate(String name, SecureRandom random) {
        DeviceKey key = DeviceKey.generate(random);
        X500Name subject = commonName(name);
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                            subject,
                            serial(random),
                            new Date(0),
                            NEVER,
                            subject,
                            key.pair().getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return new CertificateAuthority(
                    key, AuthorityCertificate.parse(encoded(builder, signer(key, random))), random);
        } catch (IOException e) {
            throw new IllegalStateException("extensions of our own have an encoding", e);
        }
    }

    /**
     * Writes key and certificate into a new file that only its owner may read. Blocks for one fsync.
     *
     * @throws RefusedException FILE_EXISTS (never overwritten), FILE_UNWRITABLE
     */
    public void create(Path file) {
        PrivateFile.create(file, Pem.bytes(key.privatePem() + certificate.toPem()));
    }

    /**
     * Reads what {@link #create} wrote.
     *
     * @throws RefusedException PEM_INVALID, KEY_INVALID, CERT_INVALID, FILE_NOT_PRIVATE, FILE_NOT_FOUND, FILE_UNREADABLE
     */
    public static CertificateAuthority read(Path file, SecureRandom random) {
        String text = Pem.text(PrivateFile.read(file, Limits.PEM_FILE_BYTES_MAX));
        AuthorityCertificate certificate = AuthorityCertificate.parsePem(text);
        DeviceKey key = DeviceKey.of(Pem.section(Pem.PRIVATE_KEY, text, 0, 1), certificate.publicKey());
        return new CertificateAuthority(key, certificate, random);
    }

    /** What devices must know of it. */
    public AuthorityCertificate certificate() {
        return certificate;
    }

    /**
     * Certifies a device. Whether whoever asks is who they say is for the caller to know.
     *
     * @param app the app that the certificate is for, 1 to 128 bytes of UTF-8: {@code appId} of the config
     * @param publicKey of the device, as {@link DeviceKey#publicKey} gives it
     * @throws RefusedException KEY_INVALID if it is no P-256 key
     * @throws IllegalArgumentException the app's id is empty or too long, or the patterns of the scopes are too many for a certificate
     */
    public DeviceCertificate issue(String app, Bytes publicKey, DeviceTerms terms) {
        int appBytes = app.getBytes(StandardCharsets.UTF_8).length;
        if (appBytes < 1 || appBytes > Limits.APP_ID_CHARS_MAX) {
            throw new IllegalArgumentException(
                    "an app id has 1 to " + Limits.APP_ID_CHARS_MAX + " bytes, got " + appBytes);
        }
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                            certificate.x509(),
                            serial(random),
                            Date.from(terms.notBefore()),
                            Date.from(terms.notAfter()),
                            new X500Principal(encoded(commonName(terms.device()))),
                            DeviceKey.publicKey(publicKey))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            new ASN1ObjectIdentifier(DeviceCertificate.MEMBERSHIP),
                            true,
                            new Membership(app, terms.device(), terms.user(), terms.scopes()).encoded());
            Bytes issued = encoded(builder, signer(key, random));
            if (issued.length() > Limits.DEVICE_CERTIFICATE_BYTES_MAX) {
                throw new IllegalArgumentException("a certificate with these scopes has " + issued.length()
                        + " bytes, expected at most " + Limits.DEVICE_CERTIFICATE_BYTES_MAX + ": give fewer patterns");
            }
            return DeviceCertificate.parse(issued);
        } catch (IOException e) {
            throw new IllegalStateException("extensions of our own have an encoding", e);
        }
    }

    /**
     * A revocation list that takes the place of {@code before}: its number is the next one. What was revoked so long ago that
     * no certificate of then counts any more is left out.
     *
     * @param before the newest list; empty for the first one
     * @param serials of certificates, as {@link DeviceCertificate#serial} gives them
     * @param now the moment of this revocation
     * @throws IllegalArgumentException {@code before} is another authority's, a serial is none, or there are too many
     */
    public RevocationList revoke(Optional<RevocationList> before, Collection<String> serials, Instant now) {
        Map<BigInteger, Instant> revoked = new TreeMap<>();
        if (before.isPresent()) {
            if (!before.get().isSignedBy(certificate)) {
                throw new IllegalArgumentException("the list before is another authority's");
            }
            Instant forgotten = now.minusMillis(Limits.LIFETIME_MILLIS_MAX + 2 * Limits.CLOCK_SKEW_MILLIS);
            before.get().entries().forEach((serial, at) -> {
                if (at.isAfter(forgotten)) {
                    revoked.put(serial, at);
                }
            });
        }
        serials.forEach(serial -> revoked.putIfAbsent(RevocationList.serialNumber(serial), now));
        if (revoked.size() > Limits.REVOKED_MAX) {
            throw new IllegalArgumentException(
                    revoked.size() + " revoked certificates; at most " + Limits.REVOKED_MAX + " fit a list");
        }
        long number = before.map(RevocationList::number).orElse(0L) + 1;
        return RevocationList.parse(list(revoked, number, now));
    }

    /**
     * Retires a store of an app.
     *
     * @param app the app that the store is of: {@code appId} of the config
     */
    public Retirement retire(String app, StoreId store) {
        try {
            return Retirement.of(
                    store, Bytes.of(EcdsaSignature.of(key.pair().getPrivate(), Retirement.said(app, store))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this platform cannot sign with P-256", e);
        }
    }

    private Bytes list(Map<BigInteger, Instant> revoked, long number, Instant now) {
        try {
            X509v2CRLBuilder builder = new X509v2CRLBuilder(
                    X500Name.getInstance(
                            certificate.x509().getSubjectX500Principal().getEncoded()),
                    Date.from(now));
            builder.setNextUpdate(NEVER);
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
            revoked.forEach((serial, at) -> builder.addCRLEntry(serial, Date.from(at), CRLReason.unspecified));
            return Bytes.of(builder.build(signer(key, random)).getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("extensions of our own have an encoding", e);
        }
    }

    private static X500Name commonName(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, name.isEmpty() ? "sotto" : name)
                .build();
    }

    private static byte[] encoded(X500Name name) throws IOException {
        return name.getEncoded();
    }

    private static BigInteger serial(SecureRandom random) {
        return new BigInteger(127, random).setBit(126);
    }

    private static ContentSigner signer(DeviceKey key, SecureRandom random) {
        try {
            return new JcaContentSignerBuilder(EcdsaSignature.ALGORITHM)
                    .setSecureRandom(random)
                    .build(key.pair().getPrivate());
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("this platform cannot sign with P-256", e);
        }
    }

    private static Bytes encoded(X509v3CertificateBuilder builder, ContentSigner signer) {
        try {
            return DeviceCertificate.encoded(new JcaX509CertificateConverter().getCertificate(builder.build(signer)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was just made cannot be read", e);
        }
    }

    /** Shows nothing of the key. */
    @Override
    public String toString() {
        return "CertificateAuthority[" + certificate.keyHash() + "]";
    }

    /** For a message that names an unusable serial. */
    static RefusedException noSerial(String text) {
        return new RefusedException(new Refusal(
                "SERIAL_INVALID", "serial", text, "the serial number of a device certificate, hexadecimal"));
    }
}
