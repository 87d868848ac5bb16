package dev.sotto.background.port;

/**
 * Short assertions of the system: a background task on iOS, a delay lock of logind, the seconds that Android gives a
 * service after its time-out.
 */
public interface GraceProvider {

    /** For systems without such a thing: an assertion of unknown length that does nothing. */
    GraceProvider NONE = tag -> new Grace() {
        @Override
        public long remainingMillis() {
            return UNKNOWN_MILLIS;
        }

        @Override
        public void onExpiry(Runnable listener) {}

        @Override
        public void close() {}
    };

    /** Begins an assertion named {@code tag}. Machine's thread; must not block; a refusal is one that has expired. */
    Grace begin(String tag);
}
