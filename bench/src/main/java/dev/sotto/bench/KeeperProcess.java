package dev.sotto.bench;

import dev.sotto.background.BackgroundSync;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.jvm.Keeper;
import dev.sotto.jvm.SottoJvm;
import dev.sotto.jvm.lifecycle.ManualLifecycle;
import java.io.IOException;
import java.nio.file.Path;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.Clip;
import javax.sound.sampled.LineUnavailableException;

/** A process that does nothing but hold, in the way that its first argument names, with its journal in the directory that is its
 * second, until its standard input ends. */
final class KeeperProcess {

    private KeeperProcess() {}

    public static void main(String[] arguments) throws IOException, LineUnavailableException {
        if (arguments[0].equals("one-frame-loop")) {
            loop();
        } else {
            hold(arguments[0].equals("pulse") ? Keeper.PULSE : Keeper.JAVA_SOUND, Path.of(arguments[1]));
        }
        System.in.read();
        System.exit(0);
    }

    /** One frame of 16-bit mono at 44.1 kHz, repeated without end: 44,100 loops a second, as the published snippet asks. */
    private static void loop() throws LineUnavailableException {
        Clip clip = AudioSystem.getClip();
        clip.open(new AudioFormat(44_100f, 16, 1, true, false), new byte[] {(byte) 0xfc, (byte) 0xff}, 0, 2);
        clip.loop(Clip.LOOP_CONTINUOUSLY);
        System.out.println("holding");
    }

    private static void hold(Keeper keeper, Path directory) {
        ManualLifecycle lifecycle = new ManualLifecycle(LifecycleState.FOREGROUND);
        BackgroundSync background = SottoJvm.builder()
                .appName("Sotto bench")
                .directory(directory)
                .lifecycle(lifecycle)
                .keepers(keeper)
                .install();
        background.addListener(status -> {
            if (status.holding()) {
                System.out.println("holding");
            }
        });
        background.start();
        lifecycle.state(LifecycleState.BACKGROUND);
    }
}
