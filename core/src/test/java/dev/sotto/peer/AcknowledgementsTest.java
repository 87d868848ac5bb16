package dev.sotto.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.document.Actor;
import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.Hlc;
import dev.sotto.document.Refusal;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.store.Feed;
import dev.sotto.store.MemoryStorage;
import dev.sotto.store.Writer;
import dev.sotto.sync.Delivery;
import dev.sotto.wire.CommitId;
import dev.sotto.wire.DocName;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What counts as acknowledged by another store, and what is known of it after a restart. */
class AcknowledgementsTest {
    private static final StoreId OTHER = new StoreId(Bytes.of(new byte[StoreId.LENGTH]));

    private final SkippingTicker ticker = SkippingTicker.standing();
    private final MemoryStorage storage = new MemoryStorage(new Random(58));
    private final Writer writer = new Writer(storage, new Feed());
    private final StoreReplica replica = new StoreReplica(storage, writer, ticker);
    private final SentStates link = new SentStates();
    private Acknowledgements known = new Acknowledgements(storage, replica, ticker);
    private int count;

    private static DocRef order(String id) {
        return DocRef.of("orders", id);
    }

    /** Writes a field of the document; the change's number. */
    private long wrote(String id, Actor by) {
        writer.write(ticker.wallMillis(), write -> {
            Optional<StoredDoc> before = write.read(order(id).key());
            DocState state = before.map(StoredDoc::state).orElse(DocState.EMPTY);
            Stamp stamp = new Stamp(new Hlc(ticker.wallMillis(), ++count), by);
            MapValue value = Value.ofMap(Map.of("n" + count, count));
            return write.save(order(id), before, state.join(Edit.insert(DocState.EMPTY, value, stamp)));
        });
        long lsn = writer.commit().lastLsn();
        replica.committed();
        known.wrote(lsn);
        return lsn;
    }

    private long wrote(String id) {
        return wrote(id, storage.identity().actor());
    }

    private void sends(long... changes) {
        for (long change : changes) {
            link.said(new Message.Delta(change, new DocName.Mine(0), List.of(), 0));
        }
    }

    private void hears(Message message) {
        link.heard(message);
        known.acknowledged(link.take());
    }

    private void settles() {
        ticker.skip(Limits.SETTLE_MILLIS);
        known.tick();
        known.tick();
        keeps();
    }

    private void settlesAStretch() {
        ticker.skip(Limits.SETTLE_MILLIS);
        known.tick();
        keeps();
    }

    private void keeps() {
        writer.commit();
        replica.committed();
    }

    private void restarts() {
        known = new Acknowledgements(storage, replica, ticker);
    }

    private void assertMissing(String... ids) {
        Set<DocKey> keys = new TreeSet<>();
        for (String id : ids) {
            keys.add(order(id).key());
        }
        assertEquals(keys, known.missing());
    }

    @Test
    void whatWentOutAndWasAcknowledgedIsAlsoAfterARestart() {
        sends(wrote("a"), wrote("b"));
        assertMissing("a", "b");
        hears(new Message.Ack(storage.durableLsn()));
        assertMissing();
        restarts();
        assertMissing("a", "b"); // killed before it was kept: too much is asked about, never too little
        hears(new Message.Ack(1));
        sends(1, 2);
        hears(new Message.Pong(1_000, 2));
        settles();
        restarts();
        assertMissing();
    }

    @Test
    void aCursorThatPassedItSaysNothing() {
        wrote("kept back");
        sends(wrote("a"));
        link.said(new Message.Skip(storage.durableLsn()));
        hears(new Message.Ping(1_000, storage.durableLsn()));
        assertMissing("kept back");
        settles();
        restarts();
        assertMissing("kept back");

        sends(1); // a new subscription asks for it
        hears(new Message.Ack(1));
        assertMissing();
        settles();
        restarts();
        assertMissing();
    }

    @Test
    void whatIsRefusedOrToldAnewIsNotAcknowledged() {
        sends(wrote("a"));
        hears(new Message.Refuse(new Refusal("CLOCK_FUTURE", "time", "tomorrow", "today"), false));
        hears(new Message.Ack(1));
        assertMissing("a");
        sends(1);
        link.said(new Message.Feed(2));
        hears(new Message.Ack(1));
        assertMissing("a");
    }

    @Test
    void whatOthersWroteIsTheirsAndWhatCameLaterDoesNotHideOurs() {
        wrote("a");
        Actor other = new Actor(OTHER, 1);
        wrote("a", other);
        wrote("b", other);
        sends(wrote("c"));
        hears(new Message.Ack(4));
        settles();
        assertMissing("a");
        wrote("a", other);
        restarts();
        assertMissing("a");
        sends(5);
        hears(new Message.Ack(5));
        assertMissing();
    }

    /** A device that took a whole catalogue must not stand still while it looks who holds it. */
    @Test
    void whatIsSettledIsLookedThroughInStretches() {
        long first = wrote("kept back");
        int documents = (int) (2 * Limits.SETTLED_AT_ONCE_MAX);
        for (int i = 0; i < documents; i++) {
            sends(wrote("d" + i));
        }
        hears(new Message.Ack(storage.durableLsn()));
        settlesAStretch();
        Acknowledgements killedNow = new Acknowledgements(storage, replica, ticker);
        assertEquals(documents + 1, killedNow.missing().size(), "of a look that is not through, nothing counts");

        wrote("a");
        sends(wrote("d1"));
        settlesAStretch();
        settlesAStretch();
        restarts();
        assertMissing("kept back", "a", "d1");
        sends(first);
        hears(new Message.Ack(first));
        assertMissing("a", "d1");
    }

    @Test
    void aReceiptOfAllOfACommitCounts() {
        long commit = wrote("a");
        CommitId id =
                new CommitId(storage.identity().storeId(), storage.identity().storeEpoch(), commit);
        Delivery delivery = Delivery.of(id, new ArrayList<>(List.of(order("a").key())));
        known.held(delivery, OTHER);
        assertMissing("a");
        known.held(
                new Delivery(id, 1, delivery.documents(), new TreeMap<>(Map.of(OTHER, new Delivery.Holder(1, 0)))),
                OTHER);
        assertMissing();
    }
}
