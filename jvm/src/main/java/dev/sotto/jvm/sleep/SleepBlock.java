package dev.sotto.jvm.sleep;

import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.port.Registration;
import java.io.IOException;

/** Asks the system not to fall asleep by itself; the user can still send it to sleep. */
public interface SleepBlock {
    /** For systems that cannot be asked. */
    SleepBlock NONE = new SleepBlock() {
        @Override
        public Capability probe() {
            return Capability.unsupported("nothing is known of this system's sleep");
        }

        @Override
        public Registration hold() {
            return Registration.NONE;
        }
    };

    /** Whether the system can be asked. Worker thread; may block briefly. */
    Capability probe();

    /**
     * Asks until the answer is closed. Worker thread; may block briefly.
     *
     * @throws IOException if the system refused, with its words
     */
    Registration hold() throws IOException;
}
