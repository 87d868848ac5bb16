package dev.sotto.background.machine;

import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.status.Gap;
import dev.sotto.background.status.GapCause;
import dev.sotto.background.status.Intent;
import dev.sotto.background.status.Latency;
import dev.sotto.background.status.MechanismCost;
import dev.sotto.background.status.Phase;
import dev.sotto.background.status.Report;
import dev.sotto.background.status.Transition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns the machine's steps into the report: times by hour, gaps with causes, latencies, costs. Mutable, without clock or
 * thread; bounded: 25 hours, {@link Limits#GAP_COUNT_MAX} gaps, {@link Limits#TRANSITION_COUNT_MAX} transitions.
 *
 * <p>The time between two steps belongs to the state before the second. A standstill that was found later (RESUMED) is
 * taken out of what was held and seen alive: what did not run did not hold.
 */
public final class Ledger {

    private static final long HOUR_MILLIS = 3_600_000;

    private enum Span {
        NONE,
        HELD,
        MISSING,
        BLOCKED
    }

    final TreeMap<Long, Hour> hours = new TreeMap<Long, Hour>();
    final ArrayDeque<Gap> gaps = new ArrayDeque<Gap>();
    long gapsDropped;
    private final ArrayDeque<Transition> transitions = new ArrayDeque<Transition>();
    private final Ladder ladder;
    private boolean open;
    private boolean openBlocked;
    private boolean openFirst;
    private long openStartedWallMillis;
    private long openLengthMillis;
    private long openAliveMillis;
    private GapCause openCause = GapCause.NONE;
    private String openDetail = "";

    public Ledger(Ladder ladder) {
        this.ladder = ladder;
    }

    /** One step of the machine, at {@code wallMillis}. */
    public void passed(KeeperState before, Event event, KeeperState after, long wallMillis) {
        Hour hour = hour(wallMillis);
        boolean resumed =
                event.kind() == Event.Kind.RESUMED && after.resumedAt == after.at && before.resumedAt != after.at;
        long frozen = resumed ? event.millis() : 0;
        long elapsed = Math.max(after.at - before.at, frozen);
        long alive = elapsed - frozen;
        Span was = span(before);
        account(hour, before, was, elapsed, alive);
        if (open) {
            openLengthMillis += elapsed;
            openAliveMillis += alive;
        } else if (was == Span.HELD && frozen > 0) {
            open(wallMillis - frozen, false, GapCause.SUSPENDED, "");
            openLengthMillis = frozen;
        }
        if (was == Span.HELD && after.cause == GapCause.STALLED && after.phase != Phase.HOLDING) {
            stalled(hour, before, after, wallMillis);
        }
        count(hour, before, event, after);
        move(hour, before, after, wallMillis);
        if (before.phase != after.phase) {
            note(before, event, after, wallMillis);
        }
    }

    private static Span span(KeeperState s) {
        if (s.wanted()) {
            return s.phase == Phase.HOLDING ? Span.HELD : Span.MISSING;
        }
        boolean away = s.intent == Intent.ON && s.lifecycle != LifecycleState.FOREGROUND;
        return away ? Span.BLOCKED : Span.NONE;
    }

    private void account(Hour hour, KeeperState before, Span was, long elapsed, long alive) {
        if (was != Span.HELD && was != Span.MISSING) {
            return;
        }
        hour.wantedMillis += elapsed;
        hour.aliveMillis += alive;
        if (was == Span.HELD) {
            hour.heldMillis += alive;
            hour.cost(ladder.id(before.rung)).heldMillis += alive;
        }
    }

    /** The hold was believed until now, but not real since its last progress: that time was a gap, though alive. */
    private void stalled(Hour hour, KeeperState before, KeeperState after, long wallMillis) {
        long silent = Math.min(after.at - before.progressAt, hour.heldMillis);
        hour.heldMillis -= silent;
        hour.cost(ladder.id(before.rung)).heldMillis -= silent;
        open(wallMillis - silent, false, GapCause.STALLED, "");
        openLengthMillis = silent;
        openAliveMillis = silent;
    }

    private void count(Hour hour, KeeperState before, Event event, KeeperState after) {
        boolean taken = after.lease != before.lease && after.lease != 0;
        if (taken) {
            hour.cost(ladder.id(after.rung)).acquireCount++;
        }
        boolean answered = before.inflight != 0 && after.inflight != before.inflight && !taken;
        boolean deadline = event.kind() == Event.Kind.TIMER && event.timer() == TimerKind.DEADLINE;
        if (answered && (event.kind() == Event.Kind.ACQUIRE_FAILED || deadline)) {
            hour.cost(ladder.id(before.rung)).failureCount++;
        }
        boolean beside = before.climb != 0 && after.climb != before.climb && after.phase == Phase.HOLDING && !taken;
        if (beside && (event.kind() == Event.Kind.ACQUIRE_FAILED || deadline)) {
            hour.cost(ladder.id(before.climbRung)).failureCount++;
        }
        if (before.phase == Phase.HOLDING && after.phase != Phase.HOLDING && after.wanted()) {
            hour.cost(ladder.id(before.rung)).lossCount++;
        }
        hour.wakeMillis += Math.max(0, after.wakeBudget.usedMillis(after.at) - before.wakeBudget.usedMillis(after.at));
    }

    private void move(Hour hour, KeeperState before, KeeperState after, long wallMillis) {
        Span now = span(after);
        boolean gap = now == Span.MISSING || now == Span.BLOCKED;
        if (open && (!gap || openBlocked != (now == Span.BLOCKED))) {
            if (now == Span.HELD && !openBlocked && !openFirst) {
                hour.reheld(openLengthMillis);
            }
            close();
        }
        if (gap && !open) {
            open(wallMillis, now == Span.BLOCKED, GapCause.NONE, "");
            openFirst = now == Span.MISSING && span(before) != Span.HELD;
        }
        if (now == Span.BLOCKED) {
            openCause = GapCause.BLOCKED;
            openDetail = after.forbidden().toString();
        } else if (now == Span.MISSING) {
            openCause = after.cause;
            openDetail = after.detail;
        }
    }

    private void open(long wallMillis, boolean blocked, GapCause cause, String detail) {
        open = true;
        openBlocked = blocked;
        openFirst = false;
        openStartedWallMillis = wallMillis;
        openLengthMillis = 0;
        openAliveMillis = 0;
        openCause = cause;
        openDetail = detail;
    }

    private void close() {
        open = false;
        boolean usual = openFirst && openLengthMillis < Limits.STARTING_MILLIS;
        if (!usual && openLengthMillis > 0) {
            add(openGap(true));
        }
    }

    private Gap openGap(boolean over) {
        return new Gap(openStartedWallMillis, openLengthMillis, openAliveMillis, openCause, openDetail, over);
    }

    /** Adds a gap that was found afterwards: the time between two runs. */
    void add(Gap gap) {
        if (gaps.size() == Limits.GAP_COUNT_MAX) {
            gaps.removeFirst();
            gapsDropped++;
        }
        gaps.addLast(gap);
    }

    private void note(KeeperState before, Event event, KeeperState after, long wallMillis) {
        if (transitions.size() == Limits.TRANSITION_COUNT_MAX) {
            transitions.removeFirst();
        }
        int rung = after.phase == Phase.IDLE ? before.rung : after.rung;
        String why = event.toString();
        transitions.addLast(new Transition(
                wallMillis,
                before.phase,
                after.phase,
                ladder.id(rung),
                why.length() <= Limits.MESSAGE_CHARS_MAX ? why : why.substring(0, Limits.MESSAGE_CHARS_MAX)));
    }

    /** What a lease cost, when it is known; values under 0 were not measurable. */
    public void cost(int rung, long cpuMillis, long wakeupCount, long wallMillis) {
        Hour.Cost cost = hour(wallMillis).cost(ladder.id(rung));
        cost.cpuMillis += Math.max(0, cpuMillis);
        cost.wakeupCount += Math.max(0, wakeupCount);
    }

    /** The time between an earlier run and this one: wanted, not held, not alive. */
    void absent(long fromWallMillis, long toWallMillis, GapCause cause, String detail) {
        long length = Math.min(toWallMillis - fromWallMillis, Limits.REPORT_HOUR_COUNT * HOUR_MILLIS);
        if (length <= 0) {
            return;
        }
        Gap gap = new Gap(toWallMillis - length, length, 0, cause, detail, true);
        add(gap);
        if (gap.wanted()) {
            for (long at = toWallMillis - length; at < toWallMillis; ) {
                long end = Math.min(toWallMillis, (number(at) + 1) * HOUR_MILLIS);
                hour(at).wantedMillis += end - at;
                at = end;
            }
        }
    }

    /** Milliseconds that the CPU was kept awake in the hours that are kept. */
    long wakeMillis() {
        long sum = 0;
        for (Hour hour : hours.values()) {
            sum += hour.wakeMillis;
        }
        return sum;
    }

    private static long number(long wallMillis) {
        return (wallMillis >= 0 ? wallMillis : wallMillis - HOUR_MILLIS + 1) / HOUR_MILLIS;
    }

    private Hour hour(long wallMillis) {
        long number = number(wallMillis);
        Hour hour = hours.get(number);
        if (hour == null) {
            hour = new Hour();
            hours.put(number, hour);
            prune(number);
        }
        return hour;
    }

    /** Forgets what is older than the report, and, after the clock was set back, what lies more than a day ahead. */
    private void prune(long number) {
        hours.headMap(number - Limits.REPORT_HOUR_COUNT).clear();
        hours.tailMap(number + Limits.REPORT_HOUR_COUNT, false).clear();
        long oldest = (number - Limits.REPORT_HOUR_COUNT) * HOUR_MILLIS;
        for (Iterator<Gap> each = gaps.iterator(); each.hasNext(); ) {
            Gap gap = each.next();
            if (gap.startedWallMillis() + gap.lengthMillis() < oldest) {
                each.remove();
            }
        }
    }

    /** The report up to now, without the faults that only the loop knows. The state accounts for the time since its step. */
    public Report.Builder report(KeeperState now, long at, long wallMillis) {
        Hour sum = new Hour();
        for (Hour hour : hours.values()) {
            add(sum, hour);
        }
        Span span = span(now);
        long since = Math.max(0, at - now.at);
        account(sum, now, span, since, since);
        List<Gap> all = new ArrayList<Gap>(gaps);
        if (open) {
            all.add(new Gap(
                    openStartedWallMillis,
                    openLengthMillis + since,
                    openAliveMillis + since,
                    openCause,
                    openDetail,
                    false));
        }
        long from = hours.isEmpty() ? wallMillis : Math.min(wallMillis, hours.firstKey() * HOUR_MILLIS);
        return new Report.Builder()
                .span(from, wallMillis)
                .wantedMillis(sum.wantedMillis)
                .heldMillis(sum.heldMillis)
                .observedAliveMillis(sum.aliveMillis)
                .gaps(all, gapsDropped)
                .rehold(latency(sum))
                .mechanisms(costs(sum))
                .wakeLeaseMillis(sum.wakeMillis)
                .transitions(new ArrayList<Transition>(transitions));
    }

    private static void add(Hour sum, Hour hour) {
        sum.wantedMillis += hour.wantedMillis;
        sum.heldMillis += hour.heldMillis;
        sum.aliveMillis += hour.aliveMillis;
        sum.wakeMillis += hour.wakeMillis;
        sum.reholdMaxMillis = Math.max(sum.reholdMaxMillis, hour.reholdMaxMillis);
        for (int i = 0; i < Hour.BUCKET_COUNT; i++) {
            sum.rehold[i] += hour.rehold[i];
        }
        for (Map.Entry<String, Hour.Cost> each : hour.costs.entrySet()) {
            sum.cost(each.getKey()).add(each.getValue());
        }
    }

    private List<MechanismCost> costs(Hour sum) {
        List<String> order = new ArrayList<String>();
        for (int rung = 0; rung < ladder.size(); rung++) {
            order.add(ladder.id(rung));
        }
        for (String id : sum.costs.keySet()) {
            if (!order.contains(id)) {
                order.add(id);
            }
        }
        List<MechanismCost> costs = new ArrayList<MechanismCost>();
        for (String id : order) {
            Hour.Cost cost = sum.cost(id);
            costs.add(new MechanismCost(
                    id,
                    cost.heldMillis,
                    cost.acquireCount,
                    cost.failureCount,
                    cost.lossCount,
                    cost.cpuMillis,
                    cost.wakeupCount));
        }
        return costs;
    }

    private static Latency latency(Hour sum) {
        long count = 0;
        for (int each : sum.rehold) {
            count += each;
        }
        return count == 0
                ? Latency.NONE
                : new Latency(count, percentile(sum, count, 50), percentile(sum, count, 99), sum.reholdMaxMillis);
    }

    private static long percentile(Hour sum, long count, int percent) {
        long rank = (count * percent + 99) / 100;
        for (int bucket = 0; bucket < Hour.BUCKET_COUNT; bucket++) {
            rank -= sum.rehold[bucket];
            if (rank <= 0) {
                return Math.min(sum.reholdMaxMillis, (1L << bucket) - 1);
            }
        }
        return sum.reholdMaxMillis;
    }
}
