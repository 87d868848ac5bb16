package dev.sotto.websocket;

import dev.sotto.document.RefusedException;
import dev.sotto.link.HandshakeDeadline;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.Tunnel;
import java.io.IOException;
import java.net.Socket;
import java.util.Collections;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.Role;

/**
 * Connections inside WebSocket: one HTTP/1.1 request, then binary messages whose boundaries mean nothing. Immutable; any thread.
 *
 * <p>The library's part is the format, its {@code Draft_6455}: requests, answers and frames from bytes and to bytes. The sockets and
 * their threads are those of TCP: a frame is written when the one before it is with the network, and the next one is read when
 * the listener has taken the one before it, so that a slow reader holds its sender up and nothing is queued here. The library's own
 * client and server queue without a bound.
 */
public final class WebSocketTunnel implements Tunnel {
    @Override
    public Socket through(Socket connected, PeerAddress address, boolean dialled, HandshakeDeadline deadline)
            throws IOException {
        Upgrade upgrade = new Upgrade(connected, address, deadline);
        try {
            byte[] behind = dialled ? upgrade.ask() : upgrade.answer();
            return new WebSocketSocket(connected, draft(dialled), draft(dialled), behind);
        } catch (RefusedException e) {
            upgrade.drain();
            throw e;
        }
    }

    /** The format as one end speaks it: only a client masks what it sends. */
    static Draft_6455 draft(boolean client) {
        Draft_6455 draft = new Draft_6455(Collections.emptyList(), Limits.FRAME_BYTES_MAX);
        draft.setParseMode(client ? Role.CLIENT : Role.SERVER);
        return draft;
    }
}
