package dev.sotto.sync;

import dev.sotto.document.Actor;
import dev.sotto.document.Bytes;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Hlc;
import dev.sotto.document.HlcClock;
import dev.sotto.document.Samples;
import dev.sotto.document.Scopes;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.wire.FrameReader;
import dev.sotto.wire.FrameWriter;
import dev.sotto.wire.LinkKind;
import dev.sotto.wire.Message;
import dev.sotto.wire.Weights;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Stores with sessions between them over queues of real frames: nothing moves but by a call, and time stands still. */
final class SimulatedMesh {
    final List<Node> nodes = new ArrayList<>();
    final List<String> transcript = new ArrayList<>();
    /** What the transcript names. */
    final List<Message> words = new ArrayList<>();

    Protections protections = Protections.ALL;
    boolean recording;
    /** Whether power fails everywhere in the middle of the last messages. */
    boolean endsInPowerFailure;
    /** Whether a restored backup goes on under the epoch that it had. */
    boolean restoreKeepsEpoch;
    /** Whether subscriptions are of several classes, which run ahead of the feed as soon as there is anything to tell. */
    boolean classes;
    /** Whether peers remember queries from earlier sessions. */
    boolean queriesKnown;

    long monotonicMillis = 1_000_000;
    long wallMillis = Samples.START;
    /** States and changes of documents that were sent. */
    long bodies;
    /** Documents that were announced to who asks for them. */
    long announcements;

    private long nonces = 1;
    private int keys;

    /** One store and its sessions by the other node's number. */
    final class Node {
        /** What it lets others do in its next sessions. */
        Scopes granted = Scopes.ALL;

        /** It does not heed what others let it do. */
        boolean lies;

        /** What its own certificate lets it do. */
        Scopes own = Scopes.ALL;

        final int number;
        FakeReplica replica;
        long skewMillis;
        HlcClock clock = new HlcClock(Hlc.ZERO);
        final Map<Integer, End> ends = new TreeMap<>();
        Relays relays = Relays.create();
        final List<SyncEvent> events = new ArrayList<>();
        /** What the app was told is safe, by document. */
        final Map<DocRef, DocState> acknowledged =
                new TreeMap<>((a, b) -> a.key().compareTo(b.key()));

        private Optional<FakeReplica> backup = Optional.empty();
        private final List<StoredDoc> unacknowledged = new ArrayList<>();

        Node(int number) {
            this.number = number;
            this.replica = new FakeReplica(new StoreIdentity(Samples.store(number), 0xe000 + number, nonces++));
            introduce(MapValue.EMPTY);
        }

        Now now() {
            return new Now(monotonicMillis, wallMillis + skewMillis);
        }

        /** Begins to tell others who it is, with what its app says of it. */
        void introduce(MapValue metadata) {
            relays.presence().introduce(replica.identity().storeId(), "node " + number, metadata, now());
        }

        Stamp stamp() {
            StoreIdentity identity = replica.identity();
            return new Stamp(clock.tick(now().wallMillis()), new Actor(identity.storeId(), identity.epoch()));
        }

        void write(String id, BiFunction<DocState, Stamp, DocState> edit) {
            StoredDoc written =
                    replica.write(DocRef.of(ColourFilter.COLLECTION, id), state -> edit.apply(state, stamp()));
            if (written != null) {
                unacknowledged.add(written);
            }
        }

        void flush() {
            long ticket = replica.flush();
            for (StoredDoc written : unacknowledged) {
                acknowledged.merge(written.ref(), written.state(), DocState::join);
            }
            unacknowledged.clear();
            tellAll(new Event.Committed(ticket));
            passOn();
        }

        void tellAll(Event event) {
            for (Integer other : new ArrayList<>(ends.keySet())) {
                tell(other, event);
            }
        }

        void tell(int other, Event event) {
            End end = ends.get(other);
            if (end != null) {
                end.session.on(event, now(), end);
            }
        }

        /** What one session learnt the others pass on. */
        void passOn() {
            if (relays.takeChanged()) {
                tellAll(new Event.Tick());
            }
        }

        void crash(int survive) {
            new ArrayList<>(ends.keySet()).forEach(other -> cut(number, other));
            unacknowledged.clear();
            replica.crash(survive, nonces++);
        }

        Optional<FakeReplica> backup() {
            return backup;
        }

        void backUp() {
            backup = Optional.of(replica.copy(replica.identity()));
        }

        /** Goes on with the backup, as another epoch of the same store. */
        void restore() {
            new ArrayList<>(ends.keySet()).forEach(other -> cut(number, other));
            unacknowledged.clear();
            acknowledged.clear();
            StoreIdentity old = replica.identity();
            long epoch = restoreKeepsEpoch ? old.epoch() : old.epoch() + 0x100;
            FakeReplica saved = backup.orElseThrow();
            replica = saved.copy(new StoreIdentity(old.storeId(), epoch, nonces++));
        }

        Value view(String id) {
            return replica.read(DocRef.of(ColourFilter.COLLECTION, id).key())
                    .map(StoredDoc::view)
                    .orElse(Value.MISSING);
        }

        boolean heard(Class<? extends SyncEvent> kind) {
            return events.stream().anyMatch(kind::isInstance);
        }
    }

    /** What may wait at an end. */
    interface Waiting {
        boolean has(End end);

        long messageBytes();
    }

    /** One node's end of one link: what it sent waits here for the other. */
    final class End implements Effects {
        final Node node;
        final int other;
        final Session session;
        final FrameWriter writer = new FrameWriter();
        final FrameReader reader = new FrameReader();
        final Deque<byte[]> outgoing = new ArrayDeque<>();
        long wakeMillis = Long.MAX_VALUE;
        boolean closed;
        boolean full;
        long bytes;
        /** Weight of the feed that was said, and what we granted of the other's. */
        long feedWeight;

        long granted;
        /** If it is thin: how much may wait, of what the systems at its ends have not taken. */
        Optional<Waiting> waiting = Optional.empty();

        End(Node node, int other, Bytes key) {
            this.node = node;
            this.other = other;
            this.session = new Session(
                    new SessionConfig(
                            key,
                            key,
                            Optional.empty(),
                            "node " + node.number,
                            15_000,
                            node.clock.tick(node.now().wallMillis()),
                            LinkKind.TCP,
                            queriesKnown ? ColourFilter.CACHING : ColourFilter::compile,
                            node.granted,
                            node.own),
                    node.replica,
                    node.relays,
                    protections);
            reader.authenticated();
        }

        @Override
        public void send(Message message) {
            byte[] frame = writer.write(message);
            bytes += frame.length;
            bodies += bodies(message);
            weigh(message);
            outgoing.addLast(frame);
            if (message instanceof Message.Have have) {
                announcements +=
                        have.items().stream().filter(Message.Have.Item::wanted).count();
            }
            if (recording) {
                transcript.add(
                        node.number + ">" + other + " " + message.getClass().getSimpleName());
                words.add(message);
            }
        }

        private void weigh(Message message) {
            feedWeight += message instanceof Message.InParts parts && parts.message() instanceof Message.Delta
                    ? Weights.DOCUMENT
                    : Weights.of(message);
            if (message instanceof Message.Hello hello) {
                granted = hello.creditBytes();
            } else if (message instanceof Message.Credit credit) {
                granted = credit.bytes();
            }
        }

        private int bodies(Message message) {
            if (message instanceof Message.Batch batch) {
                return batch.items().size();
            }
            boolean answers =
                    message instanceof Message.Sync sync && sync.outcome().hasState();
            return answers || message instanceof Message.Delta ? 1 : 0;
        }

        @Override
        public boolean hasRoom() {
            return !full && waiting.map(room -> room.has(this)).orElse(true);
        }

        @Override
        public long messageBytes() {
            return waiting.map(Waiting::messageBytes).orElse(Limits.BATCH_BYTES_MAX);
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public void event(SyncEvent event) {
            node.events.add(event);
        }

        @Override
        public void wakeAt(long millis) {
            wakeMillis = millis;
        }
    }

    Node add() {
        Node node = new Node(nodes.size());
        nodes.add(node);
        return node;
    }

    boolean isConnected(int a, int b) {
        return nodes.get(a).ends.containsKey(b);
    }

    void connect(int a, int b) {
        Bytes key = Bytes.hex(String.format("%032x", ++keys));
        nodes.get(a).ends.put(b, new End(nodes.get(a), b, key));
        nodes.get(b).ends.put(a, new End(nodes.get(b), a, key));
        nodes.get(a).tell(b, new Event.Start());
        nodes.get(b).tell(a, new Event.Start());
    }

    /** The link is gone, with everything that was on its way. */
    void cut(int a, int b) {
        cutEnd(nodes.get(a).ends.remove(b));
        cutEnd(nodes.get(b).ends.remove(a));
    }

    private void cutEnd(End end) {
        if (end != null) {
            end.session.abandon();
        }
    }

    /** Whether something waits to be delivered from {@code from} to {@code to}. */
    boolean hasMail(int from, int to) {
        End end = nodes.get(from).ends.get(to);
        return end != null && !end.outgoing.isEmpty();
    }

    /** Delivers one message; whether it was more than a heartbeat. */
    boolean deliver(int from, int to) {
        End source = nodes.get(from).ends.get(to);
        byte[] frame = source.outgoing.removeFirst();
        End end = nodes.get(to).ends.get(from);
        end.reader.feed(frame, 0, frame.length);
        FrameReader.Next next = end.reader.next();
        if (!(next instanceof FrameReader.Next.Got got)) {
            throw new IllegalStateException("unreadable: " + next);
        }
        Node node = nodes.get(to);
        boolean deaf = node.lies && got.message() instanceof Message.Hello;
        Message message = deaf ? withoutScopes((Message.Hello) got.message()) : got.message();
        node.tell(from, new Event.Received(message));
        node.passOn();
        if (source.closed && source.outgoing.isEmpty() || end.closed && end.outgoing.isEmpty()) {
            cut(from, to);
        }
        return !(got.message() instanceof Message.Ping || got.message() instanceof Message.Pong);
    }

    private static Message withoutScopes(Message.Hello hello) {
        return new Message.Hello(
                hello.version(),
                hello.storeId(),
                hello.storeEpoch(),
                hello.bootNonce(),
                hello.hlcNow(),
                hello.capabilities(),
                hello.creditBytes(),
                hello.policyDigest(),
                hello.heartbeatMillis(),
                hello.name(),
                hello.subscriptions(),
                hello.subscriptionsFollow(),
                hello.partials());
    }

    /** Delivers all that is on its way, and what follows from it, without a moment passing. */
    void deliverAll() {
        for (boolean busy = true; busy; ) {
            busy = false;
            for (Node node : nodes) {
                for (Integer other : new ArrayList<>(node.ends.keySet())) {
                    while (hasMail(node.number, other)) {
                        deliver(node.number, other);
                        busy = true;
                    }
                }
            }
        }
    }

    /** Delivers, commits and lets time pass until nothing happens any more. */
    void settle() {
        for (int idle = 0, steps = 0; idle < 4; steps++) {
            if (steps > 100_000) {
                throw new IllegalStateException("no quiet after " + steps + " steps");
            }
            boolean busy = false;
            for (Node node : nodes) {
                if (node.replica.isDirty()) {
                    node.flush();
                    busy = true;
                }
                for (Integer other : new ArrayList<>(node.ends.keySet())) {
                    while (hasMail(node.number, other)) {
                        busy |= deliver(node.number, other);
                    }
                }
            }
            idle = busy ? 0 : idle + 1;
            if (!busy) {
                pass(1_500);
            }
        }
    }

    /** Time passes, and who asked to be woken is. */
    void pass(long millis) {
        monotonicMillis += millis;
        wallMillis += millis;
        for (Node node : nodes) {
            for (Map.Entry<Integer, End> end : new ArrayList<>(node.ends.entrySet())) {
                if (end.getValue().wakeMillis <= monotonicMillis) {
                    node.tell(end.getKey(), new Event.Tick());
                }
            }
        }
    }

    /** What a link must have brought about and has not; empty if it is complete. A document that is held is never stale. */
    List<String> violations(int from, int to) {
        List<String> found = new ArrayList<>();
        Node x = nodes.get(from);
        Node y = nodes.get(to);
        for (StoredDoc theirs : x.replica.documents()) {
            Optional<StoredDoc> ours = y.replica.read(theirs.ref().key());
            DocState mine = ours.map(StoredDoc::state).orElse(DocState.EMPTY);
            if ((ours.isPresent() || wants(y, theirs.view()))
                    && !mine.join(theirs.state()).equals(mine)) {
                found.add(theirs.ref() + " of " + from + " is not in " + to + ": " + theirs + " / " + mine);
            }
        }
        return found;
    }

    private static boolean wants(Node node, Value view) {
        return view instanceof MapValue map
                && node.replica.subscriptions().stream()
                        .anyMatch(sub -> ColourFilter.compile(sub.query(), sub.arguments())
                                .test(map));
    }

    long bytes() {
        return nodes.stream()
                .flatMap(node -> node.ends.values().stream())
                .mapToLong(end -> end.bytes)
                .sum();
    }
}
