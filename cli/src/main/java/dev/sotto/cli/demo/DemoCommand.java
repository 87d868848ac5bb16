package dev.sotto.cli.demo;

import dev.sotto.cli.Console;
import dev.sotto.cli.ExitCode;
import dev.sotto.document.RefusedException;
import dev.sotto.identity.KeyFile;
import dev.sotto.identity.SharedKey;
import dev.sotto.phonebench.audio.AudioServer;
import dev.sotto.phonebench.process.Availability;
import dev.sotto.phonebench.process.Freezers;
import dev.sotto.phonebench.process.Scenario;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sotto demo}: the main job, on two real processes and a played operating system. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "A till writes orders, a phone shows them, and the phone goes to the background: once as apps are, once with"
                    + " Sotto, once with Sotto on a bad night.",
            "The phone is a real process that is really frozen, unless the audio server shows that it plays."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:nothing was lost, and the night with Sotto had no gap",
            " 1:something was lost, or the night with Sotto had a gap",
            "64:wrong use",
            "65:as 0, but lines of the input were bad and skipped",
            "66:the input cannot be read",
            "69:a process did not start or broke down",
            "73:the report or what is to be kept cannot be written there"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sotto demo",
            "  sotto demo --json --report none",
            "  sotto demo --input orders.jsonl --seconds 30 --grace 10",
            "  sotto demo --keeper javasound --freezer sigstop"
        })
public final class DemoCommand implements Callable<Integer> {

    /** A process that breaks down complains at length; the first lines tell why. */
    private static final int COMPLAINTS_SHOWN_MAX = 20;

    private final Console console;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object a night instead of the table.")
    private boolean json;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "Orders to write, one JSON object a line, _id optional. Default: a bundled set.")
    private Optional<Path> input = Optional.empty();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "12",
            description =
                    "Length of night two's background; everything else scales with it. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--grace",
            paramLabel = "SECONDS",
            description =
                    "How long the phone lives in the background without a hold. Default: a third of --seconds; a real"
                            + " phone's is about 30.")
    private Optional<Double> grace = Optional.empty();

    @Option(
            names = "--keeper",
            paramLabel = "NAME",
            description =
                    "What keeps the phone alive: pulse, javasound, declared or none. Default: pulse, then javasound;"
                            + " without an audio server, declared.")
    private Optional<String> keeper = Optional.empty();

    @Option(
            names = "--freezer",
            paramLabel = "NAME",
            description = "What freezes: cgroup, sigstop or ntsuspend. Default: the best that works here.")
    private Optional<String> freezer = Optional.empty();

    @Option(
            names = "--report",
            paramLabel = "FILE",
            defaultValue = "sotto-demo.html",
            description = "Where the page with the pictures goes, or none. Default: ${DEFAULT-VALUE}.")
    private String report;

    @Option(names = "--keep", paramLabel = "DIR", description = "Leave stores and report there; must be empty or new.")
    private Optional<Path> keep = Optional.empty();

    public DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        long graceMillis = checkedGraceMillis();
        OrderFeed feed = feed();
        checkKeep();
        Optional<Path> page = page();
        List<String> remarks = new ArrayList<>();
        List<NightResult> results = new ArrayList<>();
        try (Scenario scenario = Scenario.open("demo")) {
            DemoSettings settings = settings(scenario, remarks);
            List<NightPlan> plans = NightPlan.nights(seconds, graceMillis);
            remarks.add(String.format(
                    Locale.ROOT,
                    "Grace %.1f s (a phone's is about 30 s). Freezer %s; the hold is seen by %s.",
                    graceMillis / 1000.0,
                    settings.freezer().id(),
                    settings.withAudio() ? "the audio server" : "what the process declares"));
            Progress progress = new Progress(console.err(), System.console() != null && !json);
            for (NightPlan plan : plans) {
                NightRun run = new NightRun(plan, settings, progress);
                progress.begin(plan, results.size() + 1, plans.size());
                console.err().println(plan.night().word() + ": " + feed.use(run.orderCount()));
                results.add(NightResult.of(run.run()));
                progress.end();
                run.complaints().stream()
                        .limit(COMPLAINTS_SHOWN_MAX)
                        .forEach(line -> console.err().println("  " + line));
            }
        } catch (IllegalStateException | IOException broke) {
            console.err().println("sotto: error DEMO_BROKE: " + broke.getMessage());
            return ExitCode.UNAVAILABLE;
        }
        return show(feed, results, remarks, page);
    }

    private long checkedGraceMillis() {
        if (seconds < NightPlan.SECONDS_MIN || seconds > NightPlan.SECONDS_MAX) {
            throw wrong(
                    "--seconds is " + seconds + ", expected " + NightPlan.SECONDS_MIN + " to " + NightPlan.SECONDS_MAX);
        }
        double graceSeconds = grace.orElse(seconds / 3.0);
        if (!(graceSeconds >= 0.5 && graceSeconds < seconds)) {
            throw wrong("--grace is " + graceSeconds + ", expected 0.5 to less than --seconds (" + seconds + ")");
        }
        return Math.round(graceSeconds * 1000);
    }

    private OrderFeed feed() {
        if (input.isEmpty()) {
            return OrderFeed.bundled();
        }
        OrderFeed feed;
        try {
            feed = OrderFeed.file(input.get());
        } catch (IOException unreadable) {
            throw new RefusedException(
                    Files.exists(input.get()) ? "FILE_UNREADABLE" : "FILE_NOT_FOUND",
                    "--input",
                    input.get(),
                    "a JSON-lines file that can be read");
        }
        feed.badLines().forEach(bad -> console.err().println("input " + bad + "; skipped"));
        if (feed.orders().isEmpty()) {
            throw new RefusedException("INPUT_EMPTY", "--input", input.get(), "a JSON object on at least one line");
        }
        return feed;
    }

    private DemoSettings settings(Scenario scenario, List<String> remarks) throws IOException, InterruptedException {
        Freezers.Choice choice;
        try {
            choice = freezer.isPresent() ? Freezers.named(freezer.get()) : Freezers.best();
        } catch (IllegalArgumentException unusable) {
            throw wrong(String.valueOf(unusable.getMessage()));
        }
        choice.passedOver().forEach(remarks::add);
        Availability audio = AudioServer.probe();
        String word = keeper.orElse(audio.usable() ? "audio" : "declared");
        if (List.of("pulse", "javasound").contains(word) && !audio.usable()) {
            throw wrong("--keeper " + word + " needs an audio server: " + audio.explanation());
        }
        if (!List.of("audio", "pulse", "javasound", "declared", "none").contains(word)) {
            throw wrong("--keeper is " + word + ", expected pulse, javasound, declared or none");
        }
        boolean withAudio = audio.usable() && !word.equals("declared");
        if (!withAudio) {
            remarks.add("The hold is simulated and the system believes what the process declares"
                    + (audio.usable() ? "." : "; a real audio server makes this stronger: " + audio.explanation()));
        }
        Path key = scenario.directory().resolve("demo.key");
        KeyFile.create(key, SharedKey.generate(new SecureRandom()));
        boolean discovery = LoopbackDiscovery.works();
        if (!discovery) {
            remarks.add("This machine carries no multicast over loopback: the phone is told the till's address.");
        }
        return new DemoSettings(
                choice.freezer(), word, withAudio, input.map(Path::toString).orElse("-"), key, discovery, keep);
    }

    /** Where stores and report go must be known to work before the nights, not after them. */
    private void checkKeep() {
        if (keep.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(keep.get());
            try (var entries = Files.list(keep.get())) {
                if (entries.findAny().isPresent()) {
                    throw wrong("--keep " + keep.get() + " is not empty; give a new directory");
                }
            }
        } catch (IOException unusable) {
            throw unwritable("--keep", keep.get());
        }
        if (!Files.isWritable(keep.get())) {
            throw unwritable("--keep", keep.get());
        }
    }

    private Optional<Path> page() {
        if (report.equals("none")) {
            return Optional.empty();
        }
        Path page = (keep.isPresent() ? keep.get().resolve(Path.of(report).getFileName()) : Path.of(report))
                .toAbsolutePath();
        Path folder = page.getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder) || Files.isDirectory(page)) {
            throw unwritable("--report", page);
        }
        return Optional.of(page);
    }

    private static RefusedException unwritable(String option, Path got) {
        return new RefusedException("FILE_UNWRITABLE", option, got, "a path in a folder that you may write to");
    }

    private int show(OrderFeed feed, List<NightResult> results, List<String> remarks, Optional<Path> page) {
        if (json) {
            results.forEach(result -> console.out().println(NightJson.line(result)));
            remarks.forEach(console.err()::println);
        } else {
            console.out().print(NightTable.text(results, remarks));
        }
        if (page.isPresent()) {
            try {
                Files.writeString(page.get(), NightReport.html(results, remarks), StandardCharsets.UTF_8);
            } catch (IOException unwritable) {
                throw unwritable("--report", page.get());
            }
            console.err().println("report: " + page.get());
        }
        boolean good = results.stream().allMatch(result -> result.lost() == 0)
                && results.stream()
                        .filter(result -> result.record().plan().night() == NightPlan.Night.SOTTO)
                        .allMatch(NightResult::held);
        if (!good) {
            return ExitCode.FINDING;
        }
        return feed.badLines().isEmpty() ? ExitCode.OK : ExitCode.BAD_INPUT;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
