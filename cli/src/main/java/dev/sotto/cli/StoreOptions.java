package dev.sotto.cli;

import dev.sotto.Rejoin;
import dev.sotto.SottoConfig;
import dev.sotto.identity.KeyFile;
import dev.sotto.link.PeerAddress;
import dev.sotto.websocket.WebSocketTunnel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The options of every command that opens a store. */
final class StoreOptions {
    @Option(
            names = "--dir",
            required = true,
            paramLabel = "DIR",
            description = "The store's directory; made if it is not there. One process at a time may have it open.")
    private Path directory = Path.of("");

    @Option(names = "--key", paramLabel = "FILE", description = "The key that all peers share (sotto key makes one).")
    private Optional<Path> key = Optional.empty();

    @Option(
            names = "--device",
            paramLabel = "FILE",
            description = "This device's key and certificate, instead of a shared key (sotto key device makes them).")
    private Optional<Path> device = Optional.empty();

    @Option(
            names = "--revocations",
            paramLabel = "FILE",
            description =
                    "The list of certificates that were taken back (sotto key revoke), for this peer and all it reaches.")
    private Optional<Path> revocations = Optional.empty();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = AddressConverter.class,
            description =
                    "Accepts connections there; port 0 takes any free one. Or ws://HOST:PORT/PATH, inside WebSocket. May"
                            + " be given again.")
    private List<PeerAddress> listen = new ArrayList<>();

    @Option(
            names = "--connect",
            paramLabel = "HOST:PORT",
            converter = AddressConverter.class,
            description = "Connects there, and goes on trying. Or ws://HOST:PORT/PATH. May be given again.")
    private List<PeerAddress> connect = new ArrayList<>();

    @Option(
            names = "--discover",
            description = "Finds peers of the same app on this machine's networks, and lets them find this one (mDNS).")
    private boolean discover;

    @Option(
            names = "--subscribe",
            paramLabel = "STATEMENT",
            description = "Asks all peers for these documents, such as \"SELECT * FROM orders\". May be given again.")
    private List<String> subscribe = new ArrayList<>();

    @Option(
            names = "--app",
            paramLabel = "ID",
            defaultValue = "sotto",
            description = "Peers of another app are refused. Default: ${DEFAULT-VALUE}.")
    private String app = "sotto";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "",
            description = "What other peers see, at most 24 bytes.")
    private String name = "";

    @Option(
            names = "--rejoin",
            paramLabel = "keep|drop|ask",
            defaultValue = "ask",
            description =
                    "If this store was retired: what it wrote and nobody has acknowledged is kept, is dropped, or waits. "
                            + "Default: ${DEFAULT-VALUE}.")
    private Rejoin rejoin = Rejoin.ASK;

    private Optional<CertificateFiles> certificates = Optional.empty();

    /**
     * What the options say; reads the key file.
     *
     * @throws dev.sotto.document.RefusedException for a key that cannot be used
     * @throws IllegalArgumentException for a value that cannot be
     */
    SottoConfig.Builder config() {
        SottoConfig.Builder config =
                SottoConfig.in(directory).appId(app).name(name).rejoin(rejoin).tunnel(new WebSocketTunnel());
        key.ifPresent(file -> config.sharedKey(KeyFile.read(file)));
        certificates = device.map(file -> CertificateFiles.read(file, revocations));
        certificates.ifPresent(files -> config.certificates(files.identity()));
        listen.forEach(address -> config.listen(address.toString()));
        connect.forEach(address -> config.connect(address.toString()));
        if (discover) {
            config.discover();
        }
        return config;
    }

    boolean hasKey() {
        return key.isPresent() || device.isPresent();
    }

    /** The files of a peer with a certificate, once {@link #config} has read them. */
    Optional<CertificateFiles> certificates() {
        return certificates;
    }

    /** True if any option asks for other peers. */
    boolean wantsPeers() {
        return discover || !listen.isEmpty() || !connect.isEmpty();
    }

    List<String> subscriptions() {
        return subscribe;
    }

    Path directory() {
        return directory;
    }

    /** Reads HOST:PORT; what is wrong with it reaches the user with its own code. */
    static final class AddressConverter implements ITypeConverter<PeerAddress> {
        @Override
        public PeerAddress convert(String text) {
            return PeerAddress.parse(text);
        }
    }
}
