package dev.sotto.phonebench.process;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.phonebench.AppListener;
import dev.sotto.phonebench.PhoneOs;
import dev.sotto.phonebench.PhoneSettings;
import dev.sotto.phonebench.audio.AudioServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A supervisor that dies leaves no frozen app, no audio server, no group, no directory and no guard behind. */
@Tag("phone-bench")
final class GuardTest {
    private static final long DEADLINE_MILLIS = 20_000;

    static List<String> freezers() {
        return List.of("cgroup", "sigstop");
    }

    @ParameterizedTest
    @MethodSource("freezers")
    void whenTheSupervisorIsKilledTheAppIsThawedAndEnded(String freezer) throws Exception {
        assumeUsable(freezer);
        Process supervisor = supervise(freezer, "stay");
        try {
            Map<String, String> facts = facts(supervisor);
            Map<String, ProcessHandle> others = processes(facts);
            others.forEach((name, process) -> assertTrue(process.isAlive(), name + " runs before"));

            supervisor.destroyForcibly();

            assertGone(facts, others);
        } finally {
            supervisor.destroyForcibly();
        }
    }

    @ParameterizedTest
    @MethodSource("freezers")
    void whenTheSupervisorIsInterruptedItCleansUpBeforeItEnds(String freezer) throws Exception {
        assumeUsable(freezer);
        Process supervisor = supervise(freezer, "stay");
        try {
            Map<String, String> facts = facts(supervisor);
            Map<String, ProcessHandle> others = processes(facts);

            supervisor.destroy();

            assertTrue(supervisor.waitFor(DEADLINE_MILLIS, TimeUnit.MILLISECONDS), "the supervisor ends");
            assertGone(facts, others);
        } finally {
            supervisor.destroyForcibly();
        }
    }

    @Test
    void aClosedScenarioLeavesNothingEither() throws Exception {
        Process supervisor = supervise("sigstop", "close");
        try {
            Map<String, String> facts = facts(supervisor);
            Map<String, ProcessHandle> others = processes(facts);
            assertTrue(supervisor.waitFor(DEADLINE_MILLIS, TimeUnit.MILLISECONDS), "the supervisor ends");
            assertGone(facts, others);
        } finally {
            supervisor.destroyForcibly();
        }
    }

    private static void assumeUsable(String freezer) {
        Freezer wanted = Freezers.all().get(Freezers.ids().indexOf(freezer));
        Availability availability = wanted.probe();
        assumeTrue(availability.usable(), () -> "skipped: " + freezer + ": " + availability.explanation());
    }

    private static Process supervise(String freezer, String ending) throws IOException {
        return new ProcessBuilder(Command.java(
                        List.of("-XX:TieredStopAtLevel=1"), Supervisor.class.getName(), List.of(freezer, ending)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The supervisor prints "key value" lines and "frozen" once the app stands still. */
    private static Map<String, String> facts(Process supervisor) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        BufferedReader lines = supervisor.inputReader();
        for (String line = lines.readLine(); line != null && !line.equals("frozen"); line = lines.readLine()) {
            facts.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
        }
        assertTrue(facts.containsKey("app") && facts.containsKey("guard"), () -> "facts: " + facts);
        return facts;
    }

    private static Map<String, ProcessHandle> processes(Map<String, String> facts) {
        Map<String, ProcessHandle> processes = new LinkedHashMap<>();
        for (String name : List.of("app", "guard", "audio")) {
            if (facts.containsKey(name)) {
                ProcessHandle.of(Long.parseLong(facts.get(name))).ifPresent(one -> processes.put(name, one));
            }
        }
        return processes;
    }

    private static void assertGone(Map<String, String> facts, Map<String, ProcessHandle> processes) throws IOException {
        Deadline deadline = Deadline.in(DEADLINE_MILLIS);
        for (Map.Entry<String, ProcessHandle> process : processes.entrySet()) {
            assertTrue(
                    deadline.await(() -> !process.getValue().isAlive()),
                    () -> process.getKey() + " " + process.getValue().pid() + " is still there");
        }
        Path directory = Path.of(facts.get("directory"));
        assertTrue(deadline.await(() -> !Files.exists(directory)), () -> directory + " is still there");
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            Optional<Path> group = CgroupFreezer.Mount.cgroup2(line)
                    .map(mount -> mount.point().resolve("sotto-" + facts.get("scenario") + "-1"));
            assertFalse(group.isPresent() && Files.exists(group.get()), () -> group + " is still there");
        }
    }

    /** Boots a phone, freezes its app, tells the ids, and then stays or closes. */
    static final class Supervisor {
        private Supervisor() {}

        public static void main(String[] arguments) throws Exception {
            Scenario scenario = Scenario.open("guard");
            Optional<AudioServer> audio =
                    AudioServer.probe().usable() ? Optional.of(AudioServer.start(scenario)) : Optional.empty();
            Freezer freezer = Freezers.named(arguments[0]).freezer();
            AppListener quiet = line -> {};
            PhoneOs phone = PhoneOs.boot(
                    scenario,
                    new PhoneSettings(freezer, 1_000, audio),
                    new ProcessBuilder("sh", "-c", "echo ready; while read -r line; do :; done; sleep 60"),
                    quiet);
            System.out.println("scenario " + scenario.name());
            System.out.println("directory " + scenario.directory());
            System.out.println("guard " + scenario.guard().pid());
            System.out.println("app " + phone.appPid());
            if (audio.isPresent()) {
                System.out.println("audio " + audio.get().pid());
            }
            phone.freezeNow();
            System.out.println("frozen");
            if (arguments[1].equals("close")) {
                scenario.close();
            } else {
                Thread.sleep(DEADLINE_MILLIS);
            }
        }
    }
}
