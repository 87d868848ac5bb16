package dev.sotto.testkit.link;

import dev.sotto.identity.Credentials;
import dev.sotto.link.JsseChannelProvider;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.TcpTransport;
import dev.sotto.link.Transport;
import java.security.SecureRandom;
import org.junit.jupiter.api.Tag;

/** TCP with TLS 1.3, cut at its bytes. */
@Tag("sync")
class TcpCutsTest extends TransportCutsContract {
    @Override
    protected Transport transport(Credentials credentials) {
        SecureRandom random = new SecureRandom();
        return new TcpTransport(JsseChannelProvider.fresh(random), credentials, random, System::nanoTime);
    }

    @Override
    protected PeerAddress anyAddress() {
        return new PeerAddress("127.0.0.1", 0);
    }
}
