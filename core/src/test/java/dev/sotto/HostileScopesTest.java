package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Actor;
import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.Hlc;
import dev.sotto.document.Refusal;
import dev.sotto.document.Scopes;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoreId;
import dev.sotto.document.Value;
import dev.sotto.identity.Credentials;
import dev.sotto.identity.VersionRange;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.wire.CommitId;
import dev.sotto.wire.DocName;
import dev.sotto.wire.KeySet;
import dev.sotto.wire.Message;
import dev.sotto.wire.SketchCell;
import dev.sotto.wire.SubState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A member, over a real socket, that asks for, sends, questions and compares what it may not have or bring. It hears of nothing that
 * it may not have, what it may not bring changes nothing, memory stays bounded, and the others are served.
 */
class HostileScopesTest extends StoresOverTcp {
    private static final String SALARIES = "SELECT * FROM salaries";
    private static final DocRef SECRET = DocRef.of("salaries", "s1");
    private static final DocRef READABLE = DocRef.of("menu", "soup");

    private Sotto till;
    private Watcher onTill;
    private HostileMember member;
    private final Actor self = new Actor(new StoreId(Bytes.of(new byte[16])), 7);
    private int lsn;

    /** The till has a menu that others may read, orders that they may bring, and salaries that are nobody's business. */
    @BeforeEach
    void aTillAndAMember() throws Exception {
        till = opened(config("till")
                .listen("127.0.0.1:0")
                .neighbours(Scopes.of(List.of("menu", "orders"), List.of("orders"))));
        till.sync().registerSubscription(ALL);
        till.sync().registerSubscription(SALARIES);
        onTill = Watcher.on(till, ALL);
        till.sync().start();
        till.execute("INSERT INTO salaries DOCUMENTS ({_id: 's1', amount: 1}), ({_id: 's2', amount: 2})");
        till.execute("INSERT INTO menu DOCUMENTS ({_id: 'soup', price: 3})");
        Credentials credentials = Credentials.sharedKey(key, "shop", new VersionRange(0, 0));
        member = HostileMember.to(address(till), credentials, asks("menu", "orders", "salaries"));
        open.add(member);
        member.say(definitions("menu", "orders", "salaries"));
        member.until(message -> message instanceof Message.Skip || message instanceof Message.Done);
        member.settle();
    }

    private static CanonicalQuery query(String collection) {
        return CanonicalQuery.of("SELECT * FROM " + collection, Collections.emptyMap());
    }

    private static List<SubState> asks(String... collections) {
        List<SubState> subscriptions = new ArrayList<>();
        for (String collection : collections) {
            subscriptions.add(new SubState(
                    HostileMember.subHash(query(collection)), 0, 0, false, false, 0, Collections.emptyList()));
        }
        return subscriptions;
    }

    private static Message[] definitions(String... collections) {
        List<Message> definitions = new ArrayList<>();
        for (String collection : collections) {
            CanonicalQuery query = query(collection);
            definitions.add(new Message.SubDef(HostileMember.subHash(query), query.text(), Value.MapValue.EMPTY));
        }
        return definitions.toArray(new Message[0]);
    }

    /** A document as the member makes it up. */
    private DocState made(String field) {
        Stamp stamp = new Stamp(new Hlc(System.currentTimeMillis(), 0), self);
        return Edit.insert(DocState.EMPTY, Value.ofMap(Map.of(field, 9)), stamp);
    }

    private static DocName key(DocRef document) {
        return new DocName.KeyPrefix(document.key().bytes());
    }

    private void assertNothingLeaked() throws InterruptedException {
        member.settle();
        for (Message message : member.heard()) {
            String said = message.toString();
            boolean echo =
                    message instanceof Message.Sync answer && !answer.outcome().hasState();
            assertFalse(said.contains("salaries") && !echo && !(message instanceof Message.Refuse), said);
            assertFalse(said.contains("amount"), said);
            assertFalse(message instanceof Message.Exits exits && mayMean(exits.keys(), SECRET.key()), said);
            assertFalse(message instanceof Message.Cells cells && cells.documents() > 1, said);
        }
        assertFalse(member.isOver(), "the session goes on");
    }

    private static boolean mayMean(KeySet keys, DocKey key) {
        return keys.values().contains(keys.valueOf(key));
    }

    private void assertNothingTaken() {
        assertEquals(
                "[{\"_id\":\"s1\",\"amount\":1}, {\"_id\":\"s2\",\"amount\":2}]",
                till.execute(SALARIES + " ORDER BY _id").documents().stream()
                        .map(Document::toJson)
                        .toList()
                        .toString());
        assertEquals(
                "{\"_id\":\"soup\",\"price\":3}",
                till.execute("SELECT * FROM menu").documents().get(0).toJson());
    }

    private void assertDenied(long times) {
        onTill.until(times + " times", () -> till.sync().status().peers().get(0).denied() == times);
    }

    /** Whoever keeps to the rules is served while the other one tries. */
    private void assertOthersAreServed() {
        Sotto phone = opened(config("phone").connect(address(till)));
        phone.sync().registerSubscription("SELECT * FROM menu");
        phone.sync().start();
        Watcher.on(phone, "SELECT * FROM menu").untilCount(1);
        phone.execute("INSERT INTO orders DOCUMENTS ({_id: 'of the phone'})");
        onTill.until("the phone's order", shown -> shown.toString().contains("of the phone"));
    }

    @Test
    void aSubscriptionToWhatItMayNotReadGetsNothing() throws Exception {
        assertEquals("salaries", member.untilRefused("READ_DENIED").got());
        assertTrue(
                member.heard().stream().anyMatch(message -> message.toString().contains("price")),
                "what it may read it gets");
        till.execute("UPDATE salaries SET amount = 3 WHERE _id = 's1'");
        till.execute("UPDATE salaries SET amount = 1 WHERE _id = 's1'");
        assertNothingLeaked();
        assertOthersAreServed();
    }

    @Test
    void whatItAsksForByNameOrKeyIsNotThere() throws Exception {
        member.forget();
        member.say(
                new Message.SyncReq(new DocName.Full(SECRET), false, List.of(), 0),
                new Message.SyncReq(key(SECRET), false, List.of(), 0),
                new Message.SyncReq(new DocName.KeyPrefix(SECRET.key().bytes().slice(0, 4)), false, List.of(), 0),
                new Message.SyncReq(key(DocRef.of("salaries", "nobody")), false, List.of(), 0));
        assertNothingLeaked();
        List<String> outcomes = member.heard().stream()
                .filter(Message.Sync.class::isInstance)
                .map(message -> ((Message.Sync) message).outcome() + " " + ((Message.Sync) message).hash())
                .toList();
        assertEquals(List.of("ABSENT 0", "ABSENT 0", "ABSENT 0", "ABSENT 0"), outcomes);
        assertOthersAreServed();
    }

    @Test
    void whatItSendsAndMayNotWriteIsDroppedAndToldOnce() throws Exception {
        member.say(new Message.Feed(1));
        for (DocRef document : List.of(SECRET, READABLE, DocRef.of("rent", "r1"))) {
            for (int i = 0; i < 200; i++) {
                member.say(new Message.Delta(
                        ++lsn, new DocName.Full(document), made("amount").entries(), i));
            }
        }
        DocState order = made("total");
        member.say(new Message.Delta(
                ++lsn,
                new DocName.Full(DocRef.of("orders", "o9")),
                order.entries(),
                0)); // asked about, as nothing fits
        Refusal denied = member.untilRefused("WRITE_DENIED");
        member.settle();
        assertEquals(SECRET.toString(), denied.got());
        assertEquals(
                1,
                member.heard().stream().filter(Message.Refuse.class::isInstance).count() - 1,
                "beside READ_DENIED");
        assertEquals(1, onTill.count(SyncEvent.PeerFault.class));
        assertDenied(600);
        assertEquals(0, till.execute("SELECT * FROM rent").documents().size());
        assertNothingTaken();
        assertOthersAreServed();
    }

    @Test
    void aBatchOfBothBringsWhatItMayBring() throws Exception {
        member.say(new Message.Feed(1));
        DocState order = made("total");
        DocRef mine = DocRef.of("orders", "mine");
        member.say(new Message.Batch(
                List.of(
                        new Message.Batch.Item(
                                ++lsn, new DocName.Full(SECRET), made("amount").entries()),
                        new Message.Batch.Item(++lsn, new DocName.Full(mine), order.entries())),
                5));
        Message.SyncReq asked = (Message.SyncReq) member.until(Message.SyncReq.class::isInstance);
        assertEquals(new DocName.Full(mine), asked.document(), "only about what may come in");
        member.untilRefused("WRITE_DENIED");
        assertNothingTaken();
        assertOthersAreServed();
    }

    @Test
    void aQuestionThatBringsAStateChangesNothing() throws Exception {
        member.forget();
        DocState state = made("amount");
        for (DocRef document : List.of(SECRET, READABLE)) {
            member.say(new Message.SyncReq(key(document), true, state.entries(), member.hash(state, document)));
        }
        member.untilRefused("WRITE_DENIED");
        member.settle();
        List<Message.Sync> answers = member.heard().stream()
                .filter(Message.Sync.class::isInstance)
                .map(Message.Sync.class::cast)
                .toList();
        assertEquals(Message.Sync.Outcome.ABSENT, answers.get(0).outcome());
        assertEquals(Message.Sync.Outcome.NOT_TAKEN, answers.get(1).outcome());
        assertNothingTaken();
        assertOthersAreServed();
    }

    /** A comparison in which it shows keys of what it may not have: asked for as if nothing were here, and not taken. */
    @Test
    void aSketchOfWhatItMayNotHaveShowsNothing() throws Exception {
        member.forget();
        member.say(new Message.Feed(1));
        List<SketchCell> cells = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            cells.add(new SketchCell(i, i * 1_000L));
        }
        member.say(new Message.Cells(true, 0, 40, 0, cells));
        member.until(message -> message instanceof Message.Stop);
        for (Message message : member.heard()) {
            if (message instanceof Message.SyncReq asked) {
                assertEquals(0, asked.hash(), "it says nothing of what is here");
                member.say(new Message.Sync(
                        new DocName.Full(SECRET),
                        Message.Sync.Outcome.STATE,
                        made("amount").entries(),
                        5));
            }
        }
        member.settle();
        assertNothingTaken();
        assertOthersAreServed();
    }

    @Test
    void whoHoldsACommitOfOthersIsNotSaid() throws Exception {
        member.forget();
        CommitId commit = new CommitId(self.store(), 7, 3);
        member.say(new Message.Feed(1), new Message.Skip(1));
        member.say(new Message.ReceiptWanted(
                commit,
                1,
                2,
                List.of(
                        new Message.ReceiptWanted.Item(SECRET.key(), 1),
                        new Message.ReceiptWanted.Item(
                                DocRef.of("salaries", "s2").key(), 1))));
        assertNothingLeaked();
        assertTrue(
                member.heard().stream()
                        .noneMatch(message -> message instanceof Message.SyncReq || message instanceof Message.Receipt),
                () -> member.heard().toString());
        assertOthersAreServed();
    }

    /** Its session goes to another link of its own and comes back: what was dropped on the first one counts once. */
    @Test
    void whatIsDroppedCountsOnceOnWhicheverLink() throws Exception {
        StoreId smallest = new StoreId(Bytes.of(new byte[StoreId.LENGTH]));
        Credentials credentials = Credentials.sharedKey(key, "shop", new VersionRange(0, 0));
        HostileMember first = HostileMember.as(smallest, address(till), credentials);
        open.add(first);
        first.say(new Message.Subs(1, List.of()), new Message.Feed(1));
        for (int i = 1; i <= 3; i++) {
            first.say(new Message.Delta(
                    i, new DocName.Full(SECRET), made("amount").entries(), 5));
        }
        onTill.until("dropped", () -> denied(smallest) == 3);

        HostileMember second = HostileMember.as(smallest, address(till), credentials);
        open.add(second);
        second.say(new Message.Subs(1, List.of())); // the end with the smaller id chooses this link
        onTill.untilHears(SyncEvent.LinkMoved.class);
        assertEquals(3, denied(smallest));
        first.until(Message.Standby.class::isInstance);
        first.forget();
        first.say(new Message.Standby());
        first.hello(smallest); // and now that one again
        first.until(Message.Hello.class::isInstance);
        onTill.until("back", () -> onTill.count(SyncEvent.LinkMoved.class) == 2);
        assertEquals(3, denied(smallest));
    }

    private long denied(StoreId store) {
        return till.sync().status().peers().stream()
                .filter(peer -> peer.storeId().equals(store))
                .mapToLong(SyncStatus.PeerStatus::denied)
                .sum();
    }

    /** What is dropped is remembered nowhere: ten thousand documents that it may not bring leave a number. */
    @Test
    void whatIsDroppedTakesNoMemory() throws Exception {
        member.say(new Message.Feed(1));
        DocState state = made("amount");
        for (int i = 0; i < 10_000; i++) {
            member.say(new Message.Delta(++lsn, new DocName.Full(DocRef.of("rent", "r" + i)), state.entries(), 5));
            if (i % 500 == 0) {
                member.settle();
            }
        }
        member.settle();
        assertDenied(10_000);
        assertFalse(member.isOver());
        assertEquals(0, till.execute("SELECT * FROM rent").documents().size());
        assertOthersAreServed();
    }
}
