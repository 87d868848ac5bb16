package dev.sotto.background.machine;

import dev.sotto.background.mechanism.AcquireRequest;

/** What is really open outside after the commands of one step were carried out. */
final class Outcome {

    private static final TimerKind[] TIMERS = TimerKind.values();

    /** Open leases: the one that was kept and the one that came, 0 for none. */
    private long kept;

    private long came;
    private final long[] timers = new long[TIMERS.length];
    long main;
    long beside;
    boolean grace;
    boolean paused;
    boolean ordered;
    int acquireCount;
    int stale;
    String complaint = "";

    /** What was open before the step, and what the event itself changed. */
    Outcome(KeeperState before, Event event, int stale) {
        this.stale = stale;
        kept = before.lease;
        for (TimerKind timer : TIMERS) {
            long armed = before.armed(timer);
            boolean fired = event.kind() == Event.Kind.TIMER && event.timer() == timer && event.generation() == armed;
            timers[timer.ordinal()] = fired ? 0 : armed;
        }
        main = before.inflight;
        beside = before.climb;
        grace = before.grace;
        paused = before.sync != KeeperState.SyncMode.RUNNING;
        if (event.kind() == Event.Kind.ACQUIRED) {
            came = event.generation() == kept ? 0 : event.generation();
        }
        if (event.kind() == Event.Kind.ACQUIRED || event.kind() == Event.Kind.ACQUIRE_FAILED) {
            main = main == event.generation() ? 0 : main;
            beside = beside == event.generation() ? 0 : beside;
        }
    }

    boolean armed(TimerKind timer) {
        return timers[timer.ordinal()] != 0;
    }

    /** Whether exactly this lease is open, or none for 0. */
    boolean onlyLease(long generation) {
        return came == 0 ? kept == generation : kept == 0 && came == generation;
    }

    boolean timersAsBelieved(KeeperState s) {
        for (TimerKind timer : TIMERS) {
            if (timers[timer.ordinal()] != s.armed(timer)) {
                return false;
            }
        }
        return true;
    }

    void carryOut(Command command) {
        switch (command.kind()) {
            case ACQUIRE:
                acquireCount++;
                ordered = true;
                if (command.request().reason() == AcquireRequest.Reason.CLIMB) {
                    beside = command.generation();
                } else {
                    main = command.generation();
                }
                break;
            case CANCEL_ACQUIRE:
                cancel(command.generation());
                break;
            case RELEASE:
                release(command.generation());
                break;
            case ARM:
                complain(!armed(command.timer()), "armed a timer that is armed");
                timers[command.timer().ordinal()] = command.generation();
                break;
            case DISARM:
                timers[command.timer().ordinal()] = 0;
                break;
            case BEGIN_GRACE:
                complain(!grace, "began a second grace");
                grace = true;
                break;
            case END_GRACE:
                complain(grace, "ended a grace that is not open");
                grace = false;
                break;
            case PAUSE_SYNC:
                complain(!paused, "paused what is paused");
                paused = true;
                break;
            case RESUME_SYNC:
                paused = false;
                break;
            default:
                break;
        }
    }

    private void release(long generation) {
        complain(generation != 0 && (generation == kept || generation == came), "released a lease that is not open");
        if (generation == kept) {
            kept = 0;
        } else if (generation == came) {
            came = 0;
        }
    }

    private void cancel(long generation) {
        if (generation == main) {
            main = 0;
        } else if (generation == beside) {
            beside = 0;
        } else {
            complain(false, "cancelled an order that is not under way");
        }
        stale++;
    }

    private void complain(boolean fine, String words) {
        if (!fine && complaint.isEmpty()) {
            complaint = words;
        }
    }
}
