package dev.sotto.ios.apple;

import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Ticker;
import dev.sotto.ios.lifecycle.Application;
import java.util.ArrayList;
import java.util.List;
import org.robovm.apple.dispatch.DispatchQueue;
import org.robovm.apple.foundation.NSAutoreleasePool;
import org.robovm.apple.foundation.NSNotification;
import org.robovm.apple.foundation.NSNotificationCenter;
import org.robovm.apple.foundation.NSObject;
import org.robovm.apple.foundation.NSString;
import org.robovm.apple.uikit.UIApplication;
import org.robovm.apple.uikit.UIApplicationState;
import org.robovm.apple.uikit.UIScene;
import org.robovm.apple.uikit.UISceneActivationState;
import org.robovm.apple.uikit.UISceneNotifications;
import org.robovm.objc.block.VoidBlock1;

/**
 * UIApplication and its scenes, by notifications: works with an app delegate, with scene delegates, and beside whatever
 * the app does with either. Made on the main thread.
 */
public final class AppleApplication implements Application {

    private static final double SECONDS_MAX = 24 * 3_600;

    private final Ticker ticker;
    private volatile long until = UNKNOWN_MILLIS;

    public AppleApplication(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Runs the task with the autorelease pool that threads of Java do not have. */
    public static void pooled(Runnable task) {
        NSAutoreleasePool pool = new NSAutoreleasePool();
        try {
            task.run();
        } finally {
            pool.close();
        }
    }

    @Override
    public Registration observe(Listener listener) {
        List<NSObject> tokens = new ArrayList<NSObject>();
        tokens.add(scene(UISceneNotifications.WillConnect(), listener));
        tokens.add(scene(UISceneNotifications.DidActivate(), listener, LifecycleState.FOREGROUND));
        tokens.add(scene(UISceneNotifications.WillDeactivate(), listener, LifecycleState.INACTIVE));
        tokens.add(scene(UISceneNotifications.WillEnterForeground(), listener, LifecycleState.INACTIVE));
        tokens.add(scene(UISceneNotifications.DidEnterBackground(), listener, LifecycleState.BACKGROUND));
        tokens.add(on(UISceneNotifications.DidDisconnect(), note -> listener.sceneGone(id(note.getObject()))));
        tokens.add(UIApplication.Notifications.observeDidBecomeActive(() -> app(listener, LifecycleState.FOREGROUND)));
        tokens.add(UIApplication.Notifications.observeWillResignActive(() -> app(listener, LifecycleState.INACTIVE)));
        tokens.add(
                UIApplication.Notifications.observeWillEnterForeground(() -> app(listener, LifecycleState.INACTIVE)));
        tokens.add(
                UIApplication.Notifications.observeDidEnterBackground(() -> app(listener, LifecycleState.BACKGROUND)));
        tokens.add(UIApplication.Notifications.observeWillTerminate(listener::terminating));
        tellNow(listener);
        return () -> {
            for (NSObject token : tokens) {
                NSNotificationCenter.getDefaultCenter().removeObserver(token);
            }
        };
    }

    private void tellNow(Listener listener) {
        UIApplication application = UIApplication.getSharedApplication();
        for (UIScene scene : application.getConnectedScenes()) {
            listener.scene(id(scene), state(scene.getActivationState()));
        }
        UIApplicationState state = application.getApplicationState();
        app(
                listener,
                state == UIApplicationState.Active
                        ? LifecycleState.FOREGROUND
                        : state == UIApplicationState.Inactive ? LifecycleState.INACTIVE : LifecycleState.BACKGROUND);
    }

    private void app(Listener listener, LifecycleState state) {
        sample();
        listener.app(state);
    }

    private NSObject scene(NSString name, Listener listener) {
        return on(name, note -> {
            NSObject scene = note.getObject();
            if (scene instanceof UIScene) {
                listener.scene(id(scene), state(((UIScene) scene).getActivationState()));
            }
        });
    }

    private NSObject scene(NSString name, Listener listener, LifecycleState state) {
        return on(name, note -> {
            sample();
            listener.scene(id(note.getObject()), state);
        });
    }

    private static NSObject on(NSString name, VoidBlock1<NSNotification> block) {
        return NSNotificationCenter.getDefaultCenter().addObserver(name, null, null, block);
    }

    private static String id(NSObject scene) {
        return scene instanceof UIScene ? ((UIScene) scene).getSession().getPersistentIdentifier() : "scene";
    }

    private static LifecycleState state(UISceneActivationState state) {
        return state == UISceneActivationState.ForegroundActive
                ? LifecycleState.FOREGROUND
                : state == UISceneActivationState.ForegroundInactive
                        ? LifecycleState.INACTIVE
                        : LifecycleState.BACKGROUND;
    }

    @Override
    public long beginTask(String name, Runnable expired) {
        long task = UIApplication.getSharedApplication().beginBackgroundTask(name, expired);
        DispatchQueue.getMainQueue().async(this::sample);
        return task == UIApplication.getInvalidBackgroundTask() ? NO_TASK : task;
    }

    @Override
    public void endTask(long task) {
        UIApplication.getSharedApplication().endBackgroundTask(task);
    }

    /** Main thread: UIApplication answers nobody else. In front, and while audio plays, it answers the greatest double. */
    private void sample() {
        double seconds = UIApplication.getSharedApplication().getBackgroundTimeRemaining();
        until = seconds > SECONDS_MAX ? UNKNOWN_MILLIS : ticker.monotonicMillis() + (long) (seconds * 1_000);
    }

    @Override
    public long remainingMillis() {
        long end = until;
        return end == UNKNOWN_MILLIS ? UNKNOWN_MILLIS : Math.max(0, end - ticker.monotonicMillis());
    }
}
