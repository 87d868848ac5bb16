package dev.sotto.fuzz;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever bytes come from outside, the answer is a value or a refusal with a code. */
@Tag("store")
class FuzzTest {
    @ParameterizedTest
    @ValueSource(classes = {CborFuzz.class, EntriesFuzz.class, StateFuzz.class, FrameFuzz.class, StatementFuzz.class})
    void noBytesFellIt(Class<?> target, @TempDir Path scratch) throws Exception {
        Fuzzing.fuzz(target, scratch);
    }
}
