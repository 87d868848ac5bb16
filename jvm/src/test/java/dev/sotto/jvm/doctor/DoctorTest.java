package dev.sotto.jvm.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.jvm.ChildJvm;
import dev.sotto.jvm.doctor.Finding.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The doctor tells the truth about machines with something missing, and what would help. */
@Tag("slow")
public class DoctorTest {
    @TempDir
    private Path directory;

    /** Prints what the doctor finds. */
    public static final class Patient {
        private Patient() {}

        public static void main(String[] arguments) {
            Examination examination = Doctor.examine();
            examination
                    .findings()
                    .forEach(finding -> System.out.println(finding.id() + " " + finding.verdict() + ": "
                            + finding.explanation() + " -> " + finding.advice()));
            System.out.println("end " + examination.canHold());
        }
    }

    private List<String> examined(Map<String, String> environment) {
        try (ChildJvm patient = ChildJvm.start(Patient.class, environment)) {
            patient.line("end ");
            patient.awaitEnd();
            return patient.lines();
        }
    }

    private static String of(List<String> lines, String id) {
        return lines.stream()
                .filter(line -> line.startsWith(id + " "))
                .findFirst()
                .orElse("nothing on " + id);
    }

    @Test
    @EnabledOnOs(
            value = OS.LINUX,
            disabledReason = "SKIPPED: plays a Linux machine without audio server and without bus")
    void aMachineWithoutAudioServerAndBusIsToldWhatToInstallOrStart() throws IOException {
        Path noAlsa = directory.resolve("asound.conf");
        Files.writeString(noAlsa, "");
        List<String> lines = examined(Map.of(
                "PULSE_SERVER", "unix:" + directory.resolve("nobody"),
                "ALSA_CONFIG_PATH", noAlsa.toString(),
                "DBUS_SYSTEM_BUS_ADDRESS", "unix:path=" + directory.resolve("nobody")));
        String pulse = of(lines, "pulse");
        assertTrue(pulse.startsWith("pulse UNAVAILABLE: "), pulse);
        assertTrue(
                pulse.contains("-> start an audio server") || pulse.contains("-> install libpulse"),
                "advice in " + pulse);
        String javaSound = of(lines, "java-sound");
        assertTrue(javaSound.startsWith("java-sound UNAVAILABLE: "), javaSound);
        assertTrue(javaSound.contains("-> start an audio server"), javaSound);
        assertTrue(of(lines, "always-on").startsWith("always-on AVAILABLE"), lines::toString);
        assertTrue(of(lines, "logind-delay").startsWith("logind-delay UNAVAILABLE"), lines::toString);
        assertTrue(of(lines, "sleep-block").startsWith("sleep-block UNAVAILABLE"), lines::toString);
        assertTrue(lines.contains("end true"), "desktop Linux leaves the background alone");
    }

    @Test
    void everyFindingExplainsItself() {
        Examination examination = Doctor.examine();
        assertFalse(examination.findings().isEmpty());
        assertFalse(examination.ladder().isEmpty());
        for (Finding finding : examination.findings()) {
            assertFalse(finding.explanation().isEmpty(), finding.id());
            assertTrue(finding.id().matches("[a-z0-9-]+"), finding.id());
            assertEquals(
                    finding.explanation().contains("untested"),
                    finding.verdict() == Verdict.UNTESTED,
                    () -> "what was never run on its system says so, and nothing else does: " + finding);
        }
    }

    @Test
    void adviceOnSoundDependsOnWhatIsMissing() {
        assertTrue(SoundAdvice.advice("pulse", false, false, false).contains("libpulse0"));
        assertTrue(SoundAdvice.advice("pulse", true, false, false).startsWith("start an audio server"));
        assertTrue(SoundAdvice.advice("java-sound", true, true, true).contains("pcm.!default { type pulse }"));
        assertTrue(SoundAdvice.advice("java-sound", true, true, false).contains("libasound2-plugins"));
        assertTrue(SoundAdvice.advice("java-sound", true, false, true).startsWith("start an audio server"));
        assertEquals("", SoundAdvice.advice("always-on", true, true, true));
    }

    @Test
    void thePluginIsFoundWhereDistributionsPutIt() throws IOException {
        assertFalse(SoundAdvice.pluginInstalled(directory));
        for (String folder : List.of("lib/x86_64-linux-gnu", "lib64", "lib")) {
            Path usr = directory.resolve(folder.replace('/', '-'));
            Path plugin = usr.resolve(folder).resolve("alsa-lib/libasound_module_pcm_pulse.so");
            Files.createDirectories(plugin.getParent());
            Files.createFile(plugin);
            assertTrue(SoundAdvice.pluginInstalled(usr), folder);
        }
    }
}
