package dev.sotto;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Hlc;
import dev.sotto.document.Refusal;
import dev.sotto.document.StoreId;
import dev.sotto.identity.Credentials;
import dev.sotto.link.JsseChannelProvider;
import dev.sotto.link.Link;
import dev.sotto.link.LinkEnd;
import dev.sotto.link.LinkListener;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.TcpTransport;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.wire.FrameReader;
import dev.sotto.wire.FrameWriter;
import dev.sotto.wire.Message;
import dev.sotto.wire.SubState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.bouncycastle.crypto.macs.SipHash;
import org.bouncycastle.crypto.params.KeyParameter;

/** A member over real TCP and TLS that says whatever a test gives it, and keeps to nothing. It answers signs of life. */
final class HostileMember implements LinkListener, AutoCloseable {
    private static final long SECONDS = 30;
    private static final long HEARTBEAT_MILLIS = 15_000;
    private static final long BOOT_NONCE = 20261123;

    private final TcpTransport transport;
    private final CompletableFuture<Link> link = new CompletableFuture<>();
    private final FrameReader reader = new FrameReader();
    private final FrameWriter writer = new FrameWriter();
    private final List<Message> heard = new ArrayList<>();
    private boolean over;

    private HostileMember(TcpTransport transport) {
        this.transport = transport;
        reader.authenticated();
    }

    /** Connects, proves what it has to, and says HELLO and what it asks for. */
    static HostileMember to(String address, Credentials credentials, List<SubState> subscriptions) throws Exception {
        HostileMember member =
                as(new StoreId(Bytes.of(new SecureRandom().generateSeed(StoreId.LENGTH))), address, credentials);
        member.say(new Message.Subs(1, subscriptions));
        return member;
    }

    /** Connects as that store, and says HELLO; on each of its links it is the same process. */
    static HostileMember as(StoreId store, String address, Credentials credentials) throws Exception {
        SecureRandom random = new SecureRandom();
        JsseChannelProvider channels = credentials
                .standing()
                .map(own -> JsseChannelProvider.of(own.current().key(), Optional.empty(), random))
                .orElseGet(() -> JsseChannelProvider.fresh(Optional.empty(), random));
        TcpTransport transport = new TcpTransport(channels, credentials, random, System::nanoTime);
        HostileMember member = new HostileMember(transport);
        transport.connect(PeerAddress.parse(address), member);
        member.link.get(SECONDS, TimeUnit.SECONDS);
        member.hello(store);
        member.until(message -> message instanceof Message.Hello);
        return member;
    }

    void hello(StoreId store) {
        say(new Message.Hello(
                0,
                store,
                1,
                BOOT_NONCE,
                new Hlc(System.currentTimeMillis(), 0),
                Collections.emptyList(),
                4 << 20,
                0,
                HEARTBEAT_MILLIS,
                "hostile",
                Collections.emptyList(),
                true,
                Collections.emptyList()));
    }

    /** The hash of a document in that state, on its connection. */
    long hash(DocState state, DocRef document) {
        byte[] digest = state.digest(document).bytes().toArray();
        SipHash sip = new SipHash(2, 4);
        sip.init(new KeyParameter(link.join().authenticated().keys().stateHash().toArray()));
        sip.update(digest, 0, digest.length);
        return sip.doFinal();
    }

    static long subHash(CanonicalQuery query) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return ByteBuffer.wrap(sha.digest(("subHash1" + query.text()).getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    synchronized void say(Message... messages) {
        for (Message message : messages) {
            link.join().send(writer.write(message));
        }
    }

    /** Waits until one such message has come since the last call of {@link #forget}. */
    synchronized Message until(Predicate<Message> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (true) {
            for (Message message : heard) {
                if (wanted.test(message)) {
                    return message;
                }
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (millis <= 0 || over) {
                throw new AssertionError("did not come" + (over ? " before the end: " : ": ") + heard);
            }
            wait(millis);
        }
    }

    Refusal untilRefused(String code) throws InterruptedException {
        return ((Message.Refuse) until(message -> message instanceof Message.Refuse refuse
                        && refuse.refusal().code().equals(code)))
                .refusal();
    }

    /** Everything that was said before is dealt with: a sign of life is answered in its turn. */
    void settle() throws InterruptedException {
        synchronized (this) {
            heard.removeIf(Message.Pong.class::isInstance);
        }
        say(new Message.Ping(HEARTBEAT_MILLIS, 0));
        until(Message.Pong.class::isInstance);
    }

    synchronized List<Message> heard() {
        return new ArrayList<>(heard);
    }

    synchronized void forget() {
        heard.clear();
    }

    synchronized boolean isOver() {
        return over;
    }

    @Override
    public void opened(Link opened) {
        link.complete(opened);
    }

    @Override
    public void received(Link from, byte[] bytes) {
        synchronized (this) {
            reader.feed(bytes, 0, bytes.length);
            for (FrameReader.Next next = reader.next();
                    next instanceof FrameReader.Next.Got got;
                    next = reader.next()) {
                heard.add(got.message());
                if (got.message() instanceof Message.Ping) {
                    say(new Message.Pong(HEARTBEAT_MILLIS, 0));
                }
            }
            notifyAll();
        }
    }

    @Override
    public void drained(Link from) {
        // It never waits.
    }

    @Override
    public synchronized void closed(Link from, LinkEnd end) {
        over = true;
        notifyAll();
    }

    @Override
    public void refused(PeerAddress remote, boolean dialled, Refusal why) {
        link.completeExceptionally(new IllegalStateException(why.toString()));
    }

    @Override
    public void close() {
        transport.close();
    }
}
