package dev.sotto.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.identity.MembershipFuzz;
import dev.sotto.link.mdns.DnsFuzz;
import dev.sotto.sync.SketchFuzz;
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
}
