package dev.sotto.cli;

import dev.sotto.cli.Main.Version;
import dev.sotto.cli.demo.DemoCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line's entry: finds the command, runs it, and turns whatever comes of it into words and an exit code. */
@Command(
        name = "sotto",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Keeps an app's data in sync with the devices around it, and goes on doing so in the background.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  sotto demo",
            "  sotto key shop.key",
            "  sotto peer --dir till --key shop.key --listen 127.0.0.1:4040",
            "  sotto shell --dir phone --key shop.key --connect 127.0.0.1:4040 --subscribe \"SELECT * FROM orders\"",
            "  sotto COMMAND --help"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:done, and what was asked for is not so (a machine that cannot hold, a goal that was missed)",
            "64:the command line cannot be understood",
            "65:input that is not what it should be (a statement, a key, a directory that holds no store)",
            "66:input that is not there",
            "69:something is in the way (a port that is taken)",
            "70:a bug of Sotto",
            "73:output that cannot be made",
            "74:the disk is full or broken",
            "75:may succeed later (another process has the directory)",
            "77:not permitted (a key file that others could read)"
        })
public final class Main {
    static final int HELP_COLUMNS = 110;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Shows the stack trace of an error, for a report of a bug.")
    private boolean debug;

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        Console console = Console.ofProcess();
        LogLines.install(console, Arrays.asList(args).contains("--debug"));
        System.exit(run(console, args));
    }

    /** Runs the command; its exit code. */
    public static int run(Console console, String... args) {
        Errors errors = new Errors(console);
        CommandLine commandLine = new CommandLine(new Main());
        for (Callable<Integer> command : commands(console)) {
            CommandLine added = new CommandLine(command);
            if (command instanceof KeyCommand) {
                added.addSubcommand(new KeyAuthority(console));
                added.addSubcommand(new KeyDevice(console));
                added.addSubcommand(new KeyRevocation(console));
            }
            commandLine.addSubcommand(added);
        }
        commandLine
                .setOut(console.out())
                .setErr(console.err())
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .setUsageHelpWidth(HELP_COLUMNS)
                .setAbbreviatedOptionsAllowed(false)
                .setCaseInsensitiveEnumValuesAllowed(true);
        if (args.length == 0) {
            commandLine.usage(console.err());
            return ExitCode.USAGE;
        }
        int exitCode = commandLine.execute(args);
        console.out().flush();
        console.err().flush();
        return exitCode;
    }

    /** Every command, in the order of the help. A new one is added here, and nowhere else. */
    static List<Callable<Integer>> commands(Console console) {
        List<Callable<Integer>> commands = new ArrayList<>();
        commands.add(new DemoCommand(console));
        commands.add(new PeerCommand(console));
        commands.add(new KeyCommand(console));
        commands.add(new RetireCommand(console));
        commands.add(new ShellCommand(console));
        commands.add(new BackupCommand(console));
        commands.add(new ExportCommand(console));
        commands.add(new ImportCommand(console));
        commands.add(new DiskCommand(console));
        commands.add(new DoctorCommand(console));
        commands.add(new SimulateCommand(console));
        commands.add(new BenchCommand(console));
        return commands;
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String built = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "sotto " + (built == null ? "(not packaged)" : built),
                "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
            };
        }
    }
}
