package dev.sotto.cli.shell;

import dev.sotto.Observation;
import dev.sotto.Sotto;
import dev.sotto.SyncStatus;
import dev.sotto.cli.Console;
import dev.sotto.cli.JsonLineFiles;
import dev.sotto.cli.Printable;
import dev.sotto.document.RefusedException;
import java.nio.file.Paths;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What a shell understands beside statements: lines that begin with a dot. */
final class DotCommands {
    private final Sotto sotto;
    private final Console console;
    private final Lines lines;
    private final Answers answers;
    private final Consumer<String> statement;

    /**
     * @param parameters what stands behind the name
     * @param does takes that
     */
    private record DotCommand(String parameters, String description, BiConsumer<DotCommands, String> does) {
        String usage(String name) {
            return parameters.isEmpty() ? name : name + " " + parameters;
        }
    }

    private static final Map<String, DotCommand> COMMANDS = new LinkedHashMap<>();

    static {
        add(".collections", "", "the collections", (shell, rest) -> shell.collections());
        add(
                ".explain",
                "SELECT",
                "how a SELECT is answered: which index, what is filtered where",
                DotCommands::explain);
        add(
                ".watch",
                "[N] SELECT",
                "its result now and after each change; N results, or until Ctrl-C",
                DotCommands::watch);
        add(
                ".import",
                "FILE [NAME]",
                "documents of lines of JSON; with a NAME all into that collection",
                DotCommands::read);
        add(
                ".export",
                "FILE [NAME]",
                "a new file with the documents, or with those of that collection",
                DotCommands::write);
        add(".backup", "DIR", "a copy of the store as it is now, in a new directory", DotCommands::backup);
        add(".status", "", "sync: what is listening, which peers", (shell, rest) -> shell.status());
        add(".table", "", "rows as a table", (shell, rest) -> shell.answers.asTable(true));
        add(".json", "", "rows as JSON lines", (shell, rest) -> shell.answers.asTable(false));
        add(".help", "", "this list", (shell, rest) -> shell.help());
        add(".quit", "", "ends the shell; so does Ctrl-D", (shell, rest) -> {});
    }

    /** The names, as completion offers them. */
    static final List<String> NAMES = List.copyOf(COMMANDS.keySet());

    private static void add(String name, String parameters, String description, BiConsumer<DotCommands, String> does) {
        COMMANDS.put(name, new DotCommand(parameters, description, does));
    }

    DotCommands(Sotto sotto, Console console, Lines lines, Answers answers, Consumer<String> statement) {
        this.sotto = sotto;
        this.console = console;
        this.lines = lines;
        this.answers = answers;
        this.statement = statement;
    }

    /** @throws RefusedException COMMAND_UNKNOWN, COMMAND_INVALID */
    void run(String line) {
        String[] words = line.split("\\s+", 2);
        DotCommand command = COMMANDS.get(words[0]);
        if (command == null) {
            throw new RefusedException("COMMAND_UNKNOWN", "command", words[0], "one of " + String.join(" ", NAMES));
        }
        command.does.accept(this, words.length == 1 ? "" : withoutEnd(words[1]));
    }

    /** A statement may end with a semicolon here too. */
    private static String withoutEnd(String rest) {
        String text = rest.trim();
        return text.endsWith(";") ? text.substring(0, text.length() - 1).trim() : text;
    }

    private void collections() {
        statement.accept("SELECT * FROM system:collections");
    }

    private void explain(String select) {
        required(".explain", select);
        statement.accept("EXPLAIN " + select);
    }

    private void watch(String rest) {
        required(".watch", rest);
        String[] words = rest.split("\\s+", 2);
        boolean counted = words.length == 2 && words[0].matches("\\d{1,9}");
        AtomicInteger left = new AtomicInteger(counted ? Integer.parseInt(words[0]) : Integer.MAX_VALUE);
        CompletableFuture<Void> enough = new CompletableFuture<>();
        // Ctrl-C is taken from before the first result on: whoever sees that may press it at once.
        lines.interruptible(
                () -> {
                    Observation observation = sotto.registerObserver(counted ? words[1] : rest, result -> {
                        if (enough.isDone()) {
                            return;
                        }
                        answers.change(
                                LocalTime.now().truncatedTo(ChronoUnit.MILLIS).toString(), result.documents());
                        if (left.decrementAndGet() <= 0) {
                            enough.complete(null);
                        }
                    });
                    try (observation) {
                        enough.join();
                    }
                },
                () -> enough.complete(null));
    }

    private void read(String rest) {
        required(".import", rest);
        String[] words = rest.split("\\s+", 2);
        long lineCount = new JsonLineFiles(sotto, console).read(Paths.get(words[0]), second(words));
        console.out().println(Printable.count(lineCount, "line") + " stored");
        console.out().flush();
    }

    private void write(String rest) {
        required(".export", rest);
        String[] words = rest.split("\\s+", 2);
        long documents = new JsonLineFiles(sotto, console).write(Paths.get(words[0]), second(words));
        console.out().println(Printable.count(documents, "document") + " written");
        console.out().flush();
    }

    private void backup(String rest) {
        required(".backup", rest);
        sotto.backup(Paths.get(rest));
        console.out().println("backed up to " + Printable.text(rest));
        console.out().flush();
    }

    private static Optional<String> second(String[] words) {
        return words.length == 2 ? Optional.of(words[1]) : Optional.empty();
    }

    private void required(String name, String rest) {
        if (rest.isEmpty()) {
            throw new RefusedException("COMMAND_INVALID", name, "alone", "what .help shows behind it");
        }
    }

    private void help() {
        int width = COMMANDS.entrySet().stream()
                .mapToInt(command -> command.getValue().usage(command.getKey()).length())
                .max()
                .orElse(0);
        COMMANDS.forEach((name, command) -> {
            String usage = command.usage(name);
            console.err().println("  " + usage + " ".repeat(width - usage.length()) + "  " + command.description);
        });
        console.err().println("  anything else is a statement and ends with a semicolon; see docs/STATEMENTS.md");
        console.err().flush();
    }

    private void status() {
        SyncStatus status = sotto.sync().status();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("started", status.started());
        all.put("listening", status.listening());
        answers.object(all);
        for (SyncStatus.PeerStatus peer : status.peers()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("peer", peer.storeId().toString());
            one.put("name", peer.name());
            one.put("address", peer.address());
            one.put("connected", peer.connected());
            one.put("synced", peer.synced());
            one.put("last_heard_ms_ago", peer.lastHeardMillisAgo());
            answers.object(one);
        }
    }
}
