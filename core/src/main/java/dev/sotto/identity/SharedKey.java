package dev.sotto.identity;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * The one secret of an app's devices in {@link TrustMode#SHARED_KEY}: 16 to 64 random bytes. Whoever holds it may read and
 * write everything.
 *
 * <p>It is never printed: {@link #toString()} shows none of it. As text it is one line, {@code sotto-key-1 <base64url>};
 * see {@link KeyFile}. Passphrases are refused, because one recorded proof lets anybody try words offline, millions a second.
 */
public final class SharedKey {
    static final String PREFIX = "sotto-key-1 ";
    private static final String WANTED = "\"sotto-key-1 \" and " + Limits.KEY_BYTES_MIN + " to " + Limits.KEY_BYTES_MAX
            + " random bytes in base64url";

    /** Everybody knows this one; it only lets {@link TrustMode#DEVELOPMENT} go the same way as real keys. */
    static final SharedKey DEVELOPMENT = new SharedKey(new byte[Limits.KEY_BYTES]);

    private final byte[] secret;

    private SharedKey(byte[] secret) {
        this.secret = secret;
    }

    /** A fresh key of 256 bits out of {@code random}. */
    public static SharedKey generate(SecureRandom random) {
        byte[] secret = new byte[Limits.KEY_BYTES];
        do {
            random.nextBytes(secret);
        } while (looksTyped(secret)); // 1.6e-14 of all draws; they could not be read back
        return new SharedKey(secret);
    }

    /**
     * A key that came from elsewhere, for example out of the platform's keystore.
     *
     * @param secret copied
     * @throws RefusedException KEY_INVALID if it is too short, too long, or looks like something that a person typed
     */
    public static SharedKey of(byte[] secret) {
        if (secret.length < Limits.KEY_BYTES_MIN || secret.length > Limits.KEY_BYTES_MAX) {
            throw invalid(secret.length + " bytes");
        }
        if (looksTyped(secret)) {
            throw invalid("bytes that spell text or repeat: a passphrase is not a random key");
        }
        return new SharedKey(secret.clone());
    }

    /**
     * Reads the text form, with or without white space around it.
     *
     * @throws RefusedException KEY_INVALID; its words never repeat what was given, which may be a secret of another kind
     */
    public static SharedKey parse(String text) {
        String line = text.trim();
        if (!line.startsWith(PREFIX)) {
            throw invalid("a text of " + line.length() + " characters that does not begin with \"" + PREFIX + "\"");
        }
        byte[] secret;
        try {
            secret = Base64.getUrlDecoder()
                    .decode(line.substring(PREFIX.length()).trim());
        } catch (IllegalArgumentException e) {
            throw invalid("text after \"" + PREFIX + "\" that is not base64url");
        }
        return of(secret);
    }

    /** The text form: one line without its end. Handle it like the key itself. */
    public String toText() {
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** A key for one purpose, independent of those for other purposes. */
    byte[] derive(byte[] salt, byte[] info, int bytes) {
        return Hkdf.derive(secret, salt, info, bytes);
    }

    /** True for bytes that are all printable ASCII, or that are one short piece over and over. */
    private static boolean looksTyped(byte[] secret) {
        boolean printable = true;
        boolean repeats = true;
        for (int i = 0; i < secret.length; i++) {
            printable &= secret[i] >= 0x20 && secret[i] < 0x7f;
            repeats &= secret[i] == secret[i % 4];
        }
        return printable || repeats;
    }

    private static RefusedException invalid(String got) {
        return new RefusedException(new Refusal("KEY_INVALID", "key", got, WANTED));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SharedKey key && MessageDigest.isEqual(secret, key.secret);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(secret);
    }

    @Override
    public String toString() {
        return "SharedKey[" + secret.length * 8 + " bits]";
    }
}
