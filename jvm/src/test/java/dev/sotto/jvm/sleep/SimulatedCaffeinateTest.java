package dev.sotto.jvm.sleep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.port.Registration;
import dev.sotto.testkit.KeepAliveMechanismContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Caffeinate's side of the contract, with a program in its place that does nothing for a minute: no macOS needed. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "SKIPPED: the stand-in is a shell script")
class SimulatedCaffeinateTest extends KeepAliveMechanismContract {
    @TempDir
    private Path directory;

    private Path program() {
        Path script = directory.resolve("caffeinate");
        try {
            Files.writeString(script, "#!/bin/sh\ntest \"$1 $2\" = '-i -w' && exec sleep 60\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return script;
    }

    @Override
    protected KeepAliveMechanism mechanism() {
        return new Caffeinate(program());
    }

    @Override
    protected int holdsSeenBySystem() {
        return (int) ProcessHandle.current()
                .children()
                .map(child -> child.info().commandLine().orElse(""))
                .filter(line -> line.contains(directory.toString()) || line.endsWith("sleep 60"))
                .count();
    }

    @Test
    void aProgramThatEndsByItselfIsALostHold() throws IOException {
        Path brief = program();
        Files.writeString(brief, "#!/bin/sh\nexit 1\n");
        List<String> signals = new CopyOnWriteArrayList<>();
        new Caffeinate(brief)
                .acquire(new AcquireRequest(1, false, 1_000, AcquireRequest.Reason.WANTED), new AcquireCallback() {
                    @Override
                    public void acquired(long generation, Lease lease) {
                        lease.onSignal(signal -> signals.add(signal.toString()));
                    }

                    @Override
                    public void failed(long generation, FailureKind kind, String why) {
                        signals.add(why);
                    }
                });
        PrivateLogind.await("the end is noticed", () -> !signals.isEmpty());
        assertEquals(List.of("LOST(SERVICE_DESTROYED: caffeinate ended by itself)"), signals);
    }

    @Test
    void asASleepBlockItRunsUntilClosedAndElsewhereItIsMissing() throws IOException {
        try (Registration held = new Caffeinate(program()).hold()) {
            PrivateLogind.await("it runs: " + held, () -> holdsSeenBySystem() == 1);
        }
        PrivateLogind.await("it has ended", () -> holdsSeenBySystem() == 0);
        assertFalse(new Caffeinate(directory.resolve("nowhere")).probe().isSupported());
    }
}
