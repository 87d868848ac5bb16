package dev.sotto.peer;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocRef;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.store.Change;
import dev.sotto.store.Commit;
import dev.sotto.store.Feed;
import dev.sotto.store.GroupWrite;
import dev.sotto.store.Mark;
import dev.sotto.store.StorageException;
import dev.sotto.store.Writer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * again, so one that enters the window is there. When the window is short of documents that were forgotten, all of the subscription is
 * compared with the neighbours anew (another generation) and comes. The slack between the two keeps that rare: a
 * document that goes makes room for one that is here already.
 *
 * <p>Nothing in which something was written here is forgotten, since nobody else may hold it, and nothing that another
 * subscription keeps.
 */
final class Windows implements Feed.Listener {
    private final Writer writer;
    private final StoreReplica replica;
    private final Loop loop;
    private final Ticker ticker;
    private final Map<String, WindowDocuments> windows = new LinkedHashMap<>();
    private List<Wanted> wanted = Collections.emptyList();
    private Consumer<List<Wanted>> announce = all -> {};
    private boolean trimming;

    Windows(Writer writer, StoreReplica replica, Loop loop, Ticker ticker) {
        this.writer = writer;
        this.replica = replica;
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
            Map<String, WindowDocuments> loaded = load(subscriptions);
            windows.clear();
            windows.putAll(loaded);
        } catch (StorageException e) {
            loop.at(ticker.monotonicMillis() + Limits.WINDOW_RETRY_MILLIS, () -> begin(subscriptions));
            return;
        }
        tell();
        trimLater();
    }

    private Map<String, WindowDocuments> load(List<Wanted> subscriptions) {
        Map<String, WindowDocuments> loaded = new LinkedHashMap<>();
        for (Wanted one : subscriptions) {
            if (one.window().isPresent()) {
                WindowDocuments known = windows.get(one.query().text());
                loaded.put(
                        one.query().text(),
                        known != null && known.window().equals(one.window().get())
                                ? known
                                : WindowDocuments.load(one.query(), one.window().get(), writer.newest()));
            }
        }
        return loaded;
    }

    private void tell() {
        List<Wanted> all = new ArrayList<>();
        for (Wanted one : wanted) {
            WindowDocuments window = windows.get(one.query().text());
            all.add(window == null ? one : one.again(window.generation()));
        }
        announce.accept(all);
    }

    @Override
    public void committed(Commit commit) {
        if (windows.isEmpty()) {
            return;
        }
        for (Change change : commit.changes()) {
            windows.values().forEach(window -> window.changed(change));
        }
        trimLater();
        if (windows.values().stream().anyMatch(WindowDocuments::isShort)) {
            loop.post(this::refill);
        }
    }

    /** Not in the middle of a commit: whoever hears of one must not write. */
    private void trimLater() {
        if (!trimming && windows.values().stream().anyMatch(WindowDocuments::isOverfull)) {
            trimming = true;
            loop.post(() -> {
                trimming = false;
                replica.tryNote(this::trim); // what a failing disk left is seen at the next commit
            });
        }
    }

    private void trim(GroupWrite write) {
        for (WindowDocuments window : windows.values()) {
            if (window.isOverfull()) {
                window.trim(ref -> !isKeptByOthers(window, ref, write) && forget(ref, write));
            }
        }
        remember(write);
    }

    private void remember(GroupWrite write) {
        if (write.marks(Mark.Kind.WINDOW, Bytes.EMPTY, Limits.WINDOW_MARKS_MAX).size() == Limits.WINDOW_MARKS_MAX) {
            write.dropMarks(Mark.Kind.WINDOW, Bytes.EMPTY);
        }
        windows.values().forEach(window -> write.putMark(window.mark()));
    }

    private static boolean forget(DocRef ref, GroupWrite write) {
        return write.read(ref.key()).map(write::forget).orElse(false);
    }

    private boolean isKeptByOthers(WindowDocuments than, DocRef ref, GroupWrite write) {
        Value view = write.read(ref.key()).map(StoredDoc::view).orElse(Value.MISSING);
        for (Wanted one : wanted) {
            WindowDocuments window = windows.get(one.query().text());
            boolean matches = one.query().collection().equals(ref.collection())
                    && view instanceof MapValue map
                    && one.query().predicate().test(map);
            if (matches && window != than && (window == null || window.keeps(ref, (MapValue) view))) {
                return true;
            }
        }
        return false;
    }

    /** Asks for all of those anew that are short of what was forgotten. */
    private void refill() {
        boolean some = false;
        for (WindowDocuments window : windows.values()) {
            if (window.isShort()) {
                window.askAnew();
                some = true;
            }
        }
        if (some) {
            replica.tryNote(this::remember); // forgotten with a restart, it is found short and asked anew once more
            tell();
        }
    }
}
