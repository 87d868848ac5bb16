package dev.sotto.example.anyengine;

import dev.sotto.background.BackgroundSync;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.jvm.SottoJvm;
import dev.sotto.jvm.lifecycle.ManualLifecycle;
import java.io.IOException;
import java.io.PrintStream;

/**
 * Keeps a sync engine that is not Sotto's alive while the app is in the background, and prints what happened.
 *
 * <pre>
 *   install the platform; attach the engine; start()     three lines
 *   the app goes away, works on, comes back              the machine holds, releases, reports
 * </pre>
 */
public final class AnyEngine {
    private static final int NIGHT_MILLIS = 3_000;
    private static final int EVERY_MILLIS = 100;

    private AnyEngine() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        ManualLifecycle lifecycle = new ManualLifecycle(LifecycleState.FOREGROUND);
        try (CounterServer server = new CounterServer();
                BackgroundSync background = SottoJvm.builder()
                        .appName("any-engine")
                        .lifecycle(lifecycle)
                        .install()) {
            run(background, lifecycle, server, System.out);
        }
    }

    /** One short night: the app goes to the background, counts on, and comes back. */
    static void run(BackgroundSync background, ManualLifecycle lifecycle, CounterServer server, PrintStream out)
            throws InterruptedException {
        try (CounterEngine engine = new CounterEngine(server.address());
                BackgroundSync.Attachment attached = background.attach(engine)) {
            background.addListener(status -> out.println(status.explanation()));
            background.start();
            lifecycle.state(LifecycleState.BACKGROUND);
            for (int i = 0; i < NIGHT_MILLIS / EVERY_MILLIS; i++) {
                engine.add(1);
                attached.activityChanged();
                Thread.sleep(EVERY_MILLIS);
            }
            out.println("counted here " + engine.value() + ", at the server " + server.sum());
            lifecycle.state(LifecycleState.FOREGROUND);
            out.println(background.report());
            background.stop();
        }
    }
}
