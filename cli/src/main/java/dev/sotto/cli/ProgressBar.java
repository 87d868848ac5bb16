package dev.sotto.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A line on a terminal that is drawn over as work goes on; nothing where nobody sits. */
final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 30;
    private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final PrintWriter out;
    private final boolean shown;
    private final long total;
    private final LongSupplier done;
    private final long startNanos = System.nanoTime();
    private long drawnNanos;
    private boolean drawn;

    /**
     * A bar for work of {@code total}, of which {@code done} says how much is done.
     *
     * @param total 0 when it is not known; then only documents are counted
     */
    ProgressBar(Console console, long total, LongSupplier done) {
        this.out = console.err();
        this.shown = console.interactive();
        this.total = total;
        this.done = done;
        this.drawnNanos = startNanos;
    }

    /** Draws, ten times a second at most. */
    void documents(long count) {
        long now = System.nanoTime();
        if (!shown || now - drawnNanos < REDRAW_NANOS) {
            return;
        }
        drawnNanos = now;
        drawn = true;
        String bar = "";
        if (total > 0) {
            long part = Math.min(total, done.getAsLong());
            int filled = (int) (part * WIDTH / total);
            bar = "[" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] "
                    + String.format(Locale.ROOT, "%3d %% ", part * 100 / total);
        }
        out.print("\r" + bar + String.format(Locale.ROOT, "%,d documents ", count));
        out.flush();
    }

    /** Takes the line away. */
    @Override
    public void close() {
        if (drawn) {
            out.print("\r" + " ".repeat(WIDTH + 40) + "\r");
            out.flush();
        }
    }
}
