package dev.sotto;

import dev.sotto.document.RefusedException;
import dev.sotto.document.Scopes;
import dev.sotto.identity.DeviceIdentity;
import dev.sotto.identity.SharedKey;
import dev.sotto.identity.TrustMode;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.Tunnel;
import dev.sotto.link.discovery.Discovery;
import dev.sotto.link.mdns.MulticastDns;
import dev.sotto.peer.Ticker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * How a store is opened: where it lives, whom it trusts, where it listens and whom it calls. Immutable; made by
 * {@link #in(Path)} or {@link #inMemory()}.
 */
public final class SottoConfig {
    private final Optional<Path> directory;
    private final Optional<Path> marker;
    private final TrustMode trustMode;
    private final Optional<SharedKey> sharedKey;
    private final Optional<DeviceIdentity> deviceIdentity;
    private final Scopes neighbours;
    private final boolean release;
    private final Rejoin rejoin;
    private static final String LOOPBACK = "127.0.0.1";

    private final String appId;
    private final String name;
    private final List<PeerAddress> listen;
    private final List<PeerAddress> connect;
    private final Optional<Discovery> discovery;
    private final Optional<Executor> callbackExecutor;
    private final int documentBytesMax;
    private final long statementTimeoutMillis;
    private final Optional<Provider> tlsProvider;
    private final boolean compress;
    private final Tunnel tunnel;

    private SottoConfig(Builder builder) {
        directory = builder.directory;
        marker = builder.marker;
        sharedKey = builder.sharedKey;
        deviceIdentity = builder.deviceIdentity;
        trustMode = deviceIdentity.isPresent()
                ? TrustMode.CERTIFICATES
                : sharedKey.isPresent() ? TrustMode.SHARED_KEY : TrustMode.DEVELOPMENT;
        neighbours = builder.neighbours;
        release = builder.release;
        rejoin = builder.rejoin;
        appId = builder.appId;
        name = builder.name;
        discovery = builder.discovery;
        listen = Collections.unmodifiableList(builder.ears());
        connect = Collections.unmodifiableList(new ArrayList<>(builder.connect));
        callbackExecutor = builder.callbackExecutor;
        documentBytesMax = builder.documentBytesMax;
        statementTimeoutMillis = builder.statementTimeoutMillis;
        tlsProvider = builder.tlsProvider;
        compress = builder.compress;
        tunnel = builder.tunnel;
    }

    /** A store in a directory of its own, which is made when it is not there. One process at a time may have it open. */
    public static Builder in(Path directory) {
        return new Builder(Optional.of(directory));
    }

    /** A store that lives in memory only and is gone after {@link Sotto#close()}; everything else works the same. */
    public static Builder inMemory() {
        return new Builder(Optional.empty());
    }

    /** Empty for a store in memory. */
    public Optional<Path> directory() {
        return directory;
    }

    /** Empty: a store that was put back finds it out when it meets others. */
    public Optional<Path> marker() {
        return marker;
    }

    /** {@code CERTIFICATES} or {@code SHARED_KEY} with what they need, else {@code DEVELOPMENT}: anybody may connect. */
    public TrustMode trustMode() {
        return trustMode;
    }

    public Optional<SharedKey> sharedKey() {
        return sharedKey;
    }

    /** Who this device is; only with certificates. */
    public Optional<DeviceIdentity> deviceIdentity() {
        return deviceIdentity;
    }

    /** What others may have of this store and bring to it, where no certificate says it. */
    public Scopes neighbours() {
        return neighbours;
    }

    /** Whether development mode is refused. */
    public boolean release() {
        return release;
    }

    /** What becomes of what nobody has acknowledged when this store comes back after it was retired. */
    public Rejoin rejoin() {
        return rejoin;
    }

    public String appId() {
        return appId;
    }

    public String name() {
        return name;
    }

    /** Addresses to accept connections on. */
    public List<PeerAddress> listen() {
        return listen;
    }

    /** Addresses to dial and keep dialling. */
    public List<PeerAddress> connect() {
        return connect;
    }

    /** Empty: only the addresses that are given are dialled, and nobody is told that we are here. */
    public Optional<Discovery> discovery() {
        return discovery;
    }

    /** Empty: callbacks run on a thread of this Sotto's own. */
    public Optional<Executor> callbackExecutor() {
        return callbackExecutor;
    }

    /** Bytes of canonical CBOR that a document may have on a local write. */
    public int documentBytesMax() {
        return documentBytesMax;
    }

    /** Milliseconds after which a SELECT is ended; 0 for never. */
    public long statementTimeoutMillis() {
        return statementTimeoutMillis;
    }

    /** Empty: the platform's own. */
    public Optional<Provider> tlsProvider() {
        return tlsProvider;
    }

    /** Whether what this store sends is compressed. */
    public boolean compress() {
        return compress;
    }

    /** What carries connections inside HTTP; {@link Tunnel#NONE} if nothing does. */
    public Tunnel tunnel() {
        return tunnel;
    }

    /** Collects the settings. Not thread-safe. */
    public static final class Builder {
        private final Optional<Path> directory;
        private Optional<Path> marker = Optional.empty();
        private Optional<SharedKey> sharedKey = Optional.empty();
        private Optional<DeviceIdentity> deviceIdentity = Optional.empty();
        private Scopes neighbours = Scopes.ALL;
        private String appId = "sotto";
        private String name = "";
        private final List<PeerAddress> listen = new ArrayList<>();
        private final List<PeerAddress> connect = new ArrayList<>();
        private boolean release;
        private Rejoin rejoin = Rejoin.ASK;
        private Optional<Discovery> discovery = Optional.empty();
        private Optional<Executor> callbackExecutor = Optional.empty();
        private int documentBytesMax = Limits.DOCUMENT_BYTES_DEFAULT;
        private long statementTimeoutMillis;
        private Optional<Provider> tlsProvider = Optional.empty();
        private boolean compress;
        private Tunnel tunnel = Tunnel.NONE;

        private Builder(Optional<Path> directory) {
            this.directory = directory;
        }

        /**
         * A file that backups of this device leave out, one for each store: on iOS one with NSURLIsExcludedFromBackupKey, on
         * Android one in {@code getNoBackupFilesDir} for a store that is elsewhere. A store that finds what another wrote there,
         * or nothing where it wrote something, was put back from a backup or copied, and others compare notes with it
         * afresh. Without it that is found out at the next meeting with others.
         */
        public Builder marker(Path file) {
            marker = Optional.of(file);
            return this;
        }

        /**
         * Trusts whoever holds the same key, with everything. Without a key the store is in development mode: it trusts
         * anybody who can reach it, and warns of that at each start.
         */
        public Builder sharedKey(SharedKey key) {
            sharedKey = Optional.of(key);
            return this;
        }

        /**
         * Trusts the devices that the app's own authority has certified and not taken back, and shows this device's certificate
         * to them. The app id must be the certificate's. Instead of a shared key, not beside one.
         */
        public Builder certificates(DeviceIdentity identity) {
            deviceIdentity = Optional.of(identity);
            return this;
        }

        /**
         * What others may have of this store and bring to it; everything if not given. It holds for whoever is connected, whoever
         * wrote a document: with a shared key nobody is told apart. Certificates say it for each device, so that it is not given
         * beside them.
         */
        public Builder neighbours(Scopes scopes) {
            neighbours = scopes;
            return this;
        }

        /**
         * Says that this build is for users: without a key or certificates {@link Sync#start()} fails then, so that what was tried out in
         * development mode does not reach them. Give it what the app's own build knows, such as {@code !BuildConfig.DEBUG}.
         */
        public Builder release(boolean forUsers) {
            release = forUsers;
            return this;
        }

        /**
         * What becomes of what was written here and nobody has acknowledged, when this store was retired by another and comes
         * back; {@link Rejoin#ASK} if not given.
         */
        public Builder rejoin(Rejoin then) {
            rejoin = then;
            return this;
        }

        /**
         * Gives addresses of the form {@code ws://host:port/path} a meaning, to {@link #listen} and to {@link #connect}: the same
         * encrypted connection inside WebSocket, for networks that let only HTTP through. {@code sotto-websocket} has it.
         */
        public Builder tunnel(Tunnel within) {
            tunnel = within;
            return this;
        }

        /** Stores of different apps do not sync even with the same key. 1 to 64 bytes of UTF-8; "sotto" if not given. */
        public Builder appId(String appId) {
            this.appId = sized("appId", appId, 1, Limits.APP_ID_BYTES_MAX);
            return this;
        }

        /** What peers see in their status, such as "till-1"; at most 24 bytes of UTF-8; empty if not given. */
        public Builder name(String name) {
            this.name = sized("name", name, 0, Limits.NAME_BYTES_MAX);
            return this;
        }

        /**
         * Accepts connections at host:port, such as 0.0.0.0:4040; port 0 lets the system choose. With a {@link #tunnel} also at
         * ws://host:port/path. May be repeated.
         */
        public Builder listen(String address) {
            return add("listen", listen, address("listen", address), Limits.LISTEN_ADDRESSES_MAX);
        }

        /** Dials host:port, with a {@link #tunnel} ws://host:port/path, and goes on trying while sync is started. May be repeated. */
        public Builder connect(String address) {
            return add("connect", connect, dialled(address), Limits.CONNECT_ADDRESSES_MAX);
        }

        /**
         * Finds stores of the same app on the networks of this device, by multicast DNS, and connects with them; and lets them
         * find this one, which accepts connections at any free port unless {@link #listen} says where. On Android {@code
         * AndroidDiscovery} is what to give to {@link #discover(Discovery)}.
         */
        public Builder discover() {
            return discover(new MulticastDns(new SecureRandom(), Ticker.SYSTEM::monotonicMillis));
        }

        /**
         * Finds stores of the same app in other processes of this device, and nowhere else: nothing is sent to a network, and it
         * accepts connections at any free port of 127.0.0.1 unless {@link #listen} says where.
         */
        public Builder discoverOnThisMachine() {
            return discover(MulticastDns.onThisMachine(new SecureRandom(), Ticker.SYSTEM::monotonicMillis));
        }

        /** As {@link #discover()}, by other means. */
        public Builder discover(Discovery how) {
            discovery = Optional.of(how);
            return this;
        }

        /**
         * Where observers and listeners are called, one call at a time whatever the executor does; give an app's main
         * thread if callbacks touch its screens. It must not run tasks in the thread that hands them over.
         */
        public Builder callbackExecutor(Executor executor) {
            callbackExecutor = Optional.of(executor);
            return this;
        }

        /** Bytes of canonical CBOR that a local write may give a document: 1 KiB to 4 MiB, 1 MiB if not given. */
        public Builder documentBytesMax(int bytes) {
            if (bytes < 1024 || bytes > Limits.DOCUMENT_BYTES_MAX) {
                throw new IllegalArgumentException(
                        "documentBytesMax is " + bytes + ", expected 1024 to " + Limits.DOCUMENT_BYTES_MAX);
            }
            documentBytesMax = bytes;
            return this;
        }

        /**
         * Takes TLS 1.3 from this provider instead of the platform's own, which has it on every JDK since 11 and on Android
         * since API 29.
         *
         * @throws IllegalArgumentException the provider has no TLS 1.3
         */
        public Builder tlsProvider(Provider provider) {
            if (provider.getService("SSLContext", "TLSv1.3") == null) {
                throw new IllegalArgumentException(
                        "tlsProvider is " + provider.getInfo() + ", expected one that has the SSLContext TLSv1.3");
            }
            tlsProvider = Optional.of(provider);
            return this;
        }

        /**
         * Sends what is long compressed; what is received may be, whatever is set here. Off unless it is set: who may write
         * documents here and sees how long the encrypted messages are could guess by it at what others wrote, when both go in
         * one message. Set it where that is no secret between them, or the network is dear.
         */
        public Builder compress(boolean compressed) {
            compress = compressed;
            return this;
        }

        /**
         * Milliseconds after which a SELECT that still runs is ended with STATEMENT_TIMEOUT; 0, which is also what holds if not
         * given, to let it run.
         */
        public Builder statementTimeoutMillis(long millis) {
            if (millis < 0) {
                throw new IllegalArgumentException("statementTimeoutMillis is " + millis + ", expected 0 or more");
            }
            statementTimeoutMillis = millis;
            return this;
        }

        /** Nobody can connect to a store that is found but does not listen. */
        private List<PeerAddress> ears() {
            List<PeerAddress> ears = new ArrayList<>(listen);
            if (discovery.isPresent() && ears.stream().allMatch(PeerAddress::isWeb)) {
                boolean here = discovery.get().reaches(LOOPBACK);
                ears.add(new PeerAddress(here ? LOOPBACK : "0.0.0.0", 0));
            }
            return ears;
        }

        /**
         * @throws IllegalArgumentException certificates were given beside a key or scopes for neighbours, or one for another app
         */
        public SottoConfig build() {
            if (deviceIdentity.isPresent()) {
                String app = deviceIdentity.get().certificate().app();
                if (sharedKey.isPresent()) {
                    throw new IllegalArgumentException(
                            "sharedKey and certificates were both given; a store trusts by one");
                }
                if (!neighbours.isAll()) {
                    throw new IllegalArgumentException(
                            "neighbours and certificates were both given; each certificate says what its device may do");
                }
                if (!app.equals(appId)) {
                    throw new IllegalArgumentException(
                            "appId is \"" + appId + "\", but the device's certificate is for \"" + app + "\"");
                }
            }
            return new SottoConfig(this);
        }

        private Builder add(String field, List<PeerAddress> addresses, PeerAddress address, int max) {
            if (addresses.size() == max) {
                throw new IllegalArgumentException(field + " was given more than " + max + " times");
            }
            addresses.add(address);
            return this;
        }

        private static PeerAddress address(String field, String text) {
            try {
                return PeerAddress.parse(text);
            } catch (RefusedException e) {
                throw new IllegalArgumentException(field + ": " + e.getMessage());
            }
        }

        private static PeerAddress dialled(String text) {
            PeerAddress address = address("connect", text);
            if (address.port() == 0) {
                throw new IllegalArgumentException("connect is \"" + text + "\", expected a port of 1 to 65535");
            }
            return address;
        }

        private static String sized(String field, String text, int min, int max) {
            int bytes = text.getBytes(StandardCharsets.UTF_8).length;
            if (bytes < min || bytes > max) {
                throw new IllegalArgumentException(
                        field + " has " + bytes + " bytes of UTF-8, expected " + min + " to " + max);
            }
            return text;
        }
    }
}
