package dev.sotto.cli.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;

/** Lines of a pipe, or of a person whose terminal cannot be edited on: those get a prompt. */
final class PlainLines implements Lines {
    /** How often a wait looks whether it is over: fast enough for a person, slow enough to cost nothing. */
    private static final long LOOK_MILLIS = 200;

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
        work.run();
    }

    @Override
    public void untilEnough(Enough over) throws InterruptedException {
        // Whoever pipes in ends the process when they have seen enough; that closes the store, and so it is over.
        boolean done = false;
        while (!done) {
            done = over.within(LOOK_MILLIS);
        }
    }
}
