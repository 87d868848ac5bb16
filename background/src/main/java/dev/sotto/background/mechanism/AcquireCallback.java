package dev.sotto.background.mechanism;

/**
 * Where a mechanism answers an order: exactly one of the two, once, from any thread, at any time. A second answer, or
 * one for an order that was superseded, is harmless: its lease is closed. Neither method blocks or throws.
 */
public interface AcquireCallback {

    /** The process is held from now on until {@code lease} is closed or lost. */
    void acquired(long generation, Lease lease);

    /** The process is not held; {@code why} is for people: what failed and, if known, what would help. */
    void failed(long generation, FailureKind kind, String why);
}
