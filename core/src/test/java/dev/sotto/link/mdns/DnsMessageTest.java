package dev.sotto.link.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Bytes;
import dev.sotto.document.RefusedException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DNS messages: what is written is read, and whatever else is read is refused with a code. */
class DnsMessageTest {
    private static final DnsName HOST = DnsName.of("till", "local");
    private static final DnsName SERVICE = DnsName.of("0011", "_sotto", "_tcp", "local");

    private static DnsMessage everything() {
        return DnsMessage.response(List.of(
                new DnsRecord.Pointer(Responder.TYPE, 4_500, SERVICE),
                new DnsRecord.Service(SERVICE, 120, 4040, HOST),
                new DnsRecord.Text(SERVICE, 4_500, Bytes.utf8("\003v=1")),
                new DnsRecord.Address(HOST, 120, Bytes.hex("0a000005")),
                new DnsRecord.Address(HOST, 120, Bytes.hex("fe800000000000000000000000000001"))));
    }

    @Test
    void whatIsWrittenIsRead() {
        DnsMessage query = DnsMessage.query(
                List.of(new DnsMessage.Question(Responder.TYPE, DnsRecord.PTR)),
                List.of(new DnsRecord.Pointer(Responder.TYPE, 4_500, SERVICE)));

        assertEquals(everything(), DnsMessage.parse(everything().encode()));
        assertEquals(query, DnsMessage.parse(query.encode()));
    }

    /** A question as RFC 1035 draws it, written by hand. */
    @Test
    void aQueryHasTheseBytes() {
        DnsMessage query = DnsMessage.query(List.of(new DnsMessage.Question(Responder.TYPE, DnsRecord.PTR)), List.of());

        assertEquals(
                "000000000001000000000000" + "065f736f74746f" + "045f746370" + "056c6f63616c" + "00" + "000c" + "0001",
                Bytes.of(query.encode()).toHex());
    }

    @Test
    void compressedNamesAreRead() {
        // A pointer to the type, whose target is a label and a pointer to the type's name at offset 12.
        String message = "000084000000000100000000" + "065f736f74746f" + "045f746370" + "056c6f63616c" + "00" + "000c"
                + "0001" + "00001194" + "0007" + "0430303131" + "c00c";

        DnsMessage read = DnsMessage.parse(Bytes.hex(message).toArray());

        assertEquals(List.of(new DnsRecord.Pointer(Responder.TYPE, 4_500, SERVICE)), read.records());
    }

    @ParameterizedTest
    @CsvSource({
        // a name that points at itself, at a later place, at another that points back
        "DNS_MALFORMED, 000000000001000000000000c00c000c0001",
        "DNS_MALFORMED, 000000000001000000000000c0ff000c0001",
        "DNS_MALFORMED, 0000000000010000000000000161c00c000c0001",
        // ends in the header, in a label, in a record
        "DNS_MALFORMED, 00000000",
        "DNS_MALFORMED, 0000000000010000000000003f61",
        "DNS_MALFORMED, 00008400000000010000000000000100010000007800ff0a",
        // a label of a kind that there is not
        "DNS_MALFORMED, 0000000000010000000000008061000c0001",
        // SRV whose host goes on behind its record
        "DNS_MALFORMED, 000084000000000100000000000021000100000078000600000000000f0161000c0001",
        "DNS_TOO_LARGE, 00000000ffff000000000000",
        "DNS_TOO_LARGE, 0000840000000fff0fff0fff",
    })
    void whatIsNoMessageHasACode(String code, String hex) {
        assertEquals(code, refusal(Bytes.hex(hex).toArray()));
    }

    @Test
    void aMessageOf64KiBIsNotLookedAt() {
        assertEquals("DNS_TOO_LARGE", refusal(new byte[65_535]));
    }

    @Test
    void aNameBeyond255BytesIsRefused() {
        StringBuilder message = new StringBuilder("000000000001000000000000");
        for (int i = 0; i < 10; i++) {
            message.append("1e").append("61".repeat(30));
        }
        assertEquals("DNS_MALFORMED", refusal(Bytes.hex(message + "00000c0001").toArray()));
    }

    @Test
    void noDamagedMessageDoesMoreThanBeRefused() {
        byte[] whole = everything().encode();
        Random random = new Random(20261122);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length + 20));
            for (int flips = random.nextInt(4); flips >= 0 && damaged.length > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                assertTrue(DnsMessage.parse(damaged).records().size() <= Limits.ENTRIES_MAX);
            } catch (RefusedException e) {
                refused++;
            }
        }
        assertTrue(refused > 1_000, "refused " + refused);
    }

    @Test
    void namesDifferNotByTheCaseOfAscii() {
        assertEquals(DnsName.of("Till", "LOCAL"), DnsName.of("till", "local"));
        assertFalse(DnsName.of("a.b", "local").equals(DnsName.of("a", "b", "local")));
        assertTrue(SERVICE.isUnder(Responder.TYPE));
        assertFalse(DnsName.of("x", "0011", "_sotto", "_tcp", "local").isUnder(Responder.TYPE));
    }

    private static String refusal(byte[] message) {
        return assertThrows(RefusedException.class, () -> DnsMessage.parse(message))
                .refusal()
                .code();
    }
}
