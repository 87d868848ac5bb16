package dev.sotto.testkit.world;

import dev.sotto.document.DocRef;
import dev.sotto.document.StoreId;
import dev.sotto.sync.Protections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * One seed's world, from its beginning to its end.
 *
 * <pre>
 *   draw -> devices, links -> [ writes and troubles ] -> heal: all links anew -> quiet -> checks -> stop, close -> checks
 * </pre>
 */
final class World {
    /** Of the last class's turn, in worlds whose few changes are told in lanes: a document or two. */
    private static final long LANE_BYTES = 50;

    /** What a peer lets others send at once, in worlds in which that is little: a few documents. */
    private static final long CREDIT_BYTES = 300;

    /** Longest time that healing may take: the rarest retry of a peer is every ten minutes. */
    private static final long HEAL_MILLIS_MAX = 3_600_000;

    private static final long LOOK_MILLIS = 500;
    private static final long QUIET_MILLIS = 4_000;
    private static final long STOP_MILLIS = 10_000;

    /** Things that happen at one moment at most: more is a peer that asks again and again whether it is time. */
    private static final long AT_ONCE_MAX = 5_000;

    /** One world in so many has its stores in real SQLite. */
    private static final int SQLITE_EVERY = 50;

    private final boolean onSqlite;
    private final Timeline time = new Timeline();
    private final Trace trace;
    private final Swarm swarm;
    private final Plants plants;
    private final Set<Integer> leftOut;
    private final VirtualNetwork network;
    private final Troubles troubles;
    private final Checks checks;
    private final Random random;
    private final List<Device> devices = new ArrayList<>();
    private final Apps apps;
    private final Optional<Groups> groups;
    private final Copies copies;
    private final Optional<Rights> rights;
    private final Subscriptions subscriptions;
    private final Optional<Retiring> retiring;
    private long activeMillis;
    private boolean closing;

    /** @param leftOut troubles at random moments that do not come, by their numbers */
    World(long seed, Profile profile, int peers, Plants plants, Set<Integer> leftOut, int traceLines) {
        this.onSqlite = seed % SQLITE_EVERY == 0;
        this.trace = new Trace(time, traceLines);
        this.plants = plants;
        this.leftOut = leftOut;
        this.random = new Random(scatter(seed));
        this.swarm = Swarm.draw(random, new Random(scatter(~seed)), profile, peers);
        this.network = new VirtualNetwork(this, new Random(random.nextLong()));
        this.network.latency(swarm.latencyMillis());
        this.troubles = new Troubles(this, new Random(random.nextLong()));
        this.checks = new Checks(this);
        this.apps = new Apps(this, new Random(random.nextLong()));
        for (int i = 0; i < swarm.peers(); i++) {
            devices.add(new Device(this, i, new Random(random.nextLong())));
        }
        connect();
        this.groups = profile == Profile.TRANSACTIONS
                ? Optional.of(new Groups(this, new Random(random.nextLong())))
                : Optional.empty();
        this.copies = new Copies(this, new Random(random.nextLong()));
        this.rights = profile == Profile.SCOPES
                ? Optional.of(new Rights(this, new Random(random.nextLong())))
                : Optional.empty();
        this.subscriptions = new Subscriptions(this, apps, new Random(random.nextLong()));
        this.retiring =
                swarm.retires() ? Optional.of(new Retiring(this, new Random(random.nextLong()))) : Optional.empty();
    }

    /** Seeds that are neighbours shall not be alike: the finalizer of SplitMix64 (Steele et al., OOPSLA 2014). */
    private static long scatter(long seed) {
        long z = seed + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** A tree, and some more links; some are dialled from both ends. */
    private void connect() {
        for (int i = 1; i < devices.size(); i++) {
            link(i, random.nextInt(i));
        }
        for (int a = 0; a < devices.size(); a++) {
            for (int b = 0; b < a; b++) {
                if (random.nextInt(4) == 0) {
                    link(a, b); // perhaps once more: two addresses may be one device's
                }
            }
        }
    }

    private void link(int a, int b) {
        if (random.nextInt(4) > 0) {
            devices.get(a).dials().add(b);
        }
        if (devices.get(a).dials().isEmpty() || !devices.get(a).dials().contains(b) || random.nextInt(5) == 0) {
            devices.get(b).dials().add(a);
        }
    }

    Timeline time() {
        return time;
    }

    Trace trace() {
        return trace;
    }

    /** Whether stores are in SQLite, in memory, and not in the storage that is made for simulations. */
    boolean isOnSqlite() {
        return onSqlite;
    }

    Swarm swarm() {
        return swarm;
    }

    Plants plants() {
        return plants;
    }

    Protections protections() {
        Protections drawn = swarm.sketches() ? Protections.ALL.sketching(0, 1) : Protections.ALL;
        drawn = swarm.windows() ? drawn.windows(0) : drawn;
        drawn = swarm.thrifty() ? drawn.credit(CREDIT_BYTES) : drawn;
        return plants.protections(swarm.classes() ? drawn.lanes(0, LANE_BYTES) : drawn);
    }

    /** Documents that are written together, in worlds that have some. */
    Optional<Groups> groups() {
        return groups;
    }

    /** All documents that anybody writes. */
    List<DocRef> documents() {
        List<DocRef> all = new ArrayList<>(apps.documents());
        groups.ifPresent(written -> all.addAll(written.documents()));
        return all;
    }

    /** Stores that are two for a while. */
    Copies copies() {
        return copies;
    }

    /** Who may have and bring what, in worlds where that is not everything. */
    Optional<Rights> rights() {
        return rights;
    }

    /** Of which only a part stays, or that come and go. */
    Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Stores that are retired by their names, in worlds where some are. */
    Optional<Retiring> retiring() {
        return retiring;
    }

    /** Whether what nobody has acknowledged may go there, by its app's word. */
    boolean mayDrop(Device device) {
        return retiring.map(retired -> retired.mayDrop(device)).orElse(false);
    }

    VirtualNetwork network() {
        return network;
    }

    Troubles troubles() {
        return troubles;
    }

    Checks checks() {
        return checks;
    }

    List<Device> devices() {
        return devices;
    }

    Device device(int number) {
        return devices.get(number);
    }

    Device anyDevice(Random chance) {
        return devices.get(chance.nextInt(devices.size()));
    }

    /** Something happened that others may hear of. */
    void active() {
        activeMillis = time.now();
    }

    /** Whether that trouble does not come, to see whether it matters. */
    boolean isLeftOut(int trouble) {
        return leftOut.contains(trouble);
    }

    /** A process has run. */
    void stepped(Process process) {
        if (!process.isOver()) {
            checks.tell(invariant -> invariant.stepped(process));
        } else if (!closing) {
            checks.found(process.device(), "ended by itself");
        }
    }

    /** Bytes went out. */
    void sent(VirtualConnection connection, Device from, int to, byte[] bytes) {
        long types = Frames.types(bytes);
        trace.bytes(from.number(), bytes);
        if (trace.isRead()) {
            trace.note(
                    from.number(),
                    "sends",
                    () -> "#" + connection.number() + " to " + device(to).name() + " " + Frames.names(types) + " "
                            + bytes.length + " bytes");
        }
        if (Frames.isNews(types)) {
            active();
            if ((types & swarm.messageTypes()) != 0 && troubles.strikes(Fault.POWER_AT_MESSAGE)) {
                time.after(random.nextInt(3), () -> device(to).losePower(Fault.POWER_AT_MESSAGE));
            }
            if (troubles.strikes(Fault.LINK_CUT_MID_FRAME)) {
                time.after(random.nextInt((int) swarm.latencyMillis() + 2), () -> connection.cut(true));
            }
        }
    }

    /** Runs it to its end. */
    Outcome play() {
        try {
            return playToTheEnd();
        } finally {
            devices.forEach(device -> device.disk().close());
        }
    }

    private Outcome playToTheEnd() {
        for (Device device : devices) {
            apps.subscribe(device);
            device.heartbeat(swarm.background() ? 15_000 : 1_000);
            device.start();
        }
        apps.plan();
        groups.ifPresent(Groups::plan);
        troubles.plan();
        copies.plan();
        subscriptions.plan();
        retiring.ifPresent(Retiring::plan);
        run(swarm.millis());
        if (heal()) {
            checks.tell(Invariant::end);
            close();
        } else if (checks.violations().isEmpty()) {
            checks.noQuiet();
        }
        return new Outcome(
                checks.violations(),
                time.now(),
                time.events(),
                troubles.count(),
                troubles.planned(),
                trace.hash(),
                trace.lines());
    }

    /** Lets things happen until then; ends early when a promise is broken, or when time stands still. */
    private void run(long untilMillis) {
        long from = time.events();
        long since = time.now();
        while (checks.violations().isEmpty() && time.step(untilMillis)) {
            if (time.now() > since) {
                since = time.now();
                from = time.events();
            } else if (time.events() - from > AT_ONCE_MAX) {
                checks.spins();
            }
        }
    }

    /** No more trouble: everything runs, every link is made anew and resumes through its cursors. Whether it came to rest. */
    private boolean heal() {
        trace.note(-1, "heals");
        troubles.end();
        for (VirtualConnection connection : network.connections()) {
            connection.cut(false);
        }
        rights.ifPresent(Rights::relent);
        devices.forEach(device -> device.heal(troubles.aheadMaxMillis()));
        network.pump();
        active();
        long until = time.now() + HEAL_MILLIS_MAX;
        while (time.now() < until && checks.violations().isEmpty()) {
            run(time.now() + LOOK_MILLIS);
            if (time.now() - activeMillis >= QUIET_MILLIS && isConnected() && !isHolding()) {
                return true;
            }
        }
        return false;
    }

    private boolean isConnected() {
        for (Device device : devices) {
            for (int other : device.dials()) {
                if (network.connections().stream()
                        .noneMatch(connection -> connection.joins(device.number(), other) && connection.isUp())) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether a document waits for a clock that its link will ask for again; a copy's list is of links that it has not. */
    private boolean isHolding() {
        for (Device device : devices) {
            for (int other : device.dials()) {
                if (isHolding(device, device(other)) || isHolding(device(other), device)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isHolding(Device device, Device other) {
        StoreId store = other.disk().storage().identity().storeId();
        return !device.disk().look().held(store, 1).isEmpty();
    }

    private void close() {
        for (Device device : devices) {
            Process process = device.process();
            if (process != null) {
                process.peer().stop(() -> {});
            }
        }
        run(time.now() + STOP_MILLIS);
        checks.tell(Invariant::stopped);
        closing = true;
        for (Device device : devices) {
            Process process = device.process();
            if (process != null) {
                process.peer().close();
            }
        }
        run(time.now() + STOP_MILLIS);
        checks.tell(Invariant::closed);
    }
}
