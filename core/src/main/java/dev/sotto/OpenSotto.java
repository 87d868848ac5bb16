package dev.sotto;

/** A {@link Sotto} that is open. */
final class OpenSotto {
    private OpenSotto() {}

    static Sotto open(SottoConfig config) {
        throw new IllegalStateException("not built yet: " + config);
    }
}
