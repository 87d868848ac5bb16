package dev.sotto.phonebench;

import dev.sotto.phonebench.audio.AudioServer;
import dev.sotto.phonebench.process.Freezer;
import java.util.Optional;

/**
 * How a phone treats its app.
 *
 * @param freezer what stops the app
 * @param graceMillis how long an app that does not hold may go on in the background; a phone's is about 30,000
 * @param audio whose streams are the proof that the app holds; without one the phone believes what the app declares
 */
public record PhoneSettings(Freezer freezer, long graceMillis, Optional<AudioServer> audio) {
    public PhoneSettings {
        if (graceMillis <= 0) {
            throw new IllegalArgumentException("a grace of " + graceMillis + " ms; it must be positive");
        }
    }

    /** Who says that the app holds: {@code audio-server} or {@code declared}. */
    public String holdSeenBy() {
        return audio.isPresent() ? "audio-server" : "declared";
    }
}
