package dev.sotto.phonebench.process;

import java.io.IOException;
import java.util.Locale;

/**
 * Freezes with NtSuspendProcess, as Windows debuggers do. <b>Untested:</b> written from the documentation and never run on
 * Windows; results and {@code doctor} say so.
 */
public final class NtSuspendFreezer implements Freezer {
    private static final String ID = "ntsuspend";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Availability probe() {
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
            return Availability.missing("NtSuspendProcess is of Windows", "use cgroup or sigstop");
        }
        return Availability.usable("NtSuspendProcess, untested: never run on Windows so far");
    }

    @Override
    public Cell cell(String name) throws IOException {
        if (!probe().usable()) {
            throw new IOException(probe().explanation());
        }
        return new TreeCell(new WindowsSuspension());
    }
}
