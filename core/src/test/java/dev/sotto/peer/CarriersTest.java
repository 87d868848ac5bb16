package dev.sotto.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Bytes;
import dev.sotto.document.Hlc;
import dev.sotto.document.StoreId;
import dev.sotto.link.Way;
import dev.sotto.peer.SpokenTo.Line;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Several links to one store, as dialogues: what the other end says on which link, and what the peer says to that. With a till
 * whose id is the greater one the peer chooses, with {@link #CHOOSER} the till does.
 */
class CarriersTest {
    private static final StoreId FOLLOWER = id(0xff);
    private static final StoreId CHOOSER = id(0);
    private static final Message STANDBY = new Message.Standby();

    private final SpokenTo phone = new SpokenTo(20_261_123);

    private static StoreId id(int filling) {
        byte[] bytes = new byte[StoreId.LENGTH];
        Arrays.fill(bytes, (byte) filling);
        bytes[15] = 1;
        return new StoreId(Bytes.of(bytes));
    }

    private static Message hello(StoreId till, long process) {
        return new Message.Hello(
                0,
                till,
                process,
                process,
                new Hlc(1_800_000_000_000L, 0),
                Collections.emptyList(),
                1 << 20,
                0,
                1_000,
                "till",
                Collections.emptyList(),
                true,
                Collections.emptyList());
    }

    /** A link over the LAN to that host, on which the till has said who it is. */
    private Line lan(StoreId till, String host) {
        return greeted(phone.line(Way.Kind.LAN, host), till, 1);
    }

    private static Line greeted(Line line, StoreId till, long process) {
        assertEquals("HELLO", line.heard());
        line.say(hello(till, process));
        return line;
    }

    /** As {@link #lan}, and told to stand by, which is answered. */
    private Line reserve(StoreId till, String host) {
        Line line = lan(till, host);
        assertEquals("STANDBY", line.heard());
        line.say(STANDBY);
        return line;
    }

    /** The links to the till, by host; the one that carries in brackets. */
    private String links() {
        List<String> words = new ArrayList<>();
        for (PeerStatus.KnownLink link : phone.heard.status.known().get(0).links()) {
            String host = link.address().host();
            words.add(link.carries() ? "[" + host + "]" : host);
        }
        return String.join(" ", words);
    }

    private long moves() {
        return phone.heard.words.stream().filter("moved LINK_MOVED"::equals).count();
    }

    @Test
    void theBetterLinkCarriesAndTheOtherStandsBy() {
        Line web = greeted(phone.line(Way.Kind.WEBSOCKET, "w"), FOLLOWER, 1);
        Line lan = lan(FOLLOWER, "a");
        assertEquals("STANDBY", web.heard());
        web.say(STANDBY);
        assertEquals("", lan.heard() + web.heard());
        assertEquals("w [a]", links());
    }

    @Test
    void ofTwoAlikeTheOneThatCarriesGoesOn() {
        Line first = lan(FOLLOWER, "a");
        Line second = reserve(FOLLOWER, "b");
        assertEquals("", first.heard() + second.heard());
        assertEquals("[a] b", links());
        first.cut();
        assertEquals("HELLO", second.heard());
        assertEquals("[b]", links());
    }

    @Test
    void aLinkThatComesAndGoesDoesNotTakeTheSessionAlong() {
        Line steady = lan(FOLLOWER, "a");
        for (int i = 0; i < 5; i++) {
            reserve(FOLLOWER, "b").cut();
        }
        assertEquals("", steady.heard());
        assertEquals(0, moves(), phone.heard.words.toString());
    }

    @Test
    void oneThatWouldBreakTogetherWithItTakesItsPlaceOnceAndForAll() {
        Line older = lan(FOLLOWER, "a");
        lan(FOLLOWER, "a");
        assertEquals("STANDBY", older.heard());
        older.say(STANDBY);
        assertEquals("REFUSE:SUPERSEDED", older.heard());
        assertTrue(older.isEnded());
        assertEquals("[a]", links());
    }

    @Test
    void theFourthLinkIsOneTooMany() {
        lan(FOLLOWER, "a");
        reserve(FOLLOWER, "b");
        reserve(FOLLOWER, "c");
        Line fourth = reserve(FOLLOWER, "d");
        assertEquals("REFUSE:SUPERSEDED", fourth.heard());
        assertEquals("[a] b c", links());
    }

    /** The till has lost two of three links, the phone only one so far: it says HELLO where nobody listens. */
    @Test
    void theOnlyLinkThatLivesIsRefusedOnceAtMost() {
        Line first = lan(FOLLOWER, "a");
        Line dead = reserve(FOLLOWER, "b");
        Line living = reserve(FOLLOWER, "c");
        first.cut();
        assertEquals("HELLO", dead.heard());

        living.say(hello(FOLLOWER, 1));
        assertEquals("STANDBY", living.heard(), "both chose at once, as it seems");
        living.say(STANDBY);
        phone.after(200);
        assertEquals("", living.heard());
        assertFalse(living.isEnded(), "nothing carries yet, so nothing is superfluous");
        living.say(hello(FOLLOWER, 1));

        assertEquals("HELLO", living.heard());
        assertEquals("STANDBY", dead.heard());
        assertEquals("b [c]", links());
    }

    @Test
    void whatIsSuperfluousIsClosedWhenTheNextLinkCarries() {
        Line first = lan(FOLLOWER, "a");
        Line second = reserve(FOLLOWER, "b");
        first.cut();
        assertEquals("HELLO", second.heard());
        Line third = phone.line(Way.Kind.LAN, "b");
        assertEquals("HELLO", third.heard());
        third.say(hello(FOLLOWER, 1));
        assertEquals("STANDBY", second.heard(), "the newer one of two that would break together");
        assertEquals("b [b]", links());
        second.say(STANDBY);
        assertEquals("REFUSE:SUPERSEDED", second.heard());
        assertEquals("[b]", links());
    }

    /** An hour's heartbeat is said on all links; the one on which the session goes on next must not forget it. */
    @Test
    void theNewestWishHowOftenToBeHeardOfIsKeptOverAMove() {
        Line first = lan(FOLLOWER, "a");
        Line second = reserve(FOLLOWER, "b");
        first.say(new Message.Ping(60_000, 0));
        second.say(new Message.Ping(60_000, 0));
        first.cut();
        assertEquals("PONG HELLO", second.heard());
        phone.after(100_000);
        assertFalse(second.isEnded(), "silent for less than two and a half of the till's intervals");
        phone.after(60_000);
        assertTrue(second.isEnded());
    }

    @Test
    void ourOwnWishThatChangesBetweenTheTwoHellosIsTold() {
        Line first = phone.line(Way.Kind.LAN, "a");
        assertEquals("HELLO", first.heard());
        phone.peer.heartbeat(15_000);
        phone.run();
        first.say(hello(FOLLOWER, 1));
        assertEquals("PING", first.heard());
    }

    @Test
    void whoChoosesIsFollowed() {
        Line first = lan(CHOOSER, "a");
        Line second = lan(CHOOSER, "b");
        assertEquals("", second.heard(), "the till chooses");
        first.say(STANDBY);
        assertEquals("STANDBY", first.heard());
        assertEquals("a [b]", links());
    }

    @Test
    void toldToStandByOnTheOnlyLinkItContradicts() {
        Line only = lan(CHOOSER, "a");
        only.say(STANDBY);
        assertEquals("STANDBY", only.heard());
        phone.after(199);
        assertEquals("", only.heard());
        phone.after(1);
        assertEquals("HELLO", only.heard());
    }

    /** In one batch: something to commit, the goodbye that waits for that, and STANDBY, which came too late. */
    @Test
    void whoIsLeavingLeavesWhateverIsChosen() {
        Line first = lan(CHOOSER, "a");
        Line second = lan(CHOOSER, "b");
        first.put(new Message.Feed(1), new Message.Skip(7));
        phone.peer.stop(() -> {});
        first.put(STANDBY);
        second.put(new Message.Feed(1));
        phone.run();
        assertEquals("BYE", first.heard());
        assertEquals("BYE", second.heard());
        assertTrue(first.isEnded() && second.isEnded());
    }

    /** Two processes of one store: the older one's reserve is of no use, and its session waits for a sign of life. */
    @Test
    void aDoubtedSessionThatIsToldToStandByEndsSoThatItsProcessCanBeAskedAgain() {
        Line older = lan(CHOOSER, "a");
        Line reserve = lan(CHOOSER, "b");
        reserve.say(STANDBY);
        Line newer = greeted(phone.line(Way.Kind.LAN, "c"), CHOOSER, 2);
        assertEquals("PING", newer.heard());
        assertEquals("PING", older.heard());
        assertTrue(reserve.isEnded());

        older.say(STANDBY);
        assertEquals("BYE", older.heard());
        assertEquals("[c]", links());
        assertEquals(0, moves(), phone.heard.words.toString());
        newer.say(new Message.Pong(1_000, 0));

        Line again = greeted(phone.line(Way.Kind.LAN, "a"), CHOOSER, 1);
        again.say(new Message.Pong(1_000, 0));
        newer.say(new Message.Pong(1_000, 0));
        assertTrue(
                (newer.heard() + again.heard()).contains("REFUSE:IDENTITY_CLONED"),
                "both are alive, so one of them is a copy");
    }

    @Test
    void anotherProcessOnAnOldLinkIsNoProcessAtAll() {
        lan(FOLLOWER, "a");
        Line second = reserve(FOLLOWER, "b");
        second.say(hello(FOLLOWER, 2));
        assertEquals("REFUSE:PROTOCOL_STATE", second.heard());
        assertEquals("[a]", links());
    }

    @Test
    void aPeerThatMovesTheSessionForEverIsRefused() {
        Line only = lan(FOLLOWER, "a");
        int rounds = 0;
        while (!only.isEnded() && rounds < 10_000) {
            only.say(STANDBY, hello(FOLLOWER, 1));
            rounds++;
        }
        assertEquals(Limits.MOVES_BURST_MAX + 1, rounds);
        assertTrue(only.heard().endsWith("REFUSE:MOVE_FLOOD"));
    }

    @Test
    void aPeerThatSwitchesBetweenItsLinksForEverIsRefused() {
        Line first = lan(CHOOSER, "a");
        Line second = lan(CHOOSER, "b");
        first.say(STANDBY);
        int rounds = 0;
        while (!first.isEnded() && !second.isEnded() && rounds < 10_000) {
            first.say(hello(CHOOSER, 1), new Message.Feed(1));
            phone.after(Limits.STANDBY_PATIENCE_MILLIS);
            second.say(STANDBY, hello(CHOOSER, 1), new Message.Feed(1));
            phone.after(Limits.STANDBY_PATIENCE_MILLIS);
            first.say(STANDBY);
            rounds++;
        }
        assertTrue(rounds < 2 * Limits.MOVES_BURST_MAX, rounds + " rounds");
        assertTrue(moves() < 2 * Limits.MOVES_BURST_MAX, moves() + " moves");
    }

    @Test
    void aMoveASecondIsNoFlood() {
        Line only = lan(FOLLOWER, "a");
        for (int i = 0; i < 100; i++) {
            only.say(STANDBY, hello(FOLLOWER, 1));
            phone.after(Limits.MOVE_MILLIS);
            only.say(new Message.Pong(1_000, 0));
        }
        assertFalse(only.isEnded());
    }
}
