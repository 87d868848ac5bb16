package dev.sotto.identity;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869): many independent keys out of one secret. */
public final class Hkdf {
    private static final String HMAC = "HmacSHA256";
    private static final int HASH_BYTES = 32;

    private Hkdf() {}

    /**
     * Extract and expand in one step.
     *
     * @param secret the input keying material
     * @param salt may be empty, which stands for 32 zero bytes (section 2.2)
     * @param info what the result is for; another text gives an independent key
     * @param bytes length of the result, 1 to 8,160 (section 2.3)
     */
    public static byte[] derive(byte[] secret, byte[] salt, byte[] info, int bytes) {
        return expand(extract(secret, salt), info, bytes);
    }

    static byte[] extract(byte[] secret, byte[] salt) {
        return hmac(salt.length == 0 ? new byte[HASH_BYTES] : salt, secret);
    }

    static byte[] expand(byte[] pseudoRandomKey, byte[] info, int bytes) {
        if (bytes < 1 || bytes > 255 * HASH_BYTES) {
            throw new IllegalArgumentException("HKDF gives 1 to " + 255 * HASH_BYTES + " bytes, asked for " + bytes);
        }
        byte[] result = new byte[bytes];
        byte[] block = new byte[0];
        for (int done = 0, counter = 1; done < bytes; counter++) {
            block = hmac(pseudoRandomKey, block, info, new byte[] {(byte) counter});
            int taken = Math.min(block.length, bytes - done);
            System.arraycopy(block, 0, result, done, taken);
            done += taken;
        }
        Arrays.fill(block, (byte) 0);
        return result;
    }

    /** HMAC-SHA256 (RFC 2104) over the parts in order. */
    static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this platform has no " + HMAC + ", which every Java platform must have", e);
        }
    }
}
