package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** How much may wait for a link follows what it carries. */
class OutgoingRoomTest {
    private static final int SECOND = 1_000;

    private final OutgoingRoom room = new OutgoingRoom();
    private long nowMillis = 5_000;
    private double queued;
    /** Bytes that the system takes beyond what the link carries. */
    private double systemFree;

    /** A sender that fills the room whenever half of it is free, on a link that carries so much. */
    private long most(int bytesPerMilli, int millis) {
        double most = 0;
        for (int i = 0; i < millis; i++) {
            double taken = Math.min(systemFree, queued);
            queued -= taken;
            systemFree = Math.min(64 << 10, systemFree - taken + bytesPerMilli);
            nowMillis++;
            long free = room.look((long) queued, new Now(nowMillis, 0)) - (long) queued;
            if (free > room.bytes() / 2) {
                room.handed(free);
                queued += free;
            }
            most = Math.max(most, queued);
        }
        return (long) most;
    }

    @Test
    void onAThinLinkNoMoreWaitsThanAMessage() {
        systemFree = 64 << 10;
        long first = most(10, 20 * SECOND);
        assertTrue(first <= 2 * Limits.OUTGOING_BYTES_FIRST, first + " before anything was known");
        assertEquals(Limits.OUTGOING_BYTES_MIN, most(10, 60 * SECOND));
    }

    @Test
    void aQuarterOfASecondWaitsOnALinkThatCarriesAMegabyte() {
        most(1_000, 3 * SECOND);
        long later = most(1_000, 10 * SECOND);
        assertTrue(later >= 200_000 && later <= 300_000, later + " bytes");
    }

    @Test
    void aFastLinkHasAllTheRoomAfterAMoment() {
        most(50_000, 5 * (int) Limits.OUTGOING_FASTER_MILLIS + 10);
        assertEquals(Limits.OUTGOING_BYTES_MAX, room.bytes());
        most(50_000, 2 * SECOND);
        assertEquals(Limits.OUTGOING_BYTES_MAX, room.bytes());
    }

    @Test
    void aLinkThatBecomesThinIsSeenAndOneThatBecomesFastAgain() {
        most(20_000, 2 * SECOND);
        assertEquals(Limits.OUTGOING_BYTES_MAX, room.bytes());
        most(100, 40 * SECOND);
        assertEquals(100 * Limits.OUTGOING_MILLIS, room.bytes(), 5_000);
        most(20_000, 2 * SECOND);
        assertEquals(Limits.OUTGOING_BYTES_MAX, room.bytes());
    }

    @Test
    void whoSaysLittleIsNotTakenForSlow() {
        for (int i = 0; i < 1_000; i++) {
            room.handed(40);
            nowMillis += SECOND;
            room.look(0, new Now(nowMillis, 0));
        }
        assertEquals(Limits.OUTGOING_BYTES_FIRST, room.bytes());
    }

    @Test
    void aLinkThatCarriesNothingKeepsItsRoom() {
        room.look(0, new Now(nowMillis, 0));
        room.handed(Limits.OUTGOING_BYTES_FIRST);
        for (int i = 0; i < 1_000; i++) {
            nowMillis += SECOND;
            assertTrue(room.look(Limits.OUTGOING_BYTES_FIRST, new Now(nowMillis, 0)) <= Limits.OUTGOING_BYTES_FIRST);
        }
    }
}
