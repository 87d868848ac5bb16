package dev.sotto.background.port;

/** Tells the state of the power supply and its changes. */
public interface PowerSource {

    /** Hears of changes. Does not block, does not throw, any thread. */
    interface Listener {
        void changed(PowerSnapshot snapshot);
    }

    /** A machine that is always on mains. */
    PowerSource MAINS = new PowerSource() {
        @Override
        public PowerSnapshot current() {
            return PowerSnapshot.MAINS;
        }

        @Override
        public Registration subscribe(Listener listener) {
            return Registration.NONE;
        }
    };

    /** Machine's thread; must not block. */
    PowerSnapshot current();

    /** Tells {@code listener} of every change until closed. Machine's thread; must not block. */
    Registration subscribe(Listener listener);
}
