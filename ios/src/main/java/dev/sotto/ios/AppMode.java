package dev.sotto.ios;

import dev.sotto.background.mechanism.Capability;

/**
 * A background mode that the app has by its own right, because it talks to Bluetooth devices or shows where the user is:
 * the app starts and stops it, Sotto decides when. Given to {@code SottoIos.builder().bluetooth(...)} or
 * {@code .location(...)}.
 *
 * <p>{@link #begin} and {@link #end} come from a worker thread, in turn; they may block for a short time.
 */
public interface AppMode {

    /** What the app tells about the mode while it is on. Any thread, does not block. */
    interface Signs {

        /** The system called the app: a characteristic was notified, a location came. Proof that the process runs. */
        void alive();

        /** The mode went off by itself: Bluetooth was switched off, the permission was taken back. */
        void lost(String why);
    }

    /** Whether the mode can be had now: the permission, the radio. */
    Capability probe();

    /** Switches the mode on; a RuntimeException says why it could not be. */
    void begin(Signs signs);

    /** Switches it off. Idempotent. */
    void end();
}
