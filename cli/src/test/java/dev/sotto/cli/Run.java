package dev.sotto.cli;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;

/**
 * One run of the real command line in this process, with what it printed.
 *
 * @param exitCode what the process would have ended with
 */
record Run(int exitCode, String out, String err) {
    static Run of(String... args) {
        return typed("", args);
    }

    /** With something piped in. */
    static Run typed(String in, String... args) {
        return run(in, false, args);
    }

    /** With a person who types. */
    static Run byAPerson(String in, String... args) {
        return run(in, true, args);
    }

    private static Run run(String in, boolean interactive, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Console console = new Console(
                new BufferedReader(new StringReader(in)),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                interactive,
                flush -> () -> {},
                Optional::empty);
        int exitCode = Main.run(console, args);
        return new Run(exitCode, out.toString(), err.toString());
    }

    List<String> outLines() {
        return out.lines().toList();
    }

    /** The stable code of the error that was printed, or nothing. */
    String errorCode() {
        return err.lines()
                .filter(line -> line.contains("sotto: error ")) // maybe behind a prompt
                .map(line -> line.split("sotto: error ", 2)[1].split("[: ]", 2)[0])
                .findFirst()
                .orElse("");
    }
}
