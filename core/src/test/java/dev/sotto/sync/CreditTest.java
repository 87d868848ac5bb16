package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocRef;
import dev.sotto.document.Edit;
import dev.sotto.document.Entry;
import dev.sotto.document.Lives;
import dev.sotto.document.Path;
import dev.sotto.document.Samples;
import dev.sotto.document.Value;
import dev.sotto.sync.SimulatedMesh.End;
import dev.sotto.sync.SimulatedMesh.Node;
import dev.sotto.wire.DocName;
import dev.sotto.wire.Message;
import dev.sotto.wire.SubState;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer lets others send what its disk keeps up with, and always more in the end. */
class CreditTest {
    private static final int DOCUMENTS = 5_000;
    private static final String TEXT = "x".repeat(1_000);

    private final SimulatedMesh mesh = new SimulatedMesh();
    private Node server;
    private Node phone;
    /** What the phone's disk takes, and when it is done with what it was given last. */
    private long diskBytesPerMilli = Long.MAX_VALUE;

    private long commitMillis;
    private long diskBusyUntil;
    private boolean diskBusy;

    @BeforeEach
    void twoStores() {
        server = mesh.add();
        phone = mesh.add();
        phone.replica.subscribe(List.of(ColourFilter.subscription(1, 0, 0)));
    }

    private void serverHolds(int documents) {
        for (int i = 0; i < documents; i++) {
            server.write(
                    "d" + server.replica.size(),
                    (state, stamp) -> Edit.insert(state, Value.ofMap(Samples.map("colour", 0, "text", TEXT)), stamp));
        }
        server.flush();
    }

    private DiskQueue disk() {
        return phone.relays.disk();
    }

    /** What is on its way arrives at once; the phone's disk takes its time. */
    private void step() {
        mesh.deliverAll();
        heedsItsCredit();
        if (!phone.replica.isDirty()) {
            diskBusy = false;
        } else if (!diskBusy) {
            diskBusy = true;
            diskBusyUntil = mesh.monotonicMillis + commitMillis + disk().weight() / diskBytesPerMilli;
        } else if (diskBusyUntil <= mesh.monotonicMillis) {
            diskBusy = false;
            phone.flush();
        }
        for (Node other : mesh.nodes) {
            if (other != phone && other.replica.isDirty()) {
                other.flush();
            }
        }
        mesh.pass(10);
    }

    private void heedsItsCredit() {
        if (mesh.isConnected(0, 1)) {
            End sender = server.ends.get(1);
            End receiver = phone.ends.get(0);
            assertTrue(
                    sender.feedWeight <= receiver.granted + Limits.CREDIT_OVERRUN_BYTES,
                    sender.feedWeight + " sent, " + receiver.granted + " granted");
        }
    }

    private long until(BooleanSupplier done) {
        long began = mesh.monotonicMillis;
        while (!done.getAsBoolean()) {
            assertTrue(
                    mesh.monotonicMillis - began < 3_600_000,
                    () -> "it never comes: " + phone.replica.size() + " documents are there, " + disk().weight()
                            + " bytes wait");
            step();
        }
        return mesh.monotonicMillis - began;
    }

    /** The most that ever waited for the disk while all of it came. */
    private long mostWhile(BooleanSupplier done) {
        long[] most = {0};
        until(() -> {
            most[0] = Math.max(most[0], disk().weight());
            return done.getAsBoolean();
        });
        return most[0];
    }

    private boolean allThere() {
        return phone.replica.size() == server.replica.size() && !phone.replica.isDirty();
    }

    @Test
    void aSlowDiskOnAFastLinkBoundsWhatWaits() {
        diskBytesPerMilli = 100;
        serverHolds(DOCUMENTS);
        mesh.connect(0, 1);
        long first = mostWhile(() -> phone.replica.size() > DOCUMENTS / 4);
        long later = mostWhile(this::allThere);

        System.out.println(
                "figure: a disk of 100 kB/s and a fast link: " + first + " bytes wait at first, then " + later);
        assertTrue(first <= Limits.DISK_BYTES_FIRST + Limits.CREDIT_OVERRUN_BYTES, first + " bytes");
        assertTrue(later <= Limits.DISK_BYTES_MIN + Limits.CREDIT_OVERRUN_BYTES, later + " bytes");
        assertEquals(List.of(), mesh.violations(0, 1));
    }

    @Test
    void itGrantsMoreWhenTheDiskKeepsUpAgain() {
        diskBytesPerMilli = 100;
        serverHolds(DOCUMENTS);
        mesh.connect(0, 1);
        until(() -> phone.replica.size() > DOCUMENTS / 2);
        assertEquals(Limits.DISK_BYTES_MIN, disk().allowance());
        diskBytesPerMilli = Long.MAX_VALUE;
        until(this::allThere);
        assertEquals(Limits.CREDIT_BYTES, disk().allowance());
    }

    /** Its commits take longer than a second whatever is in them: what comes is not bound by that alone. */
    @Test
    void aDiskWithSlowCommitsGetsAtLeastSoMuchInEach() {
        commitMillis = 2_000;
        serverHolds(2_000);
        mesh.connect(0, 1);
        long millis = until(this::allThere);
        long weight = server.ends.get(1).feedWeight;
        assertTrue(millis <= weight / Limits.DISK_BYTES_MIN * 2 * commitMillis + 4 * commitMillis, millis + " ms");
    }

    @Test
    void aPromptDiskGrantsAllThereIsAtTheThirdCommit() {
        serverHolds(DOCUMENTS);
        mesh.connect(0, 1);
        assertTrue(until(this::allThere) < 1_000);
        assertEquals(Limits.CREDIT_BYTES, disk().allowance());
    }

    @Test
    void aGrantThatWasLostWithItsLinkIsInTheNextHello() {
        diskBytesPerMilli = 500;
        serverHolds(DOCUMENTS);
        for (int cuts = 0; cuts < 10; cuts++) {
            mesh.connect(0, 1);
            int held = phone.replica.size();
            until(() -> phone.replica.size() > held + 50 || allThere());
            while (mesh.hasMail(0, 1)) {
                mesh.deliver(0, 1);
            }
            phone.flush(); // grants, and nobody hears of it
            mesh.cut(0, 1);
            assertEquals(0, disk().weight());
        }
        mesh.connect(0, 1);
        until(this::allThere);
        assertEquals(List.of(), mesh.violations(0, 1));
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(longs = {1, 100, 3_000, 20_000})
    void noGrantIsTooSmallToGoOn(long bytes) {
        mesh.protections = Protections.ALL.credit(bytes);
        serverHolds(300);
        mesh.connect(0, 1);
        until(this::allThere);
        mesh.settle();
        assertEquals(List.of(), mesh.violations(0, 1));
    }

    @Test
    void severalSessionsShareTheDisk() {
        diskBytesPerMilli = 100;
        serverHolds(4_500);
        for (int i = 0; i < 4; i++) {
            Node other = mesh.add();
            for (int d = 0; d < 500; d++) {
                String id = i + " " + d;
                other.write(
                        id,
                        (state, stamp) ->
                                Edit.insert(state, Value.ofMap(Samples.map("colour", 0, "text", TEXT)), stamp));
            }
            other.flush();
            mesh.connect(2 + i, 1);
        }
        mesh.connect(0, 1);
        long most = mostWhile(() -> phone.replica.size() == 6_500 && !phone.replica.isDirty());
        assertTrue(
                most <= 3 * Limits.DISK_BYTES_FIRST,
                most + " bytes"); // 1 + 1/2 + 1/3 + 1/4 + 1/5 of it, by their HELLOs
    }

    private Message.Delta delta(int lsn) {
        Entry entry =
                Entry.set(Path.of("note"), Lives.FIRST, Samples.stamp(Samples.START, 7), Value.of("x".repeat(10_000)));
        return new Message.Delta(lsn, new DocName.Full(DocRef.of("c", "d" + lsn)), List.of(entry), 4711);
    }

    @Test
    void whoSendsMoreThanWasGrantedIsRefused() {
        mesh.connect(0, 1);
        mesh.settle();
        int lsn = 0;
        while (!phone.ends.get(0).closed && lsn < 2_000) {
            phone.tell(0, new Event.Received(delta(++lsn)));
        }
        long sent = lsn * 10_000L;
        assertRefused("CREDIT_EXCEEDED");
        assertTrue(sent <= Limits.CREDIT_BYTES + 2 * Limits.CREDIT_OVERRUN_BYTES, sent + " bytes");
    }

    @Test
    void aCreditIsNotTakenBack() {
        mesh.connect(0, 1);
        mesh.settle();
        phone.tell(0, new Event.Received(new Message.Credit(Limits.DISK_BYTES_FIRST)));
        assertFalse(phone.ends.get(0).closed);
        phone.tell(0, new Event.Received(new Message.Credit(Limits.DISK_BYTES_FIRST - 1)));
        assertRefused("CREDIT_INVALID");
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(longs = {5L << 20, 1L << 40, Long.MAX_VALUE})
    void whateverIsGrantedNoMoreIsSentThanWeKeepTrackOf(long bytes) {
        mesh.queriesKnown = true;
        serverHolds(DOCUMENTS);
        mesh.connect(0, 1);
        server.tell(1, new Event.Received(hello(bytes)));
        server.tell(1, new Event.Received(new Message.Credit(Long.MAX_VALUE)));
        server.tell(1, new Event.Received(new Message.Subs(1, subscribed())));
        server.tell(1, new Event.Tick());
        long sent = server.ends.get(1).feedWeight;
        assertTrue(
                sent > Limits.CREDIT_BYTES / 2 && sent <= Limits.CREDIT_BYTES + Limits.CREDIT_OVERRUN_BYTES, sent + "");
    }

    @Test
    void whoGrantsNothingGetsHeartbeatsAndNoFeedUntilItDoes() {
        mesh.queriesKnown = true;
        serverHolds(100);
        mesh.connect(0, 1);
        server.tell(1, new Event.Received(hello(0)));
        server.tell(1, new Event.Received(new Message.Subs(1, subscribed())));
        server.tell(1, new Event.Tick());
        assertEquals(0, server.ends.get(1).feedWeight);
        server.tell(1, new Event.Received(new Message.Credit(1_000)));
        long sent = server.ends.get(1).feedWeight;
        assertTrue(sent > 0 && sent <= 1_000 + Limits.CREDIT_OVERRUN_BYTES, sent + "");
    }

    private Message.Hello hello(long credit) {
        return new Message.Hello(
                0,
                Samples.store(9),
                1,
                1,
                phone.stamp().hlc(),
                List.of(),
                credit,
                0,
                1_000,
                "",
                List.of(),
                true,
                List.of());
    }

    private List<SubState> subscribed() {
        Subscription wanted = phone.replica.subscriptions().get(0);
        return List.of(new SubState(wanted.subHash(), 1, 0, false, false, 0, List.of()));
    }

    private void assertRefused(String code) {
        assertTrue(
                phone.events.stream()
                        .anyMatch(event -> event instanceof SyncEvent.RefusedPeer refused
                                && refused.refusal().code().equals(code)),
                phone.events.toString());
    }
}
