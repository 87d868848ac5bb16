package dev.sotto.testkit.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import dev.sotto.document.Bytes;
import dev.sotto.document.Hlc;
import dev.sotto.document.Refusal;
import dev.sotto.document.StoreId;
import dev.sotto.identity.CertificateAuthority;
import dev.sotto.identity.DeviceIdentity;
import dev.sotto.identity.DeviceKey;
import dev.sotto.identity.DeviceTerms;
import dev.sotto.wire.Message;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A member that misuses what several links need: its link ends with a code, and the next one is served. */
@Tag("sync")
@Timeout(60)
class LinkMessagesTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final CertificateAuthority SHOP = CertificateAuthority.generate("shop", RANDOM);
    private static final Message STANDBY = new Message.Standby();

    static DeviceIdentity device() {
        DeviceKey key = DeviceKey.generate(RANDOM);
        Instant now = Instant.now();
        DeviceTerms terms = new DeviceTerms("d", "u", now.minusSeconds(60), now.plusSeconds(3_600));
        return DeviceIdentity.of(key, SHOP.issue("shop", key.publicKey(), terms), SHOP.certificate());
    }

    static Message hello(int store, long process) {
        byte[] id = new byte[StoreId.LENGTH];
        id[0] = (byte) store;
        id[15] = 1;
        return new Message.Hello(
                0,
                new StoreId(Bytes.of(id)),
                process,
                process,
                new Hlc(1_700_000_000_000L, 0),
                List.of(),
                1 << 20,
                0,
                1_000,
                "raw",
                List.of(),
                true,
                List.of());
    }

    private static String said(Sotto till, Message... messages) throws Exception {
        Refusal refusal = RawMember.refusalOf(till, device(), messages);
        return refusal.code() + ": " + refusal.got();
    }

    /** With the smallest id the member chooses, with the greatest the till does. */
    @Test
    void eachRowOfTheTable() throws Exception {
        try (Sotto till = Sotto.open(SottoConfig.inMemory()
                .appId("shop")
                .certificates(device())
                .listen("127.0.0.1:0")
                .build())) {
            till.sync().start();
            for (int store : new int[] {0, 255}) {
                assertEquals("PROTOCOL_STATE: STANDBY", said(till, STANDBY), "before HELLO");
                assertEquals(
                        store == 0 ? "PROTOCOL_STATE: STANDBY" : "PROTOCOL_STATE: Auth",
                        said(till, hello(store, 1), STANDBY, STANDBY),
                        "who follows has no session then; who chooses has begun the next one");
                assertEquals(
                        "PROTOCOL_STATE: another process than before on this link",
                        said(till, hello(store, 1), STANDBY, hello(store, 2)));
                assertEquals(
                        "PROTOCOL_STATE: another process than before on this link",
                        said(till, hello(store, 1), STANDBY, hello(store + 1, 1)));
                assertEquals("MOVE_FLOOD: moved again", said(till, flood(store)));
                assertEquals("PROTOCOL_STATE: Auth", said(till, hello(store, 1)), "the next one is served");
            }
        }
    }

    private static Message[] flood(int store) {
        List<Message> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            all.add(hello(store, 1));
            all.add(STANDBY);
        }
        return all.toArray(new Message[0]);
    }
}
