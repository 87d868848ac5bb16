package dev.sotto.sync;

import dev.sotto.document.DocKey;
import dev.sotto.document.StoredDoc;
import dev.sotto.wire.KeySet;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What changed while the peer was away and neither side asks for now (rule R1 in a catch-up). Nobody remembers whether such
 * a document matched before, so the peer may hold it and is told, by a few bits of its key (R3: it asks about what it holds).
 *
 * <p>A stretch of the feed is looked through ahead, and its set goes out before the stretch does: whatever moves the peer's
 * cursor into the stretch comes after the questions.
 */
final class Exits {
    private final Replica replica;
    private final OwnFilters ours;
    private final Protections protections;
    private final Permissions permissions;
    private final TreeSet<DocKey> stretch = new TreeSet<>();
    private long reconciledTo = FeedOut.NOT_RECONCILED;
    private long gapEnd;
    private long lookedTo;

    Exits(Replica replica, OwnFilters ours, Protections protections, Permissions permissions) {
        this.replica = replica;
        this.ours = ours;
        this.protections = protections;
        this.permissions = permissions;
    }

    /**
     * The feed starts over: what is durable now was changed without the peer.
     *
     * @param comparedTo the change up to which the peer has compared what it asks for, or {@link FeedOut#NOT_RECONCILED}
     */
    void start(long comparedTo) {
        stretch.clear();
        reconciledTo = comparedTo;
        gapEnd = isReconciling() ? comparedTo : replica.durableLsn();
        lookedTo = 0;
    }

    /** Whether of the gap only these are told. */
    boolean isReconciling() {
        return reconciledTo != FeedOut.NOT_RECONCILED;
    }

    long reconciledTo() {
        return reconciledTo;
    }

    /** Looks through the stretch after {@code position}, if that is not done and it is part of the gap. */
    Optional<Message.Exits> ahead(long position, Interest wanted, Echo echo) {
        if (position < lookedTo || position >= gapEnd || gapEnd <= wanted.high()) {
            return Optional.empty();
        }
        stretch.clear();
        long from = position + 1;
        List<Change> changes = replica.changesAfter(position, Limits.EXITS_CHANGES_AT_ONCE);
        lookedTo = changes.size() < Limits.EXITS_CHANGES_AT_ONCE
                ? gapEnd
                : Math.min(gapEnd, changes.get(changes.size() - 1).lsn());
        for (Change change : changes) {
            if (change.lsn() <= lookedTo
                    && change.lsn() > wanted.high()
                    && (isReconciling() || !echo.atPeer(change.key()).isPresent())) {
                replica.read(change.key())
                        .filter(document -> isExit(document, wanted))
                        .ifPresent(document -> stretch.add(change.key()));
            }
        }
        return stretch.isEmpty() || !protections.has(Protections.Rule.EXITS)
                ? Optional.empty()
                : Optional.of(new Message.Exits(from, lookedTo, KeySet.of(new ArrayList<>(stretch))));
    }

    private boolean isExit(StoredDoc document, Interest wanted) {
        if (!permissions.maySend(document.ref())) {
            // What the peer gives us and does not take from us: only that it is here now (FeedOut.arrived).
            return permissions.mayTake(document.ref())
                    && protections.has(Protections.Rule.ARRIVALS)
                    && document.isNewSince(wanted.high())
                    && (isReconciling() || !ours.ask(document));
        }
        return isReconciling() ? !wanted.asksFor(document) : !wanted.asksFor(document) && !ours.ask(document);
    }

    /** Whether that change was told of ahead. */
    boolean told(Change change) {
        return change.lsn() <= lookedTo && stretch.contains(change.key());
    }
}
