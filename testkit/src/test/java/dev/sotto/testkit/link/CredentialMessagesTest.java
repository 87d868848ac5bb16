package dev.sotto.testkit.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import dev.sotto.document.Bytes;
import dev.sotto.identity.CertificateAuthority;
import dev.sotto.identity.DeviceIdentity;
import dev.sotto.identity.DeviceKey;
import dev.sotto.identity.DeviceTerms;
import dev.sotto.identity.RevocationList;
import dev.sotto.wire.Message;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A member that sends what is no certificate and no list: its session ends with a code, and nothing of it is believed. */
@Tag("sync")
@Timeout(60)
class CredentialMessagesTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final CertificateAuthority SHOP = CertificateAuthority.generate("shop", RANDOM);

    private static DeviceIdentity device() {
        DeviceKey key = DeviceKey.generate(RANDOM);
        Instant now = Instant.now();
        DeviceTerms terms = new DeviceTerms("d", "u", now.minusSeconds(60), now.plusSeconds(3_600));
        return DeviceIdentity.of(key, SHOP.issue("shop", key.publicKey(), terms), SHOP.certificate());
    }

    private static String said(Sotto till, DeviceIdentity member, Message... messages) throws Exception {
        return RawMember.refusalOf(till, member, messages).code();
    }

    private static Sotto till(DeviceIdentity identity) {
        Sotto till = Sotto.open(SottoConfig.inMemory()
                .appId("shop")
                .certificates(identity)
                .listen("127.0.0.1:0")
                .build());
        till.sync().start();
        return till;
    }

    @Test
    void eachRowOfTheTable() throws Exception {
        CertificateAuthority stranger = CertificateAuthority.generate("shop", RANDOM);
        RevocationList forged = stranger.revoke(Optional.empty(), List.of("1"), Instant.now());
        DeviceIdentity member = device();
        DeviceIdentity other = device();
        try (Sotto till = till(device())) {
            assertEquals("REVOCATIONS_INVALID", said(till, member, new Message.Revocations(forged.encoded())));
            assertEquals("REVOCATIONS_INVALID", said(till, member, new Message.Revocations(Bytes.EMPTY)));
            assertEquals(
                    "REVOCATIONS_INVALID", said(till, member, new Message.Revocations(Bytes.of(new byte[65_000]))));
            assertEquals("CERT_INVALID", said(till, member, new Message.Certificate(Bytes.of(new byte[400]))));
            assertEquals("CERT_TOO_LARGE", said(till, member, new Message.Certificate(Bytes.of(new byte[5_000]))));
            assertEquals(
                    "CERT_UNTRUSTED",
                    said(
                            till,
                            member,
                            new Message.Certificate(other.certificate().encoded())));
            assertEquals(
                    "PROTOCOL_STATE",
                    said(
                            till,
                            member,
                            new Message.Certificate(member.certificate().encoded())),
                    "the certificate is taken, the second AUTH is not");
        }
    }

    @Test
    void aMemberMayRevokeItselfAndAnOlderListChangesNothing() throws Exception {
        DeviceIdentity member = device();
        DeviceIdentity second = device();
        RevocationList first =
                SHOP.revoke(Optional.empty(), List.of(second.certificate().serial()), Instant.now());
        RevocationList next =
                SHOP.revoke(Optional.of(first), List.of(member.certificate().serial()), Instant.now());
        DeviceIdentity own = device();
        try (Sotto till = till(own.with(first))) {
            assertEquals("REVOKED", said(till, second));
            assertEquals("REVOKED", said(till, member, new Message.Revocations(next.encoded())));
            assertEquals("PROTOCOL_STATE", said(till, device(), new Message.Revocations(first.encoded())));
            assertEquals("REVOKED", said(till, member), "the newer list stays");
        }
    }
}
