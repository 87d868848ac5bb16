package dev.sotto.jvm.sleep;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.Trait;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * macOS: an activity of NSProcessInfo, which keeps App Nap from slowing the process's timers and I/O down while it is in
 * the background (Energy Efficiency Guide for Mac Apps, "Extend App Nap"). Id {@code mac-activity}. Untested: written from
 * the documentation, never run on macOS.
 */
public final class MacActivity implements KeepAliveMechanism {
    /** Stable id of this mechanism. */
    public static final String ID = "mac-activity";

    /**
     * NSActivityUserInitiatedAllowingIdleSystemSleep, NSProcessInfo.h: NSActivityUserInitiated (0x00FFFFFF) without
     * NSActivityIdleSystemSleepDisabled (bit 20).
     */
    private static final long OPTIONS = 0x00EFFFFFL;

    private final String reason;

    /** {@code appName} appears in the reason that {@code pmset -g assertions} shows. */
    public MacActivity(String appName) {
        this.reason = appName + " keeps data in sync";
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Capability probe() {
        try {
            Objc.load();
            return Capability.supported("NSProcessInfo activity (untested: never run on macOS)");
        } catch (LinkageError absent) {
            return Capability.unsupported("the Objective-C runtime is not there: this is not macOS");
        }
    }

    @Override
    public Set<Trait> traits() {
        return Collections.unmodifiableSet(EnumSet.of(Trait.CONTINUOUS));
    }

    @Override
    public void acquire(AcquireRequest request, AcquireCallback callback) {
        Lease lease;
        try {
            lease = begin(Objc.load());
        } catch (LinkageError | RuntimeException refused) {
            callback.failed(request.generation(), FailureKind.UNSUPPORTED, "NSProcessInfo: " + refused);
            return;
        }
        callback.acquired(request.generation(), lease);
    }

    /** The activity is autoreleased: it is retained until endActivity, and the pool is drained at once. */
    private Lease begin(Objc objc) {
        Pointer pool = objc.poolPush();
        try {
            Pointer info = objc.send(objc.type("NSProcessInfo"), "processInfo");
            Pointer words = objc.send(objc.type("NSString"), "stringWithUTF8String:", reason);
            Pointer activity = objc.send(info, "beginActivityWithOptions:reason:", OPTIONS, words);
            objc.send(activity, "retain");
            return new Activity(objc, info, activity, new AtomicBoolean());
        } finally {
            objc.poolPop(pool);
        }
    }

    private record Activity(Objc objc, Pointer info, Pointer activity, AtomicBoolean closed) implements Lease {
        @Override
        public long progress() {
            return NOT_MEASURABLE;
        }

        @Override
        public void onSignal(SignalListener listener) {}

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                objc.send(info, "endActivity:", activity);
                objc.send(activity, "release");
            }
        }
    }

    /** The Objective-C runtime (objc/runtime.h, objc/message.h), with Foundation loaded. */
    private record Objc(Function msgSend, Function classes, Function selector, Function push, Function pop) {
        static Objc load() {
            NativeLibrary.getInstance("/System/Library/Frameworks/Foundation.framework/Foundation");
            NativeLibrary runtime = NativeLibrary.getInstance("/usr/lib/libobjc.A.dylib");
            return new Objc(
                    runtime.getFunction("objc_msgSend"),
                    runtime.getFunction("objc_getClass"),
                    runtime.getFunction("sel_registerName"),
                    runtime.getFunction("objc_autoreleasePoolPush"),
                    runtime.getFunction("objc_autoreleasePoolPop"));
        }

        Pointer type(String name) {
            return classes.invokePointer(new Object[] {name});
        }

        Pointer send(Pointer receiver, String message, Object... arguments) {
            Object[] all = new Object[arguments.length + 2];
            all[0] = receiver;
            all[1] = selector.invokePointer(new Object[] {message});
            System.arraycopy(arguments, 0, all, 2, arguments.length);
            return msgSend.invokePointer(all);
        }

        Pointer poolPush() {
            return push.invokePointer(new Object[0]);
        }

        void poolPop(Pointer pool) {
            pop.invokeVoid(new Object[] {pool});
        }
    }
}
