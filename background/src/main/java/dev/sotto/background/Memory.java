package dev.sotto.background;

import dev.sotto.background.machine.Event;
import dev.sotto.background.machine.History;
import dev.sotto.background.machine.KeeperState;
import dev.sotto.background.machine.Ledger;
import dev.sotto.background.machine.Limits;
import dev.sotto.background.machine.WakeBudget;
import dev.sotto.background.port.ExitRecord;
import dev.sotto.background.port.Platform;
import dev.sotto.background.status.Intent;
import java.util.ArrayList;
import java.util.List;

/** Keeps in the journal what the next run has to know. Loop only; the journal is written on a lane of its own. */
final class Memory {

    private final Loop loop;
    private final Platform platform;
    private final Ledger ledger;
    private final Faults faults;
    private final Lane lane;
    private final List<ExitRecord> exits = new ArrayList<ExitRecord>();
    private final List<Runnable> afterSave = new ArrayList<Runnable>();
    private History history = History.none("");
    private Intent wish = Intent.UNSET;
    private boolean saving;
    private boolean dirty;
    private boolean ending;
    private long savedAt;

    Memory(Loop loop, Platform platform, Ledger ledger, Faults faults) {
        this.loop = loop;
        this.platform = platform;
        this.ledger = ledger;
        this.faults = faults;
        this.lane = new Lane("journal", platform.workers(), faults);
    }

    /** Reads what the last run left and answers what the app wished then. */
    Intent open() {
        boolean read = faults.guard(
                "journal", () -> history = History.read(platform.journal().load()));
        if (!read) {
            history = History.none("");
        }
        if (!history.complaint().isEmpty()) {
            faults.add(history.complaint());
        }
        faults.guard("exit reasons", () -> exits.addAll(platform.exitReasons().sinceLastRun()));
        history.restore(ledger, exits, loop.wall());
        return history.intent();
    }

    boolean stoppedByUser() {
        return history.stoppedByUser(exits);
    }

    WakeBudget wakeBudget(long at) {
        return history.wakeBudget(ledger, at);
    }

    /** Saves when something changed that a sudden death must not undo, and now and then as a sign of life. */
    void passed(KeeperState before, Event event, KeeperState after) {
        if (after.intent() != Intent.CLOSED) {
            wish = after.intent();
        }
        boolean moved = before.wanted() != after.wanted() || before.lifecycle() != after.lifecycle();
        boolean due = event.kind() == Event.Kind.TIMER && event.at() - savedAt >= Limits.SAVE_MILLIS;
        if (moved || due) {
            save();
        }
    }

    /** Saves now, or once more after the save that runs. */
    void save() {
        if (saving) {
            dirty = true;
            return;
        }
        saving = true;
        dirty = false;
        savedAt = loop.at();
        byte[] snapshot = History.write(ledger, loop.state(), wish, loop.wall(), ending);
        lane.post(() -> {
            try {
                platform.journal().save(snapshot);
            } finally {
                loop.run(this::saved);
            }
        });
    }

    private void saved() {
        saving = false;
        if (dirty) {
            save();
            return;
        }
        List<Runnable> due = new ArrayList<Runnable>(afterSave);
        afterSave.clear();
        for (Runnable task : due) {
            faults.guard("end of save", task);
        }
    }

    /** Marks the end of this run as clean; {@code then} is run when that is saved. */
    void end(Runnable then) {
        ending = true;
        afterSave.add(then);
        save();
    }

    boolean idle() {
        return !saving && !dirty;
    }
}
