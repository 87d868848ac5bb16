package dev.sotto.document;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4), which every Java platform must have. */
final class Sha256 {
    private Sha256() {}

    static Bytes of(ByteWriter written) {
        MessageDigest sha = start();
        written.feed(sha);
        return Bytes.adopt(sha.digest());
    }

    static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform lacks SHA-256", e);
        }
    }
}
