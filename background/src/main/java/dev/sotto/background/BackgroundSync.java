package dev.sotto.background;

import dev.sotto.background.machine.Event;
import dev.sotto.background.port.Platform;
import dev.sotto.background.port.PlatformProvider;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.SyncControl;
import dev.sotto.background.status.BackgroundPolicy;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.Intent;
import dev.sotto.background.status.Phase;
import dev.sotto.background.status.Report;
import dev.sotto.background.status.Status;
import dev.sotto.background.status.StatusListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Keeps the app alive and syncing in the background: the intent of the app on one side, the facts on the other.
 *
 * <p>{@link #start()} and {@link #stop()} only say what is wanted; the machine behind does the rest, before and after any
 * lifecycle event, until the wish changes. {@link #isOn()} is the wish, {@code status().holding()} the fact.
 *
 * <p>All methods: any thread, any number of times, also from inside a listener; none blocks.
 */
public final class BackgroundSync implements AutoCloseable {

    private static final Object SHARED_LOCK = new Object();

    /** How many instances run on each platform; the last one that closes ends it. Guarded by itself. */
    private static final Map<Platform, Integer> USERS = new IdentityHashMap<Platform, Integer>();

    private static BackgroundSync shared = new BackgroundSync(true);

    private final boolean isShared;
    private final Object lock = new Object();
    private final Faults faults = new Faults();
    private final CopyOnWriteArrayList<StatusListener> listeners = new CopyOnWriteArrayList<StatusListener>();
    private final List<Platform> platform = new ArrayList<Platform>();
    private final List<Loop> loop = new ArrayList<Loop>();
    private final List<LoopTask> beforePlatform = new ArrayList<LoopTask>();
    private Intent wish = Intent.UNSET;
    private BackgroundPolicy policy = BackgroundPolicy.BALANCED;
    private boolean searched;
    private String told = "";

    /** Something to be done with the loop as soon as there is one. */
    private interface LoopTask {
        void with(Loop loop);
    }

    private BackgroundSync(boolean isShared) {
        this.isShared = isShared;
    }

    /** The instance of this process. Works before a platform is installed; after close(), a fresh one. */
    public static BackgroundSync shared() {
        synchronized (SHARED_LOCK) {
            return shared;
        }
    }

    /**
     * Gives the shared instance its platform; what was asked of it before is done now. The same platform twice is fine;
     * another one while the first is in use is an IllegalStateException.
     */
    public static BackgroundSync install(Platform platform) {
        synchronized (SHARED_LOCK) {
            shared.run(platform);
            return shared;
        }
    }

    /**
     * An instance of its own on a platform, for tests and for processes with several apps inside. Instances on one platform
     * share each hold; they also share its journal, so give all but one a forgetful one.
     */
    public static BackgroundSync on(Platform platform) {
        BackgroundSync own = new BackgroundSync(false);
        own.run(platform);
        return own;
    }

    private void run(Platform given) {
        synchronized (lock) {
            if (wish == Intent.CLOSED) {
                throw new IllegalStateException("this instance is closed; ask shared() for the new one");
            }
            if (!platform.isEmpty()) {
                if (platform.get(0) == given) {
                    return;
                }
                throw new IllegalStateException("cannot install " + given + ": " + platform.get(0)
                        + " is installed already; close() the instance first");
            }
            platform.add(given);
            joined(given);
            Loop fresh = new Loop(given, wish, policy, faults, this::changed);
            loop.add(fresh);
            for (LoopTask task : beforePlatform) {
                task.with(fresh);
            }
            beforePlatform.clear();
        }
    }

    private static void joined(Platform given) {
        synchronized (USERS) {
            Integer count = USERS.get(given);
            USERS.put(given, count == null ? 1 : count + 1);
        }
    }

    private static void left(Platform given) {
        synchronized (USERS) {
            Integer count = USERS.get(given);
            if (count != null && count > 1) {
                USERS.put(given, count - 1);
                return;
            }
            USERS.remove(given);
        }
        given.onClose().run();
    }

    /** Background sync is wanted from now on, over restarts, until {@link #stop()}. */
    public void start() {
        findPlatform();
        wish(Intent.ON, Event::start);
    }

    /** Background sync is not wanted from now on, over restarts, until {@link #start()}. */
    public void stop() {
        wish(Intent.OFF, Event::stop);
    }

    private void wish(Intent next, Loop.EventAt event) {
        synchronized (lock) {
            if (wish == Intent.CLOSED) {
                return;
            }
            wish = next;
            if (!loop.isEmpty()) {
                loop.get(0).post(event);
            }
        }
    }

    /** Looks once for a platform on the class path, if the app has installed none. */
    private void findPlatform() {
        synchronized (SHARED_LOCK) {
            synchronized (lock) {
                if (!isShared || searched || !platform.isEmpty() || wish == Intent.CLOSED) {
                    return;
                }
                searched = true;
            }
            faults.guard("the search for a platform", () -> {
                Iterator<PlatformProvider> found =
                        ServiceLoader.load(PlatformProvider.class).iterator();
                if (found.hasNext()) {
                    run(found.next().platform());
                }
            });
        }
    }

    /** The wish: true from start() to stop(). */
    public boolean isOn() {
        synchronized (lock) {
            if (wish == Intent.UNSET && !loop.isEmpty()) {
                return loop.get(0).status().intent() == Intent.ON;
            }
            return wish == Intent.ON;
        }
    }

    /** The fact, with an explanation. */
    public Status status() {
        synchronized (lock) {
            if (!loop.isEmpty()) {
                return loop.get(0).status();
            }
            boolean closed = wish == Intent.CLOSED;
            return new Status.Builder()
                    .intent(wish)
                    .phase(closed ? Phase.CLOSED : Phase.NO_PLATFORM)
                    .explanation(closed ? "Closed before a platform was installed." : Explanations.NO_PLATFORM)
                    .build();
        }
    }

    /** Tells {@code listener} of every change of status until closed. */
    public Registration addListener(StatusListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** On the loop, after every step: listeners hear of a change after it, one at a time, in order. */
    private void changed() {
        List<Loop> current;
        synchronized (lock) {
            current = new ArrayList<Loop>(loop);
        }
        for (Loop each : current) {
            Status now = each.status();
            String text = now.intent() + " " + now.lifecycle() + " " + now.phase() + " " + now.mechanism() + " "
                    + now.blocks() + now.powerLevel() + now.attempt() + now.lastCause();
            if (!text.equals(told)) {
                told = text;
                for (StatusListener listener : listeners) {
                    each.run(() -> faults.guard("status listener", () -> listener.changed(now)));
                }
            }
        }
    }

    /** What was achieved over the last 24 hours and at what cost. */
    public Report report() {
        synchronized (lock) {
            return loop.isEmpty()
                    ? new Report.Builder().faults(faults.newestLast()).build()
                    : loop.get(0).report();
        }
    }

    /** Keeps this engine in step with the process until the attachment is closed. Several may be attached. */
    public Attachment attach(SyncControl sync) {
        Attached attached = new Attached(sync);
        withLoop(attached::attach);
        return attached;
    }

    /** Replaces the policy. */
    public void policy(BackgroundPolicy next) {
        synchronized (lock) {
            policy = next;
            if (!loop.isEmpty()) {
                loop.get(0).post(at -> Event.policy(at, next));
            }
        }
    }

    /** Closes a gate: nothing is held until it is opened. An empty explanation takes the gate's own. */
    public void block(Gate gate, String explanation) {
        withLoop(running -> running.block(gate, explanation));
    }

    /** Opens a gate that {@link #block} closed. */
    public void unblock(Gate gate) {
        withLoop(running -> running.post(at -> Event.gateOpened(at, gate)));
    }

    private void withLoop(LoopTask task) {
        synchronized (lock) {
            if (loop.isEmpty()) {
                beforePlatform.add(task);
            } else {
                task.with(loop.get(0));
            }
        }
    }

    /** Lets go of everything, for good. The wish that was last said stays in the journal. */
    @Override
    public void close() {
        synchronized (SHARED_LOCK) {
            if (shared == this) {
                shared = new BackgroundSync(true);
            }
        }
        synchronized (lock) {
            if (wish == Intent.CLOSED) {
                return;
            }
            wish = Intent.CLOSED;
            beforePlatform.clear();
            for (Loop running : loop) {
                running.close(() -> left(platform.get(0)));
            }
        }
    }

    /** An engine that is attached. */
    public interface Attachment extends Registration {

        /** The engine's activity changed (a peer came or went, a change waits): look at once, not at the next tick. */
        void activityChanged();
    }

    private final class Attached implements Attachment {
        private final SyncControl sync;
        private List<Engines.Engine> engine = Collections.emptyList();

        Attached(SyncControl sync) {
            this.sync = sync;
        }

        void attach(Loop to) {
            to.run(() -> engine = Collections.singletonList(to.attach(sync)));
        }

        @Override
        public void activityChanged() {
            onLoop(each -> each.engines().sample(engine.get(0)));
        }

        @Override
        public void close() {
            onLoop(each -> {
                each.engines().detach(engine.get(0));
                engine = Collections.emptyList();
            });
        }

        private void onLoop(LoopTask task) {
            withLoop(running -> running.run(() -> {
                if (!engine.isEmpty()) {
                    task.with(running);
                }
            }));
        }
    }
}
