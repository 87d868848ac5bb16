package dev.sotto.cli;

import dev.sotto.testkit.world.Fault;
import dev.sotto.testkit.world.Outcome;
import dev.sotto.testkit.world.Profile;
import dev.sotto.testkit.world.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sotto simulate}: worlds by their seeds. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "Plays virtual worlds: devices with clocks, disks and a phone's system, a network between them, and trouble",
            "drawn from a seed. What runs in them is the database's own peer. In the end all trouble is over, and every",
            "device must have what its neighbours have for it, nothing acknowledged may be lost, nothing left open.",
            "The same seed gives the same world on every machine."
        },
        footer = {
            "",
            "Exit code 0 if everything was as it must be, 1 if not.",
            "",
            "Examples:",
            "  sotto simulate --seeds 1000",
            "  sotto simulate --seeds 1 --from 4711 --trace",
            "  sotto simulate --seeds 20000 --profile disks --json",
            "  sotto simulate --seeds 100000 --record run.txt"
        })
final class SimulateCommand implements Callable<Integer> {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int FAILURES_SHOWN = 3;
    private static final int WHOLE_TRACE_LINES = 1_000_000;
    private static final String REGRESSIONS = "testkit/src/test/resources/dev/sotto/testkit/world/seeds.txt";

    private final Console console;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many worlds (default: ${DEFAULT-VALUE}).")
    private long seeds;

    @Option(
            names = "--from",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "The first one's seed; the others follow (default: ${DEFAULT-VALUE}).")
    private long from;

    @Option(
            names = "--peers",
            paramLabel = "P",
            defaultValue = "0",
            description = "Devices in each world, 2 to 26; 0: each draws its own number.")
    private int peers;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "mixed",
            description = {
                "Which trouble they lean on: mixed, calm, links, disks, phones, or a rule of sync, r1 to r9",
                "(default: ${DEFAULT-VALUE})."
            })
    private String profile = "mixed";

    @Option(
            names = "--without",
            paramLabel = "NUMBERS",
            split = ",",
            description =
                    "Troubles of the first world that do not come when its trace is printed, by their numbers from 0.")
    private List<Integer> without = Collections.emptyList();

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "Writes the result into a new file, with what played it and how long it took.")
    private @Nullable Path record;

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    @Option(names = "--trace", description = "Prints everything that happens in the first world before the result.")
    private boolean trace;

    SimulateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Simulation simulation = simulation();
        if (record != null && Files.exists(record)) {
            throw new ParameterException(spec.commandLine(), record + " is there already, wanted a new file");
        }
        if (trace) {
            simulation
                    .play(from, WHOLE_TRACE_LINES, new TreeSet<>(without))
                    .lines()
                    .forEach(console.out()::println);
        }
        long began = System.nanoTime();
        long[] told = {began};
        Simulation.Report report = simulation.run(done -> {
            long now = System.nanoTime();
            if (now - told[0] >= QUIET_NANOS) {
                told[0] = now;
                double seconds = Math.max(1, now - began) / 1e9;
                console.err()
                        .printf(
                                Locale.ROOT,
                                "%,d of %,d worlds, %.1f a second, %,.0f s to go%n",
                                done,
                                seeds,
                                done / seconds,
                                (seeds - done) * seconds / done);
                console.err().flush();
            }
        });
        for (int i = 0; i < Math.min(FAILURES_SHOWN, report.failing().size()); i++) {
            tell(simulation, report.failing().get(i));
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        console.out().println(json ? json(report) : words(report));
        if (record != null) {
            record(record, report, seconds);
        }
        return report.failing().isEmpty() ? ExitCode.OK : ExitCode.FINDING;
    }

    private Simulation simulation() {
        try {
            return new Simulation(
                    from,
                    seeds,
                    Profile.of(profile)
                            .orElseThrow(() -> new IllegalArgumentException("no profile is named " + profile
                                    + "; there are "
                                    + Arrays.stream(Profile.values())
                                            .map(one -> one.word() + " (" + one.what() + ")")
                                            .collect(Collectors.joining(", ")))),
                    peers);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    /** How to see a failing world again, what was wrong in it, and how it came to that, without what does not matter. */
    private void tell(Simulation simulation, long seed) {
        String command = "./sotto simulate --seeds 1 --from " + seed + " --profile " + profile
                + (peers > 0 ? " --peers " + peers : "") + " --trace";
        Outcome whole = simulation.play(seed, 0);
        console.err().println("seed " + seed + ": " + command);
        whole.violations().forEach(violation -> console.err().println("  " + violation));
        SortedSet<Integer> needless = simulation.needless(seed);
        Outcome outcome = simulation.play(seed, Simulation.TRACE_LINES, needless);
        if (!needless.isEmpty()) {
            console.err()
                    .println("  " + (whole.troubles() - needless.size()) + " of " + whole.troubles()
                            + " troubles suffice: " + command + " --without "
                            + needless.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
        outcome.lines().forEach(line -> console.err().println("    " + line));
        console.err()
                .println("  once it is mended, it stays in " + REGRESSIONS + ": " + profile + " " + seed
                        + "    what was wrong");
        console.err().flush();
    }

    /** What a run over night leaves behind: the result, and all that is needed to have it again. */
    private void record(Path file, Simulation.Report report, double seconds) {
        String text = String.format(
                Locale.ROOT,
                "%-24s ./sotto simulate --seeds %d --from %d --profile %s%s%n%-24s %s %s, %d processors%n%-24s %,.0f s, %.1f worlds"
                        + " a second%n%s%n%s%n",
                "command",
                seeds,
                from,
                profile,
                peers > 0 ? " --peers " + peers : "",
                "Java",
                System.getProperty("java.vendor"),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                "took",
                seconds,
                seeds / seconds,
                words(report),
                json(report));
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private String words(Simulation.Report report) {
        StringBuilder text = new StringBuilder();
        row(text, "worlds", String.format(Locale.ROOT, "%,d of profile %s, from seed %d", seeds, profile, from));
        row(text, "simulated", String.format(Locale.ROOT, "%,.1f hours", report.simulatedHours()));
        row(text, "events", String.format(Locale.ROOT, "%,d", report.events()));
        for (Map.Entry<Fault, Long> fault : report.faults().entrySet()) {
            row(text, "  " + name(fault.getKey()), String.format(Locale.ROOT, "%,d", fault.getValue()));
        }
        row(text, "violations", String.format(Locale.ROOT, "%,d", report.violations()));
        if (!report.failing().isEmpty()) {
            row(text, "failing seeds", report.failing().toString());
        }
        row(text, "trace hash", String.format("%016x", report.traceHash()));
        return text.toString().stripTrailing();
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-24s %s%n", name, value));
    }

    private static String json(Simulation.Report report) {
        return String.format(
                Locale.ROOT,
                "{\"seeds\":%d,\"simulated_hours\":%.2f,\"events\":%d,\"faults\":{%s},\"violations\":%d,"
                        + "\"failing_seeds\":%s,\"trace_hash\":\"%016x\"}",
                report.seeds(),
                report.simulatedHours(),
                report.events(),
                report.faults().entrySet().stream()
                        .map(fault -> "\"" + name(fault.getKey()) + "\":" + fault.getValue())
                        .collect(Collectors.joining(",")),
                report.violations(),
                report.failing().toString().replace(" ", ""),
                report.traceHash());
    }

    private static String name(Fault fault) {
        return fault.name().toLowerCase(Locale.ROOT);
    }
}
