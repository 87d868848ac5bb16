package dev.sotto.cli.shell;

import dev.sotto.Sotto;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.NonBlockingReader;

/**
 * A person at a terminal: line editing, history, completion, Ctrl-C, a page at a time. Ctrl-C ends what is typed or what
 * runs, never the shell; Ctrl-D on an empty line ends it.
 */
public final class TerminalLines implements Lines, Answers.Page, AutoCloseable {
    /** How often a wait for a key looks whether Ctrl-C was pressed. */
    private static final long LOOK_MILLIS = 100;

    private static final int HISTORY_STATEMENTS_MAX = 1_000;

    /** For a terminal that does not say how large it is: the editor would show nothing at all on one without columns. */
    private static final Size SIZE_DEFAULT = new Size(80, 24);

    private static final int CTRL_C = 3;

    private final Terminal terminal;
    private final LineReader reader;

    /** @param history where statements are remembered; made so that only its owner can read it */
    public static TerminalLines of(Terminal terminal, Optional<Path> history, Sotto sotto) throws IOException {
        return new TerminalLines(terminal, history, new StatementCompleter(sotto, DotCommands.NAMES));
    }

    private TerminalLines(Terminal terminal, Optional<Path> history, Completer completer) throws IOException {
        this.terminal = terminal;
        if (terminal.getWidth() <= 0 || terminal.getHeight() <= 0) {
            terminal.setSize(SIZE_DEFAULT);
        }
        // Where nothing is typed and nothing runs there is nothing to end; the process would be, without a handler.
        terminal.handle(Terminal.Signal.INT, nothing -> {});
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("sotto")
                .parser(new StatementParser())
                .completer(completer)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true) // '!' is a character like others
                .option(LineReader.Option.CASE_INSENSITIVE, true)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, Shell.PROMPT_CONTINUED)
                .variable(LineReader.INDENTATION, 0)
                .variable(LineReader.HISTORY_SIZE, HISTORY_STATEMENTS_MAX)
                .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_STATEMENTS_MAX);
        if (history.isPresent()) {
            builder.variable(LineReader.HISTORY_FILE, HistoryFile.prepare(history.get()));
        }
        this.reader = builder.build();
    }

    /** For lines of others, such as events: they appear above what is being typed. */
    public PrintWriter above() {
        return new PrintWriter(new Above(), true);
    }

    @Override
    public Optional<String> next(boolean continued) {
        while (true) {
            try {
                return Optional.of(reader.readLine(continued ? Shell.PROMPT_CONTINUED : Shell.PROMPT));
            } catch (UserInterruptException abandoned) {
                // What was typed is dropped, as in other shells.
                continue;
            } catch (EndOfFileException ended) {
                return Optional.empty();
            }
        }
    }

    @Override
    public void interruptible(Runnable work, Runnable interrupted) {
        AtomicBoolean once = new AtomicBoolean();
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, signal -> {
            if (once.compareAndSet(false, true)) {
                interrupted.run();
            }
        });
        try {
            work.run();
        } finally {
            terminal.handle(Terminal.Signal.INT, before);
        }
    }

    @Override
    public int width() {
        return terminal.getWidth();
    }

    @Override
    public void show(List<String> lines) {
        PrintWriter out = terminal.writer();
        int height = Math.max(1, terminal.getHeight() - 1);
        boolean all = false;
        for (int i = 0; i < lines.size(); i++) {
            if (!all && i > 0 && i % height == 0 && lines.size() - i > 1) {
                Wish wish = ask(lines.size() - i);
                if (wish == Wish.ENOUGH) {
                    return;
                }
                all = wish == Wish.ALL;
            }
            out.println(lines.get(i));
        }
        terminal.flush();
    }

    private enum Wish {
        PAGE,
        ALL,
        ENOUGH
    }

    private Wish ask(int left) {
        PrintWriter out = terminal.writer();
        String question = "-- " + left + " lines more: space for a page, a for all, q for no more --";
        out.print(question);
        terminal.flush();
        Attributes before = terminal.enterRawMode();
        AtomicBoolean interrupted = new AtomicBoolean();
        Terminal.SignalHandler handler = terminal.handle(Terminal.Signal.INT, signal -> interrupted.set(true));
        try {
            Wish wish = key(interrupted);
            out.print("\r" + " ".repeat(question.length()) + "\r");
            return wish;
        } finally {
            terminal.handle(Terminal.Signal.INT, handler);
            terminal.setAttributes(before);
        }
    }

    private Wish key(AtomicBoolean interrupted) {
        NonBlockingReader keys = terminal.reader();
        while (!interrupted.get()) {
            int key;
            try {
                key = keys.read(LOOK_MILLIS);
            } catch (IOException gone) {
                return Wish.ENOUGH; // nobody is left who could want more
            }
            switch (key) {
                case 'q', 'Q', CTRL_C, NonBlockingReader.EOF -> {
                    return Wish.ENOUGH;
                }
                case 'a', 'A' -> {
                    return Wish.ALL;
                }
                case ' ', '\r', '\n' -> {
                    return Wish.PAGE;
                }
                default -> {} // another key, or none in this time
            }
        }
        return Wish.ENOUGH;
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }

    /** Gathers lines and hands each whole one to the editor. */
    private final class Above extends Writer {
        private final StringBuilder line = new StringBuilder();

        @Override
        public void write(char[] chars, int from, int length) {
            synchronized (lock) {
                for (int i = from; i < from + length; i++) {
                    if (chars[i] == '\n') {
                        reader.printAbove(line.toString());
                        line.setLength(0);
                    } else if (chars[i] != '\r') {
                        line.append(chars[i]);
                    }
                }
            }
        }

        @Override
        public void flush() {
            // A line that has not ended waits for its end.
        }

        @Override
        public void close() {
            flush();
        }
    }
}
