package dev.sotto.example.iosnotes;

import dev.sotto.ios.SottoIos;
import dev.sotto.ios.audio.SilentAudio;
import org.robovm.apple.foundation.NSAutoreleasePool;
import org.robovm.apple.uikit.UIApplication;

/**
 * The same app held by silent audio, for those that App Review does not see, or that have a feature which the user hears:
 * set {@code app.mainclass} to this class and add {@code audio} to {@code UIBackgroundModes}. With
 * {@code -Dstrict-review} it is not compiled.
 */
public class NotesWithSilence extends NotesApp {

    @Override
    protected SottoIos.Builder platform() {
        return super.platform().mechanism(SilentAudio.mechanism());
    }

    public static void main(String[] arguments) {
        NSAutoreleasePool pool = new NSAutoreleasePool();
        UIApplication.main(arguments, null, NotesWithSilence.class);
        pool.close();
    }
}
