package dev.sotto.ios;

import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.port.Platform;
import dev.sotto.background.port.Ticker;
import dev.sotto.ios.lifecycle.AppLifecycle;
import dev.sotto.ios.lifecycle.Application;
import dev.sotto.ios.lifecycle.Assertions;
import dev.sotto.ios.lifecycle.CountedHold;
import dev.sotto.ios.lifecycle.GraceHold;
import dev.sotto.ios.window.ContinuedHold;
import dev.sotto.ios.window.TaskScheduler;
import dev.sotto.ios.window.WakeWindows;
import java.util.List;

/** How the parts of the iOS room are put together, over whatever stands behind the ports: Apple's classes, or a test's. */
final class IosPlatform {

    final AppLifecycle lifecycle;
    final ContinuedHold continued;
    final WakeWindows windows;
    private final Assertions assertions;
    private final Ticker ticker;

    /** Main thread. {@code prefix}: what the task identifiers begin with. */
    IosPlatform(Ticker ticker, Application application, TaskScheduler tasks, String prefix) {
        this.ticker = ticker;
        assertions = new Assertions(application, ticker);
        lifecycle = new AppLifecycle(application, assertions, ticker);
        continued = new ContinuedHold(tasks, ticker, prefix + ".continued");
        windows = new WakeWindows(
                tasks, ticker, assertions, lifecycle::awake, prefix + ".refresh", prefix + ".processing");
    }

    /**
     * The ladder: what the app brings, then the half minute of every app, then what the user may have started. All but
     * background tasks are counted.
     */
    Platform.Builder with(List<KeepAliveMechanism> own) {
        Platform.Builder platform = Platform.named("ios")
                .ticker(ticker)
                .lifecycle(lifecycle)
                .grace(assertions)
                .opportunist(windows);
        for (KeepAliveMechanism mechanism : own) {
            platform.mechanism(new CountedHold(mechanism, assertions));
        }
        return platform.mechanism(new GraceHold(assertions)).mechanism(new CountedHold(continued, assertions));
    }

    /** Main thread, before the app has finished launching, after the platform was installed. */
    void register() {
        windows.register();
        continued.register();
    }
}
