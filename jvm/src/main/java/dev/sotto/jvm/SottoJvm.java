package dev.sotto.jvm;

import dev.sotto.background.BackgroundSync;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.port.LifecycleSource;
import dev.sotto.background.port.Platform;
import dev.sotto.background.port.PowerSnapshot;
import dev.sotto.background.port.PowerSource;
import dev.sotto.background.port.ThreadTicker;
import dev.sotto.background.port.Ticker;
import dev.sotto.jvm.lifecycle.FreezeWatch;
import dev.sotto.jvm.lifecycle.TerminationSignal;
import dev.sotto.jvm.sleep.LogindSleep;
import dev.sotto.jvm.sleep.SleepBlock;
import dev.sotto.jvm.sleep.SleepBlocking;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/**
 * The platform of desktops and servers.
 *
 * <pre>{@code
 * SottoJvm.install();                                   // a server, or a desktop with the defaults
 *
 * SottoJvm.builder().appName("Till 3").directory(dir)   // or exactly as wanted
 *         .lifecycle(lifecycle).keepers(Keeper.PULSE, Keeper.JAVA_SOUND)
 *         .install();
 * }</pre>
 *
 * <p>Nothing is opened, started or loaded before {@link Builder#platform()}; no audio is touched before the machine wants
 * a hold.
 */
public final class SottoJvm {
    private static final Path SYS = Path.of("/sys");

    private SottoJvm() {}

    /**
     * Gives {@link BackgroundSync#shared()} the platform of this machine with all defaults.
     *
     * @throws IllegalStateException if another platform is installed already
     */
    public static BackgroundSync install() {
        return builder().install();
    }

    /** Begins with the defaults of this machine. */
    public static Builder builder() {
        return new Builder();
    }

    /** The power supply as it is now; it is not watched. Linux only: elsewhere always on mains. */
    public static PowerSnapshot powerNow() {
        return HostSystem.current() == HostSystem.LINUX ? LinuxPower.read(SYS) : PowerSnapshot.MAINS;
    }

    private static PowerSource power(HostSystem host, Ticker ticker) {
        return host == HostSystem.LINUX ? new LinuxPower(SYS, ticker) : PowerSource.MAINS;
    }

    /** What can be chosen; everything has a default. */
    public static final class Builder {
        private final HostSystem host = HostSystem.current();
        private String appName = AppName.ofThisProcess();
        private Optional<Path> directory = Optional.empty();
        private LifecycleSource lifecycle = LifecycleSource.ALWAYS_BACKGROUND;
        private Optional<List<Keeper>> keepers = Optional.empty();
        private final List<KeepAliveMechanism> own = new ArrayList<>();
        private SleepPolicy sleep = SleepPolicy.FLUSH_BEFORE;
        private boolean hearsTermination = true;

        private Builder() {}

        /** How the app is called in the volume control and in the list of sleep locks. Default: the main class. */
        public Builder appName(String value) {
            if (value.isBlank()) {
                throw new IllegalArgumentException("appName is blank; give the name that users know the app by");
            }
            appName = value;
            return this;
        }

        /**
         * Where the journal is kept: whether background sync was on, and the history of the last day. Default: a
         * directory of the app's name where the system keeps the state of applications. Two processes must not share
         * one.
         */
        public Builder directory(Path value) {
            directory = Optional.of(value);
            return this;
        }

        /** Where the app is. Default: always in the background, which is right for a server. */
        public Builder lifecycle(LifecycleSource value) {
            lifecycle = value;
            return this;
        }

        /** What holds the process, best first; none means that nothing does. Default: {@link Keeper#ladder}. */
        public Builder keepers(Keeper... values) {
            keepers = Optional.of(List.of(values));
            return this;
        }

        /** One more rung, below the keepers and those that were given before: a mechanism of the app's own. */
        public Builder mechanism(KeepAliveMechanism value) {
            own.add(value);
            return this;
        }

        /** What to do about the device's sleep. Default: {@link SleepPolicy#FLUSH_BEFORE}. */
        public Builder sleep(SleepPolicy value) {
            sleep = value;
            return this;
        }

        /** Whether SIGTERM and the like flush first, at most 5 s. Default: yes. */
        public Builder hearsTermination(boolean value) {
            hearsTermination = value;
            return this;
        }

        /** Makes the platform and installs it; see {@link SottoJvm#install()}. */
        public BackgroundSync install() {
            return BackgroundSync.install(platform());
        }

        /** Makes the platform: starts its timer thread and its sources of facts; closing the shared instance ends them. */
        public Platform platform() {
            ThreadTicker ticker = new ThreadTicker(DaemonThreads.named("sotto-ticker"));
            ExecutorService machine = DaemonThreads.pool(1, "sotto-background");
            ExecutorService workers = DaemonThreads.pool(JvmLimits.WORKER_COUNT_MAX, "sotto-worker");
            PowerSource power = power(host, ticker);
            FreezeWatch freeze = new FreezeWatch(ticker);
            Platform.Builder platform = Platform.named("jvm on " + host)
                    .ticker(ticker)
                    .executor(machine)
                    .workers(workers)
                    .lifecycle(freeze.inOrderWith(lifecycle))
                    .journal(new FileJournal(directory.orElseGet(() -> host.stateDirectory(appName))))
                    .power(power);
            List<AutoCloseable> parts = facts(platform, freeze, ticker, workers);
            for (Keeper keeper : keepers.orElseGet(() -> Keeper.ladder(host))) {
                platform.mechanism(sleepBlocking(keeper.mechanism(appName), power));
            }
            for (KeepAliveMechanism mechanism : own) {
                platform.mechanism(sleepBlocking(mechanism, power));
            }
            return platform.onClose(() -> {
                        Closings.closeAll(parts);
                        ticker.close();
                        workers.shutdown();
                        machine.shutdown();
                    })
                    .build();
        }

        private List<AutoCloseable> facts(
                Platform.Builder platform, FreezeWatch freeze, Ticker ticker, Executor workers) {
            List<AutoCloseable> parts = new ArrayList<>();
            platform.facts(freeze);
            parts.add(freeze);
            if (hearsTermination) {
                TerminationSignal termination = new TerminationSignal(JvmLimits.TERMINATION_FLUSH_MILLIS);
                platform.facts(termination);
                parts.add(termination);
            }
            if (host == HostSystem.LINUX && sleep != SleepPolicy.IGNORE) {
                LogindSleep logind = new LogindSleep(appName, ticker, workers, freeze::forget);
                platform.facts(logind);
                parts.add(logind);
                logind.open();
            }
            return parts;
        }

        private KeepAliveMechanism sleepBlocking(KeepAliveMechanism mechanism, PowerSource power) {
            SleepBlock block = host.sleepBlock(appName);
            return switch (sleep) {
                case IGNORE, FLUSH_BEFORE -> mechanism;
                case BLOCK_ON_MAINS ->
                    new SleepBlocking(mechanism, block, () -> power.current().charging());
                case BLOCK -> new SleepBlocking(mechanism, block, () -> true);
            };
        }
    }
}
