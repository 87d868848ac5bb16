package dev.sotto.cli.shell;

import dev.sotto.Sotto;
import dev.sotto.StoreEvent;
import dev.sotto.cli.Console;
import dev.sotto.cli.Printable;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A line at a terminal that says that an index is still being built, while a statement runs; nothing where nobody sits. */
final class BuildLine implements Consumer<StoreEvent>, AutoCloseable {
    private final Sotto sotto;
    private final Console console;
    private int drawn;
    private boolean closed;

    BuildLine(Sotto sotto, Console console) {
        this.sotto = sotto;
        this.console = console;
    }

    /** Listens from now on, where somebody sits. */
    void begin() {
        if (console.interactive()) {
            sotto.addListener(this);
        }
    }

    @Override
    public synchronized void accept(StoreEvent event) {
        if (event instanceof StoreEvent.IndexBuilding building && !closed) {
            String text = String.format(
                    Locale.ROOT,
                    "building %s on %s: %,d documents to go through, %d s so far ",
                    Printable.text(building.index()),
                    Printable.text(building.collection()),
                    building.documents(),
                    TimeUnit.MILLISECONDS.toSeconds(building.millis()));
            drawn = Math.max(drawn, text.length());
            print("\r" + text);
        }
    }

    private void print(String text) {
        console.err().print(text);
        console.err().flush();
    }

    /** Takes the line away. */
    @Override
    public synchronized void close() {
        closed = true;
        sotto.removeListener(this);
        if (drawn > 0) {
            print("\r" + " ".repeat(drawn) + "\r");
        }
    }
}
