package dev.sotto;

import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class TransactionTest {
    @Nested
    class OnDisk extends TransactionStories {
        @TempDir
        private Path directory;

        @Override
        SottoConfig config() {
            return SottoConfig.in(directory).build();
        }
    }

    @Nested
    class InMemory extends TransactionStories {
        @Override
        SottoConfig config() {
            return SottoConfig.inMemory().build();
        }
    }
}
