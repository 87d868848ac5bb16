package dev.sotto.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The log as lines beside the results: warnings and worse, without stack traces; with {@code --debug} everything. */
final class LogLines extends Handler {
    private final PrintWriter err;
    private final boolean debug;

    private LogLines(PrintWriter err, boolean debug) {
        this.err = err;
        this.debug = debug;
        setLevel(debug ? Level.ALL : Level.WARNING);
    }

    /** Takes the place of the JVM's own handlers; for a process that is this command and nothing else. */
    static void install(Console console, boolean debug) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new LogLines(console.err(), debug));
    }

    @Override
    public void publish(LogRecord record) {
        if (!isLoggable(record)) {
            return;
        }
        String level = record.getLevel().getName().toLowerCase(Locale.ROOT);
        err.println("sotto: " + level + ": " + Printable.text(String.valueOf(record.getMessage())));
        Throwable thrown = record.getThrown();
        if (thrown != null && debug) {
            thrown.printStackTrace(err);
        } else if (thrown != null) {
            err.println("  because: " + Printable.text(thrown.toString()) + " (--debug shows where)");
        }
    }

    @Override
    public void flush() {
        err.flush();
    }

    @Override
    public void close() {
        err.flush();
    }
}
