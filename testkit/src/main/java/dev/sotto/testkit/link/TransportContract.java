package dev.sotto.testkit.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.RefusedException;
import dev.sotto.identity.Credentials;
import dev.sotto.identity.SharedKey;
import dev.sotto.identity.VersionRange;
import dev.sotto.link.Limits;
import dev.sotto.link.Link;
import dev.sotto.link.LinkEnd;
import dev.sotto.link.LinkListener;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.Transport;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every transport must keep. An adapter's test extends this and says how to open it. */
@Timeout(120)
public abstract class TransportContract {
    private static final Random KEYS = new Random(20_261_122);
    /** The key that both ends of a good link hold. */
    protected static final SharedKey KEY = randomKey();

    private final List<AutoCloseable> open = new ArrayList<>();
    /** What the listening end hears. */
    protected final LinkProbe heardByListener = new LinkProbe();
    /** What the dialling end hears. */
    protected final LinkProbe heardByDialler = new LinkProbe();

    /** A new transport that proves and asks for {@code credentials}, with a channel key of its own. */
    protected abstract Transport transport(Credentials credentials);

    /** Where a transport may listen: any free place on this machine. */
    protected abstract PeerAddress anyAddress();

    /** An address on this machine where nobody listens. */
    protected abstract PeerAddress deadAddress();

    /** Begins of the names of the threads that the transport makes. */
    protected abstract List<String> threadNames();

    /** A key for tests that need another one. */
    protected static SharedKey randomKey() {
        byte[] secret = new byte[32];
        KEYS.nextBytes(secret);
        return SharedKey.of(secret);
    }

    /** What both ends of a good link bring. */
    protected static Credentials credentials() {
        return Credentials.sharedKey(KEY, "shop", new VersionRange(0, 0));
    }

    /** Opens a transport that the test closes at its end. */
    protected final Transport opened(Credentials credentials) {
        Transport transport = transport(credentials);
        open.add(transport);
        return transport;
    }

    /** Lets the test close something at its end. */
    protected final <T extends AutoCloseable> T closing(T resource) {
        open.add(resource);
        return resource;
    }

    @AfterEach
    void closeAndCheck() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        assertEquals(List.of(), heardByListener.outOfOrder());
        assertEquals(List.of(), heardByDialler.outOfOrder());
        awaitNoThreads();
    }

    @Test
    void bothEndsOfALinkKnowWhoTheOtherIs() {
        Pair pair = connected();

        assertTrue(pair.dialler.dialled());
        assertFalse(pair.listener.dialled());
        assertEquals(
                pair.dialler.authenticated().keys(),
                pair.listener.authenticated().keys());
        assertFalse(pair.dialler
                .authenticated()
                .peerKeyHash()
                .equals(pair.listener.authenticated().peerKeyHash()));
    }

    @Test
    void bytesArriveWholeAndInOrderBothWaysAtOnce() throws Exception {
        Pair pair = connected();
        byte[] out = noise(1, 3_000_000);
        byte[] back = noise(2, 3_000_000);

        Thread sender = new Thread(() -> sendInPieces(pair.dialler, out, 11), "contract-sender");
        sender.start();
        sendInPieces(pair.listener, back, 12);
        sender.join();

        assertArrayEquals(out, heardByListener.bytes(pair.listener, out.length));
        assertArrayEquals(back, heardByDialler.bytes(pair.dialler, back.length));
    }

    @Test
    void anEchoOfEverySizeComesBack() {
        LinkListener echo = new LinkProbe() {
            @Override
            public void received(Link link, byte[] bytes) {
                link.send(bytes);
            }
        };
        Transport.Listening ear = opened(credentials()).listen(anyAddress(), echo);
        opened(credentials()).connect(ear.address(), heardByDialler);
        Link link = heardByDialler.link(0);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int size : new int[] {1, 2, 100, 16_383, 16_384, 16_385, 65_536, 1 << 20}) {
            byte[] bytes = noise(size, size);
            sent.writeBytes(bytes);
            link.send(bytes);

            assertArrayEquals(sent.toByteArray(), heardByDialler.bytes(link, sent.size()), "up to size " + size);
        }
    }

    @Test
    void closeDeliversWhatWasSentBeforeIt() {
        for (boolean byDialler : new boolean[] {true, false}) {
            Pair pair = connected();
            byte[] last = noise(3, 500_000);
            Link closer = byDialler ? pair.dialler : pair.listener;
            Link other = byDialler ? pair.listener : pair.dialler;
            LinkProbe heardByOther = byDialler ? heardByListener : heardByDialler;
            LinkProbe heardByCloser = byDialler ? heardByDialler : heardByListener;

            closer.send(last);
            closer.close();
            closer.close();

            assertArrayEquals(last, heardByOther.bytes(other, last.length));
            assertEquals(LinkEnd.Cause.PEER, heardByOther.end(other).cause());
            assertEquals(LinkEnd.Cause.LOCAL, heardByCloser.end(closer).cause());
        }
    }

    @Test
    void abortEndsBothSidesAndLaterCallsDoNothing() {
        Pair pair = connected();

        pair.listener.abort();
        pair.listener.abort();

        assertEquals(LinkEnd.Cause.LOCAL, heardByListener.end(pair.listener).cause());
        LinkEnd.Cause seen = heardByDialler.end(pair.dialler).cause();
        assertTrue(seen == LinkEnd.Cause.LOST || seen == LinkEnd.Cause.PEER, "seen as " + seen);
        pair.listener.send(new byte[] {1});
        pair.listener.close();
        assertEquals(0, heardByListener.refusals().size());
    }

    @Test
    void aPeerThatDoesNotReadIsBoundedAndCutOff() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        LinkProbe deaf = new LinkProbe() {
            @Override
            public void received(Link link, byte[] bytes) {
                try {
                    hold.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        Transport.Listening ear = opened(credentials()).listen(anyAddress(), deaf);
        opened(credentials()).connect(ear.address(), heardByDialler);
        Link link = heardByDialler.link(0);
        deaf.link(0);
        byte[] piece = noise(4, 256 << 10);

        long most = 0;
        for (int i = 0; i < 400 && heardByDialler.refusals().isEmpty(); i++) { // 100 MiB, far above all buffers
            link.send(piece.clone());
            most = Math.max(most, link.queuedBytes());
        }

        LinkEnd end = heardByDialler.end(link);
        hold.countDown();
        assertEquals("SLOW_CONSUMER", end.refusal().code());
        assertTrue(most <= Limits.QUEUE_BYTES_MAX, "queued " + most);
    }

    @Test
    void aSenderThatHeedsDrainedGetsEverythingThroughASlowReader() {
        heedsDrained(Limits.QUEUE_LOW_BYTES);
    }

    @Test
    void aSenderThatSaysWhatIsLowIsToldThen() {
        heedsDrained(16 << 10, 1 << 20, 64 << 10);
    }

    /** @param low what the sender calls low, by turns */
    private void heedsDrained(int... low) {
        LinkProbe slow = new LinkProbe() {
            private int pieces;

            @Override
            public void received(Link link, byte[] bytes) {
                if (pieces++ % 64 == 0) {
                    Thread.onSpinWait();
                }
                super.received(link, bytes);
            }
        };
        Transport.Listening ear = opened(credentials()).listen(anyAddress(), slow);
        byte[] all = noise(5, 24 << 20); // three times the queue
        LinkProbe feeding = new LinkProbe() {
            private int sent;
            private int turns;

            @Override
            public void opened(Link link) {
                super.opened(link);
                feed(link);
            }

            @Override
            public void drained(Link link) {
                super.drained(link);
                feed(link);
            }

            private void feed(Link link) {
                int bytes = low[turns++ % low.length];
                link.lowAt(bytes);
                while (sent < all.length && link.queuedBytes() < bytes) {
                    int next = Math.min(100_000, all.length - sent);
                    link.send(Arrays.copyOfRange(all, sent, sent + next));
                    sent += next;
                }
            }
        };
        opened(credentials()).connect(ear.address(), feeding);

        assertArrayEquals(all, slow.bytes(slow.link(0), all.length));
        assertTrue(feeding.drainedCount() > 0);
    }

    @Test
    void aWrongKeyIsRefusedOnBothSides() {
        Transport.Listening ear = opened(credentials()).listen(anyAddress(), heardByListener);
        Credentials other = Credentials.sharedKey(randomKey(), "shop", new VersionRange(0, 0));

        opened(other).connect(ear.address(), heardByDialler);

        assertEquals("AUTH_FAILED", heardByDialler.refusal(0).code());
        assertEquals("AUTH_FAILED", heardByListener.refusal(0).code());
        assertEquals(0, heardByDialler.linkCount() + heardByListener.linkCount());
    }

    @Test
    void anotherAppOrVersionIsRefusedOnBothSides() {
        Transport.Listening ear = opened(credentials()).listen(anyAddress(), heardByListener);

        opened(Credentials.sharedKey(KEY, "bank", new VersionRange(0, 0))).connect(ear.address(), heardByDialler);
        assertEquals("APP_MISMATCH", heardByDialler.refusal(0).code());
        assertEquals("APP_MISMATCH", heardByListener.refusal(0).code());

        opened(Credentials.sharedKey(KEY, "shop", new VersionRange(7, 9))).connect(ear.address(), heardByDialler);
        assertEquals("VERSION_UNSUPPORTED", heardByDialler.refusal(1).code());
        assertEquals("peer 0, we 7-9", heardByDialler.refusal(1).got());
        assertEquals("VERSION_UNSUPPORTED", heardByListener.refusal(1).code());
        assertEquals("peer 7-9, we 0", heardByListener.refusal(1).got());
    }

    @Test
    void aPeerThatDialsItselfFindsOut() {
        Transport one = opened(credentials());
        Transport.Listening ear = one.listen(anyAddress(), heardByListener);

        one.connect(ear.address(), heardByDialler);

        assertEquals("SELF_CONNECTION", heardByDialler.refusal(0).code());
        assertEquals("SELF_CONNECTION", heardByListener.refusal(0).code());
    }

    @Test
    void dialsToNobodyAreRefusedAndCancelledOnesAreSilent() {
        Transport transport = opened(credentials());

        transport.connect(deadAddress(), heardByDialler);
        assertEquals("PEER_UNREACHABLE", heardByDialler.refusal(0).code());

        LinkProbe silent = new LinkProbe();
        transport.connect(deadAddress(), silent).cancel();
        transport.connect(deadAddress(), heardByDialler);
        heardByDialler.refusal(1);
        assertTrue(silent.refusals().size() <= 1, "at most the outcome that came before the cancel");
    }

    @Test
    void aPlaceIsOnlyTakenOnceAndFreeAfterClose() {
        Transport transport = opened(credentials());
        Transport.Listening ear = transport.listen(anyAddress(), heardByListener);
        Transport other = opened(credentials());
        PeerAddress place = ear.address();

        RefusedException taken = assertThrows(RefusedException.class, () -> other.listen(place, heardByListener));
        assertEquals("PORT_TAKEN", taken.refusal().code());

        for (int i = 0; i < 20; i++) {
            ear.close();
            ear.close();
            ear = transport.listen(place, heardByListener);
            assertEquals(place, ear.address());
        }
    }

    @Test
    void closingAnEarKeepsItsLinks() {
        Transport listening = opened(credentials());
        Transport.Listening ear = listening.listen(anyAddress(), heardByListener);
        Transport dialling = opened(credentials());
        dialling.connect(ear.address(), heardByDialler);
        Link link = heardByListener.link(0);

        ear.close();
        dialling.connect(ear.address(), heardByDialler);

        heardByDialler.refusal(0);
        heardByDialler.link(0).send(new byte[] {1, 2, 3});
        assertArrayEquals(new byte[] {1, 2, 3}, heardByListener.bytes(link, 3));
    }

    @Test
    void closeEndsEverythingAndRefusesNewCalls() {
        Transport listening = opened(credentials());
        Transport.Listening ear = listening.listen(anyAddress(), heardByListener);
        Transport dialling = opened(credentials());
        dialling.connect(ear.address(), heardByDialler);
        heardByListener.link(0);

        listening.close();
        listening.close();

        assertEquals(
                LinkEnd.Cause.LOCAL,
                heardByListener.end(heardByListener.link(0)).cause());
        heardByDialler.end(heardByDialler.link(0));
        assertThrows(IllegalStateException.class, () -> listening.connect(ear.address(), heardByDialler));
        assertThrows(IllegalStateException.class, () -> listening.listen(anyAddress(), heardByDialler));
    }

    @Test
    void aListenerThatThrowsLosesOnlyItsOwnLink() {
        LinkProbe broken = new LinkProbe() {
            @Override
            public void received(Link link, byte[] bytes) {
                throw new IllegalStateException("planted");
            }
        };
        Transport listening = opened(credentials());
        Transport.Listening bad = listening.listen(anyAddress(), broken);
        Transport.Listening good = listening.listen(anyAddress(), heardByListener);
        Transport dialling = opened(credentials());
        LinkProbe dialledBad = new LinkProbe();
        dialling.connect(bad.address(), dialledBad);
        dialling.connect(good.address(), heardByDialler);
        dialledBad.link(0).send(new byte[] {1});

        assertEquals("LISTENER_FAILED", broken.end(broken.link(0)).refusal().code());
        heardByDialler.link(0).send(new byte[] {2});
        assertArrayEquals(new byte[] {2}, heardByListener.bytes(heardByListener.link(0), 1));
    }

    @Test
    void aHundredConnectsAllBecomeLinks() {
        Transport.Listening ear = opened(credentials()).listen(anyAddress(), heardByListener);
        Transport dialling = opened(credentials());
        for (int i = 0; i < 100; i++) {
            dialling.connect(ear.address(), heardByDialler);
            heardByDialler.awaitLinks(i + 1); // one address may have eight strangers at once
        }
        heardByListener.awaitLinks(100);

        for (int i = 0; i < 100; i++) {
            heardByDialler.link(i).send(new byte[] {(byte) i});
            heardByDialler.link(i).close();
        }
        heardByListener.awaitEnds(100);
        heardByDialler.awaitEnds(100);
    }

    /** Two linked ends. */
    protected record Pair(Link dialler, Link listener) {}

    /** Opens two transports and links them. */
    protected final Pair connected() {
        int before = heardByListener.linkCount();
        Transport.Listening ear = opened(credentials()).listen(anyAddress(), heardByListener);
        opened(credentials()).connect(ear.address(), heardByDialler);
        return new Pair(heardByDialler.link(before), heardByListener.link(before));
    }

    /** Seeded bytes. */
    protected static byte[] noise(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void sendInPieces(Link link, byte[] bytes, long seed) {
        Random random = new Random(seed);
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(50_000));
            link.send(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
    }

    private void awaitNoThreads() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            for (String name : threadNames()) {
                if (thread.getName().startsWith(name)) {
                    thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
                    assertFalse(
                            thread.isAlive(),
                            () -> "still running: " + thread.getName() + " at "
                                    + Arrays.toString(thread.getStackTrace()));
                }
            }
        }
    }
}
