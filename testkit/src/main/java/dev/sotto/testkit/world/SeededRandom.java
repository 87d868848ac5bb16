package dev.sotto.testkit.world;

import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.Random;

/** Chance that a seed repeats, for those who ask for secure chance. Nothing about it is secure. As thread-safe as {@link Random}. */
public final class SeededRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    public SeededRandom(long seed) {
        super(new Source(seed), null);
    }

    @Override
    public String getAlgorithm() {
        return "a seed";
    }

    private static final class Source extends SecureRandomSpi {
        private static final long serialVersionUID = 1L;

        private final Random random;

        Source(long seed) {
            random = new Random(seed);
        }

        @Override
        protected void engineSetSeed(byte[] seed) {
            // Nothing may stir it: it repeats.
        }

        @Override
        protected void engineNextBytes(byte[] bytes) {
            random.nextBytes(bytes);
        }

        @Override
        protected byte[] engineGenerateSeed(int count) {
            byte[] bytes = new byte[count];
            random.nextBytes(bytes);
            return bytes;
        }
    }
}
