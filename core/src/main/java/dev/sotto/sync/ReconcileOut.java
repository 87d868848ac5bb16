package dev.sotto.sync;

import dev.sotto.document.RefusedException;
import dev.sotto.wire.Message;
import dev.sotto.wire.SketchCell;
import java.util.List;
import java.util.Optional;

/**
 * Our side of a reconciliation (rule R6): the peer holds documents, and no cursor says which of our changes they have. It is
 * shown a sketch of what we hold of what it asks for, finds what differs, and asks for that.
 *
 * <pre>
 *   start         all read            STOP, compared: EXITS for the rest, DONE, and the feed goes on from there
 *   ----> SCANNING ------> SHOWING --------------------------------------------------------------------------> IDLE
 *             |  CELLS      |  ^ NEXT: more cells, or the list     STOP, too different: the feed from the first change
 *             +-------------+--+---------------------------------------------------------------------------------^
 *               too many to be compared
 * </pre>
 *
 * Each round doubles the cells, so that there are few rounds; when they would take more bytes than the list of all documents,
 * that is sent instead and there is an end. What we show is bounded by what we hold, whatever the peer says.
 */
final class ReconcileOut {
    private enum Phase {
        IDLE,
        SCANNING,
        SHOWING
    }

    private final Replica replica;
    private final SketchHash hash;
    private final DocNames names;
    private final FeedOut feed;
    private final Protections protections;
    private final Permissions permissions;

    private Phase phase = Phase.IDLE;
    private Optional<SetScan> scan = Optional.empty();
    private Optional<Interest> interest = Optional.empty();
    private int set;
    private long lsn;
    private int salt;
    private boolean list;
    private int shown;

    ReconcileOut(
            Replica replica,
            SketchHash hash,
            DocNames names,
            FeedOut feed,
            Protections protections,
            Permissions permissions) {
        this.replica = replica;
        this.hash = hash;
        this.names = names;
        this.feed = feed;
        this.protections = protections;
        this.permissions = permissions;
    }

    /** Compares for the peer's subscriptions number {@code number} before it is fed. */
    void start(int number, Interest wanted, Out out) {
        set = number;
        interest = Optional.of(wanted);
        scan = Optional.empty();
        phase = Phase.SCANNING;
        feed.hold(number, out);
    }

    void cancel() {
        phase = Phase.IDLE;
        scan = Optional.empty();
        interest = Optional.empty();
        names.sketched(key -> Optional.empty());
    }

    /** Whether {@link #pump} has more to do at once. */
    boolean isBusy() {
        return phase == Phase.SCANNING && scan.isPresent();
    }

    void pump(Out out) {
        if (phase != Phase.SCANNING) {
            return;
        }
        if (!scan.isPresent()) {
            if (!replica.isSettled()) {
                return; // Committed follows
            }
            // The feed will go on from here: what changes while we read is told again.
            lsn = replica.durableLsn();
            Interest wanted = interest.orElseThrow(() -> new IllegalStateException("nothing is asked for"));
            scan = Optional.of(new SetScan(
                    replica,
                    hash,
                    document -> permissions.maySend(document.ref()) && wanted.asksFor(document),
                    stub -> permissions.maySend(stub) && wanted.isAbout(stub.collection())));
        }
        if (scan.get().isComplete()) {
            begin(scan.get(), out);
        }
    }

    private void begin(SetScan complete, Out out) {
        if (complete.isTooLarge() || !isIndexed(complete.set())) {
            feedAll(out);
            return;
        }
        phase = Phase.SHOWING;
        names.sketched(complete.set()::find);
        shown = 0;
        list = complete.set().size() <= protections.listMax();
        show(complete.set(), protections.cellsFirst(), out);
    }

    /** With a salt that tells all documents apart; there is one but for a chance of one in millions. */
    private boolean isIndexed(VersionSet documents) {
        for (salt = 0; salt < Limits.SALTS; salt++) {
            documents.index(salt);
            if (!documents.hasTwins()) {
                return true;
            }
        }
        return false;
    }

    private void show(VersionSet documents, int cells, Out out) {
        List<SketchCell> next = list ? documents.list(shown, Limits.LIST_AT_ONCE) : documents.cells(shown, cells);
        out.send(new Message.Cells(list, salt, documents.size(), shown, next));
        shown += next.size();
    }

    void next(Message.Next asked, Out out) {
        if (phase != Phase.SHOWING || asked.set() != set) {
            return; // of subscriptions that the peer has replaced meanwhile
        }
        VersionSet documents = scan.orElseThrow(() -> new IllegalStateException("nothing is shown"))
                .set();
        boolean longer = SketchCell.bytes(shown) >= SketchCell.listBytes(documents.size());
        if (list && shown >= documents.size()) {
            throw new RefusedException("PROTOCOL_STATE", "message", "NEXT", "STOP after the whole list");
        } else if (!list && (longer || shown >= Limits.CELLS_MAX)) {
            list = true;
            shown = 0;
        }
        show(documents, Math.min(shown, dev.sotto.wire.Limits.CELLS_MAX), out);
    }

    void stop(Message.Stop stop, Out out) {
        if (phase != Phase.SHOWING || stop.set() != set) {
            return;
        }
        if (stop.compared()) {
            Interest wanted = interest.orElseThrow(() -> new IllegalStateException("nothing is asked for"));
            cancel();
            feed.reconciled(wanted, lsn);
        } else {
            feedAll(out);
        }
    }

    private void feedAll(Out out) {
        Interest wanted = interest.orElseThrow(() -> new IllegalStateException("nothing is asked for"));
        cancel();
        feed.resume(wanted);
    }
}
