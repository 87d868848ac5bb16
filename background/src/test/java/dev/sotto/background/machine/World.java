package dev.sotto.background.machine;

import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.status.BackgroundPolicy;
import dev.sotto.background.status.GapCause;
import dev.sotto.background.status.Intent;
import dev.sotto.background.status.Phase;

/**
 * One world of the bounded model: the machine's state and the truth outside it. Immutable.
 *
 * <p>Time is order only: after each step the state is brought to canonical form, with moment 0, generations renumbered,
 * and of all spans only what the machine can tell apart (a fresh hold or an old one, a budget left or spent).
 */
final class World {

    static final int STALE_COUNT_MAX = 2;
    static final long INFLIGHT = 1;
    static final long CLIMB = 2;
    static final long LEASE = 3;
    private static final long TIMER = 11;
    private static final long WINDOW = 31;
    private static final long SEQUENCE = 100;

    final KeeperState s;
    final boolean interrupted;
    final boolean down;
    final boolean refused;
    final boolean hangs;
    /** The lease that the machine keeps really holds. */
    final boolean alive;
    /** The order under way, or the one beside, will not be answered. */
    final boolean inflightHung;

    final boolean climbHung;
    /** Orders that were given up and may be answered yet. */
    final int stale;

    private final long key;

    private World(
            KeeperState canonical,
            boolean interrupted,
            boolean down,
            boolean refused,
            boolean hangs,
            boolean alive,
            boolean inflightHung,
            boolean climbHung,
            int stale) {
        this.s = canonical;
        this.interrupted = interrupted;
        this.down = down;
        this.refused = refused;
        this.hangs = hangs;
        this.alive = alive && s.lease != 0;
        this.inflightHung = inflightHung && s.inflight != 0;
        this.climbHung = climbHung && s.climb != 0;
        this.stale = Math.min(STALE_COUNT_MAX, stale);
        this.key = pack();
    }

    /** The world of any state of the machine, brought to canonical form. */
    static World of(
            KeeperState state,
            boolean interrupted,
            boolean down,
            boolean refused,
            boolean hangs,
            boolean alive,
            boolean inflightHung,
            boolean climbHung,
            int stale) {
        return new World(canonical(state), interrupted, down, refused, hangs, alive, inflightHung, climbHung, stale);
    }

    static World first() {
        KeeperState state = KeeperState.initial(
                0, Intent.UNSET, LifecycleState.FOREGROUND, BackgroundPolicy.BALANCED, WakeBudget.UNUSED);
        Draft d = new Draft(state);
        d.power = PowerGauge.MAINS.next(Moves.POWER_GOOD);
        return of(d.state(), false, false, false, false, false, false, false, 0);
    }

    /** The same with everything outside good again; what is hung or dead already stays so. */
    World good() {
        return same(false, false, false, false, alive, inflightHung, climbHung, stale);
    }

    /** The same machine in another truth. */
    World same(
            boolean isInterrupted,
            boolean isDown,
            boolean isRefused,
            boolean isHanging,
            boolean isAlive,
            boolean isInflightHung,
            boolean isClimbHung,
            int staleCount) {
        return new World(
                s, isInterrupted, isDown, isRefused, isHanging, isAlive, isInflightHung, isClimbHung, staleCount);
    }

    boolean reallyHeld() {
        return s.phase == Phase.HOLDING && alive && !interrupted && !down;
    }

    private static KeeperState canonical(KeeperState from) {
        Draft d = new Draft(from);
        d.heldSince = from.lease != 0 && from.at - from.heldSince < Limits.FLAP_MILLIS ? 0 : -Limits.FLAP_MILLIS;
        d.sampledAt = from.sampledAt == KeeperState.NEVER ? KeeperState.NEVER : 0;
        d.episodeHeldMillis =
                from.episodeHeldMillis >= from.policy.episodeBudgetMillis() ? from.policy.episodeBudgetMillis() : 0;
        d.at = 0;
        d.phaseSince = 0;
        d.quietSince = 0;
        d.progress = 0;
        d.progressAt = 0;
        d.bufferMillis = 0;
        d.waitUntil = 0;
        d.resumedAt = KeeperState.NEVER;
        d.wakeBudget = WakeBudget.UNUSED;
        d.cause = GapCause.NONE;
        d.detail = "";
        d.interrupter = MechanismSignal.Cause.UNKNOWN;
        d.notice = false;
        d.inflight = from.inflight == 0 ? 0 : INFLIGHT;
        d.climb = from.climb == 0 ? 0 : CLIMB;
        d.lease = from.lease == 0 ? 0 : LEASE;
        for (TimerKind timer : TimerKind.values()) {
            d.armed(timer, d.armed(timer) == 0 ? 0 : TIMER + timer.ordinal());
        }
        d.windowAsked = from.windowAsked == 0 ? 0 : WINDOW;
        d.sequence = SEQUENCE;
        if (d.climb == 0) {
            d.climbRung = Ladder.NO_RUNG;
        }
        if (d.phase == Phase.IDLE || d.phase == Phase.CLOSED) {
            d.rung = Ladder.NO_RUNG;
        }
        return d.state();
    }

    /** All that distinguishes this world, in one number. */
    long key() {
        return key;
    }

    private long pack() {
        Packer p = new Packer();
        p.put(s.intent.ordinal(), 2).put(s.lifecycle.ordinal(), 2);
        p.put(s.gates.closed().contains(Moves.HARD)).put(s.gates.closed().contains(Moves.PASSING));
        p.put(s.power.batteryEmpty()).put(s.episodeHeldMillis > 0);
        p.put(s.phase.ordinal(), 3).put(s.rung + 1, 2).put(s.attempt, 2).put(s.denied, 2);
        p.put(s.probing)
                .put(s.settling)
                .put(s.rebuild)
                .put(s.inflight != 0)
                .put(s.lease != 0)
                .put(s.climb != 0);
        p.put(s.climbRung + 1, 2).put(s.heldSince == 0).put(s.sampledAt != KeeperState.NEVER);
        p.put(s.wait != 0).put(s.deadline != 0).put(s.climbTimer != 0).put(s.tick != 0);
        p.put(s.suspension != 0).put(s.windowTimer != 0).put(s.grace).put(s.sync.ordinal(), 2);
        p.put(s.transportsStale).put(s.window).put(s.windowAsked != 0);
        p.put(interrupted)
                .put(down)
                .put(refused)
                .put(hangs)
                .put(alive)
                .put(inflightHung)
                .put(climbHung);
        return p.put(stale, 2).packed;
    }

    @Override
    public String toString() {
        return s
                + (interrupted ? " !interrupted" : "")
                + (down ? " !down" : "")
                + (refused ? " !refused" : "")
                + (hangs ? " !hangs" : "")
                + (alive ? " alive" : "")
                + (stale > 0 ? " stale" + stale : "");
    }

    /** Packs small numbers into a long and fails when they do not fit. */
    private static final class Packer {
        private long packed;
        private int bits;

        Packer put(int value, int width) {
            bits += width;
            if (value < 0 || value >>> width != 0 || bits >= Long.SIZE) {
                throw new IllegalStateException("a world does not fit its key: " + value + " in " + width + " bits");
            }
            packed = packed << width | value;
            return this;
        }

        Packer put(boolean value) {
            return put(value ? 1 : 0, 1);
        }
    }
}
