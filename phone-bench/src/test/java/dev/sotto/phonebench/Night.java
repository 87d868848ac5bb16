package dev.sotto.phonebench;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.phonebench.app.AppUnderTest;
import dev.sotto.phonebench.app.CounterPeer;
import dev.sotto.phonebench.audio.AudioServer;
import dev.sotto.phonebench.process.Availability;
import dev.sotto.phonebench.process.Command;
import dev.sotto.phonebench.process.Deadline;
import dev.sotto.phonebench.process.Freezers;
import dev.sotto.phonebench.process.Scenario;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One app on one phone with its own audio server and its own peer: what each scenario begins with. */
final class Night implements AutoCloseable {
    /** A phone's is about 30 s; the shorter it is here, the sooner a keeper that does not hold is found out. */
    static final long GRACE_MILLIS = 3_000;

    /** For what takes milliseconds on an idle machine; a busy one may need longer, a broken part for ever. */
    static final long DEADLINE_MILLIS = 30_000;

    /** A number that takes longer than this was not synced in the background; below it is a busy machine. */
    static final long LAG_MILLIS_MAX = 2_000;

    static final List<String> JVM_OPTIONS = List.of(
            "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true", "-Djna.nosys=true");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Scenario scenario;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> faults = new LinkedBlockingQueue<>();
    private final CounterPeer peer;
    private final PhoneOs phone;

    private Night(Scenario scenario, String keeper) throws IOException {
        this.scenario = scenario;
        AudioServer audio = AudioServer.start(scenario);
        this.peer = CounterPeer.start(scenario);
        Freezers.Choice freezer = freezer();
        freezer.passedOver()
                .forEach(reason -> System.out.println("figure: " + scenario.name() + ": passed over " + reason));
        this.phone = PhoneOs.boot(
                scenario,
                new PhoneSettings(freezer.freezer(), GRACE_MILLIS, Optional.of(audio)),
                new ProcessBuilder(Command.java(
                        JVM_OPTIONS,
                        AppUnderTest.class.getName(),
                        List.of(
                                Integer.toString(peer.port()),
                                keeper,
                                scenario.newDirectory("app").toString()))),
                this::hear);
    }

    /** The best freezer of this machine, or the one that {@code -Dsotto.freezer} names. */
    static Freezers.Choice freezer() {
        String wanted = System.getProperty("sotto.freezer", "");
        return wanted.isEmpty() ? Freezers.best() : Freezers.named(wanted);
    }

    /** A night with an app that is in front, connected, and has caught up. Skips where a part is missing. */
    static Night with(String label, String keeper) throws Exception {
        Availability audio = AudioServer.probe();
        assumeTrue(audio.usable(), () -> "skipped: " + audio.explanation());
        Scenario scenario = Scenario.open(label);
        try {
            Night night = new Night(scenario, keeper);
            night.await(PhoneEvent.READY, 0);
            night.awaitCaughtUp();
            return night;
        } catch (Exception | AssertionError failed) {
            scenario.close();
            throw failed;
        }
    }

    private void hear(String line) {
        (line.startsWith("fault ") ? faults : lines).add(line);
    }

    PhoneOs phone() {
        return phone;
    }

    CounterPeer peer() {
        return peer;
    }

    Scenario scenario() {
        return scenario;
    }

    /** Waits for a moment at or after another; fails with the whole timeline. */
    Moment await(PhoneEvent event, long fromMillis) throws InterruptedException {
        return phone.timeline()
                .await(EnumSet.of(event), fromMillis, DEADLINE_MILLIS)
                .orElseThrow(() -> new AssertionError("no " + event + " from " + fromMillis + " ms on\n" + story()));
    }

    /** Waits until the app has every number that is made by now. */
    void awaitCaughtUp() throws IOException {
        long made = peer.made();
        assertTrue(
                Deadline.in(DEADLINE_MILLIS).await(() -> peer.acked() >= made),
                () -> "the app has " + peer.acked() + " of " + made + "\n" + story());
    }

    /** Waits until the peer has made so many more numbers, 20 a second: time that passes outside the app. */
    void awaitMade(long more) throws IOException {
        long wanted = peer.made() + more;
        assertTrue(Deadline.in(DEADLINE_MILLIS).await(() -> peer.made() >= wanted), "the peer counts");
    }

    /** Waits until the phone has seen that the app holds since it was last sent to the background. */
    Moment awaitHold() throws InterruptedException {
        long since = phone.timeline()
                .last(PhoneEvent.BACKGROUND)
                .map(Moment::atMillis)
                .orElse(0L);
        return await(PhoneEvent.HOLD_SEEN, since);
    }

    /** The app's own account of its night. */
    JsonNode report() throws Exception {
        phone.send("report");
        Deadline deadline = Deadline.in(DEADLINE_MILLIS);
        while (!deadline.passed()) {
            String line = lines.poll(deadline.leftMillis(), TimeUnit.MILLISECONDS);
            if (line != null && line.startsWith("report ")) {
                return JSON.readTree(line.substring("report ".length()));
            }
        }
        throw new AssertionError("no report\n" + story());
    }

    /** Waits until the app's report has a gap of one of these causes, which may need some seconds to be known. */
    JsonNode awaitGap(List<String> causes) throws Exception {
        Deadline deadline = Deadline.in(DEADLINE_MILLIS);
        JsonNode report = report();
        while (true) {
            for (JsonNode gap : report.path("gaps")) {
                if (causes.contains(gap.path("cause").asText())) {
                    return gap;
                }
            }
            if (deadline.passed()) {
                throw new AssertionError("no gap of " + causes + " in " + report + "\n" + story());
            }
            report = report();
        }
    }

    void assertNeverFrozen() {
        assertTrue(phone.timeline().count(PhoneEvent.FROZEN) == 0, () -> "the app was frozen\n" + story());
    }

    void assertSynced(long afterNumber, long upToNumber) {
        long lagMillis = peer.longestLagMillis(afterNumber, upToNumber);
        System.out.println("figure: " + scenario.name() + ": longest lag in the background " + lagMillis + " ms over "
                + (upToNumber - afterNumber) + " numbers");
        assertTrue(lagMillis <= LAG_MILLIS_MAX, () -> "a number took " + lagMillis + " ms\n" + story());
    }

    void assertNothingLost() {
        assertTrue(faults.isEmpty(), () -> "the app's faults: " + faults + "\n" + story());
    }

    String story() {
        return scenario.name() + ", made " + peer.made() + ", acknowledged " + peer.acked() + "\n" + phone.timeline();
    }

    @Override
    public void close() {
        scenario.close();
    }
}
