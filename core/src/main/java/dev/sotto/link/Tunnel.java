package dev.sotto.link;

import dev.sotto.document.RefusedException;
import java.io.IOException;
import java.net.Socket;

/** Carries a connection's bytes inside another protocol, where a network lets nothing else through. */
public interface Tunnel {
    /** Carries nothing: who asks for a place that needs one is refused. */
    Tunnel NONE = (connected, address, dialled, deadline) -> {
        throw missing(address);
    };

    /**
     * Begins the other protocol on a connected socket. Blocks for the answer of the other end, at most until the deadline;
     * closing {@code connected} from another thread ends the wait. Not idempotent.
     *
     * @param address where the peer listens, or where we do: {@link PeerAddress#webPath} is what is asked for
     * @param dialled whether this end asks; else it answers, also those who ask for something else, and in words
     * @param deadline for this and for what is proved inside
     * @return a socket whose streams are the inside; its close closes {@code connected} at once, and its {@code shutdownOutput}
     *     says goodbye in the other protocol's way. A read with a time-out also times out as soon as bytes came that brought
     *     nothing of the inside, so that the reader's clock decides whether it goes on. Memory for what is on its way is bounded,
     *     whatever comes.
     * @throws RefusedException NOT_OUR_PROTOCOL, the other end speaks something else; HANDSHAKE_TIMEOUT
     * @throws IOException the connection broke
     */
    Socket through(Socket connected, PeerAddress address, boolean dialled, HandshakeDeadline deadline)
            throws IOException;

    /** What is said of a place that cannot be reached or be listened at without one. */
    static RefusedException missing(PeerAddress address) {
        return new RefusedException(
                "WEBSOCKET_MISSING", "address", address, "HOST:PORT, or sotto-websocket in SottoConfig.tunnel");
    }
}
