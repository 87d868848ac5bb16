package dev.sotto.cli.demo;

import dev.sotto.Document;
import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import dev.sotto.background.BackgroundSync;
import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.status.Gap;
import dev.sotto.background.status.MechanismCost;
import dev.sotto.background.status.Report;
import dev.sotto.background.status.Status;
import dev.sotto.identity.KeyFile;
import dev.sotto.jvm.Keeper;
import dev.sotto.jvm.SottoJvm;
import dev.sotto.jvm.lifecycle.ManualLifecycle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The phone's process: an app that shows orders as they arrive, and that does the ordinary things to keep its sync alive.
 *
 * <p>Arguments: store directory, key file, app id, the till's address or {@value #DISCOVER}, keeper ({@code none}, {@code pulse}, {@code javasound},
 * {@code audio} for both as a ladder, {@code declared} for a simulated one). On standard input the operating system says
 * {@code background}, {@code foreground}, {@code take CAUSE MILLIS} (simulated hold only) and {@code quit}.
 */
final class PhoneMain {

    /** Instead of an address: it finds the till by itself. */
    static final String DISCOVER = "discover";

    private final AppLines lines = new AppLines(System.out);
    private final ManualLifecycle lifecycle = new ManualLifecycle(LifecycleState.FOREGROUND);
    private final SimulatedHold simulated = new SimulatedHold();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "simulated-interruption");
        thread.setDaemon(true);
        return thread;
    });
    /** Ids that were printed. Confined to the callback executor. */
    private final Set<String> shown = new HashSet<>();

    public static void main(String[] arguments) throws IOException {
        new PhoneMain().run(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2], arguments[3], arguments[4]);
    }

    private void run(Path dir, Path key, String app, String till, String keeper) throws IOException {
        SottoConfig.Builder config =
                SottoConfig.in(dir).sharedKey(KeyFile.read(key)).appId(app).name("phone");
        if (till.equals(DISCOVER)) {
            config.discoverOnThisMachine();
        } else {
            config.connect(till);
        }
        try (Sotto sotto = Sotto.open(config.build())) {
            sotto.registerObserver("SELECT * FROM orders", Map.of(), result -> show(result.documents()));
            sotto.registerObserver(
                    "SELECT * FROM warmup",
                    Map.of(),
                    result -> lines.print(
                            AppLines.line().put("warm", result.documents().size())));
            sotto.sync().registerSubscription("SELECT * FROM orders", Map.of());
            sotto.sync().registerSubscription("SELECT * FROM warmup", Map.of());
            sotto.sync().start();
            Optional<BackgroundSync> background =
                    keeper.equals("none") ? Optional.empty() : Optional.of(keep(sotto, dir, keeper));
            System.out.println("ready");
            obey();
            background.ifPresent(this::tell);
            background.ifPresent(BackgroundSync::close);
        }
    }

    private BackgroundSync keep(Sotto sotto, Path dir, String keeper) {
        SottoJvm.Builder platform = SottoJvm.builder()
                .appName("Sotto demo phone")
                .directory(dir.resolveSibling("background"))
                .lifecycle(lifecycle);
        switch (keeper) {
            case "pulse" -> platform.keepers(Keeper.PULSE);
            case "javasound" -> platform.keepers(Keeper.JAVA_SOUND);
            case "audio" -> platform.keepers(Keeper.PULSE, Keeper.JAVA_SOUND);
            case "declared" -> platform.keepers().mechanism(simulated);
            default -> throw new IllegalArgumentException("no such keeper: " + keeper);
        }
        BackgroundSync background = platform.install();
        sotto.sync().keepAlive(background);
        background.addListener(this::declare);
        background.start();
        return background;
    }

    /** For an operating system that cannot look: the hold as this process knows it. */
    private void declare(Status status) {
        lines.print(AppLines.line().put("event", "hold").put("on", status.holding()));
        lines.print(AppLines.line().put("status", status.toString()));
    }

    private void show(List<Document> orders) {
        long now = AppLines.nowMicros();
        for (Document order : orders) {
            String id = AppLines.idText(order.id());
            if (shown.add(id)) {
                lines.print(AppLines.line().put("shown", id).put("at", now));
            }
        }
    }

    private void obey() throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String command;
        while ((command = commands.readLine()) != null && !command.equals("quit")) {
            String[] words = command.split(" ");
            switch (words[0]) {
                case "background" -> lifecycle.state(LifecycleState.BACKGROUND);
                case "foreground" -> lifecycle.state(LifecycleState.FOREGROUND);
                case "take" -> take(MechanismSignal.Cause.valueOf(words[1]), Long.parseLong(words[2]));
                default -> lines.print(AppLines.line().put("unknown", command));
            }
        }
    }

    private void take(MechanismSignal.Cause cause, long lengthMillis) {
        simulated.take(cause);
        later.schedule(simulated::giveBack, lengthMillis, TimeUnit.MILLISECONDS);
    }

    /** The app's own account of the night. */
    private void tell(BackgroundSync background) {
        Report report = background.report();
        for (Gap gap : report.gaps()) {
            if (gap.wanted()) {
                lines.print(AppLines.line()
                        .put("gap", gap.cause().name())
                        .put("from", gap.startedWallMillis() * 1000)
                        .put("to", (gap.startedWallMillis() + gap.lengthMillis()) * 1000));
            }
        }
        report.mechanisms().stream()
                .max(Comparator.comparingLong(MechanismCost::heldMillis))
                .filter(mechanism -> mechanism.heldMillis() > 0)
                .ifPresent(mechanism -> lines.print(AppLines.line().put("mechanism", mechanism.mechanism())));
        lines.print(AppLines.line()
                .put("wanted_ms", report.wantedMillis())
                .put("held_ms", report.heldMillis())
                .put("availability", report.availability()));
    }
}
