package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.document.Hlc;
import dev.sotto.document.Refusal;
import dev.sotto.document.Samples;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A link that stands by, as a dialogue: what comes, and what it does. */
class StandbyTest {
    private final List<String> done = new ArrayList<>();
    private long millis = 100_000;
    private long wakeMillis;

    private final Effects effects = new Effects() {
        @Override
        public void send(Message message) {
            done.add("> " + message);
        }

        @Override
        public void close() {
            done.add("close");
        }

        @Override
        public void event(SyncEvent event) {
            done.add(event.getClass().getSimpleName()
                    + (event instanceof SyncEvent.Disconnected gone ? " " + gone.code() : ""));
        }

        @Override
        public void wakeAt(long monotonicMillis) {
            wakeMillis = monotonicMillis;
        }
    };

    private final Standby standby = new Standby(hello(1_000), 1_000, Samples.store(2), 1_000, now());

    private static Message.Hello hello(long heartbeatMillis) {
        return new Message.Hello(
                0,
                Samples.store(1),
                1,
                1,
                new Hlc(Samples.START, 0),
                List.of(),
                0,
                0,
                heartbeatMillis,
                "till",
                List.of(),
                true,
                List.of());
    }

    private Now now() {
        return new Now(millis, millis);
    }

    private List<String> on(Event event) {
        done.clear();
        standby.on(event, now(), effects);
        return List.copyOf(done);
    }

    private List<String> at(long afterMillis) {
        millis += afterMillis;
        return on(new Event.Tick());
    }

    @Test
    void itAsksAfterAnIntervalAndIsGoneAfterTwoAndAHalf() {
        assertEquals(List.of(), at(1_249), "the end with the greater id asks a quarter later");
        assertEquals(101_250, wakeMillis);
        assertEquals(List.of("> Ping[heartbeatMillis=1000, ackLsn=0]"), at(1));
        assertEquals(102_500, wakeMillis);
        assertEquals(
                List.of("> Ping[heartbeatMillis=1000, ackLsn=0]", "Disconnected PEER_SILENT", "close")
                        .subList(1, 3),
                at(1_250));
        assertEquals(List.of(), at(10_000), "after the end it does nothing");
    }

    @Test
    void itAnswersAndTheSlowerWishRules() {
        assertEquals(
                List.of("> Pong[heartbeatMillis=1000, ackLsn=0]"), on(new Event.Received(new Message.Ping(15_000, 7))));
        assertEquals(List.of(), at(18_749));
        assertEquals(List.of("> Ping[heartbeatMillis=1000, ackLsn=0]"), at(1));
        assertEquals(List.of(), on(new Event.Received(new Message.Pong(15_000, 0))));
        assertEquals(List.of("> Ping[heartbeatMillis=60000, ackLsn=0]"), on(new Event.HeartbeatChanged(60_000)));
    }

    @Test
    void whatIsHeardForNobodyIsASignOfLife() {
        millis += 2_000;
        standby.heard(now());
        assertEquals(List.of("> Ping[heartbeatMillis=1000, ackLsn=0]"), at(600));
    }

    @Test
    void eachEndSaysWhy() {
        assertEquals(
                List.of("Disconnected BYE_SUSPEND", "close"),
                on(new Event.Received(new Message.Bye(Message.Bye.Reason.SUSPEND, 0, 0))));
    }

    @Test
    void aRefusalEndsIt() {
        Refusal refusal = new Refusal("SUPERSEDED", "link", "got", "wanted");
        assertEquals(List.of(), on(new Event.Received(new Message.Refuse(refusal, false))));
        assertEquals(
                List.of("Disconnected SUPERSEDED", "close"), on(new Event.Received(new Message.Refuse(refusal, true))));
    }

    @Test
    void ourOwnEndSaysGoodbye() {
        assertEquals(
                List.of("> Bye[reason=STOP, resumeHintMillis=0, ackLsn=0]", "Disconnected CLOSED_STOP", "close"),
                on(new Event.Close()));
    }

    @Test
    void dataWithoutASessionIsRefused() {
        List<String> done = on(new Event.Received(new Message.Skip(1)));
        assertEquals("RefusedPeer", done.get(0));
        assertEquals(true, done.get(1).contains("PROTOCOL_STATE: message is Skip"), done.toString());
        assertEquals(List.of("Disconnected PROTOCOL_STATE", "close"), done.subList(2, 4));
    }
}
