package dev.sotto.background.mechanism;

import java.util.Set;

/**
 * One way to keep the process running in the background: one rung of the ladder.
 *
 * <p>All methods except {@link #id()} and {@link #traits()} are called on a worker thread of the platform, never two at
 * once for one mechanism. They may block for a short time; one that hangs or throws only costs its own rung.
 */
public interface KeepAliveMechanism {

    /** Stable short name for logs, reports and the journal, e.g. {@code java-sound}. Pure. */
    String id();

    /** Whether this mechanism can work now. Asked before every order; must not acquire anything. Idempotent. */
    Capability probe();

    /** Fixed properties of this mechanism. Pure. */
    Set<Trait> traits();

    /**
     * Starts to hold the process and answers through {@code callback}, now or later. Orders do not overlap unless the
     * earlier one was superseded.
     */
    void acquire(AcquireRequest request, AcquireCallback callback);

    /**
     * The answer to this order is no longer wanted. A hint: a lease that comes all the same is closed. Idempotent.
     */
    default void cancel(AcquireRequest request) {}

    /**
     * Sets the one listener for what happens while no lease is out: an interruption, the end of one, a restart of the
     * service. Called once, when the platform is installed. A mechanism that hears nothing then ignores it.
     */
    default void observe(Lease.SignalListener listener) {}
}
