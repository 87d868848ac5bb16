package dev.sotto.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Entry;
import dev.sotto.document.Lives;
import dev.sotto.document.Path;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.query.statement.Window;
import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.Feed;
import dev.sotto.store.GroupWrite;
import dev.sotto.store.Mark;
import dev.sotto.store.MemoryStorage;
import dev.sotto.store.Storage;
import dev.sotto.store.Writer;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a cursor says of a subscription that is gone is believed as long as nothing that it matches was forgotten. */
class KnownSubscriptionsTest {
    private static final StoreId PEER = new StoreId(Bytes.of(new byte[StoreId.LENGTH]));

    private final Storage storage = new MemoryStorage(new Random(1));
    private final Writer writer = new Writer(storage, new Feed());
    private KnownSubscriptions known = KnownSubscriptions.load(storage.latest());

    private static Wanted shop(int number) {
        return wanted("SELECT * FROM orders WHERE shop = " + number);
    }

    private static Wanted wanted(String statement) {
        Window.Query asked = Window.of(statement, Collections.emptyMap());
        return new Wanted(asked.query(), 0, false, asked.window());
    }

    private void write(Consumer<GroupWrite> what) {
        writer.write(0, write -> {
            what.accept(write);
            return true;
        });
        writer.commit();
        known.stored();
    }

    private static CursorKey key(Wanted one, int generation) {
        return new CursorKey(PEER, 1, Filters.hash(one.query()), generation);
    }

    /** A cursor of it comes, as from a session. */
    private boolean moves(Wanted one) {
        boolean[] taken = {false};
        write(write -> {
            taken[0] = known.save(Filters.hash(one.query()), write);
            if (taken[0]) {
                write.putCursor(key(one, known.generation(one.query())), Cursor.upTo(5));
            }
        });
        return taken[0];
    }

    private long cursor(Wanted one) {
        return storage.latest().cursor(key(one, known.generation(one.query()))).contiguous();
    }

    private StoredDoc order(int shop, int at) {
        Stamp stamp = new Stamp(writer.clock().tick(0), storage.identity().actor());
        DocRef ref = DocRef.of("orders", "o" + shop + "at" + at);
        return StoredDoc.first(
                ref,
                DocState.of(List.of(
                        Entry.set(Path.of("shop"), Lives.FIRST, stamp, Value.of(shop)),
                        Entry.set(Path.of("at"), Lives.FIRST, stamp, Value.of(at)))),
                1);
    }

    private void forgets(StoredDoc document) {
        write(write -> {
            known.forgot(document);
            known.save(write);
        });
    }

    private void restart() {
        known = KnownSubscriptions.load(storage.latest());
    }

    private int marks() {
        return storage.latest()
                .marks(Mark.Kind.SUBSCRIPTION, Bytes.EMPTY, 10_000)
                .size();
    }

    @Test
    void ofThoseThatAreGoneTheLastThousandAreRemembered() {
        for (int i = 0; i < 1_300; i++) {
            known.open(List.of(shop(i), shop(-1)));
            assertTrue(moves(shop(i)) && moves(shop(-1)));
        }
        restart();
        int most = Limits.SUBSCRIPTIONS_REMEMBERED_MAX + Limits.SUBSCRIPTIONS_FORGOTTEN_AT_ONCE + 2;
        assertTrue(marks() <= most, marks() + " of at most " + most);
        assertEquals(5, cursor(shop(-1)), "open all the time");
        assertEquals(5, cursor(shop(1_299)));
        assertEquals(5, cursor(shop(1_299 - Limits.SUBSCRIPTIONS_REMEMBERED_MAX + 1)), "the last thousand");
        assertEquals(0, cursor(shop(0)), "its cursor went with it");
        known.open(List.of());
        assertEquals(false, moves(shop(0)), "nor does a session that still has it bring it back");
    }

    @Test
    void oneThatComesBackGoesOnWhereItWasUnlessSomethingOfItWasForgotten() {
        known.open(List.of(shop(1), shop(2)));
        moves(shop(1));
        moves(shop(2));
        known.open(List.of());
        forgets(order(2, 7));
        restart();
        known.open(List.of(shop(1), shop(2)));
        assertEquals(5, cursor(shop(1)));
        assertEquals(1, known.generation(shop(2).query()), "asked anew");
        assertEquals(0, cursor(shop(2)));
        known.open(List.of(shop(1), shop(2)));
        assertEquals(1, known.generation(shop(2).query()), "once");
    }

    @Test
    void aWindowLacksNothingOfItsOwnUntilItIsWiderOrAnother() {
        Wanted newest = wanted("SELECT * FROM orders ORDER BY at DESC LIMIT 10");
        known.open(List.of(newest));
        moves(newest);
        forgets(order(1, 7));
        forgets(order(1, 5));
        restart();
        known.open(List.of(newest));
        assertEquals(0, known.generation(newest.query()));
        assertEquals(
                List.of(Value.of(7)),
                known.edge(newest.query(), newest.windows().get(0))
                        .orElseThrow()
                        .keys());
        known.open(List.of(wanted("SELECT * FROM orders ORDER BY at DESC LIMIT 5")));
        assertEquals(0, known.generation(newest.query()), "narrower");
        known.open(List.of(newest));
        assertEquals(1, known.generation(newest.query()), "wider than it was kept");
        forgets(order(1, 7));
        known.open(List.of(wanted("SELECT * FROM orders ORDER BY at LIMIT 5")));
        assertEquals(2, known.generation(newest.query()), "in another order");
        forgets(order(1, 7));
        known.open(List.of(wanted("SELECT * FROM orders")));
        assertEquals(3, known.generation(newest.query()), "all of it");
    }

    @Test
    void whatTheDiskDidNotTakeIsToldAgain() {
        known.open(List.of(shop(1)));
        writer.write(0, write -> known.save(Filters.hash(shop(1).query()), write));
        known.notStored();
        assertTrue(moves(shop(1)));
        assertEquals(1, marks());
    }
}
