package dev.sotto.peer;

import dev.sotto.identity.Standing;
import dev.sotto.link.JsseChannelProvider;
import dev.sotto.link.SecureChannelProvider;
import dev.sotto.link.TcpTransport;
import dev.sotto.link.Transport;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** TCP with TLS, of this machine. */
final class TcpTransports implements Transports {
    private final PeerSettings settings;
    private @Nullable SecureChannelProvider channels;

    TcpTransports(PeerSettings settings) {
        this.settings = settings;
    }

    @Override
    public Transport open() {
        return new TcpTransport(
                channels(), settings.credentials(), settings.random(), System::nanoTime, settings.tunnel());
    }

    /** Made at the first start and kept, so that a reconnect can resume its TLS session. */
    private SecureChannelProvider channels() {
        Optional<Standing> certified = settings.credentials().standing();
        if (channels == null && certified.isPresent()) {
            channels = JsseChannelProvider.of(certified.get().current().key(), settings.tls(), settings.random());
        }
        if (channels == null) {
            channels = settings.directory().isPresent()
                    ? JsseChannelProvider.keptIn(settings.directory().get(), settings.tls(), settings.random())
                    : JsseChannelProvider.fresh(settings.tls(), settings.random());
        }
        return channels;
    }
}
