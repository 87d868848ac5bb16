package dev.sotto.bench.mesh;

import dev.sotto.document.DocRef;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.identity.Credentials;
import dev.sotto.identity.VersionRange;
import dev.sotto.link.PeerAddress;
import dev.sotto.peer.Answer;
import dev.sotto.peer.LoopDriver;
import dev.sotto.peer.Peer;
import dev.sotto.peer.PeerListener;
import dev.sotto.peer.PeerPorts;
import dev.sotto.peer.PeerSettings;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.query.statement.Statement;
import dev.sotto.query.statement.Statements;
import dev.sotto.store.Durability;
import dev.sotto.store.MemoryStorage;
import dev.sotto.store.StatementOutcome;
import dev.sotto.sync.Protections;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The product's own peer on a disk in memory, that wants everything; its turns are taken in virtual time. */
final class MeshPeer implements LoopDriver {
    static final String COLLECTION = "c";
    private static final Statement WRITE =
            Statements.parse("INSERT INTO c DOCUMENTS ({_id: :id, x: :x}) ON ID CONFLICT DO UPDATE");
    private static final CanonicalQuery ALL = CanonicalQuery.of("SELECT * FROM c", Collections.emptyMap());
    private static final int DOCUMENT_BYTES_MAX = 1 << 20;

    /** What a turn with its commit takes: a fast disk. */
    private static final long TURN_MILLIS = 1;

    /** So that heartbeats do not fill the queue of what is to happen. */
    private static final long HEARTBEAT_MILLIS = 3_600_000;

    private final int number;
    private final VirtualTime time;
    private final MemoryStorage storage;
    private final Peer peer;
    private final Turns turns;
    private Steps steps = NONE;
    private boolean planned;
    private long wakeMillis = Long.MAX_VALUE;

    /** Hears that a peer has had a turn. */
    interface Turns {
        void had(MeshPeer peer);
    }

    private static final Steps NONE = new Steps() {
        @Override
        public void step() {
            throw new IllegalStateException("a turn before the loop begins");
        }

        @Override
        public long dueMillis() {
            return Long.MAX_VALUE;
        }

        @Override
        public int timers() {
            return 0;
        }

        @Override
        public boolean isOver() {
            return false;
        }
    };

    MeshPeer(
            int number,
            List<PeerAddress> dials,
            VirtualTime time,
            MeshNetwork network,
            SecureRandom random,
            boolean tree,
            Turns turns) {
        this.number = number;
        this.time = time;
        this.turns = turns;
        this.storage = new MemoryStorage(random);
        PeerSettings settings = new PeerSettings(
                Optional.empty(),
                Credentials.development("mesh", new VersionRange(0, 0)),
                "peer " + number,
                List.of(MeshNetwork.address(number)),
                dials,
                Optional.empty(),
                DOCUMENT_BYTES_MAX,
                Optional.empty(),
                time,
                random);
        Protections protections = tree ? Protections.ALL : Protections.ALL.without(Protections.Rule.TREE);
        this.peer = Peer.open(
                settings,
                new PeerPorts(storage, () -> network.transport(number), Optional.of(this), protections),
                listener());
        peer.subscribe(List.of(ALL));
        peer.heartbeat(HEARTBEAT_MILLIS);
    }

    /** Nothing may go wrong here; all else that a peer tells of is of no interest. */
    private static PeerListener listener() {
        return (PeerListener) Proxy.newProxyInstance(
                PeerListener.class.getClassLoader(), new Class<?>[] {PeerListener.class}, (self, told, details) -> {
                    if (List.of("broken", "fault", "disconnected", "flushFailed")
                            .contains(told.getName())) {
                        throw new IllegalStateException(told.getName() + " " + List.of(details));
                    }
                    return null;
                });
    }

    int number() {
        return number;
    }

    void start() {
        peer.start(failed -> failed.ifPresent(why -> {
            throw new IllegalStateException("sync did not start: " + why);
        }));
    }

    void write(String id, int x) {
        peer.submit(WRITE, Arguments.of(Map.of("id", id, "x", x)), Durability.FSYNC, new Answer() {
            @Override
            public void done(StatementOutcome outcome, long commit) {
                // Its own store shows it, as those of the others do.
            }

            @Override
            public void failed(RuntimeException why) {
                throw why;
            }
        });
    }

    /** Whether the document has that value here. */
    boolean shows(DocRef document, int x) {
        return storage.snapshot()
                .read(document.key())
                .filter(stored -> stored.view() instanceof MapValue map
                        && Value.of(x).equals(map.fields().get("x")))
                .isPresent();
    }

    @Override
    public void begins(Steps loop) {
        steps = loop;
        posted();
    }

    @Override
    public void posted() {
        if (!planned && steps != NONE) {
            planned = true;
            time.after(TURN_MILLIS, this::turn);
        }
    }

    private void turn() {
        planned = false;
        steps.step();
        turns.had(this);
        long due = steps.dueMillis();
        if (due < wakeMillis) {
            wakeMillis = due;
            time.at(due, () -> wake(due));
        }
    }

    private void wake(long due) {
        if (wakeMillis == due) {
            wakeMillis = Long.MAX_VALUE;
            posted();
        }
    }
}
