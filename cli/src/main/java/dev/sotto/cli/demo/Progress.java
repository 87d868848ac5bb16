package dev.sotto.cli.demo;

import java.io.PrintWriter;
import java.util.Locale;

/** One line on a terminal that is written over again and again; elsewhere one line a night. */
final class Progress {

    private final PrintWriter err;
    private final boolean terminal;

    Progress(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    void begin(NightPlan plan, int number, int of) {
        if (!terminal) {
            err.printf(
                    Locale.ROOT,
                    "night %d of %d: %s, %d s%n",
                    number,
                    of,
                    plan.night().title(),
                    plan.endMillis() / 1000);
        }
    }

    void show(NightPlan plan, long nowMillis, int written, int shown) {
        if (!terminal) {
            return;
        }
        String where = nowMillis < plan.backgroundAtMillis() || nowMillis >= plan.foregroundAgainAtMillis()
                ? "in front"
                : "in the background";
        err.printf(
                Locale.ROOT,
                "\r%-22s %5.1f of %.0f s  %-18s written %4d  shown %4d ",
                plan.night().title(),
                nowMillis / 1000.0,
                plan.endMillis() / 1000.0,
                where,
                written,
                shown);
        err.flush();
    }

    void end() {
        if (terminal) {
            err.println();
        }
    }
}
