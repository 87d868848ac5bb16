package dev.sotto.phonebench.process;

import java.io.IOException;
import java.util.Locale;

/**
 * Freezes with SIGSTOP and thaws with SIGCONT, on every POSIX system without rights beyond the own processes'. Weaker than
 * {@link CgroupFreezer}: the parent is told (SIGCHLD), the app can see that it was continued (SIGCONT), and children are
 * stopped one after another.
 */
public final class SignalFreezer implements Freezer {
    private static final String ID = "sigstop";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Availability probe() {
        if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
            return Availability.missing("Windows has no SIGSTOP", "use ntsuspend");
        }
        try (Cell cell = cell("probe")) {
            cell.start(new ProcessBuilder("sleep", "5"));
            cell.freeze();
            cell.thaw();
            return Availability.usable("SIGSTOP and SIGCONT");
        } catch (IOException refused) {
            return Availability.missing("SIGSTOP does not stop a process here: " + refused.getMessage(), "");
        }
    }

    @Override
    public Cell cell(String name) {
        return new TreeCell(new PosixSuspension());
    }
}
