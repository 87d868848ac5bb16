package dev.sotto.testkit.world;

import dev.sotto.document.DocRef;
import dev.sotto.document.Refusal;
import dev.sotto.document.Scopes;
import dev.sotto.document.StoreId;
import dev.sotto.identity.Credentials;
import dev.sotto.identity.DeviceCertificate;
import dev.sotto.identity.VersionRange;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.Transport;
import dev.sotto.link.Tunnel;
import dev.sotto.peer.LoopDriver;
import dev.sotto.peer.Neighbour;
import dev.sotto.peer.Peer;
import dev.sotto.peer.PeerListener;
import dev.sotto.peer.PeerPorts;
import dev.sotto.peer.PeerSettings;
import dev.sotto.peer.PeerStatus;
import dev.sotto.peer.RejoinPolicy;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.Notice;
import dev.sotto.store.Storage;
import dev.sotto.sync.Delivery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of the app on a device, from its start to its end: the product's own peer, and who gives it its steps. */
final class Process implements LoopDriver, PeerListener, VirtualDisk.DiskUse {
    private static final int DOCUMENT_BYTES_MAX = 1 << 20;

    private final World world;
    private final Device device;
    private final Scopes scopes;
    private final Storage storage;
    private final Peer peer;

    /** What the network had for a process that stood still. */
    private final Deque<Runnable> kernel = new ArrayDeque<>();

    private @Nullable Steps steps;
    private PeerStatus status = PeerStatus.STOPPED;
    private boolean alive = true;
    private boolean frozen;
    private boolean stepPlanned;
    private long wakeMillis = Long.MAX_VALUE;
    private long stalledMillis;
    private long doneMillis;
    private int unread;

    Process(World world, Device device) {
        this.world = world;
        this.device = device;
        this.scopes = device.scopes();
        this.storage = world.plants().storage(device.disk().open(this), device);
        PeerSettings settings = new PeerSettings(
                Optional.empty(),
                Optional.empty(),
                Credentials.development("world", new VersionRange(0, 0)),
                world.plants().granted(device.scopes()),
                device.name(),
                Collections.singletonList(VirtualNetwork.address(device.number())),
                dials(device),
                Optional.empty(),
                DOCUMENT_BYTES_MAX,
                Optional.empty(),
                Tunnel.NONE,
                RejoinPolicy.ASK,
                world.plants().clock(device.clock()),
                device.ids());
        this.peer = Peer.open(
                settings, new PeerPorts(storage, this::transport, Optional.of(this), world.protections()), this);
    }

    private Transport transport() {
        return world.plants().transport(world.network().transport(this), device);
    }

    /** The app watches everything that it holds. */
    void observe() {
        peer.observe(
                Apps.OBSERVED,
                Apps.NO_ARGUMENTS,
                Runnable::run,
                result -> {
                    if (alive) {
                        world.checks().tell(invariant -> invariant.observed(device, result));
                    }
                },
                registered -> {},
                why -> world.checks().failed(device, why));
    }

    private static List<PeerAddress> dials(Device device) {
        List<PeerAddress> addresses = new ArrayList<>();
        device.dials().forEach(other -> addresses.add(VirtualNetwork.address(other)));
        return addresses;
    }

    Device device() {
        return device;
    }

    /** What others may have of it, and bring to it. */
    Scopes scopes() {
        return scopes;
    }

    Peer peer() {
        return peer;
    }

    PeerStatus status() {
        return status;
    }

    /** Not ended, though it may stand still. */
    boolean isAlive() {
        return alive;
    }

    boolean runs() {
        return alive && !frozen;
    }

    boolean isFrozen() {
        return frozen;
    }

    // ---- steps

    @Override
    public void begins(Steps loop) {
        steps = loop;
        posted();
    }

    @Override
    public void posted() {
        if (runs() && !stepPlanned) {
            stepPlanned = true;
            world.time().at(Math.max(doneMillis, world.time().now() + device.wakeDelay()), this::step);
        }
    }

    private void step() {
        stepPlanned = false;
        if (!runs() || steps == null) {
            return;
        }
        unread = 0;
        stalledMillis = 0;
        steps.step();
        doneMillis = world.time().now() + stalledMillis;
        if (alive) {
            planWake(steps.dueMillis());
            world.stepped(this);
        }
    }

    private void planWake(long dueMillis) {
        if (dueMillis == Long.MAX_VALUE) {
            return;
        }
        long due = Math.max(device.clock().timeOf(dueMillis), world.time().now());
        if (due < wakeMillis) {
            wakeMillis = due;
            world.time().at(due, () -> {
                if (wakeMillis == due) {
                    wakeMillis = Long.MAX_VALUE;
                    wake();
                }
            });
        }
    }

    private void wake() {
        if (runs() && steps != null) {
            if (steps.dueMillis() <= device.clock().monotonicMillis()) {
                posted();
            } else {
                planWake(steps.dueMillis());
            }
        }
    }

    /** When what the running step did is done: the disk may take its time. */
    long doneMillis() {
        return world.time().now() + stalledMillis;
    }

    /** How many pieces it was given since it ran. */
    int unread() {
        return unread;
    }

    void reads() {
        unread++;
    }

    /** What another thread of the process does: at once, or when it goes on. */
    void hear(Runnable task) {
        if (runs()) {
            task.run();
        } else if (alive) {
            kernel.addLast(task);
        }
    }

    int timers() {
        return steps == null ? 0 : steps.timers();
    }

    boolean isOver() {
        return steps == null || steps.isOver();
    }

    // ---- life

    void freeze() {
        frozen = true;
    }

    void thaw() {
        frozen = false;
        while (!kernel.isEmpty() && runs()) {
            kernel.removeFirst().run();
        }
        wakeMillis = Long.MAX_VALUE;
        posted();
    }

    /** Nothing of it happens any more. */
    void die() {
        alive = false;
        kernel.clear();
    }

    // ---- the disk

    @Override
    public void mayLosePower(Fault when) {
        if (alive && world.troubles().strikes(when)) {
            device.losePower(when);
            throw new PowerLoss(when.toString());
        }
    }

    @Override
    public void took(long millis) {
        stalledMillis += millis;
    }

    @Override
    public void committed() {
        world.active();
        world.trace().note(device.number(), "commit");
    }

    @Override
    public void cursor(CursorKey key, Cursor cursor) {
        world.checks().tell(invariant -> invariant.cursor(device, key, cursor));
    }

    // ---- what the peer tells

    private void tell(String what, String detail) {
        if (alive) {
            world.trace().note(device.number(), what, () -> detail);
        }
    }

    @Override
    public void listening(PeerAddress address) {
        tell("listening", "");
    }

    @Override
    public void listenFailed(PeerAddress address, Refusal why) {
        world.checks().found(device, "could not listen: " + why);
    }

    @Override
    public void discovered(String advert, List<PeerAddress> addresses) {
        tell("discovered", advert);
    }

    @Override
    public void discoveryLost(String advert) {
        tell("discovery lost", advert);
    }

    @Override
    public void advertRefused(String advert, Refusal why) {
        tell("advert refused", why.code());
    }

    @Override
    public void discoveryFailed(Refusal why) {
        tell("discovery failed", why.code());
    }

    @Override
    public void connected(Neighbour neighbour) {
        tell("connected", neighbour.name());
    }

    @Override
    public void moved(Neighbour neighbour, Refusal why) {
        tell("moved", neighbour.name() + " " + why.got());
    }

    @Override
    public void disconnected(Neighbour neighbour, Refusal why) {
        tell("disconnected", neighbour.name() + " " + why.code());
    }

    @Override
    public void turnedAway(PeerAddress address, boolean dialled, Refusal why) {
        tell("turned away", why.code());
    }

    @Override
    public void synced(Neighbour neighbour) {
        tell("synced", neighbour.name());
        if (alive) {
            world.checks().tell(invariant -> invariant.synced(device, neighbour.storeId()));
        }
    }

    @Override
    public void delivered(Delivery delivery, StoreId holder) {
        tell("delivered", holder.toString());
        if (alive) {
            world.checks().tell(invariant -> invariant.delivered(device, delivery, holder));
        }
    }

    @Override
    public void building(String collection, String index, long documents, long millis) {
        tell("building", index);
    }

    @Override
    public void presenceChanged() {
        tell("presence changed", "");
    }

    @Override
    public void certificateExpiring(DeviceCertificate certificate) {
        tell("certificate expiring", certificate.serial());
    }

    @Override
    public void peerRetired(Neighbour neighbour) {
        tell("is of a retired store", neighbour.name());
    }

    @Override
    public void retired(long documents) {
        tell("is retired", documents + " documents");
        if (alive) {
            world.retiring().ifPresent(retiring -> retiring.asked(this));
        }
    }

    @Override
    public void rejoined(StoreId former, StoreId now) {
        tell("rejoined", former + " is " + now);
    }

    @Override
    public void clockTrouble(Refusal what) {
        tell("clock trouble", what.code());
    }

    @Override
    public void fault(Neighbour neighbour, Refusal what) {
        tell("fault", what.code());
        if (alive) {
            world.checks().fault(device, what);
        }
    }

    @Override
    public void takenApart(Neighbour neighbour) {
        tell("taken apart", neighbour.name());
        world.groups().ifPresent(groups -> groups.mayShowPieces(device));
    }

    @Override
    public void frozen(long millis) {
        tell("stood still", millis + " ms");
    }

    @Override
    public void status(PeerStatus now) {
        status = now;
    }

    @Override
    public void noticed(Notice notice) {
        tell("noticed", notice.getClass().getSimpleName());
    }

    @Override
    public void left(CanonicalQuery query, DocRef document, boolean deleted) {
        tell("left", document.toString());
    }

    @Override
    public void flushFailed(Refusal why) {
        tell("flush failed", why.code());
    }

    @Override
    public void broken(Throwable cause) {
        if (alive && !(cause instanceof PowerLoss)) {
            world.checks().broken(device, cause);
        }
    }

    /** What it says of that store, if it knows it. */
    Optional<PeerStatus.Known> known(StoreId store) {
        return status.known().stream()
                .filter(known -> known.neighbour().storeId().equals(store))
                .findFirst();
    }
}
