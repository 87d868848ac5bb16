package dev.sotto.link;

import dev.sotto.document.Bytes;
import dev.sotto.document.RefusedException;
import dev.sotto.identity.DeviceKey;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.3, and nothing older, through the platform's own implementation (JSSE), with a certificate on both sides.
 *
 * <p>Any certificate is accepted: TLS gives secrecy, integrity and a pair of public keys, AUTH then proves over exactly these
 * two keys who is there. Do not take one for the other. The context is our own; the app's default context is neither used nor
 * changed. Sessions are resumed where both ends remember them (576 instead of 86 handshakes a second on one machine).
 */
public final class JsseChannelProvider implements SecureChannelProvider {
    /** The name of the file with the channel's key in a store's directory. */
    public static final String KEY_FILE = "channel-key.pem";

    private static final String[] PROTOCOLS = {"TLSv1.3"};

    private final SSLContext context;
    private final Bytes ownKeyHash;

    private JsseChannelProvider(ChannelKey key, Optional<Provider> tls, SecureRandom random) {
        this.ownKeyHash = key.keyHash();
        try {
            context = tls.isPresent()
                    ? SSLContext.getInstance(PROTOCOLS[0], tls.get())
                    : SSLContext.getInstance(PROTOCOLS[0]);
            context.init(new KeyManager[] {new OneKey(key)}, new TrustManager[] {new AnyCertificate()}, random);
        } catch (NoSuchAlgorithmException e) {
            throw new RefusedException(
                    "TLS_UNAVAILABLE",
                    "TLS provider",
                    tls.map(Provider::getName).orElse("the platform's own, without TLS 1.3"),
                    "one with TLS 1.3 (tlsProvider of the config)");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key manager and a trust manager of our own start a TLS context", e);
        }
        context.getClientSessionContext().setSessionCacheSize(Limits.TLS_SESSIONS_MAX);
        context.getServerSessionContext().setSessionCacheSize(Limits.TLS_SESSIONS_MAX);
    }

    /**
     * With the key kept in {@code directory}, made there at the first start. Blocks for that.
     *
     * @param tls gives TLS 1.3, where it must not be the platform's own: Android has none before API 29
     * @throws dev.sotto.document.RefusedException CHANNEL_KEY_INVALID, FILE_NOT_PRIVATE, FILE_UNWRITABLE, FILE_UNREADABLE,
     *     TLS_UNAVAILABLE
     */
    public static JsseChannelProvider keptIn(Path directory, Optional<Provider> tls, SecureRandom random) {
        return new JsseChannelProvider(ChannelKey.keptIn(directory.resolve(KEY_FILE), random), tls, random);
    }

    /** As {@link #keptIn(Path, Optional, SecureRandom)}, with the platform's own TLS. */
    public static JsseChannelProvider keptIn(Path directory, SecureRandom random) {
        return keptIn(directory, Optional.empty(), random);
    }

    /** With a fresh key that ends with the process. */
    public static JsseChannelProvider fresh(SecureRandom random) {
        return fresh(Optional.empty(), random);
    }

    /** As {@link #fresh(SecureRandom)}, with TLS 1.3 of that provider. */
    public static JsseChannelProvider fresh(Optional<Provider> tls, SecureRandom random) {
        return new JsseChannelProvider(ChannelKey.generate(random), tls, random);
    }

    /** With the key that the app's authority has certified; the certificate itself is shown in AUTH, to whom it may concern. */
    public static JsseChannelProvider of(DeviceKey key, Optional<Provider> tls, SecureRandom random) {
        return new JsseChannelProvider(ChannelKey.selfSigned(key.pair(), random), tls, random);
    }

    @Override
    public SecureChannel open(boolean dialled, PeerAddress remote) {
        SSLEngine engine = context.createSSLEngine(remote.host(), remote.port());
        engine.setUseClientMode(dialled);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        if (!dialled) {
            // Not "need": a missing certificate is then ours to name, whatever the platform would have called it.
            parameters.setWantClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return new JsseChannel(engine, dialled);
    }

    @Override
    public Bytes ownKeyHash() {
        return ownKeyHash;
    }

    /** Shows the one certificate, whatever is asked for. */
    private static final class OneKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "sotto";
        private final ChannelKey key;

        OneKey(ChannelKey key) {
            this.key = key;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {key.certificate()};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key.privateKey();
        }
    }

    /** Lets every certificate of a sane size pass: see the class comment for what stands in its place. */
    private static final class AnyCertificate extends X509ExtendedTrustManager {
        private static void requireSane(X509Certificate[] chain) throws CertificateException {
            if (chain.length > Limits.CERTIFICATE_CHAIN_MAX) {
                throw new JsseChannel.CertificateTooLarge(chain.length + " certificates");
            }
            for (X509Certificate certificate : chain) {
                int bytes = certificate.getEncoded().length;
                if (bytes > Limits.CERTIFICATE_BYTES_MAX) {
                    throw new JsseChannel.CertificateTooLarge(bytes + " bytes");
                }
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            requireSane(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
                throws CertificateException {
            requireSane(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
                throws CertificateException {
            requireSane(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            requireSane(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
                throws CertificateException {
            requireSane(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
                throws CertificateException {
            requireSane(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
