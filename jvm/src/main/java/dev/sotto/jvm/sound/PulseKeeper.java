package dev.sotto.jvm.sound;

import dev.sotto.background.mechanism.Capability;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Holds the process by a silent stream of PulseAudio (or of PipeWire's replacement), through libpulse. Two wakeups a
 * second at most, and it hears of calls, suspended devices and the server's death at once. Id {@code pulse}.
 */
public final class PulseKeeper extends SilentKeeper {
    /** Stable id of this mechanism. */
    public static final String ID = "pulse";

    /** How the explanation begins when the library is missing. */
    public static final String LIBRARY_ABSENT = "libpulse cannot be loaded";

    private final String appName;
    private final AtomicBoolean callHasSound = new AtomicBoolean();
    private @Nullable LibPulse loaded; // worker threads, never two at once

    /**
     * A keeper; loads nothing yet.
     *
     * @param appName how the stream is called in the system's volume control
     */
    public PulseKeeper(String appName) {
        this.appName = appName;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Capability probe() {
        try {
            return Capability.supported(
                    "libpulse " + library().pa_get_library_version() + ", a silent stream with a 4 s buffer");
        } catch (LinkageError absent) {
            return Capability.unsupported(LIBRARY_ABSENT + " (Debian, Ubuntu: package libpulse0; Fedora: "
                    + "pulseaudio-libs): " + firstLine(absent));
        }
    }

    @Override
    SilentLine line(LineEvents events) {
        return new PulseLine(library(), appName, callHasSound, events);
    }

    private synchronized LibPulse library() {
        LibPulse present = loaded;
        if (present == null) {
            present = LibPulse.load();
            loaded = present;
        }
        return present;
    }

    private static String firstLine(Throwable of) {
        String words = String.valueOf(of.getMessage());
        int end = words.indexOf('\n');
        return end < 0 ? words : words.substring(0, end);
    }
}
