package dev.sotto.ios.lifecycle;

import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.Registration;

/** The app as UIKit runs it: its scenes, and the background tasks that UIApplication grants. */
public interface Application {

    /** The answer of {@link #beginTask} when the system grants none. */
    long NO_TASK = -1;

    /** The answer of {@link #remainingMillis} when the system did not say, or says that there is no end. */
    long UNKNOWN_MILLIS = Long.MAX_VALUE;

    /** Hears where the app is. Main thread, in the order of UIKit's notifications; does not block or throw. */
    interface Listener {

        /** The scene {@code id} is in {@code state}; it may be new. */
        void scene(String id, LifecycleState state);

        /** The scene {@code id} was disconnected. */
        void sceneGone(String id);

        /** The whole app is in {@code state}: all there is in an app without scenes, an echo in one with them. */
        void app(LifecycleState state);

        /** The process ends: a few seconds are left. Not told to an app that is suspended. */
        void terminating();
    }

    /** Tells {@code listener} where the app is now, and every change until closed. Main thread. */
    Registration observe(Listener listener);

    /**
     * Asks for time in the background; {@link #NO_TASK} if there is none. {@code expired} is run on the main thread
     * shortly before the time is up; a task that is not ended then costs the app its life. Any thread.
     */
    long beginTask(String name, Runnable expired);

    /** Ends a task that was granted; exactly once each. Any thread. */
    void endTask(long task);

    /** Milliseconds that the system last said are left in the background. Any thread; does not block. */
    long remainingMillis();
}
