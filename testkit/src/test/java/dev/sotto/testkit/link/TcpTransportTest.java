package dev.sotto.testkit.link;

import dev.sotto.identity.Credentials;
import dev.sotto.link.JsseChannelProvider;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.TcpTransport;
import dev.sotto.link.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** TCP with TLS 1.3, on loopback, keeps what every transport must keep. */
@Tag("sync")
class TcpTransportTest extends TransportContract {
    private static final SecureRandom RANDOM = new SecureRandom();

    @Override
    protected Transport transport(Credentials credentials) {
        return new TcpTransport(JsseChannelProvider.fresh(RANDOM), credentials, RANDOM, System::nanoTime);
    }

    @Override
    protected PeerAddress anyAddress() {
        return new PeerAddress("127.0.0.1", 0);
    }

    @Override
    protected PeerAddress deadAddress() {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new PeerAddress("127.0.0.1", taken.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected List<String> threadNames() {
        return List.of("sotto-listen", "sotto-link");
    }
}
