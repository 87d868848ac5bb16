package dev.sotto.websocket;

import dev.sotto.identity.Credentials;
import dev.sotto.link.JsseChannelProvider;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.TcpTransport;
import dev.sotto.link.Transport;
import dev.sotto.testkit.link.TransportCutsContract;
import java.security.SecureRandom;
import org.junit.jupiter.api.Tag;

/** TLS 1.3 inside WebSocket, cut at its bytes, those of the handshake included. */
@Tag("sync")
class WebSocketCutsTest extends TransportCutsContract {
    @Override
    protected Transport transport(Credentials credentials) {
        SecureRandom random = new SecureRandom();
        return new TcpTransport(
                JsseChannelProvider.fresh(random), credentials, random, System::nanoTime, new WebSocketTunnel());
    }

    @Override
    protected PeerAddress anyAddress() {
        return new PeerAddress("127.0.0.1", 0, "/sync");
    }
}
