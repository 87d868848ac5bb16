package dev.sotto.android;

import android.app.Activity;
import android.app.ActivityManager;
import android.app.ActivityManager.RunningAppProcessInfo;
import android.app.Application;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import android.os.Message;
import dev.sotto.background.Scenes;
import dev.sotto.background.port.LifecycleSource;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.Registration;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the app is, from its activities: in front while one is resumed, on its way while one is only started, in the
 * background when none is.
 *
 * <p>A switch between two screens pauses one before it resumes the other, and a turn of the device stops an activity before
 * it is made anew. So a pause is told only when nothing took over in {@link AndroidLimits#HAND_OVER_MILLIS}, and an
 * activity that is stopped in order to be made anew leaves a stand-in until it is. An app that installs Sotto late, from a
 * screen that is there already, counts as in front until the system says otherwise.
 *
 * <p>All of it on the main thread; {@link #current()} and {@link #subscribe} on any.
 */
final class ActivityLifecycle implements LifecycleSource, Application.ActivityLifecycleCallbacks, AutoCloseable {
    private static final String EARLIER = "an activity from before";
    private static final String ANEW = "an activity that is being made anew";

    /** {@code Message.what} of a posted task. */
    private static final int TASK = 0;

    private final Application application;
    private final Scenes scenes = new Scenes();
    private final Handler main = new Handler(Looper.getMainLooper());
    private final Map<Activity, String> names = new IdentityHashMap<>();
    private int count;

    /** Listens until closed. */
    ActivityLifecycle(Application application) {
        this.application = application;
        if (inFrontForTheSystem()) {
            scenes.scene(EARLIER, LifecycleState.FOREGROUND);
            later(EARLIER, AndroidLimits.EARLIER_MILLIS, this::lookAgain);
        }
        application.registerActivityLifecycleCallbacks(this);
    }

    /** A launch that was given up would otherwise leave the app in front for good. */
    private void lookAgain() {
        if (inFrontForTheSystem()) {
            later(EARLIER, AndroidLimits.EARLIER_MILLIS, this::lookAgain);
        } else {
            scenes.destroyed(EARLIER);
        }
    }

    private static boolean inFrontForTheSystem() {
        RunningAppProcessInfo process = new RunningAppProcessInfo();
        ActivityManager.getMyMemoryState(process);
        return process.importance == RunningAppProcessInfo.IMPORTANCE_FOREGROUND;
    }

    @Override
    public LifecycleState current() {
        return scenes.current();
    }

    @Override
    public Registration subscribe(Listener listener) {
        return scenes.subscribe(listener);
    }

    /** Hears of no activity from now on. */
    @Override
    public void close() {
        application.unregisterActivityLifecycleCallbacks(this);
        main.removeCallbacksAndMessages(null);
    }

    @Override
    public void onActivityStarted(Activity activity) {
        scenes.scene(name(activity), LifecycleState.INACTIVE);
        later(ANEW, AndroidLimits.HAND_OVER_MILLIS, () -> scenes.destroyed(ANEW));
    }

    @Override
    public void onActivityResumed(Activity activity) {
        String name = name(activity);
        main.removeCallbacksAndMessages(name);
        scenes.scene(name, LifecycleState.FOREGROUND);
        gone(EARLIER);
        gone(ANEW);
    }

    @Override
    public void onActivityPaused(Activity activity) {
        String name = name(activity);
        scenes.scene(name, LifecycleState.FOREGROUND); // it was, even if nobody was told
        gone(EARLIER);
        later(name, AndroidLimits.HAND_OVER_MILLIS, () -> scenes.scene(name, LifecycleState.INACTIVE));
    }

    @Override
    public void onActivityStopped(Activity activity) {
        String name = name(activity);
        if (activity.isChangingConfigurations()) {
            boolean wasInFront = main.hasMessages(TASK, name);
            scenes.scene(ANEW, wasInFront ? LifecycleState.FOREGROUND : LifecycleState.INACTIVE);
            later(ANEW, AndroidLimits.ANEW_MILLIS, () -> scenes.destroyed(ANEW));
        }
        gone(name);
        gone(EARLIER);
    }

    @Override
    public void onActivityDestroyed(Activity activity) {
        names.remove(activity);
    }

    @Override
    public void onActivityCreated(Activity activity, @Nullable Bundle saved) {}

    @Override
    public void onActivitySaveInstanceState(Activity activity, Bundle state) {}

    private String name(Activity activity) {
        String known = names.get(activity);
        if (known != null) {
            return known;
        }
        String fresh = "activity " + ++count;
        names.put(activity, fresh);
        return fresh;
    }

    /** Runs {@code task} once, in place of what was to be run for this scene. */
    private void later(String scene, long delayMillis, Runnable task) {
        main.removeCallbacksAndMessages(scene);
        Message message = Message.obtain(main, task);
        message.obj = scene;
        main.sendMessageDelayed(message, delayMillis);
    }

    private void gone(String scene) {
        main.removeCallbacksAndMessages(scene);
        scenes.destroyed(scene);
    }
}
