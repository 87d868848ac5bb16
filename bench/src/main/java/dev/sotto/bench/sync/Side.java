package dev.sotto.bench.sync;

import dev.sotto.document.Refusal;
import dev.sotto.identity.Credentials;
import dev.sotto.identity.SharedKey;
import dev.sotto.identity.VersionRange;
import dev.sotto.link.JsseChannelProvider;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.TcpTransport;
import dev.sotto.peer.Answer;
import dev.sotto.peer.Peer;
import dev.sotto.peer.PeerListener;
import dev.sotto.peer.PeerPorts;
import dev.sotto.peer.PeerSettings;
import dev.sotto.peer.Ticker;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.query.statement.Statements;
import dev.sotto.store.Durability;
import dev.sotto.store.StatementOutcome;
import dev.sotto.store.sqlite.SqliteStorage;
import dev.sotto.sync.Protections;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One of two stores: the product's peer on a disk, asking for everything, over TLS with a shared key. Blocking. */
final class Side implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 600;
    /** So rare that what is counted is what was said about documents. */
    static final long HEARTBEAT_MILLIS = 60_000;

    private static final int DOCUMENT_BYTES_MAX = 1 << 20;
    private static final List<String> TROUBLES = List.of("disconnected", "frozen", "fault", "turnedAway");
    private static final String QUERY = "SELECT * FROM orders";

    /** The way from the one that dials to the one that listens. */
    interface Way {
        /** Where to dial. */
        int port();

        /** Where it leads from now on. */
        void to(int port);
    }

    /** What both sides of a pair share. */
    record Ground(SharedKey key, FrameCount frames, Way way, boolean compressed) {}

    /** What was heard, and when. */
    private record Heard(String what, Object about, long nanos) {}

    private final Peer peer;
    private final BlockingQueue<Heard> heard;

    private Side(Peer peer, BlockingQueue<Heard> heard) {
        this.peer = peer;
        this.heard = heard;
    }

    /** @param dials whether it dials where the ground's way begins; else it listens at its end */
    static Side open(Path directory, Ground ground, boolean dials) {
        SecureRandom random = new SecureRandom();
        Credentials credentials = Credentials.sharedKey(ground.key, "sotto-bench", new VersionRange(0, 0));
        PeerSettings settings = new PeerSettings(
                Optional.of(directory),
                credentials,
                dials ? "B" : "A",
                dials ? Collections.emptyList() : List.of(new PeerAddress("127.0.0.1", 0)),
                dials ? List.of(new PeerAddress("127.0.0.1", ground.way.port())) : Collections.emptyList(),
                Optional.empty(),
                DOCUMENT_BYTES_MAX,
                Optional.empty(),
                Ticker.SYSTEM,
                random);
        SqliteStorage storage = SqliteStorage.open(directory, random);
        JsseChannelProvider channels = JsseChannelProvider.keptIn(directory, random);
        BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
        PeerListener listener = (PeerListener) Proxy.newProxyInstance(
                PeerListener.class.getClassLoader(),
                new Class<?>[] {PeerListener.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("listening")) {
                        ground.way.to(((PeerAddress) arguments[0]).port());
                    }
                    heard.add(new Heard(
                            method.getName(),
                            arguments == null ? "" : arguments[arguments.length - 1],
                            System.nanoTime()));
                    return null;
                });
        Peer peer = Peer.open(
                settings,
                new PeerPorts(
                        storage,
                        () -> new CountedTransport(
                                new TcpTransport(channels, credentials, random, System::nanoTime), ground.frames),
                        Optional.empty(),
                        Protections.ALL),
                listener);
        peer.heartbeat(HEARTBEAT_MILLIS);
        peer.deflate(ground.compressed);
        return new Side(peer, heard);
    }

    /** Subscribes to everything and lets others in, or goes to them. */
    void start() throws Exception {
        peer.subscribe(List.of(CanonicalQuery.of(QUERY, Collections.emptyMap())));
        CompletableFuture<Optional<Refusal>> started = new CompletableFuture<>();
        peer.start(started::complete);
        started.get(DEADLINE_SECONDS, TimeUnit.SECONDS).ifPresent(why -> {
            throw new IllegalStateException("sync does not start: " + why);
        });
    }

    /** The longest silence that it wishes, from now on. */
    void heartbeat(long millis) {
        peer.heartbeat(millis);
    }

    void stop() throws Exception {
        CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        peer.stop(() -> stopped.complete(true));
        stopped.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        heard.clear();
    }

    /** Waits for that word of {@link PeerListener}; when it was said. */
    long await(String word) throws InterruptedException {
        for (Heard next = heard.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
                ;
                next = heard.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            if (next == null) {
                throw new IllegalStateException("never heard: " + word);
            }
            if (next.what.equals("broken")) {
                throw new IllegalStateException("the peer broke", (Throwable) next.about);
            }
            if (next.what.equals(word)) {
                return next.nanos;
            }
        }
    }

    /** What went wrong with connections since it was asked last, for people; other words that were heard are forgotten. */
    List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        for (Heard next = heard.poll(); next != null; next = heard.poll()) {
            if (TROUBLES.contains(next.what)) {
                troubles.add(next.what + " " + next.about);
            }
        }
        return troubles;
    }

    /** In one durable commit. */
    void insert(List<Map<String, Object>> documents) throws Exception {
        StringBuilder text = new StringBuilder("INSERT INTO orders DOCUMENTS ");
        Map<String, Object> arguments = new TreeMap<>();
        for (int i = 0; i < documents.size(); i++) {
            text.append(i == 0 ? "(:d" : ", (:d").append(i).append(')');
            arguments.put("d" + i, documents.get(i));
        }
        run(text.toString(), arguments);
    }

    void edit(Work.Edit edit) throws Exception {
        run(
                "UPDATE orders SET " + edit.field() + " = :value WHERE _id = :id",
                Map.of("value", edit.value(), "id", edit.id()));
    }

    /** Returns when it is durable here. */
    StatementOutcome run(String statement, Map<String, Object> arguments) throws Exception {
        CompletableFuture<StatementOutcome> done = new CompletableFuture<>();
        peer.submit(Statements.parse(statement), Arguments.of(arguments), Durability.FSYNC, new Answer() {
            @Override
            public void done(StatementOutcome outcome, long commit) {
                done.complete(outcome);
            }

            @Override
            public void failed(RuntimeException why) {
                done.completeExceptionally(why);
            }
        });
        return done.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        peer.close();
    }
}
