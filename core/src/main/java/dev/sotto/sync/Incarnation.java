package dev.sotto.sync;

/**
 * Which life of a store speaks.
 *
 * @param epoch drawn anew when the store was put back or is a copy
 * @param bootNonce another in each of its processes
 */
public record Incarnation(long epoch, long bootNonce) {}
