package dev.sotto.cli;

import dev.sotto.Sotto;
import dev.sotto.cli.shell.Answers;
import dev.sotto.cli.shell.HistoryFile;
import dev.sotto.cli.shell.Shell;
import dev.sotto.cli.shell.TerminalLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sotto shell}: statements against a store, typed, piped in or given with {@code -c}. */
@Command(
        name = "shell",
        mixinStandardHelpOptions = true,
        description = "Runs statements against a store: typed by a person, from a pipe, or given with -c.",
        footer = {
            "",
            "A statement ends with a semicolon or with the input:",
            "  INSERT INTO orders DOCUMENTS ({'_id': 'o1', 'total': 12, 'open': true});",
            "  SELECT * FROM orders WHERE open = true AND total > 10 ORDER BY total DESC LIMIT 5;",
            "  UPDATE orders SET open = false WHERE _id = 'o1';",
            "  DELETE FROM orders WHERE open = false;",
            "Lines that begin with a dot are the shell's own: .help lists them (.watch, .explain, .json, .status ...).",
            "",
            "At a terminal: Tab completes keywords, collections and fields; the arrows bring back what was typed; Ctrl-C",
            "ends what is typed or what runs, Ctrl-D or .quit the shell. Rows come as a table, and a mistake ends nothing.",
            "From a pipe or -c rows come as JSON lines, and the first mistake ends it with exit code 65: what came before",
            "it stays done. With --key, --listen and --connect it syncs meanwhile.",
            "",
            "Examples:",
            "  sotto shell --dir till",
            "  sotto shell --dir till -c \"SELECT * FROM orders WHERE open = true\"",
            "  echo \"SELECT * FROM orders\" | sotto shell --dir till",
            "  sotto shell --dir till -c \".watch SELECT * FROM orders\" --key shop.key --connect 127.0.0.1:4040"
        })
final class ShellCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StoreOptions options = new StoreOptions();

    @Option(
            names = {"-c", "--command"},
            paramLabel = "TEXT",
            description = "Runs these statements and ends, without reading any input. May be given again.")
    private List<String> given = new ArrayList<>();

    @Option(names = "--json", description = "Prints rows as JSON lines, with a terminal too.")
    private boolean json;

    @Option(names = "--table", description = "Prints rows as a table, from a pipe too.")
    private boolean table;

    @Option(
            names = "--no-history",
            description =
                    "Neither reads nor writes the file with what was typed before (.sotto/shell_history at home).")
    private boolean forgetful;

    ShellCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (json && table) {
            throw new ParameterException(spec.commandLine(), "--json and --table exclude each other");
        }
        if (options.wantsPeers() && !options.hasKey()) {
            throw new ParameterException(spec.commandLine(), "--listen and --connect need --key=FILE");
        }
        try (Sotto sotto = Sotto.open(options.config().build())) {
            Console.Registration termination = console.termination().onTermination(sotto::close);
            try (termination) {
                return given.isEmpty() && console.interactive() ? person(sotto) : script(sotto);
            }
        }
    }

    private int script(Sotto sotto) throws IOException {
        sync(sotto, console.err());
        Answers answers = new Answers(console, Answers.endless(console.out()), table);
        Shell shell = Shell.script(sotto, console, answers);
        for (String text : given) {
            int exitCode = shell.run(text);
            if (exitCode != ExitCode.OK) {
                return exitCode;
            }
        }
        return given.isEmpty() ? shell.converse() : ExitCode.OK;
    }

    private int person(Sotto sotto) throws IOException {
        Optional<Terminal> terminal = console.keyboard().open();
        if (terminal.isEmpty()) {
            sync(sotto, console.err());
            return Shell.plain(sotto, console, new Answers(console, Answers.endless(console.out()), !json))
                    .converse();
        }
        try (TerminalLines lines = TerminalLines.of(
                terminal.get(), forgetful ? Optional.empty() : Optional.of(HistoryFile.ofUser()), sotto)) {
            sync(sotto, lines.above());
            Console screen = new Console(
                    console.in(),
                    terminal.get().writer(),
                    terminal.get().writer(),
                    true,
                    console.termination(),
                    console.keyboard());
            return Shell.at(sotto, screen, lines, new Answers(screen, lines, !json))
                    .converse();
        }
    }

    /** Rows are the results here; what happens to peers is told beside them. */
    private void sync(Sotto sotto, PrintWriter beside) {
        options.subscriptions().forEach(sotto.sync()::registerSubscription);
        if (options.wantsPeers()) {
            EventLines lines = new EventLines(
                    new Console(console.in(), beside, beside, false, console.termination(), console.keyboard()), false);
            sotto.sync().addListener(lines::print);
            sotto.sync().start();
        }
    }
}
