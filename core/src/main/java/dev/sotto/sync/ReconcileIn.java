package dev.sotto.sync;

import dev.sotto.document.RefusedException;
import dev.sotto.wire.DocName;
import dev.sotto.wire.Message;
import dev.sotto.wire.SketchCell;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The peer's documents compared with ours (rule R6). Of those that differ we ask for each that the peer holds; of the others
 * it tells us by EXITS. Until its DONE no cursor moves: a link that is cut before begins again, and has lost nothing but time.
 *
 * <p>One document is asked for by its key in the peer's sketch, which says what the peer holds even where two keys of ours
 * and the peer's fall together.
 */
final class ReconcileIn {
    private static final long NO_SET = -1;

    private final Replica replica;
    private final SketchHash hash;
    private final OwnFilters ours;
    private final Requests requests;
    private final Protections protections;
    private final Permissions permissions;

    private long set = NO_SET;
    private boolean active;
    /** All that differs is asked for; only the peer's DONE is missing. */
    private boolean stopped;

    private boolean compared;
    private boolean wantsNext;
    private Optional<SetScan> scan = Optional.empty();
    private Optional<SketchDecoder> decoder = Optional.empty();

    /** Without what is left of evicted documents: the peer shows those that match, and nobody knows which did. */
    private Optional<SketchDecoder> withoutStubs = Optional.empty();

    private final Deque<Message.Cells> waiting = new ArrayDeque<>();
    private boolean list;
    private int salt;
    private int documents;
    private int heard;

    ReconcileIn(
            Replica replica,
            SketchHash hash,
            OwnFilters ours,
            Requests requests,
            Protections protections,
            Permissions permissions) {
        this.replica = replica;
        this.hash = hash;
        this.ours = ours;
        this.requests = requests;
        this.protections = protections;
        this.permissions = permissions;
    }

    /** Another FEED begins: what was under way is over. */
    void reset(int number) {
        set = number;
        active = false;
        stopped = false;
        compared = false;
        wantsNext = false;
        scan = Optional.empty();
        decoder = Optional.empty();
        withoutStubs = Optional.empty();
        waiting.clear();
        list = false;
        heard = 0;
    }

    /** No cursor may move. */
    boolean isActive() {
        return active;
    }

    boolean isBusy() {
        return active && !waiting.isEmpty() && !decoder.isPresent();
    }

    void cells(Message.Cells cells) {
        if (!active) {
            active = true;
            salt = cells.salt();
            documents = cells.documents();
            scan = Optional.of(new SetScan(
                    replica,
                    hash,
                    document -> permissions.mayTake(document.ref()) && ours.ask(document),
                    stub -> permissions.mayTake(stub) && ours.areAbout(stub.collection())));
        }
        if (cells.list() && !list) {
            list = true;
            heard = 0;
        }
        boolean more = !cells.cells().isEmpty() || documents == 0 && cells.list();
        boolean known = cells.salt() == salt && cells.documents() == documents;
        boolean next = cells.from() == heard && cells.list() == list;
        if (stopped || compared || !waiting.isEmpty() || !more || !known || !next) {
            throw new RefusedException(
                    "PROTOCOL_STATE",
                    "cells",
                    "of " + cells.documents() + " from " + cells.from(),
                    "those after " + heard);
        }
        heard += cells.cells().size();
        int max = list ? documents : Limits.CELLS_MAX;
        if (heard > max) {
            throw new RefusedException("CELLS_TOO_MANY", "cells", heard, "at most " + max);
        }
        waiting.addLast(cells);
    }

    void pump(Out out) {
        if (!active || stopped) {
            return;
        }
        if (!waiting.isEmpty() && isReady(out)) {
            Message.Cells cells = waiting.removeFirst();
            if (list) {
                compared = compareList(cells);
            } else {
                compared = compareSketch(cells);
            }
            wantsNext = !compared;
        }
        if (compared && requests.isAllSent()) {
            stop(true, out);
        } else if (wantsNext && requests.size() < Limits.REQUESTS_SENT_MAX) {
            wantsNext = false;
            out.send(new Message.Next((int) set));
        }
    }

    /** Whether our own documents are read. */
    private boolean isReady(Out out) {
        if (decoder.isPresent()) {
            return true;
        }
        SetScan mine = scan.orElseThrow(() -> new IllegalStateException("no scan"));
        if (!mine.isComplete()) {
            return false;
        }
        if (mine.isTooLarge() || documents > 2L * mine.set().size() + Limits.DIFFERENT_DOCUMENTS) {
            // More than half of it would be asked for one by one; the feed brings it in one go.
            stop(false, out);
            return false;
        }
        mine.set().index(salt);
        decoder = Optional.of(new SketchDecoder(mine.set()));
        if (mine.held().size() < mine.set().size()) {
            mine.held().index(salt);
            withoutStubs = Optional.of(new SketchDecoder(mine.held()));
        }
        return true;
    }

    private void stop(boolean allAsked, Out out) {
        out.send(new Message.Stop((int) set, allAsked));
        reset((int) set);
        stopped = allAsked;
        active = allAsked;
    }

    private boolean compareSketch(Message.Cells cells) {
        SketchDecoder sketch = decoder.orElseThrow(() -> new IllegalStateException("no decoder"));
        sketch.add(cells.cells());
        withoutStubs.ifPresent(other -> other.add(cells.cells()));
        if (askedByDifference(sketch, mine())) {
            return true;
        }
        return withoutStubs.isPresent() && askedByDifference(withoutStubs.get(), heldByMe());
    }

    /** Asks for what differs and the peer holds, if the cells are enough to tell; what is left here of it may be the same. */
    private boolean askedByDifference(SketchDecoder sketch, VersionSet ours) {
        Optional<SortedMap<Long, Long>> difference = sketch.decode();
        if (!difference.isPresent()) {
            return false;
        }
        for (Map.Entry<Long, Long> one : difference.get().entrySet()) {
            long theirs = Field61.add(one.getValue(), ours.versionOf(one.getKey()));
            if (theirs != 0 && theirs != mine().versionOf(one.getKey())) {
                ask(one.getKey());
            }
        }
        return true;
    }

    private boolean compareList(Message.Cells cells) {
        for (SketchCell item : cells.cells()) {
            long version = mine().versionOf(item.keyed());
            if (version == 0 || SketchCell.shortVersion(version) != item.sum()) {
                ask(item.keyed());
            }
        }
        return heard == documents;
    }

    private VersionSet mine() {
        return scan.orElseThrow(() -> new IllegalStateException("no scan")).set();
    }

    private VersionSet heldByMe() {
        return scan.orElseThrow(() -> new IllegalStateException("no scan")).held();
    }

    private void ask(long key) {
        if (protections.has(Protections.Rule.RECONCILE)) {
            Request request = new Request(new DocName.Sketched(key), Optional.empty(), Request.FIRST_BARRIER, true);
            requests.ask(request);
            requests.together(request);
        }
    }

    /** The peer has told everything. */
    void done() {
        if (!stopped) {
            throw new RefusedException("PROTOCOL_STATE", "message", "DONE", "an end to what was stopped");
        }
        active = false;
        stopped = false;
    }
}
