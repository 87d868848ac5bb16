package dev.sotto.background;

import dev.sotto.background.port.Platform;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.SyncControl;
import dev.sotto.background.status.BackgroundPolicy;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.Report;
import dev.sotto.background.status.Status;
import dev.sotto.background.status.StatusListener;

/**
 * Keeps the app alive and syncing in the background: the intent of the app on one side, the facts on the other.
 *
 * <p>{@link #start()} and {@link #stop()} only say what is wanted; the machine behind does the rest, before and after any
 * lifecycle event, until the wish changes. {@link #isOn()} is the wish, {@code status().holding()} the fact.
 *
 * <p>All methods: any thread, any number of times, also from inside a listener; none blocks.
 */
public abstract class BackgroundSync implements AutoCloseable {

    /** The instance of this process. Works before a platform is installed; after close(), a fresh one. */
    public static BackgroundSync shared() {
        throw new UnsupportedOperationException();
    }

    /**
     * Gives the shared instance its platform; what was asked of it before is done now. The same platform twice is fine;
     * another one while the first is in use is an IllegalStateException.
     */
    public static BackgroundSync install(Platform platform) {
        throw new UnsupportedOperationException();
    }

    /** An instance of its own on a platform, for tests; instances on one platform share each hold. */
    public static BackgroundSync on(Platform platform) {
        throw new UnsupportedOperationException();
    }

    /** Background sync is wanted from now on, over restarts, until {@link #stop()}. */
    public abstract void start();

    /** Background sync is not wanted from now on, over restarts, until {@link #start()}. */
    public abstract void stop();

    /** The wish: true from start() to stop(). */
    public abstract boolean isOn();

    /** The fact, with an explanation. */
    public abstract Status status();

    /** Tells {@code listener} of every change of status until closed. */
    public abstract Registration addListener(StatusListener listener);

    /** What was achieved over the last 24 hours and at what cost. */
    public abstract Report report();

    /** Keeps this engine in step with the process until the attachment is closed. Several may be attached. */
    public abstract Attachment attach(SyncControl sync);

    /** Replaces the policy. */
    public abstract void policy(BackgroundPolicy policy);

    /** Closes a gate: nothing is held until it is opened. An empty explanation takes the gate's own. */
    public abstract void block(Gate gate, String explanation);

    /** Opens a gate that {@link #block} closed. */
    public abstract void unblock(Gate gate);

    /** Lets go of everything, for good. The wish that was last said stays in the journal. */
    @Override
    public abstract void close();

    /** An engine that is attached. */
    public interface Attachment extends Registration {

        /** The engine's activity changed (a peer came or went, a change waits): look at once, not at the next tick. */
        void activityChanged();
    }
}
