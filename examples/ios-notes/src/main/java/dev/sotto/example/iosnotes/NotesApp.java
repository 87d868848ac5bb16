package dev.sotto.example.iosnotes;

import dev.sotto.background.BackgroundSync;
import dev.sotto.ios.SottoIos;
import java.io.File;
import org.robovm.apple.foundation.NSAutoreleasePool;
import org.robovm.apple.foundation.NSPathUtilities;
import org.robovm.apple.uikit.UIApplication;
import org.robovm.apple.uikit.UIApplicationDelegateAdapter;
import org.robovm.apple.uikit.UIApplicationLaunchOptions;

/** The app: its engine, and three lines that turn background sync on. */
public class NotesApp extends UIApplicationDelegateAdapter {

    /** Where {@code NoteServer} runs; change it to your computer's address. */
    private static final String HOST = "192.168.1.20";

    private static final int PORT = 4041;

    /** What holds the process besides the half minute of every app; nothing here, so that App Review has no question. */
    protected SottoIos.Builder platform() {
        return SottoIos.builder();
    }

    @Override
    public boolean didFinishLaunching(UIApplication application, UIApplicationLaunchOptions options) {
        NoteEngine engine = new NoteEngine(new File(NSPathUtilities.getDocumentsDirectory(), "note"), HOST, PORT);
        Notes.install(engine);

        platform().install();
        engine.attached(BackgroundSync.shared().attach(engine)::activityChanged);
        BackgroundSync.shared().start();
        return true;
    }

    public static void main(String[] arguments) {
        NSAutoreleasePool pool = new NSAutoreleasePool();
        UIApplication.main(arguments, null, NotesApp.class);
        pool.close();
    }
}
