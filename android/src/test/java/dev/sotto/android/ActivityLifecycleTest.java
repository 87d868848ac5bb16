package dev.sotto.android;

import static org.junit.Assert.assertEquals;
import static org.robolectric.Shadows.shadowOf;

import android.app.Activity;
import android.app.Application;
import android.os.Looper;
import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.port.LifecycleState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.util.ReflectionHelpers;

/** What screens do, and where the app is then. */
@RunWith(RobolectricTestRunner.class)
public class ActivityLifecycleTest {
    private static final Duration HAND_OVER = Duration.ofMillis(AndroidLimits.HAND_OVER_MILLIS);

    private final Application application = RuntimeEnvironment.getApplication();
    private final SimulatedServices android = new SimulatedServices();
    private final List<LifecycleState> told = new ArrayList<>();
    private ActivityLifecycle lifecycle;

    @Before
    public void listen() {
        android.importance(false);
        listenAgain();
    }

    private void listenAgain() {
        lifecycle = new ActivityLifecycle(application);
        lifecycle.subscribe(event -> {
            if (event.kind() == LifecycleEvent.Kind.STATE) {
                told.add(event.state());
            }
        });
    }

    @After
    public void close() {
        lifecycle.close();
    }

    private static void pass(Duration time) {
        shadowOf(Looper.getMainLooper()).idleFor(time);
    }

    @Test
    public void aProcessWithoutAScreenIsInTheBackground() {
        assertEquals(LifecycleState.BACKGROUND, lifecycle.current());
    }

    @Test
    public void openedItIsInFrontAndOnTheWayOutInactiveBeforeItIsGone() {
        ActivityController<Activity> screen =
                Robolectric.buildActivity(Activity.class).setup();
        assertEquals(LifecycleState.FOREGROUND, lifecycle.current());
        told.clear();
        screen.pause();
        pass(HAND_OVER);
        assertEquals("while it is still visible: a service may start now", List.of(LifecycleState.INACTIVE), told);
        screen.stop();
        assertEquals(List.of(LifecycleState.INACTIVE, LifecycleState.BACKGROUND), told);
    }

    @Test
    public void aSwitchBetweenTwoScreensIsNotOnTheWayOut() {
        ActivityController<Activity> first =
                Robolectric.buildActivity(Activity.class).setup();
        told.clear();
        first.pause();
        ActivityController<Activity> second =
                Robolectric.buildActivity(Activity.class).setup();
        first.stop();
        pass(HAND_OVER);
        second.pause();
        first.restart().start().resume();
        second.stop().destroy();
        pass(HAND_OVER);
        assertEquals(List.of(), told);
    }

    @Test
    public void aTurnOfTheDeviceIsNotTheBackground() {
        ActivityController<Activity> screen =
                Robolectric.buildActivity(Activity.class).setup();
        told.clear();
        screen.recreate();
        pass(Duration.ofMillis(AndroidLimits.ANEW_MILLIS));
        assertEquals(List.of(), told);
        screen.get(); // the new one
        assertEquals(LifecycleState.FOREGROUND, lifecycle.current());
    }

    @Test
    public void aScreenThatIsNeverMadeAnewLeavesNothingBehind() {
        ActivityController<Activity> screen =
                Robolectric.buildActivity(Activity.class).setup();
        told.clear();
        screen.pause();
        ReflectionHelpers.setField(Activity.class, screen.get(), "mChangingConfigurations", true);
        screen.stop();
        assertEquals(LifecycleState.FOREGROUND, lifecycle.current());
        pass(Duration.ofMillis(AndroidLimits.ANEW_MILLIS));
        assertEquals(List.of(LifecycleState.BACKGROUND), told);
    }

    @Test
    public void twoScreensAreCountedNotTheLastOneTold() {
        ActivityController<Activity> first =
                Robolectric.buildActivity(Activity.class).setup();
        ActivityController<Activity> beside =
                Robolectric.buildActivity(Activity.class).setup();
        first.pause();
        pass(HAND_OVER);
        first.stop();
        assertEquals("the other one is in front", LifecycleState.FOREGROUND, lifecycle.current());
        beside.pause();
        pass(HAND_OVER);
        assertEquals(LifecycleState.INACTIVE, lifecycle.current());
        beside.stop();
        assertEquals(LifecycleState.BACKGROUND, lifecycle.current());
    }

    @Test
    public void goneInAnInstantItIsInTheBackgroundAtOnce() {
        ActivityController<Activity> screen =
                Robolectric.buildActivity(Activity.class).setup();
        told.clear();
        screen.pause().stop();
        assertEquals(List.of(LifecycleState.BACKGROUND), told);
        pass(HAND_OVER);
        assertEquals("nothing comes late", List.of(LifecycleState.BACKGROUND), told);
    }

    @Test
    public void installedLateFromAScreenItIsInFrontUntilThatScreenGoes() {
        lifecycle.close();
        ActivityController<Activity> screen =
                Robolectric.buildActivity(Activity.class).setup();
        android.inFront();
        listenAgain();
        assertEquals(LifecycleState.FOREGROUND, lifecycle.current());
        android.importance(true);
        screen.pause();
        pass(HAND_OVER);
        assertEquals(LifecycleState.INACTIVE, lifecycle.current());
        screen.stop();
        assertEquals(LifecycleState.BACKGROUND, lifecycle.current());
    }

    @Test
    public void aLaunchThatComesToNothingDoesNotLeaveTheAppInFront() {
        lifecycle.close();
        android.inFront();
        listenAgain();
        pass(Duration.ofMillis(AndroidLimits.EARLIER_MILLIS));
        assertEquals("the system still says so", LifecycleState.FOREGROUND, lifecycle.current());
        android.importance(false);
        pass(Duration.ofMillis(AndroidLimits.EARLIER_MILLIS));
        assertEquals(LifecycleState.BACKGROUND, lifecycle.current());
    }
}
