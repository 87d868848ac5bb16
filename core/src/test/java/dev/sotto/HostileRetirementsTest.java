package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Bytes;
import dev.sotto.document.Refusal;
import dev.sotto.document.Scopes;
import dev.sotto.document.StoreId;
import dev.sotto.identity.CertificateAuthority;
import dev.sotto.identity.Credentials;
import dev.sotto.identity.DeviceIdentity;
import dev.sotto.identity.DeviceKey;
import dev.sotto.identity.DeviceTerms;
import dev.sotto.identity.VersionRange;
import dev.sotto.wire.Limits;
import dev.sotto.wire.Message;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A member, over a real socket, that retires whom it may not, too many, or without a proof. The others are served. */
class HostileRetirementsTest extends StoresOverTcp {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final VersionRange VERSIONS = new VersionRange(0, 0);

    private HostileMember member(Sotto till, Credentials credentials) throws Exception {
        HostileMember member = HostileMember.to(address(till), credentials, List.of());
        open.add(member);
        return member;
    }

    private Credentials shared() {
        return Credentials.sharedKey(key, "shop", VERSIONS);
    }

    private static Message.Retirements named(Bytes signature, StoreId... stores) {
        List<Message.Retirements.Item> items = new ArrayList<>();
        for (StoreId store : stores) {
            items.add(new Message.Retirements.Item(store, signature));
        }
        return new Message.Retirements(1, items);
    }

    private static StoreId any() {
        return new StoreId(Bytes.of(RANDOM.generateSeed(StoreId.LENGTH)));
    }

    private void assertServes(Sotto till, SottoConfig.Builder other) {
        Sotto phone = started(other.connect(address(till)), ALL);
        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 'of the phone'})");
        Watcher.on(till, ALL).untilCount(1);
    }

    @Test
    void thatSomebodySaysRetiredIsNoProof() throws Exception {
        Sotto till = listening("till");
        StoreId name = till.storeId();
        HostileMember member = member(till, shared());
        member.say(new Message.Refuse(new Refusal("RETIRED", "store", name.toString(), "another"), true));
        assertServes(till, config("phone"));
        assertEquals(name, till.storeId());
        assertEquals(List.of(), till.sync().status().retired());
    }

    @Test
    void whoeverMayNotDoEverythingMayRetireNobody() throws Exception {
        Sotto till = started(
                config("till").listen("127.0.0.1:0").neighbours(Scopes.of(List.of("*"), List.of("orders"))), ALL);
        HostileMember member = member(till, shared());
        member.say(named(Bytes.EMPTY, till.storeId(), any()));
        assertEquals("retired store", member.untilRefused("WRITE_DENIED").field());
        member.settle();
        assertFalse(member.isOver(), "the session goes on");
        assertEquals(List.of(), till.sync().status().retired());
        assertServes(till, config("phone"));
    }

    /** With the shared key it may, as it may delete every document. What it cannot do is fill the memory. */
    @Test
    void tenThousandNamesTakeTheRoomOfAThousand() throws Exception {
        Sotto till = listening("till");
        HostileMember member = member(till, shared());
        for (int i = 0; i < 10; i++) {
            StoreId[] some = new StoreId[1_000];
            for (int j = 0; j < some.length; j++) {
                some[j] = any();
            }
            member.say(named(Bytes.EMPTY, some));
        }
        Watcher.on(till, ALL)
                .until("a thousand", () -> till.sync().status().retired().size() == Limits.RETIREMENTS_MAX);
        member.settle();
        assertEquals(Limits.RETIREMENTS_MAX, till.sync().status().retired().size());
        IllegalStateException full =
                assertThrows(IllegalStateException.class, () -> till.sync().retire(any()));
        assertTrue(String.valueOf(full.getMessage()).contains("RETIREMENTS_LIMIT"), full::toString);
        assertServes(till, config("phone"));
    }

    private static DeviceIdentity device(CertificateAuthority authority) {
        DeviceKey key = DeviceKey.generate(RANDOM);
        Instant now = Instant.now();
        DeviceTerms terms = new DeviceTerms("", "", now.minusSeconds(60), now.plus(Duration.ofDays(1)));
        return DeviceIdentity.of(key, authority.issue("shop", key.publicKey(), terms), authority.certificate());
    }

    private SottoConfig.Builder certified(String name, CertificateAuthority authority) {
        return SottoConfig.in(home.resolve(name)).name(name).appId("shop").certificates(device(authority));
    }

    @Test
    void withoutTheAuthoritysWordNobodyIsRetired() throws Exception {
        CertificateAuthority authority = CertificateAuthority.generate("shop", RANDOM);
        CertificateAuthority other = CertificateAuthority.generate("shop", RANDOM);
        Sotto till = started(certified("till", authority).listen("127.0.0.1:0"), ALL);
        StoreId name = till.storeId();
        for (Bytes signature : List.of(
                Bytes.EMPTY,
                Bytes.of(new byte[72]),
                other.retire("shop", name).signature(),
                authority.retire("bank", name).signature(),
                authority.retire("shop", any()).signature())) {
            Credentials credentials = Credentials.certificates(
                    new CurrentStanding(device(authority)), System::currentTimeMillis, "shop", VERSIONS);
            HostileMember member = member(till, credentials);
            member.say(named(signature, name));
            member.untilRefused("RETIREMENT_INVALID");
        }
        assertEquals(name, till.storeId());
        assertServes(till, certified("phone", authority));
    }
}
