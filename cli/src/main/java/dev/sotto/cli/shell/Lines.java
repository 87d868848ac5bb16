package dev.sotto.cli.shell;

import java.io.IOException;
import java.util.Optional;

/** Where a conversation's input comes from. */
public interface Lines {
    /**
     * The next line, without its end; a person's editor may give several lines that belong together, with line feeds
     * between them. Empty when there are no more. Blocks.
     *
     * @param continued a statement has begun and not ended
     */
    Optional<String> next(boolean continued) throws IOException;

    /**
     * Runs {@code work} so that a person can interrupt it: {@code interrupted} is called on another thread, at most once,
     * when they do. Without a person nobody interrupts.
     */
    void interruptible(Runnable work, Runnable interrupted);
}
