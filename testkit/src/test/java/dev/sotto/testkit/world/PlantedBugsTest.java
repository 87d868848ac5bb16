package dev.sotto.testkit.world;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sotto.wire.Message;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bugs as they are made, each planted between the database and its world: none of them lives for 200 worlds. */
@Tag("sync")
class PlantedBugsTest {
    private static final int WORLDS_MAX = 200;

    static Stream<Arguments> bugs() {
        return Stream.of(
                row("acknowledged before durable", PlantedStorage.flushesHalf(), Profile.DISKS),
                row("published before durable", PlantedStorage.publishesEarly(), Profile.DISKS),
                row("a full disk is not told of", PlantedStorage.swallowsFullDisk(), Profile.DISKS),
                row("cursor committed apart from its data", PlantedStorage.cursorsApart(), Profile.DISKS),
                row("cursor of an old epoch accepted", PlantedStorage.cursorsOfAllEpochs(), Profile.R7),
                row("a change does not move in the feed", PlantedStorage.feedForgetsChanges(), Profile.CALM),
                row("the feed's pages skip a row", PlantedStorage.feedSkipsARow(), Profile.R1),
                row("a merge replaces", PlantedStorage.replacesInsteadOfJoining(), Profile.CALM),
                row("deletes are forgotten", PlantedStorage.forgetsDeletes(), Profile.CALM),
                row("documents that wait for a clock are forgotten", PlantedStorage.forgetsHeld(), Profile.PHONES),
                row("clock adopted beyond limits", PlantedStorage.adoptsAnyClock(), Profile.PHONES),
                row("staged parts are forgotten", PlantedStorage.forgetsParts(), Profile.MIXED),
                row("parts of two messages mixed", PlantedStorage.mixesParts(), Profile.MIXED),
                row("EXITS lost", PlantedMessages.never(Message.Exits.class), Profile.R1),
                row("HAVE lost", PlantedMessages.never(Message.Have.class), Profile.R1),
                row("HAVE of nothing", PlantedMessages.says(PlantedMessages::haveOfNothing), Profile.R3),
                row("EXITS not looked at, sometimes", PlantedMessages.deafToSome(Message.Exits.class), Profile.R1),
                row("HAVE not looked at, sometimes", PlantedMessages.deafToSome(Message.Have.class), Profile.R3),
                row("SYNC says SAME of what differs", PlantedMessages.says(PlantedMessages::alwaysSame), Profile.R4),
                row("SYNC leaves an entry out", PlantedMessages.says(PlantedMessages::halfAnAnswer), Profile.R4),
                row("SYNC counted twice", PlantedMessages.answersTwice(), Profile.R4),
                row("SYNCREQ lost", PlantedMessages.never(Message.SyncReq.class), Profile.R4),
                row("BATCH leaves a document out", PlantedMessages.says(PlantedMessages::shortBatch), Profile.R2),
                row("SKIP too far", PlantedMessages.says(PlantedMessages::skipsTooFar), Profile.CALM),
                row("FEED of an old set accepted", PlantedMessages.says(PlantedMessages::oldSet), Profile.R1),
                row("DONE before all was told", PlantedMessages.doneTooEarly(), Profile.R6),
                row(
                        "a cursor goes with what is told ahead",
                        PlantedMessages.says(PlantedMessages::aheadIsFeed),
                        Profile.LINKS),
                row("CREDIT lost", PlantedMessages.never(Message.Credit.class), Profile.CALM),
                row("SUBDEF lost", PlantedMessages.never(Message.SubDef.class), Profile.CALM),
                row("RECEIPT too early", PlantedMessages.receiptsTooEarly(), Profile.DISKS),
                row("a change of subscriptions forgotten", PlantedProcess.forgetsWishes(), Profile.R1),
                row("wake without catching up", PlantedProcess.wakesAsleep(), Profile.PHONES),
                row("durations by the wall clock", PlantedProcess.wallTime(), Profile.PHONES),
                row("scopes that a device does not keep to", PlantedProcess.letsAll(), Profile.SCOPES),
                row("scopes of others not heeded", PlantedMessages.deafToScopes(), Profile.SCOPES),
                row("cursors of other scopes count", PlantedStorage.cursorsOfAllScopes(), Profile.SCOPES),
                row("what is kept of a retired store is dropped", PlantedProcess.dropsWhatIsKept(), Profile.RETIRE),
                row("a retired store does not hear of it", PlantedMessages.deafToRetirements(), Profile.RETIRE),
                row("an ear is leaked", PlantedProcess.leaksEars(), Profile.CALM));
    }

    private static Arguments row(String bug, Plants plants, Profile profile) {
        return Arguments.of(bug, plants, profile);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bugs")
    void aBugIsSeen(String bug, Plants plants, Profile profile) {
        Hunt.sees("planted: " + bug, plants, profile, WORLDS_MAX);
    }

    @Test
    void whatDoesNotMatterIsLeftOutOfAWorldThatShowsABug() {
        Plants plants = PlantedStorage.feedForgetsChanges();
        Simulation simulation = new Simulation(1, 1, Profile.LINKS, 0);
        long seed = 1;
        while (simulation.play(seed, 0, plants).violations().isEmpty()
                || simulation.play(seed, 0, plants).troubles() == 0) {
            seed++;
        }
        assertFalse(simulation.needless(seed, plants).isEmpty(), "every trouble of world " + seed + " would matter");
    }
}
