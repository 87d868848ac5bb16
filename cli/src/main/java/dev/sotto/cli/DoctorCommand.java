package dev.sotto.cli;

import dev.sotto.cli.lint.AndroidManifestLint;
import dev.sotto.cli.lint.InfoPlistLint;
import dev.sotto.cli.lint.LintReport;
import dev.sotto.jvm.doctor.Doctor;
import dev.sotto.jvm.doctor.Examination;
import dev.sotto.jvm.doctor.Finding;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sotto doctor}: what keeps an app alive on this machine. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Shows what keeps an app alive on this machine, or what an app for a phone lacks for it.",
        footer = {
            "",
            "On this machine each keeper is really acquired for a moment and given back. Of an app for a phone the file is",
            "read that declares it to the system. Exit code 0 if the app can be kept alive, 1 if not.",
            "",
            "Examples:",
            "  sotto doctor",
            "  sotto doctor --json",
            "  sotto doctor --android app/build/intermediates/merged_manifest/release/AndroidManifest.xml",
            "  sotto doctor --ios Info.plist",
            "  sotto doctor --ios Payload/Notes.app/Info.plist --json"
        })
final class DoctorCommand implements Callable<Integer> {
    private final Console console;
    private final Supplier<Examination> examine;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Option(
            names = "--android",
            paramLabel = "AndroidManifest.xml",
            description =
                    "Reads an Android app's merged manifest: what is missing, and what Play's reviewers will ask.")
    private Optional<Path> android = Optional.empty();

    @Option(
            names = "--ios",
            paramLabel = "Info.plist",
            description =
                    "Reads an iOS app's Info.plist (XML or binary): what is missing, and what App Review will ask.")
    private Optional<Path> ios = Optional.empty();

    DoctorCommand(Console console) {
        this(console, Doctor::examine);
    }

    DoctorCommand(Console console, Supplier<Examination> examine) {
        this.console = console;
        this.examine = examine;
    }

    @Override
    public Integer call() {
        if (android.isPresent() && ios.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--android and --ios exclude each other");
        }
        if (android.isPresent()) {
            return lint(AndroidManifestLint.of(android.get()));
        }
        if (ios.isPresent()) {
            return lint(InfoPlistLint.of(ios.get()));
        }
        Examination examination = examine.get();
        if (json) {
            console.out().println(Printable.object(toMap(examination)));
        } else {
            print(examination);
        }
        return examination.canHold() ? ExitCode.OK : ExitCode.FINDING;
    }

    private int lint(LintReport report) {
        if (json) {
            console.out().println(report.json());
        } else {
            report.print(console.out());
        }
        return report.complete() ? ExitCode.OK : ExitCode.FINDING;
    }

    private void print(Examination examination) {
        PrintWriter out = console.out();
        out.println("system   " + Printable.text(examination.system()));
        out.println("java     " + Printable.text(examination.java()));
        out.println("tried in order: " + Printable.text(String.join(", ", examination.ladder())));
        Finding.Area area = null;
        for (Finding finding : examination.findings()) {
            if (finding.area() != area) {
                area = finding.area();
                out.println();
                out.println(words(area));
            }
            out.println(String.format(
                    "  %-12s %-20s %s", name(finding.verdict()), finding.id(), Printable.text(finding.explanation())));
            if (!finding.advice().isEmpty()) {
                out.println("               do: " + Printable.text(finding.advice()));
            }
        }
        out.println();
        out.println(
                examination.canHold()
                        ? "An app can be kept alive in the background here."
                        : "Nothing here can keep an app alive in the background.");
    }

    private static Map<String, Object> toMap(Examination examination) {
        List<Map<String, Object>> findings = new ArrayList<>();
        for (Finding finding : examination.findings()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("area", name(finding.area()));
            one.put("id", finding.id());
            one.put("verdict", name(finding.verdict()));
            one.put("explanation", finding.explanation());
            one.put("advice", finding.advice());
            findings.add(one);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("system", examination.system());
        all.put("java", examination.java());
        all.put("can_hold", examination.canHold());
        all.put("ladder", examination.ladder());
        all.put("findings", findings);
        return all;
    }

    private static String words(Finding.Area area) {
        return switch (area) {
            case KEEPER -> "holding the process in the background";
            case SLEEP -> "sleep of the device";
            case LIFECYCLE -> "where the app is";
            case POWER -> "battery and mains";
            case JVM -> "Java";
        };
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
