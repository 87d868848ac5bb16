package dev.sotto.phonebench;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.phonebench.process.Availability;
import dev.sotto.phonebench.process.CostSample;
import dev.sotto.phonebench.process.IdleJvm;
import dev.sotto.phonebench.process.Scenario;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What holding costs: the keeper's own and the audio library's threads, beside a JVM that does nothing. */
@Tag("phone-bench")
final class KeeperCostTest {
    /** Numbers that the peer makes while the cost is measured: ten seconds. */
    private static final long MEASURED_NUMBERS = 200;

    @Test
    void pb8KeepersCostNextToNothing() throws Exception {
        Availability proc = CostSample.probe();
        assumeTrue(proc.usable(), () -> "skipped: " + proc.explanation());
        try (Night javaSound = Night.with("pb8-java-sound", "java-sound");
                Night pulse = Night.with("pb8-pulse", "pulse");
                Scenario idleScenario = Scenario.open("pb8-idle")) {
            IdleJvm idle = IdleJvm.start(idleScenario, Night.JVM_OPTIONS);
            javaSound.phone().background();
            pulse.phone().background();
            javaSound.awaitHold();
            pulse.awaitHold();
            // Filling the first buffer and compiling the first code are no part of holding.
            pulse.awaitMade(MEASURED_NUMBERS / 5);

            CostSample javaSoundBefore = CostSample.of(javaSound.phone().appPid());
            CostSample pulseBefore = CostSample.of(pulse.phone().appPid());
            CostSample idleBefore = CostSample.of(idle.pid());
            pulse.awaitMade(MEASURED_NUMBERS);
            CostSample javaSoundAfter = CostSample.of(javaSound.phone().appPid());
            CostSample pulseAfter = CostSample.of(pulse.phone().appPid());
            CostSample idleAfter = CostSample.of(idle.pid());

            CostSample.Rate javaSoundKeeper = javaSoundAfter.keeperSince(javaSoundBefore);
            CostSample.Rate pulseKeeper = pulseAfter.keeperSince(pulseBefore);
            print("Java Sound keeper", javaSoundKeeper);
            print("  its whole app", javaSoundAfter.processSince(javaSoundBefore));
            print("native keeper", pulseKeeper);
            print("  its whole app", pulseAfter.processSince(pulseBefore));
            print("idle JVM", idleAfter.processSince(idleBefore));

            javaSound.assertNeverFrozen();
            pulse.assertNeverFrozen();
            assertTrue(!javaSoundAfter.keeperThreads().isEmpty(), "Java Sound's keeper has no thread");
            assertTrue(!pulseAfter.keeperThreads().isEmpty(), "the native keeper has no thread");
            assertTrue(javaSoundKeeper.cpuPercent() < 1.0, () -> "Java Sound: " + javaSoundKeeper);
            assertTrue(javaSoundKeeper.wakeupsPerSecond() < 80, () -> "Java Sound: " + javaSoundKeeper);
            assertTrue(pulseKeeper.wakeupsPerSecond() < 5, () -> "native: " + pulseKeeper);
        }
    }

    private static void print(String what, CostSample.Rate rate) {
        System.out.printf(
                Locale.ROOT,
                "figure: pb8 %-18s %6.2f %% of a core, %7.1f wakeups/s%n",
                what,
                rate.cpuPercent(),
                rate.wakeupsPerSecond());
    }
}
