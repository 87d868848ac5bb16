package dev.sotto.cli.demo;

/** A span over a second in which the till had committed orders that the phone had not shown. Times in milliseconds. */
record Gap(long atMillis, long lengthMillis, String cause) {

    /** Waits up to this long are lag, beyond it they are a gap. */
    static final long GAP_OVER_MILLIS = 1000;

    long endMillis() {
        return atMillis + lengthMillis;
    }
}
