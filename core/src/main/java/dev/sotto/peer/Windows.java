package dev.sotto.peer;

import dev.sotto.document.DocRef;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.query.statement.Window;
import dev.sotto.store.Change;
import dev.sotto.store.Commit;
import dev.sotto.store.Feed;
import dev.sotto.store.GroupWrite;
import dev.sotto.store.StorageException;
import dev.sotto.store.Writer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Subscriptions of which only the first documents stay here: ORDER BY and LIMIT. Others send all that matches, as if there
 * were no window, and what does not belong to it is forgotten here. On the loop.
 *
 * <pre>
 *   documents    0 ........ limit ........ limit + slack / 2 ........ limit + slack
 *                  too few: asked anew            forgotten down to <------ more than that
 * </pre>
 *
 * <p>Forgotten is not evicted: when a document beyond the window changes, it comes, is put in its place, and is perhaps forgotten
 * again, so one that enters the window is there. When fewer than the limit are left before the first of those that were forgotten, as
 * some are gone or have gone to a later place, all of the subscription is compared with the neighbours anew (another generation) and
 * comes. The slack between the two keeps that rare: a
 * document that goes makes room for one that is here already.
 *
 * <p>Nothing in which something was written here is forgotten, since nobody else may hold it, or not for long, and nothing that
 * another subscription keeps, or another window of the same one.
 */
final class Windows implements Feed.Listener {
    private final Writer writer;
    private final StoreReplica replica;
    private final Loop loop;
    private final Ticker ticker;
    private final int slackMin;
    private final KnownSubscriptions known;
    private final List<WindowDocuments> windows = new ArrayList<>();
    private List<Wanted> wanted = Collections.emptyList();
    private Consumer<List<Wanted>> announce = all -> {};
    private boolean trimming;

    /** @param slackMin documents beyond a window that are kept at least */
    Windows(Writer writer, StoreReplica replica, Loop loop, Ticker ticker, int slackMin) {
        this.writer = writer;
        this.replica = replica;
        this.known = replica.known();
        this.slackMin = slackMin;
        this.loop = loop;
        this.ticker = ticker;
    }

    /**
     * While the disk cannot say what is here of a window, what was wanted before is what is wanted.
     *
     * @param announcing tells the neighbours what is wanted, now and whenever it has to be asked for anew
     */
    void subscribe(List<Wanted> subscriptions, Consumer<List<Wanted>> announcing) {
        announce = announcing;
        wanted = Collections.unmodifiableList(new ArrayList<>(subscriptions));
        begin(wanted);
    }

    private void begin(List<Wanted> subscriptions) {
        if (subscriptions != wanted) {
            return; // the app wants others by now
        }
        try {
            List<WindowDocuments> loaded = load(subscriptions);
            windows.clear();
            windows.addAll(loaded);
        } catch (StorageException e) {
            loop.at(ticker.monotonicMillis() + Limits.WINDOW_RETRY_MILLIS, () -> begin(subscriptions));
            return;
        }
        known.open(wanted);
        edges();
        windows.forEach(WindowDocuments::lookAgain);
        askAnew();
        tell();
        trimLater();
    }

    private void edges() {
        windows.forEach(window -> window.edge(known.edge(window.query(), window.window())));
    }

    /** Asks for all of those anew that are short of what was forgotten; answers whether there are any. */
    private boolean askAnew() {
        boolean some = false;
        for (WindowDocuments window : windows) {
            if (window.isShort()) {
                known.askAnew(window.query());
                some = true;
            }
        }
        edges();
        return some;
    }

    private List<WindowDocuments> load(List<Wanted> subscriptions) {
        List<WindowDocuments> loaded = new ArrayList<>();
        for (Wanted one : subscriptions) {
            for (Window window : one.windows()) {
                Optional<WindowDocuments> before = of(one.query(), window);
                loaded.add(
                        before.orElseGet(() -> WindowDocuments.load(one.query(), window, slackMin, writer.newest())));
            }
        }
        return loaded;
    }

    private Optional<WindowDocuments> of(CanonicalQuery query, Window window) {
        return windows.stream()
                .filter(each -> each.query().text().equals(query.text())
                        && each.window().equals(window))
                .findFirst();
    }

    private void tell() {
        List<Wanted> all = new ArrayList<>();
        wanted.forEach(one -> all.add(one.again(known.generation(one.query()))));
        announce.accept(all);
    }

    @Override
    public void committed(Commit commit) {
        if (windows.isEmpty()) {
            return;
        }
        for (Change change : commit.changes()) {
            windows.forEach(window -> window.changed(change));
        }
        trimLater();
        if (windows.stream().anyMatch(WindowDocuments::isShort)) {
            loop.post(this::refill);
        }
    }

    /** Not in the middle of a commit: whoever hears of one must not write. */
    private void trimLater() {
        if (!trimming && windows.stream().anyMatch(WindowDocuments::isOverfull)) {
            trimming = true;
            loop.post(() -> {
                trimming = false;
                replica.tryNote(this::trim); // what a failing disk left is seen at the next commit
            });
        }
    }

    private void trim(GroupWrite write) {
        for (WindowDocuments window : windows) {
            if (window.isOverfull()) {
                window.trim(ref -> forget(window, ref, write));
            }
        }
        known.save(write);
        edges();
    }

    /** A document that is deleted, or changed otherwise in the same group, is not what it was beyond the window. */
    private boolean forget(WindowDocuments window, DocRef ref, GroupWrite write) {
        Optional<StoredDoc> document = write.read(ref.key())
                .filter(found -> found.state().alive() && !isKeptByOthers(window, found))
                .filter(write::forget);
        document.ifPresent(known::forgot);
        return document.isPresent();
    }

    private boolean isKeptByOthers(WindowDocuments than, StoredDoc document) {
        Value view = document.view();
        for (Wanted one : wanted) {
            if (one.isWhole()
                    && one.query().collection().equals(document.ref().collection())
                    && view instanceof MapValue map
                    && one.query().predicate().test(map)) {
                return true;
            }
        }
        return windows.stream().anyMatch(window -> window != than && window.keeps(document.ref(), view));
    }

    private void refill() {
        if (askAnew()) {
            tell();
        }
    }
}
