package dev.sotto.phonebench.app;

import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.Clip;
import javax.sound.sampled.LineUnavailableException;

/**
 * How it is usually done, and what must be seen to fail: a silent clip is looped when the app goes to the background, and
 * its running flag is believed from then on. Nothing like it is in the product.
 */
final class NaiveKeeper {
    private static final AudioFormat FORMAT = new AudioFormat(8_000f, 16, 1, true, false);
    private static final byte[] ONE_SECOND_OF_SILENCE = new byte[16_000];

    private final Clip clip;

    NaiveKeeper() throws LineUnavailableException {
        clip = AudioSystem.getClip();
        clip.open(FORMAT, ONE_SECOND_OF_SILENCE, 0, ONE_SECOND_OF_SILENCE.length);
    }

    void start() {
        if (!clip.isRunning()) {
            clip.loop(Clip.LOOP_CONTINUOUSLY);
        }
    }

    void stop() {
        clip.stop();
    }
}
