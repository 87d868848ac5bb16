package dev.sotto.websocket;

import dev.sotto.identity.Credentials;
import dev.sotto.link.JsseChannelProvider;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.TcpTransport;
import dev.sotto.link.Transport;
import dev.sotto.testkit.link.TransportContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** TLS 1.3 inside WebSocket, on loopback, keeps what every transport must keep. */
@Tag("sync")
class WebSocketTransportTest extends TransportContract {
    private static final SecureRandom RANDOM = new SecureRandom();

    @Override
    protected Transport transport(Credentials credentials) {
        return new TcpTransport(
                JsseChannelProvider.fresh(RANDOM), credentials, RANDOM, System::nanoTime, new WebSocketTunnel());
    }

    @Override
    protected PeerAddress anyAddress() {
        return new PeerAddress("127.0.0.1", 0, "/sync");
    }

    @Override
    protected PeerAddress deadAddress() {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new PeerAddress("127.0.0.1", taken.getLocalPort(), "/sync");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected List<String> threadNames() {
        return List.of("sotto-listen", "sotto-link");
    }
}
