package dev.sotto.ios.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.port.Opportunist;
import dev.sotto.background.port.Window;
import dev.sotto.ios.lifecycle.AppLifecycle;
import dev.sotto.ios.lifecycle.Assertions;
import dev.sotto.ios.sim.SimApplication;
import dev.sotto.ios.sim.SimTasks;
import dev.sotto.ios.sim.SimTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows of BGTaskScheduler: each task is completed exactly once, whoever comes first. */
class WakeWindowsTest {
    private static final String REFRESH = "com.example.notes.refresh";
    private static final String PROCESSING = "com.example.notes.processing";

    private final SimTime time = new SimTime();
    private final SimApplication application = new SimApplication(time);
    private final SimTasks tasks = new SimTasks();
    private final List<Window> opened = new ArrayList<>();
    private int awake;
    private final WakeWindows windows =
            new WakeWindows(tasks, time, new Assertions(application, time), () -> awake++, REFRESH, PROCESSING);

    private void ask() {
        windows.schedule(900_000, Opportunist.Conditions.NETWORK, opened::add);
    }

    @Test
    void bothKindsAreAskedForAndTheFirstIsTheWindow() {
        windows.register();
        ask();
        assertEquals(List.of(REFRESH, PROCESSING), tasks.submitted);
        assertEquals(900_000, tasks.pending.get(REFRESH));

        SimTasks.SimTask task = tasks.launch(PROCESSING);

        assertEquals(1, opened.size());
        assertEquals(1, awake, "the process is told that it stood still");
        opened.get(0).complete(true);
        opened.get(0).complete(false);
        assertEquals(1, task.completed);
        assertTrue(task.worked);
    }

    @Test
    void aWindowThatExpiresIsCompletedByTheMachine() {
        windows.register();
        ask();
        SimTasks.SimTask task = tasks.launch(REFRESH);
        Window window = opened.get(0);
        window.onExpiry(() -> time.after(1_000, () -> window.complete(true)));

        task.expire();
        time.pass(60_000);

        assertEquals(1, task.completed);
        assertTrue(task.worked);
        assertEquals(0, window.remainingMillis());
    }

    @Test
    void aMachineThatNeverAnswersDoesNotCostTheAppItsLife() {
        windows.register();
        ask();
        SimTasks.SimTask task = tasks.launch(REFRESH);

        task.expire();
        time.pass(3_400);
        assertEquals(0, task.completed);
        time.pass(200);

        assertEquals(1, task.completed);
        assertFalse(task.worked);
        opened.get(0).complete(true);
        assertEquals(1, task.completed);
    }

    @Test
    void anExpiryBeforeAnybodyListensIsToldWhenTheyDo() {
        windows.register();
        ask();
        tasks.launch(REFRESH).expire();
        List<String> told = new ArrayList<>();

        opened.get(0).onExpiry(() -> told.add("expired"));

        assertEquals(List.of("expired"), told);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void howeverExpiryCompletionAndTimeRaceItIsOnce(long seed) {
        Random chance = new Random(seed);
        windows.register();
        for (int round = 0; round < 500; round++) {
            opened.clear();
            ask();
            SimTasks.SimTask task = tasks.launch(chance.nextBoolean() ? REFRESH : PROCESSING);
            Window window = opened.get(0);
            for (int step = 0; step < 6; step++) {
                switch (chance.nextInt(5)) {
                    case 0 -> task.expire();
                    case 1 -> window.complete(chance.nextBoolean());
                    case 2 -> time.pass(chance.nextInt(5_000));
                    case 3 -> window.onExpiry(() -> window.complete(false));
                    default -> windows.cancel();
                }
            }
            task.expire();
            time.pass(10_000);
            assertEquals(1, task.completed, "seed " + seed + ", round " + round);
        }
    }

    @Test
    void aTaskThatNobodyAskedForWaitsForTheMachine() {
        windows.register();
        SimTasks.SimTask task = tasks.launch(REFRESH);
        assertEquals(0, opened.size());

        ask();

        assertEquals(1, opened.size(), "it is the answer");
        assertEquals(List.of(), tasks.submitted, "so no other is asked for");
        opened.get(0).complete(true);
        assertEquals(1, task.completed);
    }

    @Test
    void aTaskThatNobodyEverWantsEndsByItsExpiry() {
        windows.register();
        SimTasks.SimTask task = tasks.launch(PROCESSING);

        task.expire();

        assertEquals(1, task.completed);
        ask();
        assertEquals(0, opened.size(), "what is over is no answer");
        assertEquals(2, tasks.submitted.size());
    }

    @Test
    void aWindowThatIsTheLastHoldIsFollowedByTheFlush() {
        Assertions counted = new Assertions(application, time);
        AppLifecycle lifecycle = new AppLifecycle(application, counted, time);
        WakeWindows own = new WakeWindows(tasks, time, counted, lifecycle::awake, REFRESH, PROCESSING);
        List<Runnable> flushes = new ArrayList<>();
        lifecycle.subscribe(event -> flushes.add(event.flushed()));
        own.register();
        own.schedule(900_000, Opportunist.Conditions.NETWORK, opened::add);
        SimTasks.SimTask task = tasks.launch(REFRESH);
        time.pass(2_000);
        assertEquals(0, application.openTasks(), "the window holds by itself");
        assertEquals(0, flushes.size());

        opened.get(0).complete(true);

        assertEquals(1, task.completed);
        assertEquals(1, application.openTasks(), "a task stands in for it");
        time.pass(1_500);
        flushes.get(0).run();
        assertEquals(0, application.openTasks());
    }

    @Test
    void whatTheAppForgotInInfoPlistIsSaid() {
        tasks.permits = "org.other.";
        windows.register();
        ask();

        assertEquals(List.of(), tasks.submitted, "iOS ends an app that submits what it did not register");
        assertTrue(windows.lastRefusal().contains("Info.plist"), windows.lastRefusal());
    }

    @Test
    void aRefusalOfTheSystemIsSaid() {
        windows.register();
        tasks.refusal = "background refresh is off; ";
        ask();
        assertTrue(windows.lastRefusal().contains("refresh is off"), windows.lastRefusal());

        tasks.refusal = "";
        ask();

        assertEquals("", windows.lastRefusal());
    }
}
