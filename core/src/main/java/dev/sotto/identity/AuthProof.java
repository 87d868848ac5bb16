package dev.sotto.identity;

import dev.sotto.document.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The proof that an end of a channel holds the shared key, bound to that very channel.
 *
 * <pre>
 * proof = HMAC-SHA256( HKDF(key, salt "sotto-auth-1", info mode),
 *           role (1: 0 dialled, 1 listens) | SHA-256(SPKI) of the dialler (32) | of the listener (32)
 *           | nonce of the dialler (16) | of the listener (16) | app hash (32) | mode (1)
 *           | versions of the dialler (min 4, max 4) | of the listener (min 4, max 4) )
 * </pre>
 *
 * Every part has a fixed length, so no two transcripts share their bytes. The role keeps a proof from being sent back to its
 * author; the certificates' hashes keep somebody in the middle, who must show a certificate of his own to each side, from
 * passing proofs on; the nonces keep a recording from being of use again.
 */
final class AuthProof {
    private static final byte[] AUTH_SALT = "sotto-auth-1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SESSION_INFO = "sotto-session-1".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH_BYTES = 32;

    private AuthProof() {}

    /** Everything that both ends must agree on for a proof to hold. */
    record Transcript(
            Bytes diallerKeyHash,
            Bytes listenerKeyHash,
            Bytes diallerNonce,
            Bytes listenerNonce,
            VersionRange diallerVersions,
            VersionRange listenerVersions) {}

    static Bytes prove(Credentials own, boolean byDialler, Transcript transcript) {
        byte[] authKey =
                own.key().derive(AUTH_SALT, new byte[] {(byte) own.mode().number()}, HASH_BYTES);
        ByteBuffer said = ByteBuffer.allocate(2 + 3 * HASH_BYTES + 2 * Limits.NONCE_BYTES + 16);
        said.put((byte) (byDialler ? 0 : 1));
        said.put(exactly(HASH_BYTES, transcript.diallerKeyHash()));
        said.put(exactly(HASH_BYTES, transcript.listenerKeyHash()));
        said.put(exactly(Limits.NONCE_BYTES, transcript.diallerNonce()));
        said.put(exactly(Limits.NONCE_BYTES, transcript.listenerNonce()));
        said.put(exactly(HASH_BYTES, own.appHash()));
        said.put((byte) own.mode().number());
        put(said, transcript.diallerVersions());
        put(said, transcript.listenerVersions());
        return Bytes.of(Hkdf.hmac(authKey, said.array()));
    }

    /** Compares in a time that does not tell how much is right. */
    static boolean holds(Bytes proof, Credentials own, boolean byDialler, Transcript transcript) {
        return MessageDigest.isEqual(
                proof.toArray(), prove(own, byDialler, transcript).toArray());
    }

    static SessionKeys sessionKeys(Credentials own, Transcript transcript) {
        byte[] salt = ByteBuffer.allocate(2 * Limits.NONCE_BYTES)
                .put(exactly(Limits.NONCE_BYTES, transcript.diallerNonce()))
                .put(exactly(Limits.NONCE_BYTES, transcript.listenerNonce()))
                .array();
        byte[] keys = own.key().derive(salt, SESSION_INFO, 2 * SessionKeys.KEY_BYTES);
        return new SessionKeys(
                Bytes.of(Arrays.copyOfRange(keys, 0, SessionKeys.KEY_BYTES)),
                Bytes.of(Arrays.copyOfRange(keys, SessionKeys.KEY_BYTES, keys.length)));
    }

    private static void put(ByteBuffer said, VersionRange versions) {
        said.putInt(versions.min()).putInt(versions.max());
    }

    private static byte[] exactly(int bytes, Bytes part) {
        byte[] array = part.toArray();
        if (array.length != bytes) {
            throw new IllegalArgumentException("a part of the proof has " + bytes + " bytes, got " + array.length);
        }
        return array;
    }
}
