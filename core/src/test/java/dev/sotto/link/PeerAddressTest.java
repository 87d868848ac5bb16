package dev.sotto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HOST:PORT as people type it. */
class PeerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:4040,      127.0.0.1,    4040",
        "till-1.local:1,      till-1.local, 1",
        "' 10.0.0.5:65535 ',  10.0.0.5,     65535",
        "0.0.0.0:0,           0.0.0.0,      0",
        "[::1]:4040,          ::1,          4040",
        "[fe80::1%eth0]:4040, fe80::1%eth0, 4040",
        "[::]:04040,          ::,           4040",
    })
    void isReadAndWrittenBack(String text, String host, int port) {
        PeerAddress address = PeerAddress.parse(text);

        assertEquals(new PeerAddress(host, port), address);
        assertEquals(address, PeerAddress.parse(address.toString()));
    }

    @ParameterizedTest
    @CsvSource({
        "'',                 no port",
        "localhost,          no port",
        "localhost:,         no port",
        ":4040,              no host",
        "[]:4040,            brackets",
        "[::1:4040,          no closing bracket",
        "[::1]4040,          no colon after the bracket",
        "::1:4040,           without brackets",
        "[10.0.0.5]:4040,    no IPv6 address",
        "10.0.0.5:65536,     not a number from 0 to 65535",
        "10.0.0.5:-1,        not a number from 0 to 65535",
        "10.0.0.5:40a,       not a number from 0 to 65535",
        "10.0.0.5:999999999, not a number from 0 to 65535",
        "a b:4040,           0x20",
        "http://till:4040,   without brackets",
        "me@till:4040,       '@'",
    })
    void whatIsWrongIsNamed(String text, String words) {
        Refusal refusal = assertThrows(RefusedException.class, () -> PeerAddress.parse(text))
                .refusal();

        assertEquals("ADDRESS_INVALID", refusal.code());
        assertTrue(refusal.got().contains(words), refusal.got());
    }

    @Test
    void anEndlessHostIsNotRepeated() {
        Refusal refusal = assertThrows(RefusedException.class, () -> PeerAddress.parse("x".repeat(100_000) + ":1"))
                .refusal();

        assertTrue(refusal.got().length() < 200, "words of " + refusal.got().length() + " characters");
    }
}
