package dev.sotto.link;

import dev.sotto.document.Bytes;

/**
 * Makes the encrypted channels that links run in. Port: {@link JsseChannelProvider} implements it with the platform's TLS; a
 * platform whose own TLS is too old brings another one.
 */
public interface SecureChannelProvider {
    /**
     * A new channel for one connection.
     *
     * <p>Any thread. Does not block. Not idempotent.
     *
     * @param dialled true for the side that dialled
     * @param remote whom it is with; only used to find a session to resume
     */
    SecureChannel open(boolean dialled, PeerAddress remote);

    /** SHA-256 of our own certificate's SubjectPublicKeyInfo (RFC 5280, 4.1). Any thread, never blocks. */
    Bytes ownKeyHash();
}
