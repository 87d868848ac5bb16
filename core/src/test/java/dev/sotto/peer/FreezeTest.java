package dev.sotto.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.sotto.document.Refusal;
import dev.sotto.identity.Credentials;
import dev.sotto.identity.SharedKey;
import dev.sotto.identity.VersionRange;
import dev.sotto.link.PeerAddress;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.Statements;
import dev.sotto.store.Durability;
import dev.sotto.store.StatementOutcome;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that stood still trusts none of its connections, and builds all of them again. */
@Tag("sync")
@Timeout(60)
class FreezeTest {
    private final SharedKey key = SharedKey.generate(new SecureRandom());

    private Peer peer(
            String name, Ticker ticker, PeerListener listener, List<PeerAddress> listen, List<PeerAddress> connect) {
        return Peer.open(
                new PeerSettings(
                        Optional.empty(),
                        Credentials.sharedKey(key, "test", new VersionRange(0, 0)),
                        name,
                        listen,
                        connect,
                        Optional.empty(),
                        1 << 20,
                        Optional.empty(),
                        ticker,
                        new SecureRandom()),
                listener);
    }

    private static void start(Peer peer) {
        CompletableFuture<Optional<Refusal>> started = new CompletableFuture<>();
        peer.start(started::complete);
        assertEquals(Optional.empty(), started.join());
    }

    @Test
    void everyConnectionIsBuiltAgainAfterAStandstill() throws Exception {
        SkippingTicker frozen = SkippingTicker.running();
        Heard onPhone = new Heard();
        Heard onTill = new Heard();
        PeerAddress any = new PeerAddress("127.0.0.1", 0);
        Peer till = peer("till", frozen, onTill, Collections.singletonList(any), Collections.emptyList());
        start(till);
        String listening = onTill.words.poll(30, TimeUnit.SECONDS);
        assertNotNull(listening);
        int port = Integer.parseInt(listening.substring("listening ".length()));
        PeerAddress address = new PeerAddress("127.0.0.1", port);
        Peer phone = peer("phone", Ticker.SYSTEM, onPhone, Collections.emptyList(), Collections.singletonList(address));
        start(phone);
        onTill.expect("connected phone");
        onPhone.expect("connected till");

        frozen.skip(12_000);
        onTill.expect("frozen");
        onTill.expect("disconnected FROZEN");
        onTill.expect("listening " + port);
        onTill.expect("connected phone");
        onPhone.expect("connected till");
        phone.close();
        till.close();
    }

    @Test
    void anOldLastWriteIsNoWrongClock() throws Exception {
        SkippingTicker time = SkippingTicker.running();
        Heard onPhone = new Heard();
        Heard onTill = new Heard();
        PeerAddress any = new PeerAddress("127.0.0.1", 0);
        Peer till = peer("till", time, onTill, Collections.singletonList(any), Collections.emptyList());
        insert(till);
        time.skip(3_600_000);
        start(till);
        String listening = onTill.words.poll(30, TimeUnit.SECONDS);
        assertNotNull(listening);
        int port = Integer.parseInt(listening.substring("listening ".length()));
        Peer phone = peer(
                "phone",
                time,
                onPhone,
                Collections.emptyList(),
                Collections.singletonList(new PeerAddress("127.0.0.1", port)));
        start(phone);
        onPhone.expect("connected till");
        onPhone.expect("synced till");
        assertEquals(0, onPhone.clockTroubles.get());
        phone.close();
        till.close();
    }

    private static void insert(Peer peer) {
        peer.submit(
                Statements.parse("INSERT INTO c DOCUMENTS ({_id: 1})"), Arguments.NONE, Durability.FSYNC, new Answer() {
                    @Override
                    public void done(StatementOutcome outcome, long commit) {}

                    @Override
                    public void failed(RuntimeException why) {
                        throw new AssertionError(why);
                    }
                });
    }
}
