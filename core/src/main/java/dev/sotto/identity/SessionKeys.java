package dev.sotto.identity;

import dev.sotto.document.Bytes;

/**
 * Keys of one session, from the shared key and both nonces: HKDF with salt = dialler's nonce, listener's nonce and info =
 * "sotto-session-1". Both ends have the same.
 *
 * @param stateHash 16 bytes: key of the SipHash that shortens state digests on the wire
 * @param sketchSalt 16 bytes: salt of the session's reconciliation sketches
 */
public record SessionKeys(Bytes stateHash, Bytes sketchSalt) {
    static final int KEY_BYTES = 16;

    /** Shows nothing of the keys. */
    @Override
    public String toString() {
        return "SessionKeys";
    }
}
