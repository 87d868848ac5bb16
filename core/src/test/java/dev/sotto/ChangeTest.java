package dev.sotto;

import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class ChangeTest {
    @Nested
    class OnDisk extends ChangeStories {
        @TempDir
        private Path directory;

        @Override
        SottoConfig.Builder config() {
            return SottoConfig.in(directory);
        }
    }

    @Nested
    class InMemory extends ChangeStories {
        @Override
        SottoConfig.Builder config() {
            return SottoConfig.inMemory();
        }
    }
}
