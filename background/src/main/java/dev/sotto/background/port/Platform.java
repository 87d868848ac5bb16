package dev.sotto.background.port;

import dev.sotto.background.mechanism.KeepAliveMechanism;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * All ports of one platform, as it installs them. Immutable; made by {@link #named(String)}.
 *
 * <p>Mechanisms are a ladder: the first is the best, and the machine climbs down only when one fails. Instances of
 * {@code BackgroundSync} on the same Platform share one hold per mechanism by reference count.
 */
public final class Platform {

    private final String name;
    private final Ticker ticker;
    private final Executor executor;
    private final Executor workers;
    private final LifecycleSource lifecycle;
    private final List<LifecycleSource> facts;
    private final List<KeepAliveMechanism> mechanisms;
    private final GraceProvider grace;
    private final WakeLease wakeLease;
    private final MulticastLease multicastLease;
    private final Opportunist opportunist;
    private final PowerSource power;
    private final DeadManNotice deadManNotice;
    private final ExitReasons exitReasons;
    private final Journal journal;
    private final Runnable onClose;

    private Platform(Builder from) {
        this.name = from.name;
        this.ticker = required(from.ticker, "ticker(Ticker)");
        this.executor = required(from.executor, "executor(Executor)");
        this.workers = required(from.workers, "workers(Executor)");
        this.lifecycle = from.lifecycle;
        this.facts = Collections.unmodifiableList(new ArrayList<LifecycleSource>(from.facts));
        this.mechanisms = Collections.unmodifiableList(new ArrayList<KeepAliveMechanism>(from.mechanisms));
        this.grace = from.grace;
        this.wakeLease = from.wakeLease;
        this.multicastLease = from.multicastLease;
        this.opportunist = from.opportunist;
        this.power = from.power;
        this.deadManNotice = from.deadManNotice;
        this.exitReasons = from.exitReasons;
        this.journal = from.journal;
        this.onClose = from.onClose;
    }

    private static <T> T required(List<T> given, String call) {
        if (given.isEmpty()) {
            throw new IllegalStateException("a platform needs " + call + " before build()");
        }
        return given.get(0);
    }

    /** Starts a platform that is called {@code name} in logs and in {@code status()}. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    public String name() {
        return name;
    }

    public Ticker ticker() {
        return ticker;
    }

    public Executor executor() {
        return executor;
    }

    public Executor workers() {
        return workers;
    }

    public LifecycleSource lifecycle() {
        return lifecycle;
    }

    public List<LifecycleSource> facts() {
        return facts;
    }

    public List<KeepAliveMechanism> mechanisms() {
        return mechanisms;
    }

    public GraceProvider grace() {
        return grace;
    }

    public WakeLease wakeLease() {
        return wakeLease;
    }

    public MulticastLease multicastLease() {
        return multicastLease;
    }

    public Opportunist opportunist() {
        return opportunist;
    }

    public PowerSource power() {
        return power;
    }

    public DeadManNotice deadManNotice() {
        return deadManNotice;
    }

    public ExitReasons exitReasons() {
        return exitReasons;
    }

    public Journal journal() {
        return journal;
    }

    public Runnable onClose() {
        return onClose;
    }

    @Override
    public String toString() {
        return "platform " + name;
    }

    /** Collects the ports; ticker, executor and workers are required, everything else has a default that does nothing. */
    public static final class Builder {
        private final String name;
        private List<Ticker> ticker = Collections.emptyList();
        private List<Executor> executor = Collections.emptyList();
        private List<Executor> workers = Collections.emptyList();
        private LifecycleSource lifecycle = LifecycleSource.ALWAYS_BACKGROUND;
        private final List<LifecycleSource> facts = new ArrayList<LifecycleSource>();
        private final List<KeepAliveMechanism> mechanisms = new ArrayList<KeepAliveMechanism>();
        private GraceProvider grace = GraceProvider.NONE;
        private WakeLease wakeLease = WakeLease.NONE;
        private MulticastLease multicastLease = MulticastLease.NONE;
        private Opportunist opportunist = Opportunist.NONE;
        private PowerSource power = PowerSource.MAINS;
        private DeadManNotice deadManNotice = DeadManNotice.NONE;
        private ExitReasons exitReasons = ExitReasons.NONE;
        private Journal journal = Journal.forgetful();
        private Runnable onClose = () -> {};

        private Builder(String name) {
            this.name = name;
        }

        public Builder ticker(Ticker value) {
            ticker = Collections.singletonList(value);
            return this;
        }

        /** Where the machine runs. Any executor that runs what it is given; the machine makes its own order. */
        public Builder executor(Executor value) {
            executor = Collections.singletonList(value);
            return this;
        }

        /**
         * Where mechanisms and the journal are called. They may block there, so it needs a thread for each that does:
         * a cached pool of daemon threads.
         */
        public Builder workers(Executor value) {
            workers = Collections.singletonList(value);
            return this;
        }

        /** The source of the app's state. Default: always in the background. */
        public Builder lifecycle(LifecycleSource value) {
            lifecycle = value;
            return this;
        }

        /** One more source of facts (suspend imminent, resumed, terminating); its states are not listened to. */
        public Builder facts(LifecycleSource value) {
            facts.add(value);
            return this;
        }

        /** The next rung of the ladder, best first. */
        public Builder mechanism(KeepAliveMechanism value) {
            for (KeepAliveMechanism earlier : mechanisms) {
                if (earlier.id().equals(value.id())) {
                    throw new IllegalArgumentException(
                            "two mechanisms have the id '" + value.id() + "'; every id must differ");
                }
            }
            mechanisms.add(value);
            return this;
        }

        public Builder grace(GraceProvider value) {
            grace = value;
            return this;
        }

        public Builder wakeLease(WakeLease value) {
            wakeLease = value;
            return this;
        }

        public Builder multicastLease(MulticastLease value) {
            multicastLease = value;
            return this;
        }

        public Builder opportunist(Opportunist value) {
            opportunist = value;
            return this;
        }

        public Builder power(PowerSource value) {
            power = value;
            return this;
        }

        public Builder deadManNotice(DeadManNotice value) {
            deadManNotice = value;
            return this;
        }

        public Builder exitReasons(ExitReasons value) {
            exitReasons = value;
            return this;
        }

        public Builder journal(Journal value) {
            journal = value;
            return this;
        }

        /** Run once when the last instance on this platform is closed: stop threads, unhook listeners. */
        public Builder onClose(Runnable value) {
            onClose = value;
            return this;
        }

        public Platform build() {
            return new Platform(this);
        }
    }
}
