package dev.sotto.document;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4), which every Java platform must have. */
final class Sha256 {
    /** Never fed: looking the algorithm up at its provider takes longer than hashing an entry does. */
    private static final MessageDigest UNUSED = lookUp();

    private Sha256() {}

    static Bytes of(ByteWriter written) {
        MessageDigest sha = start();
        written.feed(sha);
        return Bytes.adopt(sha.digest());
    }

    static MessageDigest start() {
        try {
            return (MessageDigest) UNUSED.clone();
        } catch (CloneNotSupportedException e) {
            return lookUp(); // a provider of hardware, for example
        }
    }

    private static MessageDigest lookUp() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform lacks SHA-256", e);
        }
    }
}
