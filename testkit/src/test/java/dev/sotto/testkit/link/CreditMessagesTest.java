package dev.sotto.testkit.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import dev.sotto.document.Actor;
import dev.sotto.document.Bytes;
import dev.sotto.document.DocRef;
import dev.sotto.document.Entry;
import dev.sotto.document.Hlc;
import dev.sotto.document.Lives;
import dev.sotto.document.Path;
import dev.sotto.document.Refusal;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoreId;
import dev.sotto.document.Value;
import dev.sotto.identity.CertificateAuthority;
import dev.sotto.identity.DeviceIdentity;
import dev.sotto.identity.DeviceKey;
import dev.sotto.identity.DeviceTerms;
import dev.sotto.sync.Limits;
import dev.sotto.wire.DocName;
import dev.sotto.wire.Message;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A member that does not keep to its credit, or grants what nobody can: its link ends with a code, and the next one is served. */
@Tag("sync")
@Timeout(60)
class CreditMessagesTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final CertificateAuthority SHOP = CertificateAuthority.generate("shop", RANDOM);
    private static final StoreId MEMBER = new StoreId(Bytes.hex("00000000000000000000000000000001"));
    private static final Hlc TIME = new Hlc(1_700_000_000_000L, 0);
    private static final String SERVED = "PROTOCOL_STATE: Auth";
    private static final int TEXT = 10_000;

    private static DeviceIdentity device() {
        DeviceKey key = DeviceKey.generate(RANDOM);
        Instant now = Instant.now();
        DeviceTerms terms = new DeviceTerms("d", "u", now.minusSeconds(60), now.plusSeconds(3_600));
        return DeviceIdentity.of(key, SHOP.issue("shop", key.publicKey(), terms), SHOP.certificate());
    }

    private static Message hello(long credit) {
        return new Message.Hello(0, MEMBER, 1, 1, TIME, List.of(), credit, 0, 1_000, "raw", List.of(), true, List.of());
    }

    private static Message credit(long bytes) {
        return new Message.Credit(bytes);
    }

    private static String said(Sotto till, Message... messages) throws Exception {
        Refusal refusal = RawMember.refusalOf(till, device(), messages);
        return refusal.code() + ": " + refusal.got();
    }

    @Test
    void eachRowOfTheTable() throws Exception {
        try (Sotto till = Sotto.open(SottoConfig.inMemory()
                .appId("shop")
                .certificates(device())
                .listen("127.0.0.1:0")
                .build())) {
            till.sync().registerSubscription("SELECT * FROM c");
            till.sync().start();
            assertTrue(said(till, overrun()).startsWith("CREDIT_EXCEEDED: "), "what nobody granted");
            assertEquals("CREDIT_INVALID: 999", said(till, hello(1_000), credit(999)), "a grant that is taken back");
            assertEquals("CREDIT_INVALID: 0", said(till, hello(1), credit(Long.MAX_VALUE), credit(0)));
            assertEquals(
                    "FRAME_MALFORMED: 18446744073709551615",
                    said(till, hello(0), credit(-1)),
                    "more than a number holds");
            assertEquals("FRAME_MALFORMED: 9223372036854775808", said(till, hello(Long.MIN_VALUE)));
            assertEquals(SERVED, said(till, hello(Long.MAX_VALUE), credit(Long.MAX_VALUE)), "more than anybody sends");
            assertEquals(SERVED, said(till, hello(0), credit(0)), "nothing at all");
        }
    }

    /** A feed of documents none of which has the hash that is named: all of them are asked about, and nothing is dealt with. */
    private static Message[] overrun() {
        List<Message> all = new ArrayList<>();
        all.add(hello(0));
        // Each message is written as the first one, so its time is taken for a difference.
        Stamp stamp = new Stamp(new Hlc(1, 0), new Actor(MEMBER, 1));
        Entry text = Entry.set(Path.of("text"), Lives.FIRST, stamp, Value.of("x".repeat(TEXT)));
        for (int i = 0; i < (Limits.CREDIT_BYTES + 128 * 1024) / TEXT; i++) {
            all.add(new Message.Delta(1, new DocName.Full(DocRef.of("c", "d" + i)), List.of(text), 4711));
        }
        return all.toArray(new Message[0]);
    }
}
