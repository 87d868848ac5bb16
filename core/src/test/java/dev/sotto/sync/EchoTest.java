package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocRef;
import dev.sotto.document.Edit;
import dev.sotto.document.Entry;
import dev.sotto.document.Lives;
import dev.sotto.document.Path;
import dev.sotto.document.Samples;
import dev.sotto.document.Value;
import dev.sotto.sync.SimulatedMesh.Node;
import dev.sotto.wire.DocName;
import dev.sotto.wire.Message;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a link has confirmed to be at the other end is not sent there (rule R9). */
class EchoTest {
    private static final String LONG_NOTE = "x".repeat(800);

    private final SimulatedMesh mesh = new SimulatedMesh();
    private final Node till = add(7);
    private final Node phone = add(7);
    private final Node shop = add(7);

    private Node add(int colours) {
        Node node = mesh.add();
        node.replica.subscribe(List.of(ColourFilter.subscription(colours, 1)));
        mesh.recording = true;
        mesh.queriesKnown = true;
        return node;
    }

    private void write(int number) {
        till.write(
                "o1",
                (state, stamp) -> state.alive()
                        ? Edit.set(state, Path.of("number"), Value.of((long) number), stamp)
                        : Edit.insert(
                                state,
                                Value.ofMap(Samples.map("colour", 1, "number", number, "note", LONG_NOTE)),
                                stamp));
        till.flush();
    }

    private long said(String what) {
        return mesh.transcript.stream().filter(what::equals).count();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aChangeIsNotSentBackToWhereItCameFrom(boolean on) {
        mesh.protections = on ? Protections.ALL : Protections.ALL.without(Protections.Rule.ECHO);
        mesh.connect(0, 1);
        mesh.connect(0, 2);
        mesh.settle();
        for (int number = 0; number < 10; number++) {
            write(number);
            mesh.settle();
        }
        assertEquals(on ? 0 : 20, said("1>0 Delta") + said("2>0 Delta"), mesh.transcript.toString());
        assertEquals(20, said("0>1 Delta") + said("0>2 Delta"));
        assertEquals(till.view("o1"), shop.view("o1"));
    }

    @Test
    void whatANeighbourHasIsNotSentToItWhenItCameByAnotherWay() {
        phone.replica.subscribe(List.of(ColourFilter.subscription(4, 1)));
        write(1);
        mesh.connect(0, 1);
        mesh.connect(0, 2);
        mesh.connect(1, 2);
        mesh.settle();
        mesh.transcript.clear();
        till.write("o1", (state, stamp) -> Edit.set(state, Path.of("colour"), Value.of(2L), stamp));
        till.flush();
        deliver(0, 2);
        shop.flush();
        deliver(2, 1);
        deliver(0, 1);
        assertEquals(2, said("1>0 SyncReq") + said("1>2 SyncReq"), "the phone lacks what is older");
        deliver(1, 0);
        deliver(0, 1);
        phone.flush();
        assertEquals(till.view("o1"), phone.view("o1"), "the till is faster than the shop");
        mesh.settle();
        assertEquals(0, said("1>2 Delta"), mesh.transcript.toString());
    }

    private void deliver(int from, int to) {
        while (mesh.hasMail(from, to)) {
            mesh.deliver(from, to);
        }
    }

    @Test
    void aQuestionDoesNotBringWhatTheOtherEndHasNamed() {
        write(1);
        long with = bytesOfAQuestion();
        mesh.protections = Protections.ALL.without(Protections.Rule.ECHO);
        long without = bytesOfAQuestion();
        System.out.println("figure: a question about a document of 800 bytes in a state that the other end has named: "
                + with + " bytes with its answer, without the rule " + without);
        assertTrue(without - with >= LONG_NOTE.length(), with + " bytes, without the rule " + without);
    }

    /** Of what the till asks when it hears a change of its document that does not fit. */
    private long bytesOfAQuestion() {
        mesh.connect(0, 1);
        mesh.settle();
        phone.write("o1", (state, stamp) -> Edit.set(state, Path.of("number"), Value.of(2L), stamp));
        mesh.settle();
        long before = mesh.bytes();
        Entry entry = Entry.set(Path.of("number"), Lives.FIRST, Samples.stamp(Samples.START, 1), Value.of(1));
        DocName name = new DocName.Full(DocRef.of(ColourFilter.COLLECTION, "o1"));
        till.tell(1, new Event.Received(new Message.Delta(1_000, name, List.of(entry), 1)));
        deliver(0, 1);
        deliver(1, 0);
        long bytes = mesh.bytes() - before;
        mesh.cut(0, 1);
        return bytes;
    }
}
