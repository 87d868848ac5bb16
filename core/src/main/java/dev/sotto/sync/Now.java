package dev.sotto.sync;

/**
 * The time of an event, told by the loop.
 *
 * @param monotonicMillis for durations
 * @param wallMillis since 1970, to judge the stamps of others
 */
public record Now(long monotonicMillis, long wallMillis) {}
