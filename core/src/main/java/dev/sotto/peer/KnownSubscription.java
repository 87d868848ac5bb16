package dev.sotto.peer;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;
import dev.sotto.document.DocRef;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.ExpressionText;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.query.statement.Window;
import dev.sotto.store.GroupWrite;
import dev.sotto.store.Mark;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One subscription that is open, or was, as its mark keeps it; the mark's id is the hash of the query in eight bytes.
 *
 * <pre>
 * version 02 | varint generation | flags (1 lacks) | varint used | lp query (nothing if it is long)
 *   | varint n, n x (lp ORDER BY | varint LIMIT | 0, or 1 and the first place that was forgotten)
 * </pre>
 *
 * <p>Version 00, of builds before, has the generation in four bytes and no more than the flag: it may lack anything.
 */
final class KnownSubscription {
    private static final int VERSION = 2;
    private static final int VERSION_BEFORE_MAX = 1;
    private static final int LACKS = 1;
    private static final String CODE = "SUBSCRIPTION_MALFORMED";

    private final long subHash;
    private String text;
    private @Nullable CanonicalQuery query;
    private int generation;
    private boolean lacks;
    private long used;
    private boolean open;
    private boolean saved;
    private boolean dropped;

    /** The orders of which nothing is lacked before the edge. */
    private SortedMap<String, Kept> kept = new TreeMap<>();

    private List<Window> windows = Collections.emptyList();

    /** @param edge the first place of which a document was forgotten */
    private record Kept(int limit, Optional<WindowPlace> edge) {}

    private KnownSubscription(long subHash, String text) {
        this.subHash = subHash;
        this.text = text;
    }

    KnownSubscription(CanonicalQuery query) {
        this(Filters.hash(query), query.text());
        this.query = query;
    }

    /** @throws dev.sotto.document.RefusedException SUBSCRIPTION_MALFORMED */
    static KnownSubscription of(Mark mark) {
        ByteReader id = new ByteReader(mark.id(), CODE);
        KnownSubscription one = new KnownSubscription(id.word(Long.BYTES, "query"), "");
        ByteReader in = new ByteReader(mark.content(), CODE);
        int version = in.u8("version");
        if (version < VERSION_BEFORE_MAX) {
            one.generation = ByteBuffer.wrap(mark.content().toArray()).getInt();
            one.lacks = true;
        } else if (version == VERSION) {
            one.generation = in.varint("generation", Integer.MAX_VALUE);
            one.lacks = (in.u8("flags") & LACKS) != 0;
            one.used = in.varint("used");
            one.text = in.text(Limits.REMEMBERED_QUERY_BYTES_MAX, "query");
            for (int left = in.varint("windows", Limits.SUBSCRIPTIONS_MAX); left > 0; left--) {
                String order = in.text(Integer.MAX_VALUE, "order");
                int limit = in.varint("limit", Integer.MAX_VALUE);
                boolean cut = in.u8("edge") == 1;
                one.kept.put(order, new Kept(limit, cut ? Optional.of(WindowPlace.read(in)) : Optional.empty()));
            }
            in.end("subscription");
            one.saved = true;
        } else {
            throw in.refused("version", version, "0 or " + VERSION);
        }
        return one;
    }

    private Mark mark() {
        boolean isLong = text.getBytes(StandardCharsets.UTF_8).length > Limits.REMEMBERED_QUERY_BYTES_MAX;
        ByteWriter out = new ByteWriter().u8(VERSION).varint(generation).u8(lacks ? LACKS : 0);
        out.varint(used).prefixed(isLong ? "" : text).varint(kept.size());
        kept.forEach((order, one) -> {
            out.prefixed(order).varint(one.limit()).u8(one.edge().isPresent() ? 1 : 0);
            one.edge().ifPresent(edge -> edge.write(out));
        });
        return new Mark(Mark.Kind.SUBSCRIPTION, id(), out.toBytes());
    }

    Bytes id() {
        return new ByteWriter().word(subHash, Long.BYTES).toBytes();
    }

    long subHash() {
        return subHash;
    }

    int generation() {
        return generation;
    }

    boolean lacks() {
        return lacks;
    }

    boolean isOpen() {
        return open;
    }

    boolean isSaved() {
        return saved;
    }

    /** Whether the disk knows nothing of it any more, nor of its cursors. */
    boolean isDropped() {
        return dropped;
    }

    /** Counts up: the greatest was used last. */
    long used() {
        return used;
    }

    void used(long use) {
        used = use;
    }

    /** With these windows from now on; with none all of it is to be here. */
    void open(CanonicalQuery asked, List<Window> wanted) {
        if (lacks && (wanted.isEmpty() || !wanted.stream().allMatch(this::keeps))) {
            askAnew();
        }
        SortedMap<String, Kept> orders = new TreeMap<>();
        wanted.forEach(window -> orders.put(order(window), new Kept(window.limit(), edge(window))));
        saved &= !dropped && orders.equals(kept);
        dropped = false;
        text = asked.text();
        query = asked;
        kept = orders;
        windows = wanted;
        open = true;
    }

    private static String order(Window window) {
        return ExpressionText.of(window.orderBy());
    }

    private boolean keeps(Window window) {
        Kept before = kept.get(order(window));
        return before != null && before.limit() >= window.limit();
    }

    Optional<WindowPlace> edge(Window window) {
        Kept one = kept.get(order(window));
        return one == null ? Optional.empty() : one.edge();
    }

    void close() {
        open = false;
    }

    void askAnew() {
        generation++;
        lacks = false;
        saved = false;
        kept.replaceAll((order, one) -> new Kept(one.limit(), Optional.empty()));
    }

    /** A document is forgotten: beyond its windows while it is open. */
    void forgot(DocRef ref, MapValue document) {
        boolean lacksAnyhow = !open && lacks && kept.isEmpty();
        if (lacksAnyhow || !matches(ref.collection(), document)) {
            return;
        }
        saved &= lacks;
        lacks = true;
        if (!open) {
            saved &= kept.isEmpty();
            kept = new TreeMap<>();
        }
        for (Window window : windows) {
            WindowPlace place = WindowPlace.of(window, ref.id(), document);
            Optional<WindowPlace> edge = edge(window);
            if (open && (!edge.isPresent() || WindowPlace.order(window).compare(place, edge.get()) < 0)) {
                kept.put(order(window), new Kept(window.limit(), Optional.of(place)));
                saved = false;
            }
        }
    }

    /** Whether it asks for such a document, or may do so. */
    private boolean matches(String collection, MapValue document) {
        if (query == null && text.isEmpty()) {
            return true;
        }
        try {
            CanonicalQuery asked = query == null ? CanonicalQuery.of(text, Collections.emptyMap()) : query;
            query = asked;
            return asked.collection().equals(collection) && asked.predicate().test(document);
        } catch (StatementException e) {
            return true; // another version of this library wrote it
        }
    }

    void save(GroupWrite write) {
        write.putMark(mark());
        saved = true;
    }

    void drop(GroupWrite write) {
        write.dropMarks(Mark.Kind.SUBSCRIPTION, id());
        dropped = true;
    }

    /** What went to the disk last may not be there. */
    void notStored() {
        saved = false;
        dropped = false;
    }
}
