package dev.sotto.identity;

import dev.sotto.document.Bytes;
import dev.sotto.document.RefusedException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;

/**
 * The public half of an app's {@link CertificateAuthority}: what every device of the app must know to tell its own from
 * strangers. Its dates do not count: whoever carries it has decided to trust it.
 */
public final class AuthorityCertificate {
    private final X509Certificate x509;

    private AuthorityCertificate(X509Certificate x509) {
        this.x509 = x509;
    }

    /**
     * Reads DER.
     *
     * @throws RefusedException CERT_TOO_LARGE, CERT_INVALID if it is no self-signed P-256 authority
     */
    public static AuthorityCertificate parse(Bytes der) {
        DeviceCertificate.requireSize(der);
        X509Certificate x509 = X509.certificate(der);
        AuthorityCertificate read = new AuthorityCertificate(x509);
        if (x509.getBasicConstraints() < 0 || !DeviceKey.isP256(read.publicKey()) || !read.signed(x509)) {
            throw X509.refused("CERT_INVALID", "authority", "no self-signed P-256 authority");
        }
        return read;
    }

    /**
     * Reads the PEM form.
     *
     * @throws RefusedException PEM_INVALID, CERT_TOO_LARGE, CERT_INVALID
     */
    public static AuthorityCertificate parsePem(String text) {
        return parse(Pem.section(Pem.CERTIFICATE, text, 0, 1));
    }

    /** DER. */
    public Bytes encoded() {
        return DeviceCertificate.encoded(x509);
    }

    /** The form for files and for the app's source. No secret. */
    public String toPem() {
        return Pem.section(Pem.CERTIFICATE, encoded());
    }

    /**
     * Writes the PEM form into a new file.
     *
     * @throws RefusedException FILE_EXISTS, FILE_UNWRITABLE
     */
    public void create(Path file) {
        PrivateFile.create(file, Pem.bytes(toPem()));
    }

    Bytes publicKey() {
        return Bytes.of(x509.getPublicKey().getEncoded());
    }

    /** Names this authority in a store. */
    public Bytes keyHash() {
        return DeviceKey.hash(publicKey());
    }

    X509Certificate x509() {
        return x509;
    }

    /** Whether this authority has signed that. The algorithm is pinned: a weaker one is no signature. */
    boolean signed(X509Certificate certificate) {
        return EcdsaSignature.ALGORITHM.equalsIgnoreCase(certificate.getSigAlgName())
                && certificate.getIssuerX500Principal().equals(x509.getSubjectX500Principal())
                && holds(key -> certificate.verify(key));
    }

    boolean signed(X509CRL list) {
        return EcdsaSignature.ALGORITHM.equalsIgnoreCase(list.getSigAlgName())
                && list.getIssuerX500Principal().equals(x509.getSubjectX500Principal())
                && holds(key -> list.verify(key));
    }

    /** Whether this authority has signed these bytes. */
    boolean signed(byte[] said, Bytes signature) {
        return holds(key -> {
            if (!EcdsaSignature.holds(key, said, signature.toArray())) {
                throw new SignatureException("another signature");
            }
        });
    }

    private interface Verification {
        void by(PublicKey key) throws GeneralSecurityException;
    }

    private boolean holds(Verification verification) {
        try {
            verification.by(x509.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException e) { // what strange bytes make of a signature
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AuthorityCertificate authority && encoded().equals(authority.encoded());
    }

    @Override
    public int hashCode() {
        return encoded().hashCode();
    }

    @Override
    public String toString() {
        return "AuthorityCertificate[" + keyHash() + "]";
    }
}
