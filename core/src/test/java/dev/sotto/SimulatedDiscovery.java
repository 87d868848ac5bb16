package dev.sotto;

import dev.sotto.document.Bytes;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.discovery.Advert;
import dev.sotto.link.discovery.Discovery;
import dev.sotto.link.discovery.DiscoveryListener;
import dev.sotto.link.discovery.Sighting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A network on which everybody hears of everybody at once. */
final class SimulatedDiscovery implements Discovery {
    static final String HOST = "127.0.0.1";

    private final Map<String, Sighting> adverts = new LinkedHashMap<>();
    private final List<DiscoveryListener> listeners = new ArrayList<>();

    /** Its stores are all on loopback, where no real network's would be. */
    @Override
    public boolean isNear(String at) {
        return at.equals(HOST);
    }

    @Override
    public synchronized Running start(Advert own, DiscoveryListener listener) {
        adverts.values().forEach(listener::found);
        listeners.add(listener);
        plant(own.instance(), HOST, own.port(), own.text());
        return new Running() {
            @Override
            public void doubt(String instance) {}

            @Override
            public void close(Runnable done) {
                leave(own.instance(), listener);
                done.run();
            }
        };
    }

    private synchronized void leave(String instance, DiscoveryListener listener) {
        listeners.remove(listener);
        takeBack(instance);
    }

    /** Puts an advert on the network, and tells everybody. */
    synchronized String plant(String instance, String at, int port, Bytes text) {
        Sighting sighting = new Sighting(instance, List.of(new PeerAddress(at, port)), text);
        adverts.put(instance, sighting);
        tell(sighting);
        return instance;
    }

    synchronized void tell(Sighting sighting) {
        listeners.forEach(listener -> listener.found(sighting));
    }

    synchronized void takeBack(String instance) {
        adverts.remove(instance);
        listeners.forEach(listener -> listener.lost(instance));
    }

    synchronized int advertCount() {
        return adverts.size();
    }
}
