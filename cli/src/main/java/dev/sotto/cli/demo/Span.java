package dev.sotto.cli.demo;

/** A stretch of a night with a name, in milliseconds since its start; used for what the operating system did. */
record Span(long fromMillis, long toMillis, String label) {

    boolean overlaps(long from, long to) {
        return fromMillis < to && from < toMillis;
    }

    long overlapMillis(long from, long to) {
        return Math.max(0, Math.min(to, toMillis) - Math.max(from, fromMillis));
    }
}
