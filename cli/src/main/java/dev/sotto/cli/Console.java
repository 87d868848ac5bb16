package dev.sotto.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * Where a command reads and writes, and how it hears that it shall end.
 *
 * @param in what the user types or pipes in; what is not UTF-8 is a CharacterCodingException, never other characters
 * @param out results, and nothing else
 * @param err progress and errors
 * @param interactive true if a person sits at {@code in} and {@code out}
 * @param termination tells when the command shall end
 * @param keyboard the terminal that a person can edit lines on
 */
public record Console(
        BufferedReader in,
        PrintWriter out,
        PrintWriter err,
        boolean interactive,
        Termination termination,
        Keyboard keyboard) {
    /** Opens the terminal of the person, for a command that wants keys and not only lines. */
    public interface Keyboard {
        /** The terminal, for the caller to close; nothing where there is none, or one that cannot move its cursor. */
        Optional<Terminal> open() throws IOException;
    }

    /** How a command hears of SIGTERM, SIGINT and the like. */
    public interface Termination {
        /**
         * Runs {@code flush} once when the process is told to end, on a thread of its own, and then ends the process: with
         * exit code 0 if {@code flush} is done within 5 s.
         *
         * @return takes it back, for a command that ends by itself; does nothing once the process is ending
         */
        Registration onTermination(Runnable flush);
    }

    /** Something that is in force until it is closed. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Of this process. */
    public static Console ofProcess() {
        Charset charset = Charset.forName(System.getProperty("stdout.encoding", StandardCharsets.UTF_8.name()));
        return new Console(
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8.newDecoder())),
                new PrintWriter(System.out, true, charset),
                new PrintWriter(System.err, true, charset),
                isTerminal(),
                new SignalTermination(),
                Console::terminal);
    }

    /** From Java 22 on there may be a console without a terminal, which then says so itself. */
    private static boolean isTerminal() {
        java.io.Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException before22) {
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("java.io.Console.isTerminal takes nothing and throws nothing", e);
        }
    }

    private static Optional<Terminal> terminal() throws IOException {
        Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .nativeSignals(true)
                .dumb(true)
                .build();
        if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
            terminal.close();
            return Optional.empty();
        }
        return Optional.of(terminal);
    }
}
