package dev.sotto.link;

/**
 * A way to reach other peers. It hands out only links whose other end has proved that it shares our key; everything before
 * that (dialling, TLS, AUTH, its limits and deadlines) happens inside.
 *
 * <p>Port: TCP implements it ({@link TcpTransport}), so can a virtual network. What an implementation must keep is in the
 * test kit's TransportContract.
 */
public interface Transport extends AutoCloseable {
    /**
     * Starts to accept links at {@code address}; port 0 takes any free one.
     *
     * <p>Any thread. May block for a name look-up; not for the network otherwise. Not idempotent: a second call for the same
     * port fails.
     *
     * @param listener hears of every link that comes in, and of every stranger that was refused
     * @return the open ear, with the port that it really has
     * @throws dev.sotto.document.RefusedException PORT_TAKEN, ADDRESS_UNAVAILABLE (not an address of this machine),
     *     HOST_UNKNOWN, LISTEN_FAILED with the system's words
     * @throws IllegalStateException after close()
     */
    Listening listen(PeerAddress address, LinkListener listener);

    /**
     * Dials {@code address}. The outcome comes to the listener: exactly one of {@link LinkListener#opened} and
     * {@link LinkListener#refused}, or neither if the dial was cancelled first.
     *
     * <p>Any thread. Never blocks: names are looked up elsewhere. Not idempotent: each call dials once; dialling again is
     * the caller's decision ({@link Backoff}).
     *
     * @throws IllegalStateException after close()
     */
    Dial connect(PeerAddress address, LinkListener listener);

    /**
     * Looks whether the networks of the links are still there, and ends the links of those that are not: the system tells
     * nobody who only waits that a cable is out or a Wi-Fi is left. Does nothing where that is never seen.
     *
     * <p>Any thread. Takes microseconds for each network. Does not fail.
     */
    default void lookAtNetworks() {}

    /**
     * Aborts every link, dial and ear. Listeners of open links still hear {@link LinkListener#closed}.
     *
     * <p>Any thread. Waits only as {@link Listening#close} does. Idempotent. Does not fail.
     */
    @Override
    void close();

    /** An open ear of {@link #listen}. */
    interface Listening extends AutoCloseable {
        /** Where it listens, with the real port. Any thread, never blocks. */
        PeerAddress address();

        /**
         * Accepts nothing more; links that are open stay, and strangers that are in the middle of proving themselves are
         * dropped. When it returns the port is free. Any thread; may wait for the system to free the port, at most
         * {@link Limits#LISTEN_CLOSE_MILLIS}; idempotent, does not fail.
         */
        @Override
        void close();
    }

    /** An attempt of {@link #connect}. */
    interface Dial {
        /**
         * Gives the attempt up, if it is still one: a link that is open already stays. Any thread, never blocks,
         * idempotent, does not fail.
         */
        void cancel();
    }
}
