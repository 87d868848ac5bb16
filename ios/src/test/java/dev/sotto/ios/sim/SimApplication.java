package dev.sotto.ios.sim;

import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.Registration;
import dev.sotto.ios.lifecycle.Application;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * UIKit as far as an app meets it: scenes and their notifications in UIKit's order, background tasks with their half
 * minute, expiry shortly before its end, death for a task that outlives it.
 */
public final class SimApplication implements Application {
    private static final long POLL_MILLIS = 100;

    /** What the system grants after the app was left, or after what held it stopped. */
    public long budgetMillis = 30_000;
    /** Expiry comes so much before the end. */
    public long warningMillis = 5_000;

    /** Whether something that is no task keeps the process alive: a sound. */
    public BooleanSupplier held = () -> false;

    public boolean refusesTasks;
    public boolean tellsRemaining = true;
    /** Ended by the system, because a task was not given back. */
    public boolean killed;

    public final List<String> log = new ArrayList<>();
    private final SimTime time;
    private final Map<Long, Runnable> tasks = new LinkedHashMap<>();
    private final List<Listener> listeners = new ArrayList<>();
    private final Map<String, LifecycleState> scenes = new LinkedHashMap<>();
    private long number;
    private boolean background = true;
    private long backgroundSince;
    private int stay;

    public SimApplication(SimTime time) {
        this.time = time;
        this.backgroundSince = time.monotonicMillis();
    }

    @Override
    public Registration observe(Listener listener) {
        listeners.add(listener);
        scenes.forEach(listener::scene);
        return () -> listeners.remove(listener);
    }

    /** The background tasks that are open. */
    public int openTasks() {
        return tasks.size();
    }

    // What the user does, as UIKit tells it.

    /** A scene is opened: connected, then in front. */
    public void opens(String scene) {
        place(scene, LifecycleState.BACKGROUND);
        place(scene, LifecycleState.INACTIVE);
        place(scene, LifecycleState.FOREGROUND);
    }

    /** Control Center, a call's banner, the app switcher: resign active, and no more. */
    public void resignsActive(String scene) {
        place(scene, LifecycleState.INACTIVE);
    }

    public void becomesActive(String scene) {
        place(scene, LifecycleState.FOREGROUND);
    }

    /** Home: resign active, then the background a little later. */
    public void leaves(String scene) {
        place(scene, LifecycleState.INACTIVE);
        time.pass(300);
        place(scene, LifecycleState.BACKGROUND);
    }

    public void returns(String scene) {
        place(scene, LifecycleState.INACTIVE);
        time.pass(200);
        place(scene, LifecycleState.FOREGROUND);
    }

    public void disconnects(String scene) {
        scenes.remove(scene);
        listeners.forEach(listener -> listener.sceneGone(scene));
        placed();
    }

    /** The system ends an app that is not suspended. */
    public void terminate() {
        listeners.forEach(Listener::terminating);
        placed();
    }

    /** An app without scenes: the notifications of the application alone. */
    public void app(LifecycleState state) {
        background = state == LifecycleState.BACKGROUND;
        startBudget();
        listeners.forEach(listener -> listener.app(state));
        placed();
    }

    private void place(String scene, LifecycleState state) {
        scenes.put(scene, state);
        boolean now = scenes.values().stream().allMatch(each -> each == LifecycleState.BACKGROUND);
        if (now != background) {
            background = now;
            startBudget();
        }
        listeners.forEach(listener -> listener.scene(scene, state));
        placed();
    }

    private void placed() {
        time.settle();
    }

    /** What held the process is gone: from now on the half minute runs (again). */
    public void startBudget() {
        backgroundSince = time.monotonicMillis();
        int mine = ++stay;
        time.after(POLL_MILLIS, () -> look(mine));
    }

    /** While something else holds, the half minute does not begin; when it is nearly over, every open task is told. */
    private void look(int mine) {
        if (mine != stay || !background) {
            return;
        }
        long away = time.monotonicMillis() - backgroundSince;
        if (held.getAsBoolean()) {
            backgroundSince = time.monotonicMillis();
        } else if (away >= budgetMillis - warningMillis && !tasks.isEmpty()) {
            log.add("expiry");
            List<Long> told = new ArrayList<>(tasks.keySet());
            new ArrayList<>(tasks.values()).forEach(Runnable::run);
            killed |= told.stream().anyMatch(tasks::containsKey);
        }
        time.after(POLL_MILLIS, () -> look(mine));
    }

    @Override
    public long beginTask(String name, Runnable expired) {
        if (refusesTasks) {
            return NO_TASK;
        }
        long id = ++number;
        tasks.put(id, expired);
        log.add("begin " + name);
        return id;
    }

    @Override
    public void endTask(long task) {
        if (tasks.remove(task) == null) {
            throw new AssertionError("task " + task + " was ended twice, or never began");
        }
        log.add("end");
    }

    @Override
    public long remainingMillis() {
        return tellsRemaining && background && !held.getAsBoolean()
                ? Math.max(0, backgroundSince + budgetMillis - time.monotonicMillis())
                : UNKNOWN_MILLIS;
    }
}
