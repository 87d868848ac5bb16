package dev.sotto.ios.audio;

import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.testkit.KeepAliveMechanismContract;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;

/** Silent audio keeps the contract of a keep-alive mechanism, on a simulated session in real time. */
class ContractsTest {

    @Nested
    class SilentAudioOnASimulatedSession extends KeepAliveMechanismContract {
        private final SimAudio audio = new SimAudio(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));

        @Override
        protected KeepAliveMechanism mechanism() {
            return audio.mechanism();
        }

        @Override
        protected int holdsSeenBySystem() {
            return audio.openPlayers();
        }
    }
}
