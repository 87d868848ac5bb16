package dev.sotto.cli.shell;

import dev.sotto.QueryResult;
import dev.sotto.Sotto;
import dev.sotto.SottoException;
import dev.sotto.cli.Console;
import dev.sotto.cli.Errors;
import dev.sotto.cli.ExitCode;
import dev.sotto.cli.Printable;
import dev.sotto.document.RefusedException;
import dev.sotto.query.StatementException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A conversation with one store: statements and commands in, answers out. A person's mistake ends nothing; in a script the
 * first mistake ends it, and what came before stays done.
 */
public final class Shell {
    /** What ends with its future; a change that was handed over is made. */
    private static final List<String> READING = List.of("SELECT", "EXPLAIN", "WITH");

    static final String PROMPT = "sotto> ";
    static final String PROMPT_CONTINUED = "   ...> ";

    private final Sotto sotto;
    private final Console console;
    private final Lines lines;
    private final Answers answers;
    private final DotCommands commands;
    private final boolean script;

    private Shell(Sotto sotto, Console console, Lines lines, Answers answers, boolean script) {
        this.sotto = sotto;
        this.console = console;
        this.lines = lines;
        this.answers = answers;
        this.script = script;
        this.commands = new DotCommands(sotto, console, lines, answers, this::statement);
    }

    /** Input comes from a pipe or the command line, where a mistake must not be passed over. */
    public static Shell script(Sotto sotto, Console console, Answers answers) {
        return new Shell(sotto, console, new PlainLines(console.in(), console.err(), false), answers, true);
    }

    /** A person whose terminal cannot be edited on. */
    public static Shell plain(Sotto sotto, Console console, Answers answers) {
        return new Shell(sotto, console, new PlainLines(console.in(), console.err(), true), answers, false);
    }

    /** A person at a terminal. */
    public static Shell at(Sotto sotto, Console console, TerminalLines lines, Answers answers) {
        return new Shell(sotto, console, lines, answers, false);
    }

    /** Reads and answers until the input ends or {@code .quit}; the exit code. */
    public int converse() throws IOException {
        StatementSplitter splitter = new StatementSplitter();
        Optional<String> next = lines.next(false);
        while (next.isPresent()) {
            Optional<Integer> over = take(splitter, next.get());
            if (over.isPresent()) {
                return over.get();
            }
            next = lines.next(splitter.isInStatement());
        }
        return all(splitter.end()).orElse(ExitCode.OK);
    }

    /** Answers one text of statements and commands, as {@code -c} gives it; the exit code. */
    public int run(String text) {
        StatementSplitter splitter = new StatementSplitter();
        return take(splitter, text).or(() -> all(splitter.end())).orElse(ExitCode.OK);
    }

    /** An exit code if that ends the conversation. */
    private Optional<Integer> take(StatementSplitter splitter, String text) {
        for (String line : text.split("\n", -1)) {
            boolean command = !splitter.isInStatement() && line.trim().startsWith(".");
            Optional<Integer> over = command ? command(line.trim()) : all(splitter.line(line));
            if (over.isPresent()) {
                return over;
            }
        }
        return Optional.empty();
    }

    private Optional<Integer> command(String line) {
        if (line.equals(".quit") || line.equals(".exit")) {
            return Optional.of(ExitCode.OK);
        }
        return guarded(() -> commands.run(line));
    }

    private Optional<Integer> all(List<String> statements) {
        for (String statement : statements) {
            Optional<Integer> over = guarded(() -> statement(statement));
            if (over.isPresent()) {
                return over;
            }
        }
        return Optional.empty();
    }

    private Optional<Integer> guarded(Runnable work) {
        try {
            work.run();
            return Optional.empty();
        } catch (StatementException | SottoException | RefusedException wrong) {
            int exitCode = new Errors(console).report(wrong, false);
            return script ? Optional.of(exitCode) : Optional.empty();
        }
    }

    private void statement(String statement) {
        CompletableFuture<Boolean> interrupt = new CompletableFuture<>();
        boolean[] stopped = new boolean[1];
        String word = firstWord(statement);
        boolean plan = word.equalsIgnoreCase("EXPLAIN");
        lines.interruptible(
                () -> {
                    // Only now, so that no Ctrl-C is lost between the statement's beginning and whoever hears it.
                    CompletableFuture<QueryResult> running = sotto.executeAsync(statement);
                    interrupt.thenAccept(running::cancel);
                    stopped[0] = !answered(running, plan);
                },
                () -> interrupt.complete(true));
        if (stopped[0]) {
            console.err()
                    .println(
                            READING.contains(word.toUpperCase(Locale.ROOT))
                                    ? "stopped: " + Printable.text(word)
                                    : "not waited for: " + Printable.text(word)
                                            + "; what it changes it changes all the same");
            console.err().flush();
        }
    }

    /** Whether the statement ended by itself. */
    private boolean answered(CompletableFuture<QueryResult> running, boolean plan) {
        try {
            QueryResult result = awaited(running);
            if (plan) {
                answers.plan(result);
            } else {
                answers.show(result);
            }
            return true;
        } catch (CancellationException stopped) {
            return false;
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }

    private QueryResult awaited(CompletableFuture<QueryResult> running) {
        try (BuildLine line = new BuildLine(sotto, console)) {
            line.begin();
            return running.join();
        }
    }

    private static String firstWord(String statement) {
        return statement.trim().split("\\s+", 2)[0];
    }
}
