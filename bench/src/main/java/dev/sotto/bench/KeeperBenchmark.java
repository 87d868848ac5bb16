package dev.sotto.bench;

import dev.sotto.phonebench.audio.AudioServer;
import dev.sotto.phonebench.process.Command;
import dev.sotto.phonebench.process.CostSample;
import dev.sotto.phonebench.process.Scenario;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a process that only holds costs, whole: both keepers against the published one-frame loop. */
final class KeeperBenchmark implements Benchmark {

    private static final long SETTLE_SECONDS = 4;
    private static final long MEASURE_SECONDS = 8;

    /** A tenth: the published loop takes a quarter of a core, and a phone's battery is what pays. */
    private static final double GOAL = 0.1;

    @Override
    public String name() {
        return "keeper";
    }

    @Override
    public String what() {
        return "CPU and wakeups of the keepers against the published one-frame loop (about 40 s)";
    }

    @Override
    public List<Figure> run(Progress progress) throws Exception {
        if (!AudioServer.probe().usable() || !CostSample.probe().usable()) {
            throw new Unavailable("needs an audio server and Linux's /proc: "
                    + AudioServer.probe().explanation() + " "
                    + CostSample.probe().explanation());
        }
        try (Scenario scenario = Scenario.open("bench-keeper")) {
            AudioServer audio = AudioServer.start(scenario);
            progress.say("the one-frame loop");
            CostSample.Rate loop = rate(scenario, audio, "one-frame-loop");
            List<Figure> figures = new ArrayList<>();
            for (String keeper : List.of("pulse", "javasound")) {
                progress.say(keeper);
                CostSample.Rate ours = rate(scenario, audio, keeper);
                figures.add(Figure.of(
                        name(),
                        keeper + " cpu",
                        ours.cpuPercent(),
                        loop.cpuPercent(),
                        "one-frame loop",
                        "% of a core",
                        GOAL));
                figures.add(Figure.of(
                        name(),
                        keeper + " wakeups",
                        ours.wakeupsPerSecond(),
                        loop.wakeupsPerSecond(),
                        "one-frame loop",
                        "per second",
                        GOAL));
            }
            return List.copyOf(figures);
        }
    }

    private static CostSample.Rate rate(Scenario scenario, AudioServer audio, String what)
            throws IOException, InterruptedException {
        Path directory = scenario.newDirectory("keeper");
        ProcessBuilder builder = new ProcessBuilder(Command.java(
                        Pair.JVM_OPTIONS, KeeperProcess.class.getName(), List.of(what, directory.toString())))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(audio.environment());
        Process process = builder.start();
        scenario.guard().process(process.toHandle());
        scenario.add(process::destroyForcibly);
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        if (!"holding".equals(line)) {
            throw new IOException(what + " does not hold: " + line);
        }
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        CostSample before = CostSample.of(process.pid());
        TimeUnit.SECONDS.sleep(MEASURE_SECONDS);
        CostSample.Rate rate = CostSample.of(process.pid()).processSince(before);
        process.destroyForcibly();
        return rate;
    }
}
