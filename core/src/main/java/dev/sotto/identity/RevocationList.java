package dev.sotto.identity;

import dev.sotto.document.Bytes;
import dev.sotto.document.RefusedException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The certificates that an app's authority has taken back: an X.509 revocation list (RFC 5280, section 5), signed by the
 * authority and numbered. A device keeps the one with the highest number that it has seen and passes it on; an older one never
 * takes its place. It does not grow old: on devices that meet rarely there is no newer one to ask for.
 */
public final class RevocationList {
    private static final String NUMBER = "2.5.29.20";
    private static final int INTEGER = 0x02;

    private final X509CRL x509;
    private final Bytes encoded;
    private final long number;
    private final SortedMap<BigInteger, Instant> entries;

    private RevocationList(X509CRL x509, Bytes encoded, long number, SortedMap<BigInteger, Instant> entries) {
        this.x509 = x509;
        this.encoded = encoded;
        this.number = number;
        this.entries = Collections.unmodifiableSortedMap(entries);
    }

    /**
     * Reads DER. That says only that it is well formed: {@link #isSignedBy} says whose it is.
     *
     * @throws RefusedException REVOCATIONS_TOO_LARGE, REVOCATIONS_INVALID
     */
    public static RevocationList parse(Bytes der) {
        if (der.length() > Limits.REVOCATION_LIST_BYTES_MAX) {
            throw tooLarge(der.length() + " bytes");
        }
        X509CRL x509 = X509.revocationList(der);
        if (x509.hasUnsupportedCriticalExtension()) {
            throw invalid("critical extensions", "one that is not known here");
        }
        byte[] numbered = x509.getExtensionValue(NUMBER);
        if (numbered == null) {
            throw invalid("number", "none");
        }
        SortedMap<BigInteger, Instant> entries = new TreeMap<>();
        if (x509.getRevokedCertificates() != null) {
            for (X509CRLEntry entry : x509.getRevokedCertificates()) {
                entries.put(
                        entry.getSerialNumber(),
                        Instant.ofEpochMilli(entry.getRevocationDate().getTime()));
            }
        }
        if (entries.size() > Limits.REVOKED_MAX) {
            throw tooLarge(entries.size() + " certificates");
        }
        return new RevocationList(x509, der, number(X509.unwrapped(numbered, "REVOCATIONS_INVALID")), entries);
    }

    /**
     * Reads the PEM form.
     *
     * @throws RefusedException PEM_INVALID, REVOCATIONS_TOO_LARGE, REVOCATIONS_INVALID
     */
    public static RevocationList parsePem(String text) {
        return parse(Pem.section(Pem.REVOCATION_LIST, text, 0, 1));
    }

    /**
     * Reads the PEM form from a file, which others may read: it is no secret.
     *
     * @throws RefusedException as {@link #parsePem}, FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TOO_LARGE
     */
    public static RevocationList read(Path file) {
        return parsePem(Pem.text(PrivateFile.readPublic(file, Limits.PEM_FILE_BYTES_MAX)));
    }

    /**
     * Writes the PEM form into that file, in the place of what is there, whole or not at all. Blocks for one fsync.
     *
     * @throws RefusedException FILE_UNWRITABLE
     */
    public void write(Path file) {
        PrivateFile.replace(file, Pem.bytes(toPem()));
    }

    /** A DER INTEGER from 1 to 2^62. */
    private static long number(Bytes der) {
        if (der.length() < 3 || der.length() > 10 || der.at(0) != INTEGER || der.at(1) != der.length() - 2) {
            throw invalid("number", "none that fits");
        }
        BigInteger number = new BigInteger(der.slice(2, der.length()).toArray());
        if (number.signum() <= 0 || number.bitLength() > 62) {
            throw invalid("number", number.toString());
        }
        return number.longValue();
    }

    static BigInteger serialNumber(String serial) {
        try {
            BigInteger number = new BigInteger(serial, 16);
            if (number.signum() > 0 && number.bitLength() <= 8 * Limits.SERIAL_BYTES_MAX) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw CertificateAuthority.noSerial(serial);
        }
        throw CertificateAuthority.noSerial(serial);
    }

    /** Which of two lists is the newer one; at least 1. */
    public long number() {
        return number;
    }

    /** How many certificates it takes back. */
    public int size() {
        return entries.size();
    }

    /** Whether it takes that one back. */
    public boolean revokes(DeviceCertificate certificate) {
        return entries.containsKey(certificate.serialNumber());
    }

    Map<BigInteger, Instant> entries() {
        return entries;
    }

    /** Whether that authority has signed it. */
    public boolean isSignedBy(AuthorityCertificate authority) {
        return authority.signed(x509);
    }

    /** DER. */
    public Bytes encoded() {
        return encoded;
    }

    /** The form for files. No secret. */
    public String toPem() {
        return Pem.section(Pem.REVOCATION_LIST, encoded);
    }

    private static RefusedException invalid(String field, String got) {
        return X509.refused("REVOCATIONS_INVALID", field, got);
    }

    private static RefusedException tooLarge(String got) {
        return new RefusedException(
                "REVOCATIONS_TOO_LARGE",
                "revocation list",
                got,
                "at most " + Limits.REVOCATION_LIST_BYTES_MAX + " bytes and " + Limits.REVOKED_MAX + " certificates");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RevocationList list && encoded.equals(list.encoded);
    }

    @Override
    public int hashCode() {
        return encoded.hashCode();
    }

    @Override
    public String toString() {
        return "RevocationList[number " + number + ", " + size() + " certificates]";
    }
}
