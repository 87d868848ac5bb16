package dev.sotto.phonebench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.phonebench.process.Deadline;
import dev.sotto.phonebench.process.Freezers;
import dev.sotto.phonebench.process.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The phone over an app that is a shell script and declares its hold: the phone's policy without any audio. */
@Tag("phone-bench")
final class PhoneOsTest {
    private static final long GRACE_MILLIS = 600;
    private static final long DEADLINE_MILLIS = 20_000;

    /** Answers commands; "hold" and "release" become declarations, everything else is echoed. */
    private static final String APP = """
            echo ready
            while read -r line; do
              case $line in
                hold) echo 'hold on';;
                release) echo '{"event":"hold","on":false}';;
                quit) exit 3;;
                *) echo "heard $line";;
              esac
            done
            """;

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private Scenario scenario;
    private PhoneOs phone;

    @BeforeEach
    void boot() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "skipped: no /bin/sh");
        scenario = Scenario.open("phone-test");
        phone = PhoneOs.boot(
                scenario,
                new PhoneSettings(Freezers.best().freezer(), GRACE_MILLIS, Optional.empty()),
                new ProcessBuilder("sh", "-c", APP),
                heard::add);
        await(PhoneEvent.READY, 0);
    }

    @AfterEach
    void close() {
        if (scenario != null) {
            scenario.close();
        }
    }

    @Test
    void anAppWithoutAHoldIsFrozenAfterTheGraceAndThawedInFront() throws Exception {
        phone.background();
        Moment frozen = await(PhoneEvent.FROZEN, 0);
        long afterMillis = frozen.atMillis() - await(PhoneEvent.BACKGROUND, 0).atMillis();
        assertTrue(afterMillis >= GRACE_MILLIS, () -> "frozen after " + afterMillis + " ms");
        assertTrue(phone.frozen());

        phone.foreground();
        await(PhoneEvent.THAWED, frozen.atMillis());
        assertFalse(phone.frozen());
        awaitHeard("heard background");
        awaitHeard("heard foreground");
        assertEquals(FreezeCause.NO_HOLD, phone.timeline().freezes().get(0).cause());
    }

    @Test
    void aHoldKeepsTheAppRunningAndItsEndStartsTheGrace() throws Exception {
        phone.send("hold");
        assertTrue(Deadline.in(DEADLINE_MILLIS).await(phone::holds));
        phone.background();
        Moment seen = await(PhoneEvent.HOLD_SEEN, 0);
        awaitMillis(seen.atMillis() + 3 * GRACE_MILLIS);
        assertEquals(
                0,
                phone.timeline().count(PhoneEvent.FROZEN),
                () -> phone.timeline().toString());

        phone.send("release");
        Moment gone = await(PhoneEvent.HOLD_GONE, 0);
        Moment frozen = await(PhoneEvent.FROZEN, gone.atMillis());
        assertTrue(
                frozen.atMillis() - seen.atMillis() >= 3 * GRACE_MILLIS,
                () -> phone.timeline().toString());
    }

    @Test
    void anAppInFrontIsNeverFrozen() throws Exception {
        phone.background();
        phone.foreground();
        long began = phone.timeline().nowMillis();
        awaitMillis(began + 3 * GRACE_MILLIS);
        assertEquals(
                0,
                phone.timeline().count(PhoneEvent.FROZEN),
                () -> phone.timeline().toString());
    }

    @Test
    void quitThawsAndGivesTheExitCode() throws Exception {
        phone.freezeNow();
        assertEquals(Optional.of(3), phone.quit(DEADLINE_MILLIS));
        assertEquals("code 3", await(PhoneEvent.EXITED, 0).detail());
    }

    @Test
    void anInterruptionWithoutAnAudioServerIsRefusedInWords() {
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> phone.call(1_000));
        assertTrue(refused.getMessage().startsWith("this phone has no audio server"), refused::getMessage);
    }

    private Moment await(PhoneEvent event, long fromMillis) throws InterruptedException {
        return phone.timeline()
                .await(EnumSet.of(event), fromMillis, DEADLINE_MILLIS)
                .orElseThrow(() -> new AssertionError("no " + event + " in\n" + phone.timeline()));
    }

    /** Lets the phone's clock pass a moment: what must not happen has had its chance by then. */
    private void awaitMillis(long atMillis) throws IOException {
        assertTrue(Deadline.in(DEADLINE_MILLIS).await(() -> phone.timeline().nowMillis() >= atMillis));
    }

    private void awaitHeard(String line) throws IOException {
        assertTrue(Deadline.in(DEADLINE_MILLIS).await(() -> heard.contains(line)), () -> line + " not in " + heard);
    }
}
