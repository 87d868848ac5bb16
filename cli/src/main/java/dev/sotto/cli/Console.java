package dev.sotto.cli;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Where a command reads and writes, and how it hears that it shall end.
 *
 * @param in what the user types or pipes in
 * @param out results, and nothing else
 * @param err progress and errors
 * @param interactive true if a person sits at {@code in} and {@code out}
 * @param termination tells when the command shall end
 */
public record Console(
        BufferedReader in, PrintWriter out, PrintWriter err, boolean interactive, Termination termination) {
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
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                new PrintWriter(System.out, true, charset),
                new PrintWriter(System.err, true, charset),
                System.console() != null,
                new SignalTermination());
    }
}
