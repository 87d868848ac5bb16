package dev.sotto.identity;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/**
 * The key pair of one device: P-256, because Android 8 to 12 and Apple's Secure Enclave have nothing else in common. The
 * private half stays on the device; an authority certifies the public one.
 */
public final class DeviceKey {
    /** What every P-256 SubjectPublicKeyInfo with an uncompressed point begins with (RFC 5480, section 2). */
    private static final Bytes P256 = Bytes.hex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

    private static final int PUBLIC_KEY_BYTES = 91;

    private final KeyPair pair;

    private DeviceKey(KeyPair pair) {
        this.pair = pair;
    }

    /** A fresh key, in memory only. */
    public static DeviceKey generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return new DeviceKey(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this platform cannot make P-256 keys", e);
        }
    }

    /**
     * The key kept in {@code file}; made and written there, for its owner only, if there is none. Blocks for one fsync then.
     *
     * @throws RefusedException PEM_INVALID, KEY_INVALID, FILE_NOT_PRIVATE, FILE_UNREADABLE, FILE_UNWRITABLE
     */
    public static DeviceKey keptIn(Path file, SecureRandom random) {
        if (!Files.exists(file)) {
            DeviceKey fresh = generate(random);
            PrivateFile.create(file, Pem.bytes(fresh.privatePem() + Pem.section(Pem.PUBLIC_KEY, fresh.publicKey())));
            return fresh;
        }
        String text = Pem.text(PrivateFile.read(file, Limits.PEM_FILE_BYTES_MAX));
        return of(Pem.section(Pem.PRIVATE_KEY, text, 0, 1), Pem.section(Pem.PUBLIC_KEY, text, 0, 1));
    }

    /** @throws RefusedException KEY_INVALID unless the two belong together */
    static DeviceKey of(Bytes privateKey, Bytes publicKey) {
        try {
            KeyFactory keys = KeyFactory.getInstance("EC");
            PrivateKey own = keys.generatePrivate(new PKCS8EncodedKeySpec(privateKey.toArray()));
            PublicKey shown = publicKey(publicKey);
            byte[] said = Bytes.utf8("sotto-key-pair").toArray();
            if (!EcdsaSignature.holds(shown, said, EcdsaSignature.of(own, said))) {
                throw invalid("a private key and the public key of another");
            }
            return new DeviceKey(new KeyPair(shown, own));
        } catch (GeneralSecurityException e) {
            throw invalid("bytes that are no P-256 private key");
        }
    }

    /** @throws RefusedException KEY_INVALID for anything but a point of P-256 */
    static PublicKey publicKey(Bytes encoded) {
        if (!isP256(encoded)) {
            throw invalid("a public key of another kind");
        }
        try {
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded.toArray()));
        } catch (GeneralSecurityException e) {
            throw invalid("a point that is not on P-256");
        }
    }

    static boolean isP256(Bytes encoded) {
        return encoded.length() == PUBLIC_KEY_BYTES && encoded.startsWith(P256);
    }

    /** The public half as SubjectPublicKeyInfo: what an authority is asked to certify. */
    public Bytes publicKey() {
        return Bytes.of(pair.getPublic().getEncoded());
    }

    /** Both halves, for the channel that proves to have the private one. */
    public KeyPair pair() {
        return pair;
    }

    /** SHA-256 of a SubjectPublicKeyInfo. */
    static Bytes hash(Bytes publicKey) {
        try {
            return Bytes.of(MessageDigest.getInstance("SHA-256").digest(publicKey.toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this platform has no SHA-256, which every Java platform must have", e);
        }
    }

    String privatePem() {
        return Pem.section(Pem.PRIVATE_KEY, Bytes.of(pair.getPrivate().getEncoded()));
    }

    private static RefusedException invalid(String got) {
        return new RefusedException(new Refusal("KEY_INVALID", "key", got, "a P-256 key pair"));
    }

    /** Shows nothing of the private half. */
    @Override
    public String toString() {
        return "DeviceKey[" + hash(publicKey()) + "]";
    }
}
