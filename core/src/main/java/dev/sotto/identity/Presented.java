package dev.sotto.identity;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import java.util.Optional;

/**
 * What stands in the place of AUTH's proof where certificates are trusted.
 *
 * <pre>
 * varint verdict (0: what you showed counts) | varint number of the newest revocation list (0: none) | lp certificate
 * </pre>
 *
 * The certificate is empty exactly if the verdict is not 0: nobody is shown ours whom we do not take for one of us.
 */
record Presented(int verdict, long revocationNumber, Bytes certificate) {
    /** The numbers are on the wire and never change. */
    private static final String[] CODES = {
        "", "CERT_INVALID", "CERT_UNTRUSTED", "CERT_EXPIRED", "CERT_NOT_YET_VALID", "REVOKED", "APP_MISMATCH"
    };

    static Presented of(DeviceIdentity own) {
        return new Presented(0, own.revocationNumber(), own.certificate().encoded());
    }

    /** Says no. What is wrong with our own clock is ours to mend: to the other end its certificate does not count. */
    static Presented no(Refusal why) {
        int verdict = 1;
        for (int i = 1; i < CODES.length; i++) {
            verdict = CODES[i].equals(why.code()) ? i : verdict;
        }
        return new Presented(why.code().equals("CLOCK_TROUBLE") ? 4 : verdict, 0, Bytes.EMPTY);
    }

    Bytes encoded() {
        return new ByteWriter()
                .varint(verdict)
                .varint(revocationNumber)
                .prefixed(certificate)
                .toBytes();
    }

    /** @throws RefusedException AUTH_INVALID */
    static Presented read(Bytes proof) {
        ByteReader in = new ByteReader(proof, "AUTH_INVALID");
        Presented read = new Presented(
                in.varint("verdict", Integer.MAX_VALUE),
                in.count("revocation list"),
                in.prefixed(in.remaining(), "certificate"));
        in.end("proof");
        if (read.certificate.isEmpty() == (read.verdict == 0)) {
            throw in.refused("certificate", read.certificate.length() + " bytes", "one, or a verdict");
        }
        return read;
    }

    /** What the other end makes of what we showed. */
    Optional<Refusal> saysNo() {
        if (verdict == 0) {
            return Optional.empty();
        }
        String code = verdict < CODES.length ? CODES[verdict] : CODES[1];
        return Optional.of(new Refusal(
                code,
                "our certificate",
                "not taken by the other end",
                "one that counts there (and the right time on both sides)"));
    }
}
