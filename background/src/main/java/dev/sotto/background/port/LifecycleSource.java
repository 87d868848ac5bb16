package dev.sotto.background.port;

/** Tells where the app is and what the system does with its process. */
public interface LifecycleSource {

    /** Hears of changes. Does not block, does not throw, any thread. */
    interface Listener {
        void happened(LifecycleEvent event);
    }

    /** A process that is always in the background and that nobody suspends: a server. */
    LifecycleSource ALWAYS_BACKGROUND = new LifecycleSource() {
        @Override
        public LifecycleState current() {
            return LifecycleState.BACKGROUND;
        }

        @Override
        public Registration subscribe(Listener listener) {
            return Registration.NONE;
        }
    };

    /** The state now. Machine's thread; must not block. */
    LifecycleState current();

    /** Tells {@code listener} of every change until closed. Machine's thread; must not block. */
    Registration subscribe(Listener listener);
}
