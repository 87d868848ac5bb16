package dev.sotto.link;

import dev.sotto.document.Bytes;

/**
 * One encrypted channel as a machine: ciphertext in, plaintext out, and the other way round. No sockets, no threads; one call
 * at a time. After an exception only {@link #close} is of use, and what the machine had still to say to the peer (an alert)
 * has been given to the output.
 */
public interface SecureChannel {
    /**
     * Begins the handshake; the dialling side gives its first bytes. Once. May compute for milliseconds, does not block.
     *
     * @throws dev.sotto.document.RefusedException TLS_UNAVAILABLE if this platform cannot speak TLS 1.3
     */
    void start(Output output);

    /**
     * Takes ciphertext. May compute for milliseconds during the handshake, does not block.
     *
     * @throws dev.sotto.document.RefusedException NOT_OUR_PROTOCOL, TLS_VERSION, CLIENT_CERT_REQUIRED, CERT_TOO_LARGE,
     *     CHANNEL_INTEGRITY, CHANNEL_REFUSED (the peer's alert)
     */
    void received(byte[] bytes, int offset, int length, Output output);

    /**
     * Seals plaintext; only when established and not closed. Does not block.
     *
     * @throws dev.sotto.document.RefusedException CHANNEL_INTEGRITY if the channel cannot seal any more
     */
    void send(byte[] bytes, int offset, int length, Output output);

    /** Says goodbye to the peer, as far as that is still possible. Idempotent, does not fail, does not block. */
    void close(Output output);

    /** True once the handshake is done and both ends have shown a certificate. */
    boolean isEstablished();

    /** True once the peer has said goodbye in the channel: nobody else can have forged this end. */
    boolean isClosedByPeer();

    /** Bytes of a record that has begun and not ended; above 0 at the end of the stream it was cut in the middle. */
    int unfinishedBytes();

    /**
     * SHA-256 of the peer's SubjectPublicKeyInfo, taken after this handshake, resumed or not.
     *
     * @throws IllegalStateException before it is established
     */
    Bytes peerKeyHash();

    /** Where a channel puts what it produces, in order, during the call that produced it. */
    interface Output {
        /** Ciphertext for the network. */
        void toNetwork(byte[] bytes);

        /** Plaintext for the peer's software. */
        void toPeer(byte[] bytes);
    }
}
