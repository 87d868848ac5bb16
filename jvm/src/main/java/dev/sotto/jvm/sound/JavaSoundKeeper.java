package dev.sotto.jvm.sound;

import dev.sotto.background.mechanism.Capability;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.SourceDataLine;

/** Holds the process by a silent line of Java Sound, which is there wherever the JDK is. Id {@code java-sound}. */
public final class JavaSoundKeeper extends SilentKeeper {
    /** Stable id of this mechanism. */
    public static final String ID = "java-sound";

    private final JavaSoundLine.Source source;

    public JavaSoundKeeper() {
        this(JavaSoundLine.SYSTEM);
    }

    JavaSoundKeeper(JavaSoundLine.Source source) {
        this.source = source;
    }

    @Override
    public String id() {
        return ID;
    }

    /**
     * A device that was there once may come back, and an audio server that is down shows no device at all: after the
     * first success this answers "supported", and a failed order is TRANSIENT.
     */
    @Override
    public Capability probe() {
        if (source != JavaSoundLine.SYSTEM || everHeld()) {
            return Capability.supported("a silent line, 8 kHz, mono, 16 bit");
        }
        try {
            DataLine.Info wanted = new DataLine.Info(SourceDataLine.class, JavaSoundLine.FORMAT);
            return AudioSystem.isLineSupported(wanted)
                    ? Capability.supported("a silent line, 8 kHz, mono, 16 bit, on " + AudioSystem.getMixerInfo()[0])
                    : Capability.unsupported("Java Sound finds no audio device that plays 8 kHz, mono, 16 bit ("
                            + AudioSystem.getMixerInfo().length + " mixers)");
        } catch (RuntimeException | LinkageError absent) {
            return Capability.unsupported("Java Sound does not work here: " + absent);
        }
    }

    @Override
    SilentLine line(LineEvents events) {
        return new JavaSoundLine(source, events);
    }
}
