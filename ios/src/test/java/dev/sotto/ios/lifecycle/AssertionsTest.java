package dev.sotto.ios.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.port.Grace;
import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.Registration;
import dev.sotto.ios.sim.SimApplication;
import dev.sotto.ios.sim.SimTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The last assertion is not given back before sync is flushed, and none outlives its time. */
class AssertionsTest {
    private final SimTime time = new SimTime();
    private final SimApplication application = new SimApplication(time);
    private final Assertions assertions = new Assertions(application, time);
    private final AppLifecycle lifecycle = new AppLifecycle(application, assertions, time);
    private final List<String> events = new ArrayList<>();
    private Runnable flushed = () -> {};

    private void listen() {
        lifecycle.subscribe(event -> {
            events.add(
                    event.kind() == LifecycleEvent.Kind.STATE
                            ? event.state().toString()
                            : event.kind().toString());
            if (event.kind() == LifecycleEvent.Kind.SUSPEND_IMMINENT) {
                flushed = event.flushed();
            }
        });
    }

    private void inFront() {
        application.opens("a");
        time.pass(2_000);
        assertEquals(0, application.openTasks(), "what was taken for a start in the background is given back");
        application.log.clear();
        listen();
    }

    @Test
    void leavingWithNothingHeldAnnouncesTheSuspensionAndWaitsForTheFlush() {
        inFront();
        application.leaves("a");
        assertEquals(1, application.openTasks(), "taken before the machine hears of it");
        time.pass(1_500);
        assertEquals(List.of("INACTIVE", "BACKGROUND", "SUSPEND_IMMINENT"), events);
        assertEquals(1, application.openTasks(), "not given back before the flush");

        flushed.run();

        assertEquals(0, application.openTasks());
    }

    @Test
    void aFlushThatNeverEndsDoesNotOutliveItsTime() {
        inFront();
        application.leaves("a");

        time.pass(60_000);

        assertFalse(application.killed);
        assertEquals(0, application.openTasks());
        flushed.run(); // late, and harmless
    }

    @Test
    void aHoldThatIsThereNeedsNoAssertion() {
        inFront();
        Registration hold = assertions.hold();
        application.leaves("a");
        time.pass(60_000);
        assertEquals(List.of("INACTIVE", "BACKGROUND"), events);
        assertEquals(
                List.of(),
                application.log.stream()
                        .filter(line -> line.startsWith("begin"))
                        .toList());

        application.startBudget();
        hold.close();
        hold.close();

        assertEquals(1, application.openTasks(), "a task stands in for the hold while sync is flushed");
        time.pass(1_500);
        assertEquals("SUSPEND_IMMINENT", events.get(2));
        flushed.run();
        assertEquals(0, application.openTasks());
    }

    @Test
    void aHoldThatIsTakenAgainAtOnceIsNoSuspension() {
        inFront();
        Registration first = assertions.hold();
        application.leaves("a");
        first.close();
        time.pass(500);
        Registration second = assertions.hold();
        time.pass(10_000);

        assertEquals(List.of("INACTIVE", "BACKGROUND"), events);
        assertEquals(0, application.openTasks());
        second.close();
    }

    @Test
    void anotherAssertionTakesOverFromTheLeavingOne() {
        inFront();
        application.leaves("a");
        Grace grace = assertions.begin("machine");
        time.pass(3_000);
        assertEquals(1, application.openTasks());
        assertEquals(List.of("INACTIVE", "BACKGROUND"), events);

        grace.close();
        grace.close();

        assertEquals("SUSPEND_IMMINENT", events.get(2));
        assertEquals(1, application.openTasks());
        flushed.run();
        assertEquals(0, application.openTasks());
    }

    @Test
    void expiryEndsEveryTaskInItsHandlerAndTheListenerIsTold() {
        inFront();
        application.leaves("a");
        List<String> told = new ArrayList<>();
        Grace grace = assertions.begin("machine");
        grace.onExpiry(() -> told.add("expired"));

        time.pass(25_000);

        assertEquals(List.of("expired"), told);
        assertEquals(0, application.openTasks());
        assertEquals(0, grace.remainingMillis());
        grace.onExpiry(() -> told.add("late"));
        assertEquals(List.of("expired", "late"), told);
        time.pass(10_000);
        assertFalse(application.killed);
    }

    @Test
    void aRefusedTaskIsOneThatHasExpired() {
        application.refusesTasks = true;
        inFront();
        List<String> told = new ArrayList<>();

        Grace grace = assertions.begin("machine");
        grace.onExpiry(() -> told.add("expired"));
        grace.close();

        assertEquals(0, grace.remainingMillis());
        assertEquals(List.of("expired"), told);
    }

    @Test
    void whereNoTaskIsGrantedTheSuspensionIsAnnouncedAtOnce() {
        inFront();
        application.refusesTasks = true;

        application.leaves("a");

        assertEquals(List.of("INACTIVE", "SUSPEND_IMMINENT", "BACKGROUND"), events);
    }

    @Test
    void withoutAWordOfTheSystemTheUsualHalfMinuteIsCountedOn() {
        application.tellsRemaining = false;
        inFront();
        application.leaves("a");
        Grace grace = assertions.begin("machine");

        time.pass(10_000);

        assertTrue(grace.remainingMillis() > 10_000 && grace.remainingMillis() <= 15_000, "" + grace.remainingMillis());
    }

    @Test
    void comingBackAfterASuspensionIsToldFirst() {
        inFront();
        application.leaves("a");
        time.pass(1_500);
        flushed.run();
        events.clear();
        time.freeze(600_000, true);

        application.returns("a");

        assertEquals(List.of("RESUMED", "INACTIVE", "FOREGROUND"), events);
        application.resignsActive("a");
        application.becomesActive("a");
        assertEquals(1, events.stream().filter("RESUMED"::equals).count(), "once");
    }

    @Test
    void comingBackInTimeIsNoResumption() {
        inFront();
        application.leaves("a");
        time.pass(300);

        application.returns("a");
        time.pass(5_000);

        assertEquals(List.of("INACTIVE", "BACKGROUND", "INACTIVE", "FOREGROUND"), events);
        assertEquals(0, application.openTasks());
    }

    @Test
    void anAppWithoutScenesIsOneScene() {
        listen();
        application.app(LifecycleState.FOREGROUND);
        application.app(LifecycleState.INACTIVE);
        application.app(LifecycleState.BACKGROUND);

        assertEquals(List.of("FOREGROUND", "INACTIVE", "BACKGROUND"), events);
    }

    @Test
    void withScenesTheEchoOfTheApplicationIsNotListenedTo() {
        application.app(LifecycleState.FOREGROUND);
        listen();
        application.opens("a");
        application.opens("b");
        application.leaves("a");
        application.app(LifecycleState.BACKGROUND);

        assertEquals(LifecycleState.FOREGROUND, lifecycle.current());
    }

    @Test
    void aProcessThatIsStartedInTheBackgroundIsInTheBackground() {
        assertEquals(LifecycleState.BACKGROUND, lifecycle.current());
        assertEquals(1, application.openTasks(), "and has an assertion while it starts");
        time.pass(2_000);
        assertEquals(0, application.openTasks());
    }

    @Test
    void theEndIsTold() {
        listen();
        application.terminate();

        assertEquals(List.of("TERMINATING"), events);
    }
}
