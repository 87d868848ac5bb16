package dev.sotto.peer;

import dev.sotto.document.Scopes;
import dev.sotto.identity.Credentials;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.Tunnel;
import dev.sotto.link.discovery.Discovery;
import java.nio.file.Path;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What a peer runs with.
 *
 * @param directory of the store; empty: in memory
 * @param marker a file that backups leave out, so that a store that was put back knows it; empty: it finds out from others
 * @param credentials what it proves to others and asks them to prove
 * @param neighbours what others may have of this store and bring to it, where no certificate says it
 * @param name for people, at most 24 bytes of UTF-8
 * @param listen addresses to accept links at
 * @param connect addresses to keep connected
 * @param discovery finds others and lets them find us; empty: only addresses that are given
 * @param documentBytesMax of a document on a local write
 * @param tls gives TLS 1.3; empty: the platform's own provider
 * @param tunnel for addresses that are reached inside HTTP
 * @param rejoin what becomes of what was written here and nobody has acknowledged, when this store is retired
 * @param ticker time
 * @param random chance: ids, nonces, keys
 */
public record PeerSettings(
        Optional<Path> directory,
        Optional<Path> marker,
        Credentials credentials,
        Scopes neighbours,
        String name,
        List<PeerAddress> listen,
        List<PeerAddress> connect,
        Optional<Discovery> discovery,
        int documentBytesMax,
        Optional<Provider> tls,
        Tunnel tunnel,
        RejoinPolicy rejoin,
        Ticker ticker,
        SecureRandom random) {
    /** Without a marker and a tunnel, with everything for others, and with a question should it be retired. */
    public PeerSettings(
            Optional<Path> directory,
            Credentials credentials,
            String name,
            List<PeerAddress> listen,
            List<PeerAddress> connect,
            Optional<Discovery> discovery,
            int documentBytesMax,
            Optional<Provider> tls,
            Ticker ticker,
            SecureRandom random) {
        this(
                directory,
                Optional.empty(),
                credentials,
                Scopes.ALL,
                name,
                listen,
                connect,
                discovery,
                documentBytesMax,
                tls,
                Tunnel.NONE,
                RejoinPolicy.ASK,
                ticker,
                random);
    }

    public PeerSettings {
        listen = Collections.unmodifiableList(new ArrayList<>(listen));
        connect = Collections.unmodifiableList(new ArrayList<>(connect));
    }
}
