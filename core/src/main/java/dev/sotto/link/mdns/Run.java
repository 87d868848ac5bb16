package dev.sotto.link.mdns;

import dev.sotto.document.Refusal;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.discovery.Advert;
import dev.sotto.link.discovery.Discovery;
import dev.sotto.link.discovery.DiscoveryListener;
import dev.sotto.link.discovery.Sighting;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a discovery: looks at the machine's networks, waits for datagrams, and turns the machines of each network.
 *
 * <pre>
 *   look at networks, if it is time -> machines -> wait for datagrams, an order or the next due time -> ...
 *   close: goodbye on every network -> sockets closed -> done
 * </pre>
 */
final class Run implements Runnable, Discovery.Running {
    /** Tells which networks there are now, by name. */
    interface Networks {
        Map<String, NetworkView> look() throws IOException;
    }

    private final Networks seen;
    private final Advert own;
    private final DiscoveryListener listener;
    private final Random jitter;
    private final LongSupplier millis;
    private final Supplier<Runnable> attention;

    private final ReentrantLock lock = new ReentrantLock();
    /** Under the lock: what other threads want. */
    private final Set<String> doubted = new LinkedHashSet<>();

    private final List<Runnable> whenClosed = new ArrayList<>();
    private @Nullable Selector selector;
    private boolean closing;
    private boolean ended;

    private final Map<String, Network> networks = new TreeMap<>();
    /** What each network says of an instance: one that two of them show is lost when neither does. */
    private final Map<String, Map<String, Sighting>> sightings = new TreeMap<>();

    private final Map<String, Long> toldMillis = new TreeMap<>();

    private final Set<String> deaf = new TreeSet<>();

    private @Nullable Runnable attending;
    private long attendUntilMillis;

    Run(
            Networks seen,
            Advert own,
            DiscoveryListener listener,
            Random jitter,
            LongSupplier millis,
            Supplier<Runnable> attention) {
        this.seen = seen;
        this.attention = attention;
        this.own = own;
        this.listener = listener;
        this.jitter = jitter;
        this.millis = millis;
    }

    // ---- any thread

    @Override
    public void doubt(String instance) {
        order(() -> doubted.add(instance));
    }

    @Override
    public void close(Runnable done) {
        boolean over;
        lock.lock();
        try {
            over = ended;
            if (!over) {
                whenClosed.add(done);
            }
        } finally {
            lock.unlock();
        }
        if (over) {
            done.run();
        } else {
            order(() -> closing = true);
        }
    }

    private void order(Runnable what) {
        lock.lock();
        try {
            what.run();
            if (selector != null) {
                selector.wakeup();
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- the thread

    @Override
    public void run() {
        try (Selector opened = Selector.open()) {
            publish(opened);
            try {
                discover(opened);
            } finally {
                publish(null);
                attend(false);
                networks.values().forEach(Network::goodbye);
                networks.values().forEach(Network::close);
            }
        } catch (IOException e) {
            listener.deaf(failed("this machine", e));
        } finally {
            end();
        }
    }

    private void publish(@Nullable Selector opened) {
        lock.lock();
        try {
            selector = opened;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        List<Runnable> tell;
        lock.lock();
        try {
            ended = true;
            tell = new ArrayList<>(whenClosed);
            whenClosed.clear();
        } finally {
            lock.unlock();
        }
        tell.forEach(Runnable::run);
    }

    private void discover(Selector opened) throws IOException {
        long lookMillis = millis.getAsLong();
        attendUntilMillis = lookMillis + Limits.ATTENTION_MILLIS;
        while (takeOrders()) {
            long now = millis.getAsLong();
            if (now >= lookMillis) {
                look(opened, now);
                lookMillis = now + Limits.NETWORKS_MILLIS;
            }
            long due = lookMillis;
            for (Network network : networks.values()) {
                network.tick(now);
                due = Math.min(due, network.dueMillis());
            }
            attend(sightings.isEmpty() || now < attendUntilMillis);
            opened.select(Math.max(1, due - now));
            read(opened, millis.getAsLong());
        }
    }

    private void attend(boolean wanted) {
        Runnable end = attending;
        if (wanted && end == null) {
            attending = attention.get();
        } else if (!wanted && end != null) {
            attending = null;
            end.run();
        }
    }

    /** False when it is over. */
    private boolean takeOrders() {
        List<String> taken;
        lock.lock();
        try {
            taken = new ArrayList<>(doubted);
            doubted.clear();
            if (closing) {
                return false;
            }
        } finally {
            lock.unlock();
        }
        long now = millis.getAsLong();
        attendUntilMillis = taken.isEmpty() ? attendUntilMillis : now + Limits.ATTENTION_MILLIS;
        taken.forEach(instance -> networks.values().forEach(network -> network.doubt(instance, now)));
        return true;
    }

    private void read(Selector opened, long nowMillis) {
        Iterator<SelectionKey> ready = opened.selectedKeys().iterator();
        while (ready.hasNext()) {
            SelectionKey key = ready.next();
            ready.remove();
            if (key.isValid() && key.attachment() instanceof Network network) {
                network.read((DatagramChannel) key.channel(), nowMillis);
            }
        }
    }

    // ---- networks that come and go

    private void look(Selector opened, long nowMillis) {
        Map<String, NetworkView> now;
        try {
            now = seen.look();
        } catch (IOException e) {
            tellDeaf("this machine", e);
            return;
        }
        for (Network network : new ArrayList<>(networks.values())) {
            NetworkView view = now.get(network.view().name());
            if (view == null || !view.isSameAs(network.view())) {
                networks.remove(network.view().name());
                network.end();
            }
        }
        for (NetworkView view : now.values()) {
            if (!networks.containsKey(view.name())) {
                open(view, opened, nowMillis);
            }
        }
    }

    private void open(NetworkView view, Selector opened, long nowMillis) {
        try {
            networks.put(
                    view.name(),
                    new Network(
                            view,
                            own,
                            opened,
                            jitter,
                            nowMillis,
                            this::found,
                            instance -> lost(view.name(), instance)));
            deaf.remove(view.name());
        } catch (IOException e) {
            tellDeaf(view.name(), e);
        }
    }

    private void tellDeaf(String network, IOException why) {
        if (deaf.add(network)) {
            listener.deaf(failed(network, why));
        }
    }

    private static Refusal failed(String network, IOException why) {
        return new Refusal(
                "DISCOVERY_FAILED", "network", network + ": " + why.getMessage(), "one where multicast is allowed");
    }

    // ---- what the networks say

    private void found(String network, Sighting sighting) {
        Map<String, Sighting> byNetwork = sightings.computeIfAbsent(sighting.instance(), instance -> new TreeMap<>());
        boolean same = sighting.equals(byNetwork.put(network, sighting));
        long age = millis.getAsLong() - toldMillis.getOrDefault(sighting.instance(), 0L);
        if (!same || age > Limits.TELL_AGAIN_MILLIS) {
            tell(sighting.instance(), byNetwork);
        }
    }

    private void lost(String network, String instance) {
        Map<String, Sighting> byNetwork = sightings.getOrDefault(instance, new TreeMap<>());
        byNetwork.remove(network);
        if (byNetwork.isEmpty()) {
            sightings.remove(instance);
            toldMillis.remove(instance);
            attendUntilMillis = millis.getAsLong() + Limits.ATTENTION_MILLIS;
            listener.lost(instance);
        } else {
            tell(instance, byNetwork);
        }
    }

    /** One sighting out of those of all networks; the text is the same, or the last one's is as good. */
    private void tell(String instance, Map<String, Sighting> byNetwork) {
        Set<PeerAddress> addresses = new LinkedHashSet<>();
        Sighting any = byNetwork.values().iterator().next();
        toldMillis.put(instance, millis.getAsLong());
        byNetwork.values().forEach(one -> addresses.addAll(one.addresses()));
        listener.found(new Sighting(instance, new ArrayList<>(addresses), any.text()));
    }
}
