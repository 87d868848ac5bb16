package dev.sotto.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.phonebench.AppListener;
import dev.sotto.phonebench.Moment;
import dev.sotto.phonebench.PhoneEvent;
import dev.sotto.phonebench.PhoneOs;
import dev.sotto.phonebench.PhoneSettings;
import dev.sotto.phonebench.Timeline;
import dev.sotto.phonebench.audio.AudioServer;
import dev.sotto.phonebench.process.CostSample;
import dev.sotto.phonebench.process.IdleJvm;
import dev.sotto.phonebench.process.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs one night: starts till and phone, plays the operating system by the plan, and brings home what was seen.
 *
 * <p>Blocks for the night's length and a few seconds. Everything that it started is ended by its scenario, whatever
 * happens.
 */
final class NightRun {

    static final int ORDERS_PER_SECOND = 20;

    /** Orders that are written, and not counted, before the night: both JVMs compile what they are going to run. */
    private static final int WARM_ORDERS = 400;

    private static final long START_MILLIS = 20_000;
    /** How long the last orders may take after the night, before what is missing counts as lost. */
    private static final long SETTLE_MILLIS = 10_000;

    private static final long QUIT_MILLIS = 6_000;

    /** Leaves out what the change to the background itself costs. */
    private static final long COST_AFTER_MILLIS = 1_000;

    private final NightPlan plan;
    private final DemoSettings settings;
    private final Progress progress;
    private final Sightings sightings = new Sightings();

    NightRun(NightPlan plan, DemoSettings settings, Progress progress) {
        this.plan = plan;
        this.settings = settings;
        this.progress = progress;
    }

    int orderCount() {
        return (int) (plan.endMillis() * ORDERS_PER_SECOND / 1000);
    }

    /** What the processes complained of: failed writes, and whatever they printed to standard error. */
    List<String> complaints() {
        return sightings.complaints();
    }

    NightRecord run() throws IOException, InterruptedException {
        try (Scenario scenario = Scenario.open("demo-" + plan.night().word())) {
            Optional<AudioServer> audio =
                    settings.withAudio() ? Optional.of(AudioServer.start(scenario)) : Optional.empty();
            return run(scenario, new PhoneSettings(settings.freezer(), plan.graceMillis(), audio));
        }
    }

    private NightRecord run(Scenario scenario, PhoneSettings phoneSettings) throws IOException, InterruptedException {
        Path home = settings.home(plan.night(), scenario);
        TillProcess till = TillProcess.start(
                ChildJvm.of(
                        TillMain.class,
                        home.resolve("till"),
                        settings.key(),
                        settings.app(plan.night()),
                        settings.orders()),
                sightings::till,
                line -> sightings.complaint("till: " + line));
        scenario.add(till::close);
        scenario.guard().process(till.handle());
        IdleJvm idle = IdleJvm.start(scenario, List.of());
        String address = sightings.tillAddress(START_MILLIS);
        PhoneOs phone = PhoneOs.boot(
                scenario,
                phoneSettings,
                ChildJvm.of(
                        PhoneMain.class,
                        home.resolve("phone"),
                        settings.key(),
                        settings.app(plan.night()),
                        settings.discovery() ? PhoneMain.DISCOVER : address,
                        plan.night() == NightPlan.Night.NONE ? "none" : settings.keeper()),
                new PhoneListener());
        till.send("warm " + WARM_ORDERS);
        if (!sightings.awaitWarm(WARM_ORDERS, START_MILLIS)) {
            throw new IllegalStateException(
                    "the phone did not show the warm-up orders in " + START_MILLIS + " ms " + sightings.complaints());
        }
        till.send("write " + orderCount() + " " + 1000 / ORDERS_PER_SECOND);
        if (!sightings.awaitFirstOrder(START_MILLIS)) {
            throw new IllegalStateException(
                    "the till wrote nothing in " + START_MILLIS + " ms " + sightings.complaints());
        }
        return play(till, phone, idle, phoneSettings);
    }

    private NightRecord play(TillProcess till, PhoneOs phone, IdleJvm idle, PhoneSettings phoneSettings)
            throws IOException, InterruptedException {
        long startMicros = sightings.firstSubmittedMicros();
        long startNanos = System.nanoTime() - TimeUnit.MICROSECONDS.toNanos(AppLines.nowMicros() - startMicros);
        Score score = new Score(startNanos);
        score.waitUntil(plan.backgroundAtMillis());
        phone.background();
        score.waitUntil(plan.backgroundAtMillis() + Math.min(COST_AFTER_MILLIS, plan.graceMillis() / 4));
        Costs costs = new Costs(phone.appPid(), idle.pid());
        for (Incident incident : plan.incidents()) {
            score.waitUntil(incident.atMillis());
            if (incident.kind() == Incident.Kind.LONG_CALL) {
                costs.end();
            }
            befall(phone, incident);
        }
        if (plan.night() == NightPlan.Night.NONE) {
            score.waitUntil(plan.backgroundAtMillis() + plan.graceMillis() - Score.STEP_MILLIS);
            costs.end();
        }
        score.waitUntil(plan.foregroundAgainAtMillis());
        costs.end();
        phone.foreground();
        score.waitUntil(plan.endMillis());
        sightings.awaitAllShown(orderCount(), SETTLE_MILLIS);
        long clockStep = Math.abs((AppLines.nowMicros() - startMicros) / 1000 - score.nowMillis());
        phone.quit(QUIT_MILLIS);
        // The app's own account of its gaps is among its last words; they are all read when this is recorded.
        phone.timeline().await(EnumSet.of(PhoneEvent.EXITED), 0, QUIT_MILLIS);
        till.close();
        return record(phone.timeline(), startMicros, startNanos, costs, phoneSettings, clockStep);
    }

    private void befall(PhoneOs phone, Incident incident) throws IOException {
        if (!settings.withAudio()) {
            phone.send("take " + incident.kind().cause() + " " + incident.lengthMillis());
            return;
        }
        switch (incident.kind()) {
            case CALL, LONG_CALL -> phone.call(incident.lengthMillis());
            case AUDIO_TAKEN -> phone.takeAudio(incident.lengthMillis());
            case AUDIO_SERVER_KILLED -> phone.crashAudioServer(incident.lengthMillis());
        }
    }

    private NightRecord record(
            Timeline timeline,
            long startMicros,
            long startNanos,
            Costs costs,
            PhoneSettings phoneSettings,
            long clockStep) {
        long offset = TimeUnit.NANOSECONDS.toMillis(timeline.beganNanos() - startNanos);
        List<Span> frozen = timeline.freezes().stream()
                .map(freeze -> new Span(
                        freeze.fromMillis() + offset, freeze.untilMillis() + offset, "FROZEN_" + freeze.cause()))
                .toList();
        return new NightRecord(
                plan,
                sightings.orders(startMicros),
                new Span(
                        at(timeline, PhoneEvent.BACKGROUND) + offset,
                        at(timeline, PhoneEvent.FOREGROUND) + offset,
                        "background"),
                frozen,
                incidents(timeline, offset),
                sightings.explained(startMicros),
                costs.keeper(sightings.mechanism()),
                settings.freezer().id(),
                phoneSettings.holdSeenBy(),
                clockStep);
    }

    private static long at(Timeline timeline, PhoneEvent event) {
        return timeline.last(event).map(Moment::atMillis).orElse(0L);
    }

    /** The incidents as they were: each begins and ends with a moment of the timeline. Simulated ones go by the plan. */
    private List<Span> incidents(Timeline timeline, long offset) {
        if (!settings.withAudio()) {
            return plan.incidents().stream()
                    .map(incident ->
                            new Span(incident.atMillis(), incident.endMillis(), "simulated " + incident.label()))
                    .toList();
        }
        List<Span> spans = new ArrayList<>();
        List<Moment> begins =
                moments(timeline, PhoneEvent.CALL_BEGAN, PhoneEvent.AUDIO_TAKEN, PhoneEvent.AUDIO_SERVER_KILLED);
        List<Moment> ends =
                moments(timeline, PhoneEvent.CALL_ENDED, PhoneEvent.AUDIO_GIVEN_BACK, PhoneEvent.AUDIO_SERVER_BACK);
        for (int index = 0; index < begins.size() && index < plan.incidents().size(); index++) {
            long from = begins.get(index).atMillis() + offset;
            long to = index < ends.size() ? ends.get(index).atMillis() + offset : plan.foregroundAgainAtMillis();
            spans.add(new Span(from, to, plan.incidents().get(index).label()));
        }
        return List.copyOf(spans);
    }

    private static List<Moment> moments(Timeline timeline, PhoneEvent... events) {
        List<PhoneEvent> wanted = List.of(events);
        return timeline.moments().stream()
                .filter(moment -> wanted.contains(moment.event()))
                .toList();
    }

    /** The night's clock: monotonic, started with the first order. */
    private final class Score {
        static final long STEP_MILLIS = 250;

        private final long startNanos;

        Score(long startNanos) {
            this.startNanos = startNanos;
        }

        long nowMillis() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        }

        void waitUntil(long atMillis) throws InterruptedException {
            for (long left = atMillis - nowMillis(); left > 0; left = atMillis - nowMillis()) {
                progress.show(plan, nowMillis(), sightings.writtenCount(), sightings.shownCount());
                TimeUnit.MILLISECONDS.sleep(Math.min(left, STEP_MILLIS));
            }
        }
    }

    /** What phone and idle JVM cost between a second into the background and its end. */
    private final class Costs {
        private final long phonePid;
        private final long idlePid;
        private final Optional<CostSample> phoneAtStart;
        private final Optional<CostSample> idleAtStart;
        private Optional<CostSample> phoneAtEnd = Optional.empty();
        private Optional<CostSample> idleAtEnd = Optional.empty();

        Costs(long phonePid, long idlePid) throws IOException {
            this.phonePid = phonePid;
            this.idlePid = idlePid;
            boolean usable = CostSample.probe().usable();
            phoneAtStart = usable ? Optional.of(CostSample.of(phonePid)) : Optional.empty();
            idleAtStart = usable ? Optional.of(CostSample.of(idlePid)) : Optional.empty();
        }

        /** Takes the end's samples; the first call counts. */
        void end() throws IOException {
            if (phoneAtStart.isPresent() && phoneAtEnd.isEmpty()) {
                phoneAtEnd = Optional.of(CostSample.of(phonePid));
                idleAtEnd = Optional.of(CostSample.of(idlePid));
            }
        }

        KeeperCost keeper(String mechanism) {
            if (phoneAtEnd.isEmpty() || phoneAtStart.isEmpty() || idleAtEnd.isEmpty() || idleAtStart.isEmpty()) {
                return new KeeperCost(mechanism, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
            }
            CostSample.Rate keeper = phoneAtEnd.get().keeperSince(phoneAtStart.get());
            boolean none = mechanism.equals("none");
            return new KeeperCost(
                    mechanism,
                    none ? Double.NaN : keeper.cpuPercent(),
                    none ? Double.NaN : keeper.wakeupsPerSecond(),
                    phoneAtEnd.get().processSince(phoneAtStart.get()).wakeupsPerSecond(),
                    idleAtEnd.get().processSince(idleAtStart.get()).wakeupsPerSecond());
        }
    }

    private final class PhoneListener implements AppListener {
        @Override
        public void line(String line) {
            AppLines.parse(line).ifPresent(this::seen);
        }

        private void seen(JsonNode json) {
            sightings.phone(json);
        }

        @Override
        public void errorLine(String line) {
            sightings.complaint("phone: " + line);
        }
    }
}
