package dev.sotto.background.port;

/** Wakes the process now and then when nothing holds it: BGAppRefresh, WorkManager, an alarm. */
public interface Opportunist {

    /** Takes the window that the system opened. Does not block, does not throw, any thread. */
    interface WindowTask {
        void run(Window window);
    }

    /** Whether a window also needs a network. */
    enum Conditions {
        ANY,
        NETWORK
    }

    /** For platforms that have no such thing: the machine uses its timer, which only runs while the process does. */
    Opportunist NONE = new Opportunist() {
        @Override
        public void schedule(long earliestMillis, Conditions conditions, WindowTask task) {}

        @Override
        public void cancel() {}
    };

    /**
     * Asks for one window, not before {@code earliestMillis} from now. The machine schedules the next only after this
     * one ran or was cancelled. Machine's thread; must not block.
     */
    void schedule(long earliestMillis, Conditions conditions, WindowTask task);

    /** Takes the request back. Idempotent. Machine's thread; must not block. */
    void cancel();
}
