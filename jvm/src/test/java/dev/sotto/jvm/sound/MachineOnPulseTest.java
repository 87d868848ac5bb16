package dev.sotto.jvm.sound;

import static dev.sotto.jvm.sound.PrivatePulse.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.BackgroundSync;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.Platform;
import dev.sotto.background.status.Gap;
import dev.sotto.background.status.GapCause;
import dev.sotto.background.status.Phase;
import dev.sotto.jvm.Keeper;
import dev.sotto.jvm.SleepPolicy;
import dev.sotto.jvm.SottoJvm;
import dev.sotto.jvm.lifecycle.ManualLifecycle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole way: intent, machine, keeper, and a real PulseAudio that takes the sound away and gives it back. */
@Tag("audio")
@Tag("slow")
class MachineOnPulseTest {
    /** In the build's own folder: the journal may still be saved when the test is over. */
    private final Path directory = Path.of("target", "machine-on-pulse", Long.toString(System.nanoTime()));

    private PrivatePulse pulse;
    private ManualLifecycle lifecycle;
    private BackgroundSync sync;
    private final List<Platform> platforms = new ArrayList<>();

    @BeforeEach
    void start() {
        pulse = PrivatePulse.running();
        lifecycle = new ManualLifecycle(LifecycleState.FOREGROUND);
    }

    @AfterEach
    void stop() {
        if (sync != null) {
            sync.close();
        }
        pulse.hangUp();
        pulse.start();
        await("nothing is left on the server", () -> pulse.ownStreams().isEmpty());
        platforms.forEach(platform -> platform.onClose().run()); // an instance of its own leaves that to its owner
    }

    private void install(Keeper... keepers) {
        Platform platform = SottoJvm.builder()
                .appName("machine")
                .directory(directory)
                .lifecycle(lifecycle)
                .keepers(keepers)
                .sleep(SleepPolicy.IGNORE)
                .hearsTermination(false)
                .platform();
        platforms.add(platform);
        sync = BackgroundSync.on(platform);
        sync.start();
    }

    private void awaitHolding(String mechanism) {
        await(
                "held by " + mechanism + ", not " + sync.status(),
                () -> sync.status().holding() && sync.status().mechanism().equals(mechanism));
        await("the server shows it", pulse::ownStreamPlays);
    }

    @Test
    void nothingPlaysInTheForegroundAndSilencePlaysInTheBackground() {
        install(Keeper.PULSE);
        await("the machine runs", () -> sync.status().phase() == Phase.IDLE);
        assertEquals(List.of(), pulse.ownStreams());
        lifecycle.state(LifecycleState.BACKGROUND);
        awaitHolding("pulse");
        lifecycle.state(LifecycleState.FOREGROUND);
        await("given back", () -> pulse.ownStreams().isEmpty());
    }

    @Test
    void aCallIsObeyedAndTheHoldIsBackASecondAfterIt() {
        install(Keeper.PULSE, Keeper.JAVA_SOUND);
        lifecycle.state(LifecycleState.BACKGROUND);
        awaitHolding("pulse");
        pulse.call();
        await("interrupted, not " + sync.status(), () -> sync.status().phase() == Phase.INTERRUPTED);
        // Longer than the first probe: it must find the call and must not play into it.
        await("a probe was made: " + sync.status(), () -> sync.status().attempt() > 0);
        assertTrue(!pulse.ownStreamPlays(), () -> "plays into a call: " + pulse.ownStreams());
        pulse.hangUp();
        long over = System.nanoTime();
        awaitHolding("pulse");
        long millis = (System.nanoTime() - over) / 1_000_000;
        assertTrue(millis < 3_000, "held again " + millis + " ms after the call");
        lifecycle.state(LifecycleState.FOREGROUND);
        assertEquals(List.of(GapCause.INTERRUPTED), causes());
    }

    @Test
    void aServerThatDiesAndComesBackIsHeldAgainByEitherKeeper() {
        for (Keeper keeper : List.of(Keeper.PULSE, Keeper.JAVA_SOUND)) {
            String mechanism = keeper.mechanism("machine").id();
            lifecycle.state(LifecycleState.FOREGROUND);
            install(keeper);
            lifecycle.state(LifecycleState.BACKGROUND);
            awaitHolding(mechanism);
            pulse.kill();
            await(mechanism + " noticed", () -> !sync.status().holding());
            pulse.start();
            awaitHolding(mechanism);
            GapCause cause = keeper == Keeper.PULSE ? GapCause.SERVICES_RESET : GapCause.LOST;
            assertTrue(
                    causes().contains(cause),
                    () -> mechanism + ": " + sync.report().gaps());
            sync.close();
            await("given back", () -> pulse.ownStreams().isEmpty());
        }
    }

    private List<GapCause> causes() {
        return sync.report().gaps().stream()
                .map(Gap::cause)
                .filter(cause -> cause != GapCause.STARTING)
                .toList();
    }
}
