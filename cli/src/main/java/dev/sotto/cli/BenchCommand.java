package dev.sotto.cli;

import dev.sotto.bench.Benchmark;
import dev.sotto.bench.Figure;
import dev.sotto.bench.mesh.MeshBenchmark;
import dev.sotto.bench.sync.SyncBenchmark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sotto bench}: speed and cost, each figure beside a reference of the same run. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures on this machine, each figure as a ratio against a reference of the same run.",
            "Take the ratios, not the absolute figures: those belong to this machine and this minute."
        },
        footer = {
            "",
            "Benchmarks:",
            "  latency     write-to-observer on the other peer against the floor, about a minute",
            "  store       inserts, gets, filters, updates, observers, disk and open of a store, each against a",
            "              bare (id, json) row in SQLite that is equally durable, about two minutes",
            "  sync        time and bytes of a first copy, latency, merging, memory, a thawed process, bytes of",
            "              edits while apart, of reconnects, single fields, interruptions and lost cursors, beside",
            "              the floor, yjs, loro, automerge (twice) and pouchdb (npm and mvn fetch those when it",
            "              runs), eight minutes",
            "  mesh        what a change costs in simulated meshes of 2 to 1,000 peers: bodies, duplicates, bytes, hops,",
            "              virtual latency, beside the same meshes without the tree; the same figures everywhere",
            "  background  lag in the background with a keeper against the foreground, about 80 s",
            "  keeper      CPU and wakeups of the keepers against the published one-frame loop, about 40 s",
            "",
            "Exit code 0 if every goal is met, 1 if one is missed, 69 if this machine cannot run one.",
            "",
            "Examples:",
            "  sotto bench",
            "  sotto bench latency --json",
            "  sotto bench store --growth --growth-seconds 900",
            "  sotto bench store --profile",
            "  sotto bench sync --without-peers --only time,latency,merge",
            "  sotto bench sync --only memory,thaw --without-peers",
            "  sotto bench sync --only edits,cut --json",
            "  sotto bench sync --only cursor --cursor-documents 1000000",
            "  sotto bench sync --only growth --growth-seconds 1800",
            "  sotto bench mesh --peers 30,100 --json"
        })
final class BenchCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Which; all if none is named.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--json", description = "Prints one JSON object a figure.")
    private boolean json;

    @Option(
            names = "--growth",
            description = {
                "store: each figure at 1,000, 10,000, 100,000 and 1,000,000 documents, too.",
                "sync: first copy, reconnect, lost cursor, opening and memory at these, and meshes of 2 to 1,000 peers."
            })
    private boolean growth;

    @Option(
            names = "--growth-seconds",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "How long --growth may take; larger sizes are left out then (default: ${DEFAULT-VALUE}).")
    private long growthSeconds;

    @Option(
            names = "--only",
            paramLabel = "WORK[,WORK...]",
            defaultValue = "",
            description = {
                "sync: only these works:",
                "time (first copy in time), latency, merge (one field in memory), memory (of B), thaw (after B stood",
                "still), copy (first copy in bytes), edits, reconnect, field, evict, cut (a connection that is reset),",
                "cursor (both sides have lost theirs); or growth, as --growth alone."
            })
    private String only = "";

    @Option(names = "--without-peers", description = "sync: no other engines, so nothing is installed.")
    private boolean withoutPeers;

    @Option(
            names = "--documents",
            paramLabel = "NUMBER",
            defaultValue = "10000",
            description = "sync: documents of the first copy (default: ${DEFAULT-VALUE}).")
    private int documents;

    @Option(
            names = "--cursor-documents",
            paramLabel = "NUMBER",
            defaultValue = "20000",
            description = "sync: documents of the lost cursor (default: ${DEFAULT-VALUE}).")
    private int cursorDocuments;

    @Option(
            names = "--peers",
            paramLabel = "NUMBER",
            split = ",",
            defaultValue = "2,10,30,100,300,1000",
            description = "mesh: sizes of the meshes, 2 to 1000 (default: ${DEFAULT-VALUE}).")
    private List<Integer> peers = new ArrayList<>();

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "mesh: of links, latencies and writers (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--mesh-seconds",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "mesh: after so many no larger one is begun (default: ${DEFAULT-VALUE}).")
    private long meshSeconds;

    @Option(
            names = "--profile",
            description =
                    "store: nothing but where the time of a single durable commit goes, in microseconds a commit.")
    private boolean profile;

    BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        int exitCode = ExitCode.OK;
        for (Benchmark benchmark : wanted()) {
            console.err().println(benchmark.name() + ": " + benchmark.what());
            console.err().flush();
            try {
                for (Figure figure : benchmark.run(this::progress)) {
                    console.out().println(json ? figure.json() : figure.text());
                    console.out().flush();
                    exitCode = figure.met() ? exitCode : Math.max(exitCode, ExitCode.FINDING);
                }
            } catch (Benchmark.Unavailable unavailable) {
                console.err().println("sotto: skipped " + benchmark.name() + ": " + unavailable.getMessage());
                exitCode = ExitCode.UNAVAILABLE;
            }
        }
        return exitCode;
    }

    private void progress(String line) {
        console.err().println("  " + line);
        console.err().flush();
    }

    private Benchmark sync() {
        Optional<Path> peers = withoutPeers
                ? Optional.empty()
                : Optional.of(Path.of(System.getProperty("sotto.home", "."), "bench", "peers"));
        try {
            return new SyncBenchmark(
                    new SyncBenchmark.Options(only, documents, cursorDocuments, peers, growth, growthSeconds));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private Benchmark mesh() {
        try {
            return new MeshBenchmark(new MeshBenchmark.Options(peers, seed, meshSeconds));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private List<Benchmark> wanted() {
        List<Benchmark> all = new ArrayList<>(Benchmark.all(new Benchmark.Settings(growth, growthSeconds, profile)));
        all.add(sync());
        all.add(mesh());
        if (names.isEmpty()) {
            return all;
        }
        List<Benchmark> wanted = new ArrayList<>();
        for (String name : names) {
            wanted.add(all.stream()
                    .filter(benchmark -> benchmark.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            "no benchmark is named " + name + "; there are "
                                    + String.join(
                                            ", ",
                                            all.stream().map(Benchmark::name).toList()))));
        }
        return wanted;
    }
}
