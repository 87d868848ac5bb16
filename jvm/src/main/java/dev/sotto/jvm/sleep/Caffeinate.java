package dev.sotto.jvm.sleep;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.background.mechanism.Trait;
import dev.sotto.background.port.Registration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * macOS by its own program, {@code caffeinate -i -w <pid>} (caffeinate(8)): an assertion against idle sleep that ends
 * with us, however we end. As a mechanism it is the fallback of {@link MacActivity}, id {@code caffeinate}; as a {@link
 * SleepBlock} it is the only one.
 */
public final class Caffeinate implements KeepAliveMechanism, SleepBlock {
    /** Stable id of this mechanism. */
    public static final String ID = "caffeinate";

    private final Path program;

    public Caffeinate() {
        this(Path.of("/usr/bin/caffeinate"));
    }

    Caffeinate(Path program) {
        this.program = program;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Capability probe() {
        return Files.isExecutable(program)
                ? Capability.supported("caffeinate keeps macOS from idle sleep (untested: never run on macOS)")
                : Capability.unsupported(program + " is not there: this is not macOS");
    }

    @Override
    public Set<Trait> traits() {
        return Collections.unmodifiableSet(EnumSet.of(Trait.CONTINUOUS));
    }

    private ChildProcess start(Runnable onEnd) throws IOException {
        String pid = Long.toString(ProcessHandle.current().pid());
        return ChildProcess.start(List.of(program.toString(), "-i", "-w", pid), Map.of(), line -> {}, onEnd);
    }

    @Override
    public Registration hold() throws IOException {
        ChildProcess child = start(() -> {});
        return child::end;
    }

    @Override
    public void acquire(AcquireRequest request, AcquireCallback callback) {
        ProcessLease lease = new ProcessLease();
        try {
            lease.child = start(lease::ended);
            callback.acquired(request.generation(), lease);
        } catch (IOException refused) {
            callback.failed(request.generation(), FailureKind.UNSUPPORTED, String.valueOf(refused.getMessage()));
        }
    }

    /** The hold is the running program. */
    private static final class ProcessLease implements Lease {
        private @Nullable ChildProcess child;
        private boolean ended; // guarded by this
        private @Nullable SignalListener listener; // guarded by this

        @Override
        public long progress() {
            return NOT_MEASURABLE;
        }

        @Override
        public synchronized void onSignal(SignalListener value) {
            listener = value;
            tell();
        }

        private synchronized void ended() {
            ended = true;
            tell();
        }

        private void tell() {
            SignalListener told = listener;
            if (ended && told != null) {
                told.signalled(
                        MechanismSignal.lost(MechanismSignal.Cause.SERVICE_DESTROYED, "caffeinate ended by itself"));
            }
        }

        @Override
        public void close() {
            ChildProcess held = child;
            if (held != null) {
                held.end();
            }
        }
    }
}
