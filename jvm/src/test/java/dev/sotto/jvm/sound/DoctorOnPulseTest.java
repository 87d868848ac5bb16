package dev.sotto.jvm.sound;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.jvm.ChildJvm;
import dev.sotto.jvm.doctor.DoctorTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor beside a real PulseAudio, with and without ALSA's way to it. */
@Tag("audio")
@Tag("slow")
class DoctorOnPulseTest {
    @TempDir
    private Path directory;

    private List<String> examined(String alsaConfiguration) throws IOException {
        Path alsa = directory.resolve("asound.conf");
        Files.writeString(alsa, alsaConfiguration);
        Map<String, String> environment = new TreeMap<>(PrivatePulse.running().environment());
        environment.put("ALSA_CONFIG_PATH", alsa.toString());
        try (ChildJvm patient = ChildJvm.start(DoctorTest.Patient.class, environment)) {
            patient.line("end ");
            patient.awaitEnd();
            return patient.lines();
        }
    }

    @Test
    void whenAlsaDoesNotLeadToPulseAudioTheDoctorSaysWhichLinesWould() throws IOException {
        List<String> without = examined("");
        assertTrue(without.stream().anyMatch(line -> line.startsWith("pulse AVAILABLE")), without::toString);
        assertTrue(
                without.stream()
                        .anyMatch(line -> line.startsWith("java-sound UNAVAILABLE")
                                && line.contains("pcm.!default { type pulse }")),
                without::toString);
        List<String> with = examined("pcm.!default { type pulse }\nctl.!default { type pulse }\n");
        assertTrue(with.stream().anyMatch(line -> line.startsWith("java-sound AVAILABLE")), with::toString);
    }
}
