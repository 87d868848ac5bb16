package dev.sotto.jvm.sleep;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.Trait;
import dev.sotto.background.port.Registration;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Windows 10 1709 and later. As a mechanism, id {@code windows-power}: tags the process so that it is not throttled in the
 * background (SetProcessInformation with ProcessPowerThrottling, both bits controlled and off). As a {@link SleepBlock}: a
 * power request for the system and for execution (PowerSetRequest). Untested: written from the documentation, never run on
 * Windows.
 */
public final class WindowsPower implements KeepAliveMechanism, SleepBlock {
    /** Stable id of this mechanism. */
    public static final String ID = "windows-power";

    private final String reason;

    /** {@code appName} appears in the reason that {@code powercfg /requests} shows. */
    public WindowsPower(String appName) {
        this.reason = appName + " keeps data in sync";
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Capability probe() {
        try {
            Kernel32.load();
            return Capability.supported("process power throttling off (untested: never run on Windows)");
        } catch (LinkageError absent) {
            return Capability.unsupported("kernel32 is not there: this is not Windows");
        }
    }

    @Override
    public Set<Trait> traits() {
        return Collections.unmodifiableSet(EnumSet.of(Trait.CONTINUOUS));
    }

    @Override
    public void acquire(AcquireRequest request, AcquireCallback callback) {
        Throttled lease;
        try {
            lease = new Throttled(Kernel32.load(), new AtomicBoolean());
            if (!lease.set(Kernel32.Throttling.BOTH)) {
                callback.failed(
                        request.generation(),
                        FailureKind.UNSUPPORTED,
                        "SetProcessInformation failed with error " + Native.getLastError()
                                + " (needs Windows 10 1709)");
                return;
            }
        } catch (LinkageError | RuntimeException refused) {
            callback.failed(request.generation(), FailureKind.UNSUPPORTED, "kernel32: " + refused);
            return;
        }
        callback.acquired(request.generation(), lease);
    }

    /** The process is untagged again when this is closed. */
    private record Throttled(Kernel32 kernel, AtomicBoolean closed) implements Lease {
        /** Controls these bits and switches their throttling off; 0 gives control back to the system. */
        private boolean set(int controlMask) {
            Kernel32.Throttling throttling = new Kernel32.Throttling();
            throttling.controlMask = controlMask;
            return kernel.SetProcessInformation(
                    kernel.GetCurrentProcess(), Kernel32.Throttling.CLASS, throttling, throttling.size());
        }

        @Override
        public long progress() {
            return NOT_MEASURABLE;
        }

        @Override
        public void onSignal(SignalListener listener) {}

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                set(0);
            }
        }
    }

    @Override
    public Registration hold() throws IOException {
        try {
            return request(Kernel32.load());
        } catch (LinkageError absent) {
            throw new IOException("kernel32: " + absent.getMessage(), absent);
        }
    }

    private Registration request(Kernel32 kernel) throws IOException {
        Kernel32.ReasonContext context = new Kernel32.ReasonContext();
        context.simpleReason = new WString(reason);
        Pointer request = kernel.PowerCreateRequest(context);
        if (Pointer.nativeValue(request) == Kernel32.INVALID_HANDLE) {
            throw new IOException("PowerCreateRequest failed with error " + Native.getLastError());
        }
        if (!kernel.PowerSetRequest(request, Kernel32.SYSTEM_REQUIRED)) {
            int error = Native.getLastError();
            kernel.CloseHandle(request);
            throw new IOException("PowerSetRequest failed with error " + error);
        }
        kernel.PowerSetRequest(request, Kernel32.EXECUTION_REQUIRED); // refused for services: the first one stands
        AtomicBoolean closed = new AtomicBoolean();
        return () -> {
            if (closed.compareAndSet(false, true)) {
                kernel.PowerClearRequest(request, Kernel32.EXECUTION_REQUIRED);
                kernel.PowerClearRequest(request, Kernel32.SYSTEM_REQUIRED);
                kernel.CloseHandle(request);
            }
        };
    }
}
