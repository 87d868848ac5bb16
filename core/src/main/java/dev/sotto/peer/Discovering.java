package dev.sotto.peer;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.document.StoreId;
import dev.sotto.link.Backoff;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.discovery.Advert;
import dev.sotto.link.discovery.AdvertText;
import dev.sotto.link.discovery.Discovery;
import dev.sotto.link.discovery.DiscoveryListener;
import dev.sotto.link.discovery.Sighting;
import dev.sotto.link.discovery.Sightings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Advertises this peer while it listens, and dials those who advertise themselves. On the loop.
 *
 * <p>Of two that discover each other, the one with the smaller salt dials at once and the other one two seconds later, unless
 * they are connected by then: whom an advert belongs to, the stores that we are connected with tell ({@link
 * AdvertText#isOf(StoreId)}).
 */
final class Discovering {
    private final PeerSettings settings;
    private final PeerListener listener;
    private final Neighbourhood neighbourhood;
    private final Loop loop;
    private final Supplier<StoreId> ownStore;
    private final Roster roster;
    private final Map<String, Dialer> dialers = new LinkedHashMap<>();
    private final Set<String> toldCodes = new TreeSet<>();
    private final Semaphore inbox = new Semaphore(Limits.ADVERT_INBOX_MAX);

    /** Failures by address, whatever name the advert had. */
    private final Map<PeerAddress, Backoff> failures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PeerAddress, Backoff> eldest) {
            return size() > Limits.ADVERT_FAILURES_MAX;
        }
    };

    private @Nullable Sightings sightings;
    private Discovery.@Nullable Running running;
    private Bytes salt = Bytes.EMPTY;
    private int port;
    /** Counts runs, so that what an older one still tells is not taken for the newest one's. */
    private long number;

    private long dialCredit = Limits.ADVERT_DIALS_BURST;
    private long creditMillis;

    Discovering(
            PeerSettings settings,
            PeerListener listener,
            Neighbourhood neighbourhood,
            Loop loop,
            Supplier<StoreId> ownStore,
            Roster roster) {
        this.settings = settings;
        this.listener = listener;
        this.neighbourhood = neighbourhood;
        this.loop = loop;
        this.ownStore = ownStore;
        this.roster = roster;
    }

    /** Begins, or begins anew if we listen somewhere else now. */
    void open(List<PeerAddress> ears) {
        if (!settings.discovery().isPresent()) {
            return;
        }
        Discovery discovery = settings.discovery().get();
        int reachable = 0;
        for (PeerAddress ear : ears) {
            reachable = reachable == 0 && !ear.isWeb() && discovery.reaches(ear.host()) ? ear.port() : reachable;
        }
        if (running == null || reachable != port) {
            drop();
            port = reachable;
            begin(discovery);
        }
    }

    /** This store has another id: what was advertised of it is not true any more. */
    void renamed(List<PeerAddress> ears) {
        drop();
        open(ears);
    }

    private void begin(Discovery discovery) {
        byte[] fresh = new byte[dev.sotto.link.discovery.Limits.SALT_BYTES];
        settings.random().nextBytes(fresh);
        salt = Bytes.of(fresh);
        AdvertText text = AdvertText.of(salt, settings.credentials(), ownStore.get());
        sightings = new Sightings(settings.credentials(), ownStore.get(), discovery::isNear);
        toldCodes.clear();
        running = discovery.start(new Advert(text.instance(), port, text.encode()), new Heard(++number));
    }

    /** Says goodbye; {@code done}, on any thread, when that is with the network. */
    void close(Runnable done) {
        Discovery.Running leaving = running;
        forget();
        if (leaving == null) {
            done.run();
        } else {
            leaving.close(done);
        }
    }

    /** Ends it now; a goodbye may follow. */
    void drop() {
        close(() -> {});
    }

    private void forget() {
        running = null;
        number++;
        dialers.values().forEach(Dialer::stop);
        dialers.clear();
        sightings = null;
    }

    /** The loop takes nothing more: whoever waits for it would wait for ever. Any thread. */
    void release() {
        inbox.release(Integer.MAX_VALUE / 4);
    }

    /** That store has no link any more. */
    void gone(StoreId store) {
        new ArrayList<>(dialers.values()).forEach(dialer -> dialer.gone(store));
    }

    /** Whoever waits to dial does so now. */
    void retry() {
        new ArrayList<>(dialers.values()).forEach(Dialer::retry);
    }

    /** Now and then: old adverts go. */
    void tick() {
        if (sightings != null) {
            sightings.expire(now()).forEach(this::retire);
        }
    }

    private long now() {
        return settings.ticker().monotonicMillis();
    }

    // ---- what is heard

    /** Brings what the discovery's thread hears onto the loop. */
    private final class Heard implements DiscoveryListener {
        private final long of;

        Heard(long of) {
            this.of = of;
        }

        @Override
        public void found(Sighting sighting) {
            post(() -> Discovering.this.found(sighting));
        }

        @Override
        public void lost(String instance) {
            post(() -> Discovering.this.lost(instance));
        }

        @Override
        public void deaf(Refusal why) {
            post(() -> listener.discoveryFailed(why));
        }

        private void post(Runnable task) {
            inbox.acquireUninterruptibly();
            loop.post(() -> {
                inbox.release();
                if (of == number) {
                    task.run();
                }
            });
        }
    }

    private void found(Sighting sighting) {
        if (sightings == null) {
            return;
        }
        Sightings.Verdict verdict = sightings.found(sighting, now());
        if (verdict instanceof Sightings.Refused refused) {
            if (toldCodes.add(refused.refusal().code())) {
                listener.advertRefused(sighting.instance(), refused.refusal());
            }
            lost(sighting.instance()); // what it said before does not hold any more
        } else if (verdict instanceof Sightings.Worth worth) {
            listener.discovered(worth.hint().instance(), worth.hint().addresses());
            dial(worth.hint());
        }
    }

    private void lost(String instance) {
        if (sightings != null && sightings.lost(instance)) {
            retire(instance);
        }
    }

    private void retire(String instance) {
        listener.discoveryLost(instance);
        Dialer dialer = dialers.get(instance);
        if (dialer != null) {
            dialer.retire();
        }
    }

    private void dial(Sightings.Hint hint) {
        dialers.values().removeIf(dialer -> dialer.isIdle() && dialers.get(hint.instance()) != dialer);
        Dialer dialer = dialers.computeIfAbsent(
                hint.instance(),
                instance -> new Dialer(
                        neighbourhood, loop, settings.ticker(), settings.random(), hint.addresses(), new Hinted(hint)));
        boolean first = salt.compareTo(hint.text().salt()) < 0;
        dialer.advertised(
                hint.addresses(),
                failures.getOrDefault(hint.addresses().get(0), Backoff.NONE),
                first ? 0 : Limits.ADVERT_YIELD_MILLIS);
    }

    /** What keeps an advert from costing more than dials at growing intervals. */
    private final class Hinted implements Dialer.Hint {
        private final Sightings.Hint hint;

        Hinted(Sightings.Hint hint) {
            this.hint = hint;
        }

        @Override
        public long waitMillis() {
            long now = now();
            long earned = (now - creditMillis) / Limits.ADVERT_DIAL_MILLIS;
            if (earned > 0) {
                dialCredit = Math.min(Limits.ADVERT_DIALS_BURST, dialCredit + earned);
                creditMillis = now;
            }
            if (dialCredit == 0) {
                return creditMillis + Limits.ADVERT_DIAL_MILLIS - now;
            }
            dialCredit--;
            return 0;
        }

        @Override
        public Optional<StoreId> linked() {
            for (StoreId store : roster.connected()) {
                if (hint.text().isOf(store)) {
                    return Optional.of(store);
                }
            }
            return Optional.empty();
        }

        @Override
        public long failed(Refusal why, Backoff backoff) {
            hint.addresses().forEach(address -> failures.put(address, backoff));
            boolean nobody = why.code().equals("PEER_UNREACHABLE") || why.code().equals("LINK_LOST");
            if (nobody && backoff.failures() % Limits.ADVERT_DOUBT_FAILURES == 0 && running != null) {
                running.doubt(hint.instance());
            }
            return nobody ? 0 : Limits.ADVERT_IMPOSTOR_MILLIS;
        }

        @Override
        public void established() {
            hint.addresses().forEach(failures::remove);
            if (sightings != null) {
                sightings.proved(hint.instance(), now());
            }
        }
    }
}
