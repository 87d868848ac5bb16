package dev.sotto.background.port;

/**
 * A few kilobytes that survive the process: intent, run history, budgets, the mark of a clean end. A snapshot is one
 * opaque array; the journal neither reads nor merges it.
 */
public interface Journal {

    /** Keeps nothing beyond the process: for tests and for apps that want no trace. */
    static Journal forgetful() {
        return new Journal() {
            @Override
            public byte[] load() {
                return new byte[0];
            }

            @Override
            public void save(byte[] snapshot) {}
        };
    }

    /**
     * The last snapshot saved, or an empty array if there is none. Machine's thread, once per install. May throw a
     * RuntimeException if it cannot read; the machine then starts afresh and says so.
     */
    byte[] load();

    /**
     * Replaces the snapshot atomically: after a crash {@link #load()} returns the old or the new one, whole. At most
     * 64 KiB. Worker thread, one call at a time. May throw a RuntimeException; the machine says so and goes on.
     */
    void save(byte[] snapshot);
}
