package dev.sotto.wire;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.identity.Authenticated;
import dev.sotto.identity.Credentials;
import dev.sotto.identity.SessionKeys;
import dev.sotto.identity.TrustMode;
import dev.sotto.identity.VersionRange;
import dev.sotto.link.Link;
import dev.sotto.link.LinkEnd;
import dev.sotto.link.LinkListener;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.Transport;
import dev.sotto.link.Way;
import dev.sotto.peer.Answer;
import dev.sotto.peer.Peer;
import dev.sotto.peer.PeerListener;
import dev.sotto.peer.PeerPorts;
import dev.sotto.peer.PeerSettings;
import dev.sotto.peer.Ticker;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.query.statement.Statement;
import dev.sotto.query.statement.Statements;
import dev.sotto.store.Durability;
import dev.sotto.store.MemoryStorage;
import dev.sotto.store.Snapshot;
import dev.sotto.store.StatementOutcome;
import dev.sotto.sync.Protections;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A peer of ours in memory, with one link: frames in plain text to a script's standard input, and from its output. */
final class PipedPeer implements AutoCloseable, Transport {
    static final long DEADLINE_SECONDS = 30;
    private static final long POLL_MILLIS = 20;
    private static final PeerAddress PIPE = new PeerAddress("pipe", 1);

    private final SessionKeys keys = new SessionKeys(
            Bytes.hex("000102030405060708090a0b0c0d0e0f"), Bytes.hex("101112131415161718191a1b1c1d1e1f"));
    private final BlockingQueue<String> news = new LinkedBlockingQueue<>();
    private final List<String> told = new ArrayList<>();
    private final CompletableFuture<LinkListener> ear = new CompletableFuture<>();
    private final Process script;
    private final Peer peer;

    PipedPeer(Path file) throws IOException {
        script = new ProcessBuilder(
                        "node",
                        file.toString(),
                        keys.stateHash().toHex(),
                        keys.sketchSalt().toHex())
                .start();
        SecureRandom random = new SecureRandom();
        PeerListener listener = (PeerListener) Proxy.newProxyInstance(
                PeerListener.class.getClassLoader(),
                new Class<?>[] {PeerListener.class},
                (proxy, method, arguments) -> {
                    news.add(method.getName() + List.of(arguments == null ? new Object[0] : arguments));
                    return null;
                });
        peer = Peer.open(
                new PeerSettings(
                        Optional.empty(),
                        Credentials.development("reader", new VersionRange(0, 0)),
                        "ours",
                        Collections.singletonList(PIPE),
                        Collections.emptyList(),
                        Optional.empty(),
                        1 << 20,
                        Optional.empty(),
                        Ticker.SYSTEM,
                        random),
                new PeerPorts(new MemoryStorage(random), () -> this, Optional.empty(), Protections.ALL),
                listener);
    }

    static boolean hasNode() {
        try {
            Process node = new ProcessBuilder("node", "--version").start();
            node.getOutputStream().close();
            return node.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS) && node.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Sync begins, and the script is connected. */
    void start() throws Exception {
        peer.subscribe(List.of(CanonicalQuery.of("SELECT * FROM orders", Collections.emptyMap())));
        peer.start(outcome -> {});
        LinkListener listener = ear.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        Thread reader = new Thread(() -> carry(listener), "pipe");
        reader.setDaemon(true);
        reader.start();
    }

    private void carry(LinkListener listener) {
        Pipe pipe = new Pipe();
        listener.opened(pipe);
        try {
            InputStream from = script.getInputStream();
            byte[] buffer = new byte[1000];
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                listener.received(pipe, Arrays.copyOf(buffer, n));
            }
        } catch (IOException e) {
            news.add("pipe " + e);
        }
        listener.closed(pipe, new LinkEnd(LinkEnd.Cause.PEER, new Refusal("LINK_LOST", "pipe", "its end", "bytes")));
    }

    /** Runs a statement that changes documents, and waits for its commit. */
    void run(String statement) throws Exception {
        CompletableFuture<Long> done = new CompletableFuture<>();
        peer.submit(Statements.parse(statement), Arguments.NONE, Durability.FSYNC, new Answer() {
            @Override
            public void done(StatementOutcome outcome, long commit) {
                done.complete(commit);
            }

            @Override
            public void failed(RuntimeException why) {
                done.completeExceptionally(why);
            }
        });
        done.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** Returns when the SELECT finds something. */
    void await(String select) throws Exception {
        Statement.Select query = (Statement.Select) Statements.parse(select);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (script.isAlive() && System.nanoTime() < deadline) {
            try (Snapshot now = peer.snapshot()) {
                if (!now.select(query, Arguments.NONE).isEmpty()) {
                    return;
                }
            }
            note(news.poll(POLL_MILLIS, TimeUnit.MILLISECONDS));
        }
        throw new AssertionError("not found: " + select + "; " + (script.isAlive() ? told : lastWords()));
    }

    private void note(@Nullable String word) {
        if (word != null) {
            told.add(word);
        }
    }

    /** What the script says at its end; an error if it failed. */
    String lastWords() throws Exception {
        String words = new String(script.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!script.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS) || script.exitValue() != 0) {
            throw new AssertionError("the reader failed: " + words + told + news);
        }
        return words;
    }

    @Override
    public Listening listen(PeerAddress address, LinkListener listener) {
        ear.complete(listener);
        return new Listening() {
            @Override
            public PeerAddress address() {
                return PIPE;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Dial connect(PeerAddress address, LinkListener listener) {
        throw new UnsupportedOperationException("a pipe is not dialled");
    }

    @Override
    public void close() {
        peer.close();
        script.destroyForcibly();
    }

    private final class Pipe implements Link {
        @Override
        public boolean dialled() {
            return false;
        }

        @Override
        public PeerAddress remote() {
            return PIPE;
        }

        @Override
        public Way way() {
            return new Way(Way.Kind.LOOPBACK, PIPE.host());
        }

        @Override
        public Authenticated authenticated() {
            return new Authenticated(keys, 0, new VersionRange(0, 0), Bytes.of(new byte[32]), TrustMode.DEVELOPMENT);
        }

        @Override
        public void send(byte[] bytes) {
            try {
                script.getOutputStream().write(bytes);
                script.getOutputStream().flush();
            } catch (IOException e) {
                news.add("pipe " + e);
            }
        }

        @Override
        public long queuedBytes() {
            return 0;
        }

        @Override
        public void lowAt(long bytes) {}

        @Override
        public void close() {
            try {
                script.getOutputStream().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void abort() {
            close();
        }
    }
}
