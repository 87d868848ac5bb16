package dev.sotto.background.status;

import dev.sotto.background.port.LifecycleState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What background sync is doing at one moment, and why it is not holding if it is not. Immutable. */
public final class Status {

    /** A number of milliseconds that does not apply now. */
    public static final long NOT_APPLICABLE = -1;

    private final Builder of;

    private Status(Builder of) {
        this.of = of;
    }

    /** What the app asked for. */
    public Intent intent() {
        return of.intent;
    }

    /** The fact: a mechanism holds the process and makes progress. */
    public boolean holding() {
        return of.phase == Phase.HOLDING;
    }

    public Phase phase() {
        return of.phase;
    }

    public LifecycleState lifecycle() {
        return of.lifecycle;
    }

    /** The closed gates; empty if nothing forbids a hold. */
    public List<Block> blocks() {
        return of.blocks;
    }

    /** Id of the mechanism that holds or is being tried, or empty. */
    public String mechanism() {
        return of.mechanism;
    }

    public PowerLevel powerLevel() {
        return of.powerLevel;
    }

    /** When this phase began, in milliseconds since 1970 UTC. */
    public long sinceWallMillis() {
        return of.sinceWallMillis;
    }

    /** Tries of this mechanism that failed in a row. */
    public int attempt() {
        return of.attempt;
    }

    /** Milliseconds from this status until the next try, or {@link #NOT_APPLICABLE}. */
    public long nextRetryMillis() {
        return of.nextRetryMillis;
    }

    /** Why the last hold ended or could not be had; NONE if there was no reason yet. */
    public GapCause lastCause() {
        return of.lastCause;
    }

    /** Milliseconds of grace left at this status, or {@link #NOT_APPLICABLE} if none runs or nobody tells its end. */
    public long graceRemainingMillis() {
        return of.graceRemainingMillis;
    }

    /** One or two sentences for people; never empty. */
    public String explanation() {
        return of.explanation;
    }

    @Override
    public String toString() {
        return of.intent + ", " + of.lifecycle + ", " + of.phase
                + (of.mechanism.isEmpty() ? "" : " [" + of.mechanism + "]") + ": " + of.explanation;
    }

    /** Collects a status; used by the machine's rooms. */
    public static final class Builder {
        private Intent intent = Intent.UNSET;
        private Phase phase = Phase.NO_PLATFORM;
        private LifecycleState lifecycle = LifecycleState.FOREGROUND;
        private List<Block> blocks = Collections.emptyList();
        private String mechanism = "";
        private PowerLevel powerLevel = PowerLevel.BALANCED;
        private long sinceWallMillis;
        private int attempt;
        private long nextRetryMillis = NOT_APPLICABLE;
        private GapCause lastCause = GapCause.NONE;
        private long graceRemainingMillis = NOT_APPLICABLE;
        private String explanation = "";

        public Builder intent(Intent value) {
            intent = value;
            return this;
        }

        public Builder phase(Phase value) {
            phase = value;
            return this;
        }

        public Builder lifecycle(LifecycleState value) {
            lifecycle = value;
            return this;
        }

        public Builder blocks(List<Block> value) {
            blocks = Collections.unmodifiableList(new ArrayList<Block>(value));
            return this;
        }

        public Builder mechanism(String value) {
            mechanism = value;
            return this;
        }

        public Builder powerLevel(PowerLevel value) {
            powerLevel = value;
            return this;
        }

        public Builder sinceWallMillis(long value) {
            sinceWallMillis = value;
            return this;
        }

        public Builder attempt(int value) {
            attempt = value;
            return this;
        }

        public Builder nextRetryMillis(long value) {
            nextRetryMillis = value;
            return this;
        }

        public Builder lastCause(GapCause value) {
            lastCause = value;
            return this;
        }

        public Builder graceRemainingMillis(long value) {
            graceRemainingMillis = value;
            return this;
        }

        public Builder explanation(String value) {
            explanation = value;
            return this;
        }

        public Status build() {
            if (explanation.isEmpty()) {
                throw new IllegalStateException("a status in phase " + phase + " needs an explanation");
            }
            Builder copy = new Builder();
            copy.intent = intent;
            copy.phase = phase;
            copy.lifecycle = lifecycle;
            copy.blocks = blocks;
            copy.mechanism = mechanism;
            copy.powerLevel = powerLevel;
            copy.sinceWallMillis = sinceWallMillis;
            copy.attempt = attempt;
            copy.nextRetryMillis = nextRetryMillis;
            copy.lastCause = lastCause;
            copy.graceRemainingMillis = graceRemainingMillis;
            copy.explanation = explanation;
            return new Status(copy);
        }
    }
}
