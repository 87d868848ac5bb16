package dev.sotto.background.machine;

/**
 * Every bound and interval of the keep-alive machine, with unit and reason. Times are milliseconds on the monotonic
 * clock.
 */
public final class Limits {

    /** Quiet time after an interruption ended: activating at once races with whoever just let go. */
    static final long SETTLE_MILLIS = 500;

    /** First probe of an interruption; each one doubles up to the tail. The end of an interruption may never be told. */
    static final long PROBE_FIRST_MILLIS = 1_000;

    /** Probes 1, 2, 4, 8, 15, 30 s: inside the half minute of grace, enough tries to catch a short call. */
    private static final long[] PROBE_MILLIS = {PROBE_FIRST_MILLIS, 2_000, 4_000, 8_000, 15_000, 30_000};

    /** Every later probe: cheap, and an hour's call is noticed within a minute of its end. */
    static final long PROBE_TAIL_MILLIS = 60_000;

    /** Back-off after the first failure; doubles with each. */
    static final long BACKOFF_FIRST_MILLIS = 500;

    /** Longest back-off while a grace runs: tries must fall inside it. */
    static final long BACKOFF_GRACE_MAX_MILLIS = 8_000;

    /** Longest back-off otherwise. */
    static final long BACKOFF_MAX_MILLIS = 60_000;

    /** Jitter on retries, in percent either way: many devices must not retry in step after one cause. */
    public static final int JITTER_PERCENT = 20;

    /** Failures in a row after which a rung is left: about two minutes of trying. */
    public static final int ATTEMPT_COUNT_MAX = 8;

    /** Pause before everything is tried again when every rung failed; also between tries of a better rung. */
    static final long SLOW_MILLIS = 15 * 60_000;

    /** Time that a mechanism has to answer an order; a hung audio server is one failure, not the end. */
    static final long ACQUIRE_MILLIS = 5_000;

    /** A hold that was lost sooner than this counts as a failed try, so that a flapping mechanism backs off. */
    static final long FLAP_MILLIS = 2_000;

    /** Shortest time without progress that counts as a stall: Java Sound's position may rest 2.5 s after opening. */
    static final long STALL_MILLIS = 4_000;

    /** A stall is no progress for this many of the mechanism's buffers. */
    static final int STALL_BUFFER_COUNT = 3;

    /** Time between looks at health and activity, by power level: never more often than the hold itself wakes the CPU. */
    static final long TICK_FULL_MILLIS = 1_000;

    static final long TICK_BALANCED_MILLIS = 5_000;

    static final long TICK_FRUGAL_MILLIS = 15_000;

    /** In a window of half a minute a peer must be noticed at once. */
    static final long TICK_WINDOW_MILLIS = 1_000;

    /** A loop that runs this much later than asked was stopped, not slow. */
    public static final long FREEZE_MILLIS = 5_000;

    /** Closing a lease may take this long; after that it is abandoned on its thread (a dead audio server may block). */
    public static final long RELEASE_MILLIS = 1_000;

    /** Calls to one port that may hang at the same time, each with a thread of its own, before no more are begun. */
    public static final int HUNG_CALL_COUNT_MAX = 2;

    /** Part of an announced deadline that is kept for the system: iOS ends apps that use all of it. */
    public static final long RESERVE_MILLIS = 5_600;

    /** Time to pause when nothing announced a deadline: the few seconds that every system gives. */
    public static final long PAUSE_MILLIS = 3_000;

    /** After an announced suspension that did not come, sync goes on this much later. */
    static final long SUSPENSION_OVERDUE_MILLIS = 5_000;

    /** Time between windows: Android's inexact alarms while idle come every 9 minutes at best, iOS decides itself. */
    static final long WINDOW_EARLIEST_MILLIS = 15 * 60_000;

    static final long WINDOW_EARLIEST_FRUGAL_MILLIS = 60 * 60_000;

    /** Length of a window: what BGAppRefresh grants. */
    public static final long WINDOW_MILLIS = 30_000;

    /** A shorter window ends at once: connecting, syncing and flushing take longer. */
    static final long WINDOW_MIN_MILLIS = 5_000;

    /** Silence after the last peer at FRUGAL; at BALANCED the policy says. */
    static final long FRUGAL_NO_PEERS_MILLIS = 60_000;

    /** Longest single wake lease: some makers stop apps at an hour, stores look at the sum. */
    static final long WAKE_LEASE_MAX_MILLIS = 10 * 60_000;

    /** A wake lease shorter than this is not worth its start. */
    static final long WAKE_LEASE_MIN_MILLIS = 1_000;

    /** Without a sign of life for so long the user is told that sync has stopped: four slow periods. */
    static final long NOTICE_MILLIS = 60 * 60_000;

    /** Transitions kept for the report. */
    static final int TRANSITION_COUNT_MAX = 512;

    /** Gaps kept for the report; later ones push out the oldest, whose time stays counted. */
    static final int GAP_COUNT_MAX = 256;

    /** A first hold that took less than this is no gap worth a line; its time is counted all the same. */
    static final long STARTING_MILLIS = 1_000;

    /** Messages about misbehaving ports kept for the report. */
    public static final int FAULT_COUNT_MAX = 64;

    /** Characters kept of one message about a misbehaving port, or of one transition's reason. */
    public static final int MESSAGE_CHARS_MAX = 240;

    /** Characters kept of any text that a platform says. */
    public static final int DETAIL_CHARS_MAX = 80;

    /** Bytes of the journal's snapshot. */
    public static final int JOURNAL_BYTES_MAX = 64 * 1024;

    /** Hours that the report covers. */
    static final int REPORT_HOUR_COUNT = 24;

    /** The journal is saved at most this often, except for what the app asked and for the end. */
    public static final long SAVE_MILLIS = 60_000;

    /** Battery percent: nothing is held below the first until it is at least the second again (no flapping at the edge). */
    static final int EMPTY_BELOW_PERCENT = 10;

    static final int EMPTY_OVER_PERCENT = 15;

    /** Battery percent: frugal below the first until at least the second. */
    static final int LOW_BELOW_PERCENT = 30;

    static final int LOW_OVER_PERCENT = 35;

    private Limits() {}

    /** Delay before probe number {@code count}, counted from 0. */
    static long probeMillis(int count) {
        return count < PROBE_MILLIS.length ? PROBE_MILLIS[count] : PROBE_TAIL_MILLIS;
    }

    /** Delay after failure number {@code count}, counted from 0, before jitter. */
    static long backoffMillis(int count, boolean grace) {
        long cap = grace ? BACKOFF_GRACE_MAX_MILLIS : BACKOFF_MAX_MILLIS;
        return Math.min(cap, BACKOFF_FIRST_MILLIS << Math.min(count, 16));
    }

    /** Time that sync gets to flush out of {@code withinMillis} until the process stops. */
    static long flushMillis(long withinMillis) {
        return withinMillis - Math.min(RESERVE_MILLIS, withinMillis / 4);
    }
}
