package dev.sotto.jvm.sound;

import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.testkit.KeepAliveMechanismContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** Both keepers keep the contract of a keep-alive mechanism, seen by a real PulseAudio. */
@Tag("audio")
@Tag("slow")
class KeeperContractTest {
    @Nested
    class Native extends KeepAliveMechanismContract {
        @Override
        protected KeepAliveMechanism mechanism() {
            PrivatePulse.running();
            return new PulseKeeper("contract");
        }

        @Override
        protected int holdsSeenBySystem() {
            return PrivatePulse.running().ownStreams().size();
        }
    }

    @Nested
    class JavaSound extends KeepAliveMechanismContract {
        @Override
        protected KeepAliveMechanism mechanism() {
            PrivatePulse.running();
            return new JavaSoundKeeper();
        }

        @Override
        protected int holdsSeenBySystem() {
            return PrivatePulse.running().ownStreams().size();
        }
    }
}
