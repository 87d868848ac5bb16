package dev.sotto.link;

import dev.sotto.document.Refusal;

/**
 * Hears what happens to links. For one link the order is {@code opened}, any number of {@code received}, {@code closed}; these
 * come one after the other on the link's own reader thread. Implementations must not throw: an exception ends that link as
 * LISTENER_FAILED, and only it.
 */
public interface LinkListener {
    /** A peer proved the key. Reader thread of the link; while this blocks, nothing is received. Exactly once a link. */
    void opened(Link link);

    /**
     * Bytes came, in order, in pieces of any size. Reader thread of the link; may block, which stops reading and so slows
     * the sender down: this is how a receiver protects its memory.
     *
     * @param bytes belongs to the listener from now on
     */
    void received(Link link, byte[] bytes);

    /**
     * The queue fell below {@link Link#lowAt} after it had been above: now is a good time to send more. Writer
     * thread of the link; should return quickly.
     */
    void drained(Link link);

    /** The link ended; nothing comes after. Reader thread of the link. Exactly once a link that was opened. */
    void closed(Link link, LinkEnd end);

    /**
     * A connection ended before it was a link: nobody there, not our protocol, the wrong key. Any thread of the transport;
     * must return quickly.
     *
     * @param remote who it was, or whom we dialled
     * @param dialled true if we dialled, false if a stranger came in
     */
    void refused(PeerAddress remote, boolean dialled, Refusal why);
}
