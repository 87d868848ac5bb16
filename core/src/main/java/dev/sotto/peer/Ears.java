package dev.sotto.peer;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.link.LinkListener;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.Transport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The addresses where connections are accepted. On the loop. */
final class Ears {
    private final List<PeerAddress> wanted;
    private final PeerListener listener;

    /** What is open, by the address of the config. */
    private final Map<PeerAddress, Transport.Listening> open = new LinkedHashMap<>();

    /** The port that a config's port 0 got the last time, so that a resume can have it again. */
    private final Map<PeerAddress, PeerAddress> lastPort = new LinkedHashMap<>();

    /** The code that was told of an address that cannot be bound. */
    private final Map<PeerAddress, String> told = new LinkedHashMap<>();

    Ears(List<PeerAddress> wanted, PeerListener listener) {
        this.wanted = wanted;
        this.listener = listener;
    }

    /** Opens all that are not open. Empty when they are; else why the first one cannot be. */
    Optional<Refusal> open(Transport transport, LinkListener links) {
        Optional<Refusal> first = Optional.empty();
        for (PeerAddress address : wanted) {
            if (!open.containsKey(address)) {
                Refusal failed = open(transport, links, address);
                first = failed != null && !first.isPresent() ? Optional.of(failed) : first;
            }
        }
        return first;
    }

    private @Nullable Refusal open(Transport transport, LinkListener links, PeerAddress address) {
        Refusal why = null;
        for (PeerAddress candidate : candidates(address)) {
            try {
                Transport.Listening ear = transport.listen(candidate, links);
                open.put(address, ear);
                lastPort.put(address, ear.address());
                told.remove(address);
                listener.listening(ear.address());
                return null;
            } catch (RefusedException e) {
                why = e.refusal();
            }
        }
        if (why != null && !why.code().equals(told.put(address, why.code()))) {
            listener.listenFailed(address, why);
        }
        return why;
    }

    /** The port from before the pause first; where any port will do, any other after it. */
    private List<PeerAddress> candidates(PeerAddress address) {
        List<PeerAddress> candidates = new ArrayList<>();
        PeerAddress last = lastPort.get(address);
        if (address.port() == 0 && last != null) {
            candidates.add(last);
        }
        candidates.add(address);
        return candidates;
    }

    boolean isComplete() {
        return open.size() == wanted.size();
    }

    List<PeerAddress> addresses() {
        List<PeerAddress> addresses = new ArrayList<>();
        open.values().forEach(ear -> addresses.add(ear.address()));
        return addresses;
    }

    void close() {
        open.values().forEach(Transport.Listening::close);
        open.clear();
        told.clear();
    }
}
