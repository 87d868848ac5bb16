package dev.sotto.background.machine;

import dev.sotto.background.mechanism.AcquireRequest.Reason;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.background.status.GapCause;
import dev.sotto.background.status.Phase;

/**
 * The part of the machine that gets a hold and keeps it: orders, failures, signals, health, and the climb to a better
 * rung. Pure, like all of {@link Keeper}.
 */
final class Rungs {

    private final Ladder ladder;
    private final int attemptCountMax;

    Rungs(Ladder ladder, int attemptCountMax) {
        this.ladder = ladder;
        this.attemptCountMax = attemptCountMax;
    }

    Ladder ladder() {
        return ladder;
    }

    /** Orders the best rung that is left, or degrades. */
    void acquire(Draft d, Reason reason) {
        int best = ladder.first(Policy.level(d), d.denied);
        if (best != Ladder.NO_RUNG) {
            d.order(best, reason);
            return;
        }
        if (d.cause == GapCause.STARTING || d.cause == GapCause.NONE) {
            d.blame(GapCause.DENIED, "");
        }
        d.attempt = 0;
        d.release();
        d.await(Phase.DEGRADED, Limits.SLOW_MILLIS, Limits.JITTER_PERCENT);
        d.endGrace();
    }

    void waited(Draft d) {
        if (d.phase == Phase.INTERRUPTED) {
            d.probing = true;
            acquire(d, Reason.INTERRUPTION);
        } else if (d.phase == Phase.BACKOFF) {
            acquire(d, Reason.RETRY);
        } else {
            d.denied = 0;
            d.attempt = 0;
            acquire(d, Reason.RETRY);
        }
    }

    void acquired(Draft d, long generation) {
        if (generation == d.inflight) {
            d.inflight = 0;
            d.hold(d.rung, generation);
        } else if (generation == d.climb) {
            d.climb = 0;
            d.attempt = 0;
            d.hold(d.climbRung, generation);
        } else if (generation != d.lease) {
            d.command(Command.of(Command.Kind.RELEASE, generation));
        }
    }

    void acquireFailed(Draft d, Event e) {
        if (e.generation() == d.inflight) {
            d.inflight = 0;
            d.disarm(TimerKind.DEADLINE);
            failed(d, e.failure(), e.why());
        } else if (e.generation() == d.climb) {
            d.climb = 0;
            d.disarm(TimerKind.DEADLINE);
        }
    }

    private void failed(Draft d, FailureKind kind, String why) {
        if (d.cause == GapCause.STARTING || d.cause == GapCause.NONE) {
            d.blame(
                    kind == FailureKind.TRANSIENT
                            ? GapCause.FAILED
                            : kind == FailureKind.QUOTA ? GapCause.QUOTA : GapCause.DENIED,
                    why);
        }
        if (kind != FailureKind.TRANSIENT) {
            leaveRung(d, Reason.RETRY);
        } else if (d.probing) {
            probeAgain(d);
        } else {
            backOff(d);
        }
    }

    /** The end of the interruption may have been told while the probe was under way: then it is tried again soon. */
    private void probeAgain(Draft d) {
        d.probing = false;
        d.attempt = d.settling ? 0 : Math.min(d.attempt + 1, attemptCountMax);
        d.await(Phase.INTERRUPTED, d.settling ? Limits.SETTLE_MILLIS : Limits.probeMillis(d.attempt), 0);
    }

    private void backOff(Draft d) {
        if (d.attempt < attemptCountMax) {
            long millis = Limits.backoffMillis(d.attempt, d.grace);
            d.attempt++;
            d.await(Phase.BACKOFF, millis, Limits.JITTER_PERCENT);
        } else {
            leaveRung(d, Reason.RETRY);
        }
    }

    private void leaveRung(Draft d, Reason reason) {
        d.denied |= 1 << d.rung;
        d.attempt = 0;
        d.probing = false;
        d.release();
        acquire(d, reason);
    }

    void retryIfDegraded(Draft d) {
        if (d.phase == Phase.DEGRADED && Policy.wanted(d)) {
            d.denied = 0;
            d.attempt = 0;
            acquire(d, Reason.RETRY);
        }
    }

    void signal(Draft d, MechanismSignal signal) {
        switch (signal.kind()) {
            case INTERRUPTED:
                interrupted(d, signal);
                break;
            case INTERRUPTION_ENDED:
                interruptionEnded(d);
                break;
            case LOST:
                if (d.phase == Phase.HOLDING) {
                    lost(d, GapCause.LOST, signal.cause() + said(signal));
                } else {
                    d.release();
                }
                break;
            case SERVICES_RESET:
                servicesReset(d, signal);
                break;
            case QUOTA_TIMEOUT:
                if (d.lease != 0) {
                    d.cancelOrders();
                    d.blame(GapCause.QUOTA, signal.detail());
                    leaveRung(d, Reason.LOST);
                }
                break;
            default:
                throw new IllegalStateException("no branch for " + signal);
        }
    }

    private static String said(MechanismSignal signal) {
        return signal.detail().isEmpty() ? "" : ": " + signal.detail();
    }

    private static void interrupted(Draft d, MechanismSignal signal) {
        if (d.phase != Phase.HOLDING && d.phase != Phase.ACQUIRING && d.phase != Phase.BACKOFF) {
            return;
        }
        d.blame(GapCause.INTERRUPTED, signal.cause() + said(signal));
        d.interrupter = signal.cause();
        d.cancelOrders();
        d.attempt = 0;
        d.probing = false;
        d.settling = false;
        d.beginGrace();
        d.await(Phase.INTERRUPTED, Limits.PROBE_FIRST_MILLIS, 0);
    }

    private static void interruptionEnded(Draft d) {
        if (d.settling || d.phase != Phase.INTERRUPTED && !d.probing) {
            return;
        }
        d.settling = true;
        if (d.phase == Phase.INTERRUPTED) {
            d.attempt = 0;
            d.await(Phase.INTERRUPTED, Limits.SETTLE_MILLIS, 0);
        }
    }

    private static void servicesReset(Draft d, MechanismSignal signal) {
        boolean done = d.phase == Phase.BACKOFF && d.rebuild && d.attempt == 0;
        if (done || d.phase == Phase.IDLE || d.phase == Phase.DEGRADED) {
            return;
        }
        d.blame(GapCause.SERVICES_RESET, signal.detail());
        d.cancelOrders();
        d.release();
        d.attempt = 0;
        d.probing = false;
        d.settling = false;
        d.rebuild = true;
        d.beginGrace();
        d.await(Phase.BACKOFF, Limits.backoffMillis(0, true), Limits.JITTER_PERCENT);
    }

    private void lost(Draft d, GapCause why, String detail) {
        boolean flapping = d.at - d.heldSince < Limits.FLAP_MILLIS;
        d.blame(why, detail);
        d.beginGrace();
        d.cancelOrders();
        d.release();
        d.rebuild = true;
        if (flapping) {
            backOff(d);
        } else {
            d.attempt = 0;
            acquire(d, Reason.LOST);
        }
    }

    void health(Draft d, Event e) {
        if (d.phase != Phase.HOLDING || e.generation() != d.lease) {
            return;
        }
        d.sampledAt = KeeperState.NEVER;
        d.bufferMillis = e.bufferMillis();
        if (e.progress() < 0 || e.progress() > d.progress) {
            d.progress = e.progress();
            d.progressAt = d.at;
        } else if (d.at - d.progressAt >= stallMillis(d)) {
            lost(d, GapCause.STALLED, "no progress for " + (d.at - d.progressAt) + " ms");
        }
    }

    private static long stallMillis(Draft d) {
        return Math.max(Limits.STALL_MILLIS, Limits.STALL_BUFFER_COUNT * d.bufferMillis);
    }

    /** Asks for a sign of life, or judges that none came. */
    void look(Draft d) {
        if (d.phase == Phase.HOLDING) {
            if (d.sampledAt == KeeperState.NEVER) {
                d.sampledAt = d.at;
                d.command(Command.of(Command.Kind.SAMPLE, d.lease));
            } else if (d.at - d.sampledAt >= stallMillis(d)) {
                lost(d, GapCause.STALLED, "asked for progress, no answer for " + (d.at - d.sampledAt) + " ms");
            }
        }
    }

    /** The order was not answered in time. */
    void overdue(Draft d) {
        boolean main = d.inflight != 0;
        d.cancelOrders();
        if (main) {
            failed(d, FailureKind.TRANSIENT, "no answer within " + Limits.ACQUIRE_MILLIS + " ms");
        }
    }

    /** Whatever held before the standstill is not to be trusted. */
    void resumed(Draft d) {
        d.denied = 0;
        d.attempt = 0;
        if (d.phase == Phase.IDLE) {
            return;
        }
        if (d.cause == GapCause.INTERRUPTED && d.phase != Phase.HOLDING) {
            boolean call = d.interrupter == MechanismSignal.Cause.CALL;
            d.blame(call ? GapCause.CALL_OUTLASTED_GRACE : GapCause.INTERRUPTION_OUTLASTED_GRACE, d.detail);
        } else if (d.phase == Phase.HOLDING || d.cause == GapCause.STARTING) {
            d.blame(GapCause.SUSPENDED, "");
        }
        d.cancelOrders();
        d.release();
        d.probing = false;
        d.rebuild = true;
        acquire(d, Reason.RESUMED);
    }

    /** Tries a better rung beside the one that holds. What was refused long ago may be allowed now. */
    void climbNow(Draft d) {
        if (belowBest(d)) {
            d.orderBeside(ladder.first(Policy.level(d), 0));
        }
    }

    /** Whether a better rung than the one that holds could be tried. */
    boolean belowBest(Draft d) {
        return d.phase == Phase.HOLDING && d.climb == 0 && ladder.first(Policy.level(d), 0) != d.rung;
    }
}
