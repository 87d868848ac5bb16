package dev.sotto.cli.shell;

import dev.sotto.Sotto;
import dev.sotto.cli.Console;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;

/** Somebody at a terminal: presses keys, and waits for what the screen shows. The shell and its line editor are real. */
final class Typist implements AutoCloseable {
    static final String ENTER = "\r";
    static final String TAB = "\t";
    static final String UP = "\u001bOA";
    static final String CTRL_C = "\u0003";
    static final String CTRL_D = "\u0004";

    private final PipedOutputStream keys = new PipedOutputStream();
    private final Screen screen = new Screen();
    private final Terminal terminal;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private int seen;

    Typist(Sotto sotto, Path history, int columns, int rows) throws IOException {
        // One with a line discipline of its own: a pseudo-terminal sends Ctrl-C to the process that it controls only.
        terminal = new ExternalTerminal("typist", "xterm", new PipedInputStream(keys), screen, StandardCharsets.UTF_8);
        terminal.setSize(new Size(columns, rows));
        TerminalLines lines = TerminalLines.of(terminal, Optional.of(history), sotto);
        Console console = new Console(
                new BufferedReader(new StringReader("")),
                terminal.writer(),
                terminal.writer(),
                true,
                flush -> () -> {},
                Optional::empty);
        Shell shell = Shell.at(sotto, console, lines, new Answers(console, lines, true));
        Thread thread = new Thread(() -> converse(shell), "shell");
        thread.setDaemon(true);
        thread.start();
    }

    private void converse(Shell shell) {
        try {
            exit.complete(shell.converse());
        } catch (IOException | RuntimeException e) {
            exit.completeExceptionally(e);
        }
    }

    Typist types(String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
        return this;
    }

    /** Waits until the text appears behind what was waited for before. */
    Typist sees(String text) throws InterruptedException {
        seen = screen.await(text, seen);
        return this;
    }

    /** Waits until the text appears; what was shown since what was waited for before. */
    String shownUntil(String text) throws InterruptedException {
        int from = seen;
        sees(text);
        return screen.text().substring(from, seen);
    }

    int exitCode() throws InterruptedException, ExecutionException, TimeoutException {
        return exit.get(Screen.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        keys.close();
        terminal.close();
    }
}
