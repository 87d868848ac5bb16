package dev.sotto.background.status;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What background sync achieved over the last 24 hours, earlier runs included, and what it cost. Immutable. */
public final class Report {

    private final Builder of;

    private Report(Builder of) {
        this.of = of;
    }

    /** Start of the time that this report covers, in milliseconds since 1970 UTC. */
    public long fromWallMillis() {
        return of.fromWallMillis;
    }

    /** Moment of this report, in milliseconds since 1970 UTC. */
    public long toWallMillis() {
        return of.toWallMillis;
    }

    /** Time in which a hold was wanted: on, not in front, no gate closed. */
    public long wantedMillis() {
        return of.wantedMillis;
    }

    /** Part of the wanted time in which a mechanism held and made progress. */
    public long heldMillis() {
        return of.heldMillis;
    }

    /** Part of the wanted time in which the process was seen running, by whatever luck. */
    public long observedAliveMillis() {
        return of.observedAliveMillis;
    }

    /** Held time by wanted time, 0 to 1; 1 if nothing was wanted. */
    public double availability() {
        return of.wantedMillis == 0 ? 1.0 : (double) of.heldMillis / of.wantedMillis;
    }

    /**
     * Every gap with its cause, oldest first. The first hold of a stay in the background always takes a moment: it is
     * listed if that took a second or more.
     */
    public List<Gap> gaps() {
        return of.gaps;
    }

    /** Gaps that were too many to keep; their times are counted all the same. */
    public long gapsDropped() {
        return of.gapsDropped;
    }

    /** From losing a hold to holding again. */
    public Latency rehold() {
        return of.rehold;
    }

    /** What each mechanism did and cost, in the order of the ladder. */
    public List<MechanismCost> mechanisms() {
        return of.mechanisms;
    }

    /** Time that the CPU was kept awake in the last 24 hours. */
    public long wakeLeaseMillis() {
        return of.wakeLeaseMillis;
    }

    /** The last transitions of this run, oldest first. */
    public List<Transition> transitions() {
        return of.transitions;
    }

    /** What went wrong in ports and listeners of this run, newest last: messages for developers. */
    public List<String> faults() {
        return of.faults;
    }

    @Override
    public String toString() {
        return "wanted " + of.wantedMillis + " ms, held " + of.heldMillis + " ms, seen alive " + of.observedAliveMillis
                + " ms, " + of.gaps.size() + " gaps, rehold " + of.rehold;
    }

    /** Collects a report; used by the machine's rooms. */
    public static final class Builder {
        private long fromWallMillis;
        private long toWallMillis;
        private long wantedMillis;
        private long heldMillis;
        private long observedAliveMillis;
        private List<Gap> gaps = Collections.emptyList();
        private long gapsDropped;
        private Latency rehold = Latency.NONE;
        private List<MechanismCost> mechanisms = Collections.emptyList();
        private long wakeLeaseMillis;
        private List<Transition> transitions = Collections.emptyList();
        private List<String> faults = Collections.emptyList();

        /** The time covered. */
        public Builder span(long fromWallMillis, long toWallMillis) {
            this.fromWallMillis = fromWallMillis;
            this.toWallMillis = toWallMillis;
            return this;
        }

        public Builder wantedMillis(long value) {
            wantedMillis = value;
            return this;
        }

        public Builder heldMillis(long value) {
            heldMillis = value;
            return this;
        }

        public Builder observedAliveMillis(long value) {
            observedAliveMillis = value;
            return this;
        }

        public Builder gaps(List<Gap> value, long dropped) {
            gaps = Collections.unmodifiableList(new ArrayList<Gap>(value));
            gapsDropped = dropped;
            return this;
        }

        public Builder rehold(Latency value) {
            rehold = value;
            return this;
        }

        public Builder mechanisms(List<MechanismCost> value) {
            mechanisms = Collections.unmodifiableList(new ArrayList<MechanismCost>(value));
            return this;
        }

        public Builder wakeLeaseMillis(long value) {
            wakeLeaseMillis = value;
            return this;
        }

        public Builder transitions(List<Transition> value) {
            transitions = Collections.unmodifiableList(new ArrayList<Transition>(value));
            return this;
        }

        public Builder faults(List<String> value) {
            faults = Collections.unmodifiableList(new ArrayList<String>(value));
            return this;
        }

        public Report build() {
            Builder copy = new Builder();
            copy.fromWallMillis = fromWallMillis;
            copy.toWallMillis = toWallMillis;
            copy.wantedMillis = wantedMillis;
            copy.heldMillis = heldMillis;
            copy.observedAliveMillis = observedAliveMillis;
            copy.gaps = gaps;
            copy.gapsDropped = gapsDropped;
            copy.rehold = rehold;
            copy.mechanisms = mechanisms;
            copy.wakeLeaseMillis = wakeLeaseMillis;
            copy.transitions = transitions;
            copy.faults = faults;
            return new Report(copy);
        }
    }
}
