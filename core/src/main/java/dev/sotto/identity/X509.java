package dev.sotto.identity;

import dev.sotto.document.Bytes;
import dev.sotto.document.RefusedException;
import java.io.ByteArrayInputStream;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;

/**
 * Certificates and revocation lists out of bytes, by the platform's own parser (RFC 5280). What it does not see to is seen to
 * here: exactly the bytes given, and no form of text in their place.
 */
final class X509 {
    /** What both forms begin with: a DER SEQUENCE. The platform's parser would take PEM and PKCS #7 as well. */
    private static final int SEQUENCE = 0x30;

    private static final int OCTET_STRING = 0x04;

    private X509() {}

    static X509Certificate certificate(Bytes der) {
        requireSequence(der, "CERT_INVALID", "certificate");
        try {
            X509Certificate read = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der.toArray()));
            if (!Bytes.of(read.getEncoded()).equals(der)) {
                throw refused("CERT_INVALID", "certificate", "bytes behind or around it");
            }
            return read;
        } catch (RefusedException e) {
            throw e;
        } catch (CertificateException
                | RuntimeException e) { // the platform's parser has its own ideas of what to throw
            throw refused("CERT_INVALID", "certificate", "bytes that are none");
        }
    }

    static X509CRL revocationList(Bytes der) {
        requireSequence(der, "REVOCATIONS_INVALID", "revocation list");
        try {
            X509CRL read = (X509CRL)
                    CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der.toArray()));
            if (!Bytes.of(read.getEncoded()).equals(der)) {
                throw refused("REVOCATIONS_INVALID", "revocation list", "bytes behind or around it");
            }
            return read;
        } catch (RefusedException e) {
            throw e;
        } catch (CertificateException | CRLException | RuntimeException e) {
            throw refused("REVOCATIONS_INVALID", "revocation list", "bytes that are none");
        }
    }

    /** What an extension holds, out of the OCTET STRING that X.509 wraps it in; at most 65,535 bytes. */
    static Bytes unwrapped(byte[] octets, String code) {
        Bytes wrapped = Bytes.of(octets);
        int lengthAt = 1;
        int start = 2;
        if (wrapped.length() > 4 && wrapped.at(1) >= 0x80) {
            start += wrapped.at(1) - 0x80;
            lengthAt = 2;
        }
        int length = 0;
        for (int at = lengthAt; at < Math.min(start, wrapped.length()); at++) {
            length = length << 8 | wrapped.at(at);
        }
        if (wrapped.length() < 2 || wrapped.at(0) != OCTET_STRING || start > 4 || start + length != wrapped.length()) {
            throw refused(code, "extension", "no OCTET STRING");
        }
        return wrapped.slice(start, wrapped.length());
    }

    private static void requireSequence(Bytes der, String code, String field) {
        if (der.isEmpty() || der.at(0) != SEQUENCE) {
            throw refused(code, field, "no DER");
        }
    }

    static RefusedException refused(String code, String field, String got) {
        return new RefusedException(code, field, got, "as docs/PROTOCOL.md describes it");
    }
}
