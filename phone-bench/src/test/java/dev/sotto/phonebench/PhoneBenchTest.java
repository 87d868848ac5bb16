package dev.sotto.phonebench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps an app's data coming in the background, and what does not, on a real freezer and a real audio server. */
@Tag("phone-bench")
final class PhoneBenchTest {
    /** Numbers that the peer makes in so many milliseconds. */
    private static long numbersIn(long millis) {
        return millis / 50;
    }

    @Test
    void pb1WithoutAKeeperTheAppIsFrozenAndCatchesUp() throws Exception {
        try (Night night = Night.with("pb1", "none")) {
            night.phone().background();
            night.await(PhoneEvent.FROZEN, 0);

            long atFreeze = night.peer().acked();
            night.awaitMade(numbersIn(4_000));
            assertEquals(atFreeze, night.peer().acked(), () -> "acknowledged while frozen\n" + night.story());

            night.phone().foreground();
            night.awaitCaughtUp();
            assertEquals(
                    FreezeCause.NO_HOLD,
                    night.phone().timeline().freezes().get(0).cause());
            night.assertNothingLost();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pulse", "java-sound"})
    void pb2AndPb3AKeeperIsNeverFrozenAndItsDataKeepsComing(String keeper) throws Exception {
        try (Night night = Night.with(keeper.equals("pulse") ? "pb2" : "pb3", keeper)) {
            long first = night.peer().made();
            night.phone().background();
            night.awaitMade(numbersIn(3 * Night.GRACE_MILLIS));
            long last = night.peer().made();
            night.awaitCaughtUp();

            night.assertNeverFrozen();
            night.await(PhoneEvent.HOLD_SEEN, 0);
            night.assertSynced(first, last);
            assertEquals("HOLDING", night.report().path("phase").asText());
            night.assertNothingLost();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pulse", "java-sound"})
    void pb4AfterACallShorterThanTheGraceTheKeeperHoldsAgain(String keeper) throws Exception {
        try (Night night = Night.with("pb4", keeper)) {
            night.phone().background();
            night.awaitHold();
            long first = night.peer().made();

            night.phone().call(Night.GRACE_MILLIS / 2);
            Moment gone = night.await(PhoneEvent.HOLD_GONE, 0);
            Moment over = night.await(PhoneEvent.CALL_ENDED, 0);
            Moment again = night.await(PhoneEvent.HOLD_SEEN, gone.atMillis());
            assertTrue(again.atMillis() >= over.atMillis(), () -> "nothing plays beside a call\n" + night.story());
            night.awaitMade(numbersIn(2 * Night.GRACE_MILLIS));
            long last = night.peer().made();
            night.awaitCaughtUp();

            night.assertNeverFrozen();
            night.assertSynced(first, last);
            night.assertNothingLost();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pulse", "java-sound"})
    void pb5AudioTakenForLessThanTheGraceFreezesNobody(String keeper) throws Exception {
        try (Night night = Night.with("pb5-short", keeper)) {
            night.phone().background();
            night.awaitHold();
            long first = night.peer().made();

            night.phone().takeAudio(Night.GRACE_MILLIS / 2);
            Moment gone = night.await(PhoneEvent.HOLD_GONE, 0);
            night.await(PhoneEvent.HOLD_SEEN, gone.atMillis());
            night.awaitMade(numbersIn(Night.GRACE_MILLIS));
            long last = night.peer().made();
            night.awaitCaughtUp();

            night.assertNeverFrozen();
            night.assertSynced(first, last);
            night.assertNothingLost();
        }
    }

    @Test
    void pb5AnInterruptionLongerThanTheGraceFreezesUntilTheFrontAndIsReported() throws Exception {
        try (Night night = Night.with("pb5-taken", "pulse")) {
            night.phone().background();
            night.awaitHold();
            night.phone().takeAudio(Night.GRACE_MILLIS + 1_000);
            assertFrozenUntilTheFront(night, PhoneEvent.AUDIO_GIVEN_BACK, FreezeCause.AUDIO_TAKEN);
            night.awaitGap(List.of("INTERRUPTION_OUTLASTED_GRACE"));
        }
    }

    @Test
    void pb5ACallLongerThanTheGraceFreezesUntilTheFrontAndIsReported() throws Exception {
        try (Night night = Night.with("pb5-call", "pulse")) {
            night.phone().background();
            night.awaitHold();
            night.phone().call(Night.GRACE_MILLIS + 1_000);
            assertFrozenUntilTheFront(night, PhoneEvent.CALL_ENDED, FreezeCause.CALL);
            night.awaitGap(List.of("CALL_OUTLASTED_GRACE"));
        }
    }

    /** The end of the interruption wakes nobody: a suspended app stays so until it is brought to the front. */
    private static void assertFrozenUntilTheFront(Night night, PhoneEvent end, FreezeCause cause) throws Exception {
        Moment frozen = night.await(PhoneEvent.FROZEN, 0);
        night.await(end, frozen.atMillis());
        long atEnd = night.peer().acked();
        night.awaitMade(numbersIn(4_000));
        assertEquals(atEnd, night.peer().acked(), () -> "acknowledged while frozen\n" + night.story());

        night.phone().foreground();
        night.awaitCaughtUp();
        assertEquals(cause, night.phone().timeline().freezes().get(0).cause());
        night.assertNothingLost();

        // And the next stay in the background is held again.
        night.phone().background();
        night.awaitHold();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pulse", "java-sound"})
    void pb6ACrashOfTheAudioServerFreezesNoAppOfOurs(String keeper) throws Exception {
        try (Night night = Night.with("pb6", keeper)) {
            night.phone().background();
            night.awaitHold();
            long first = night.peer().made();

            Moment gone = crash(night);
            night.await(PhoneEvent.HOLD_SEEN, gone.atMillis());
            night.awaitMade(numbersIn(2 * Night.GRACE_MILLIS));
            long last = night.peer().made();
            night.awaitCaughtUp();

            night.assertNeverFrozen();
            night.assertSynced(first, last);
            night.assertNothingLost();
        }
    }

    @Test
    void pb6ACrashOfTheAudioServerFreezesANaiveApp() throws Exception {
        try (Night night = Night.with("pb6-naive", "naive")) {
            night.phone().background();
            night.awaitHold();

            Moment gone = crash(night);
            night.await(PhoneEvent.FROZEN, gone.atMillis());
            long atFreeze = night.peer().acked();
            night.awaitMade(numbersIn(1_000));
            assertEquals(atFreeze, night.peer().acked(), () -> "acknowledged while frozen\n" + night.story());
        }
    }

    private static Moment crash(Night night) throws Exception {
        night.phone().crashAudioServer(500);
        Moment gone = night.await(PhoneEvent.HOLD_GONE, 0);
        night.await(PhoneEvent.AUDIO_SERVER_BACK, 0);
        return gone;
    }
}
