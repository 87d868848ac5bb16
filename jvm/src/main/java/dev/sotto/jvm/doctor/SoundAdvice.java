package dev.sotto.jvm.doctor;

import dev.sotto.jvm.doctor.Finding.Verdict;
import dev.sotto.jvm.sound.JavaSoundKeeper;
import dev.sotto.jvm.sound.PulseKeeper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What to change on Linux so that the keepers find sound: each finding is read in the light of the other. */
final class SoundAdvice {
    private static final String START_SERVER =
            "start an audio server for this user (pulseaudio --start, or PipeWire with"
                    + " pipewire-pulse), or point PULSE_SERVER at one; a server without sound needs neither";
    private static final String ALSA_TO_PULSE = "ALSA's default device does not lead to PulseAudio: put these two lines"
            + " into ~/.asoundrc or /etc/asound.conf: pcm.!default { type pulse }  ctl.!default { type pulse }";
    private static final String ALSA_PLUGIN = "install ALSA's plug-in for PulseAudio (Debian, Ubuntu: package"
            + " libasound2-plugins; Fedora: alsa-plugins-pulseaudio), then: ";

    private SoundAdvice() {}

    /** The same findings, with advice where something is missing. */
    static List<Finding> given(List<Finding> findings) {
        boolean library = findings.stream()
                .noneMatch(finding -> finding.id().equals(PulseKeeper.ID)
                        && finding.explanation().startsWith(PulseKeeper.LIBRARY_ABSENT));
        boolean server = available(findings, PulseKeeper.ID);
        return findings.stream()
                .map(finding -> finding.verdict() == Verdict.UNAVAILABLE
                        ? new Finding(
                                finding.area(),
                                finding.id(),
                                finding.verdict(),
                                finding.explanation(),
                                advice(finding.id(), library, server, pluginInstalled(Path.of("/usr"))))
                        : finding)
                .toList();
    }

    static String advice(String id, boolean library, boolean server, boolean plugin) {
        return switch (id) {
            case PulseKeeper.ID ->
                library
                        ? START_SERVER
                        : "install libpulse (Debian, Ubuntu: package libpulse0; Fedora: pulseaudio-libs)";
            case JavaSoundKeeper.ID -> !server ? START_SERVER : plugin ? ALSA_TO_PULSE : ALSA_PLUGIN + ALSA_TO_PULSE;
            default -> "";
        };
    }

    private static boolean available(List<Finding> findings, String id) {
        return findings.stream().anyMatch(finding -> finding.id().equals(id) && finding.verdict() == Verdict.AVAILABLE);
    }

    /** Debian keeps it in lib/(triplet)/alsa-lib, others in lib64/alsa-lib or lib/alsa-lib. */
    static boolean pluginInstalled(Path usr) {
        String plugin = "alsa-lib/libasound_module_pcm_pulse.so";
        if (Files.exists(usr.resolve("lib64").resolve(plugin))
                || Files.exists(usr.resolve("lib").resolve(plugin))) {
            return true;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(usr.resolve("lib"), "*-linux-gnu*")) {
            for (Path folder : folders) {
                if (Files.exists(folder.resolve(plugin))) {
                    return true;
                }
            }
        } catch (IOException noSuchFolder) {
            return false;
        }
        return false;
    }
}
