package dev.sotto.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Bytes;
import dev.sotto.identity.DeviceCertificate;
import dev.sotto.identity.MembershipFuzz;
import dev.sotto.identity.Retirement;
import dev.sotto.link.mdns.DnsFuzz;
import dev.sotto.sync.SketchFuzz;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fuzzing started from, and what it once found, without Jazzer. */
class CorpusTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                CborFuzz.class,
                EntriesFuzz.class,
                StateFuzz.class,
                FrameFuzz.class,
                HelloFuzz.class,
                CertificateFuzz.class,
                MembershipFuzz.class,
                StatementFuzz.class,
                AdvertFuzz.class,
                DnsFuzz.class,
                SketchFuzz.class
            })
    void theWholeCorpusPasses(Class<?> target) throws Exception {
        assertTrue(Fuzzing.replay(target) >= 5, "files of the corpus of " + target.getSimpleName());
    }

    /** Else it would start from nothing but refusals, and never see the code behind them. */
    @Test
    void whatCertificatesAreMadeFromIsTaken() throws Exception {
        DeviceCertificate device = DeviceCertificate.parse(Bytes.of(Fuzzing.input(CertificateFuzz.class, "device")));
        assertEquals(
                "Scopes[read [menu, orders], write [orders/till-1-*]]",
                device.scopes().toString());
        String pem = new String(Fuzzing.input(CertificateFuzz.class, "device-pem"), StandardCharsets.US_ASCII);
        assertEquals(device, DeviceCertificate.parsePem(pem));
        pem = new String(Fuzzing.input(CertificateFuzz.class, "retirement-pem"), StandardCharsets.US_ASCII);
        assertEquals(pem, Retirement.parsePem(pem).toPem());
    }
}
