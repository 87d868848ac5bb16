package dev.sotto.cli.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;

/** Lines of a pipe, or of a person whose terminal cannot be edited on: those get a prompt. */
final class PlainLines implements Lines {
    private final BufferedReader in;
    private final PrintWriter prompts;
    private final boolean person;

    PlainLines(BufferedReader in, PrintWriter prompts, boolean person) {
        this.in = in;
        this.prompts = prompts;
        this.person = person;
    }

    @Override
    public Optional<String> next(boolean continued) throws IOException {
        if (person) {
            prompts.print(continued ? Shell.PROMPT_CONTINUED : Shell.PROMPT);
            prompts.flush();
        }
        return Optional.ofNullable(in.readLine());
    }

    @Override
    public void interruptible(Runnable work, Runnable interrupted) {
        work.run(); // whoever pipes in ends the process when they have seen enough
    }
}
