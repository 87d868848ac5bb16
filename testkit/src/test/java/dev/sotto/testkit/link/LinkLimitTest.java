package dev.sotto.testkit.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import dev.sotto.SyncEvent;
import dev.sotto.document.Refusal;
import dev.sotto.identity.Credentials;
import dev.sotto.identity.SharedKey;
import dev.sotto.identity.VersionRange;
import dev.sotto.link.JsseChannelProvider;
import dev.sotto.link.PeerAddress;
import dev.sotto.link.TcpTransport;
import dev.sotto.link.Transport;
import dev.sotto.link.Tunnel;
import java.security.SecureRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody is left outside without a word: who comes when there is no room is told so, and both apps hear who and why. */
@Tag("sync")
@Timeout(60)
class LinkLimitTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SharedKey key = SharedKey.generate(RANDOM);
    private final LinkProbe heard = new LinkProbe();

    private Sotto phone(PeerAddress server, LinkedBlockingQueue<SyncEvent.Refused> refused) {
        Sotto phone = Sotto.open(SottoConfig.inMemory()
                .appId("shop")
                .sharedKey(key)
                .connect(server.toString())
                .build());
        phone.sync().addListener(event -> {
            if (event instanceof SyncEvent.Refused one) {
                refused.add(one);
            }
        });
        phone.sync().start();
        return phone;
    }

    @Test
    void whoComesWhenThereIsNoRoomIsToldAndComesInWhenThereIs() throws Exception {
        try (Transport server = new TcpTransport(
                JsseChannelProvider.fresh(RANDOM),
                Credentials.sharedKey(key, "shop", new VersionRange(0, 0)),
                RANDOM,
                System::nanoTime,
                Tunnel.NONE,
                1)) {
            PeerAddress address =
                    server.listen(new PeerAddress("127.0.0.1", 0), heard).address();
            LinkedBlockingQueue<SyncEvent.Refused> nobody = new LinkedBlockingQueue<>();
            LinkedBlockingQueue<SyncEvent.Refused> refused = new LinkedBlockingQueue<>();
            try (Sotto first = phone(address, nobody)) {
                heard.awaitLinks(1);
                try (Sotto second = phone(address, refused)) {
                    SyncEvent.Refused told = refused.poll(30, TimeUnit.SECONDS);
                    assertEquals(address.toString(), told == null ? "nobody was told" : told.address());
                    assertEquals(
                            new Refusal("LINK_LIMIT", "link", "one more than 1", "at most 1 links: ask another"),
                            told.refusal());
                    assertEquals("LINK_LIMIT", heard.refusal(0).code(), "the other end knows whom it refused");
                    first.sync().stop();
                    heard.awaitLinks(2);
                    second.sync().stop();
                }
            }
            assertEquals(0, nobody.size());
        }
    }
}
