package dev.sotto.jvm;

import dev.sotto.background.BackgroundSync;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.port.LifecycleSource;
import dev.sotto.background.port.Platform;
import dev.sotto.background.port.PowerSource;
import dev.sotto.jvm.lifecycle.FreezeWatch;
import dev.sotto.jvm.lifecycle.TerminationSignal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

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

    /** What can be chosen; everything has a default. */
    public static final class Builder {
        private final HostSystem host = HostSystem.current();
        private String appName = AppName.ofThisProcess();
        private Optional<Path> directory = Optional.empty();
        private LifecycleSource lifecycle = LifecycleSource.ALWAYS_BACKGROUND;
        private Optional<List<Keeper>> keepers = Optional.empty();
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
            JvmTicker ticker = new JvmTicker();
            ExecutorService machine = Executors.newSingleThreadExecutor(DaemonThreads.named("sotto-background"));
            ExecutorService workers = Executors.newCachedThreadPool(DaemonThreads.named("sotto-worker"));
            FreezeWatch freeze = new FreezeWatch(ticker);
            List<AutoCloseable> parts = new ArrayList<>(List.of(freeze));
            Platform.Builder platform = Platform.named("jvm on " + host)
                    .ticker(ticker)
                    .executor(machine)
                    .workers(workers)
                    .lifecycle(lifecycle)
                    .facts(freeze)
                    .journal(new FileJournal(directory.orElseGet(() -> host.stateDirectory(appName))))
                    .power(power(ticker));
            if (hearsTermination) {
                TerminationSignal termination = new TerminationSignal(JvmLimits.TERMINATION_FLUSH_MILLIS);
                parts.add(termination);
                platform.facts(termination);
            }
            for (Keeper keeper : keepers.orElseGet(() -> Keeper.ladder(host))) {
                KeepAliveMechanism mechanism = keeper.mechanism(appName);
                platform.mechanism(mechanism);
            }
            return platform.onClose(() -> {
                        Closings.closeAll(parts);
                        ticker.close();
                        workers.shutdown();
                        machine.shutdown();
                    })
                    .build();
        }

        private PowerSource power(JvmTicker ticker) {
            return host == HostSystem.LINUX ? new LinuxPower(Path.of("/sys"), ticker) : PowerSource.MAINS;
        }
    }
}
