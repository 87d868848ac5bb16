package dev.sotto.wire;

/** The changes numbered from {@code from} to {@code to}, both included. */
public record LsnInterval(long from, long to) {}
