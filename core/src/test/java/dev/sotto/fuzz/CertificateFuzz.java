package dev.sotto.fuzz;

import dev.sotto.document.Bytes;
import dev.sotto.document.RefusedException;
import dev.sotto.identity.AuthorityCertificate;
import dev.sotto.identity.DeviceCertificate;
import dev.sotto.identity.Retirement;
import dev.sotto.identity.RevocationList;
import java.nio.charset.StandardCharsets;

/** Any bytes in the place of a certificate, an authority, a revocation list or their PEM forms are one, or a refusal with a code. */
public final class CertificateFuzz {
    private CertificateFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Bytes der = Bytes.of(data);
        String text = new String(data, StandardCharsets.ISO_8859_1);
        taken(() -> same(der, DeviceCertificate.parse(der).encoded()));
        taken(() -> same(der, AuthorityCertificate.parse(der).encoded()));
        taken(() -> same(der, RevocationList.parse(der).encoded()));
        taken(() -> DeviceCertificate.parsePem(text));
        taken(() -> RevocationList.parsePem(text));
        taken(() -> Retirement.parsePem(text));
    }

    private static void same(Bytes given, Bytes read) {
        if (!given.equals(read)) {
            throw new AssertionError("reads as something else");
        }
    }

    private static void taken(Runnable read) {
        try {
            read.run();
        } catch (RefusedException e) {
            if (!e.refusal().code().matches("(CERT|REVOCATIONS|RETIREMENT|PEM)_[A-Z_]+")) {
                throw new AssertionError(e.refusal().toString());
            }
        }
    }
}
