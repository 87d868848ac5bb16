package dev.sotto.ios;

import dev.sotto.background.BackgroundSync;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Trait;
import dev.sotto.background.port.DeadManNotice;
import dev.sotto.background.port.ThreadTicker;
import dev.sotto.ios.apple.AppleApplication;
import dev.sotto.ios.apple.AppleNotice;
import dev.sotto.ios.apple.ApplePower;
import dev.sotto.ios.apple.AppleTasks;
import dev.sotto.ios.window.ContinuedHold;
import dev.sotto.ios.window.WakeWindows;
import java.io.File;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.robovm.apple.foundation.NSBundle;
import org.robovm.apple.foundation.NSPathUtilities;

/**
 * The platform of iOS.
 *
 * <pre>{@code
 * SottoIos ios = SottoIos.install();              // in didFinishLaunching, on the main thread
 * BackgroundSync.shared().attach(engine);         // your sync engine: pause, resume, activity
 * BackgroundSync.shared().start();                // the wish
 * }</pre>
 *
 * <p>What can hold, best first: what the app adds (Bluetooth, location, silent audio), the half minute that every app gets, and
 * a task that the user started ({@link #syncUntilDone}). When nothing holds, windows of the system remain: about half a minute
 * now and then, when and if the system likes.
 *
 * <p>Nothing of this was ever run on a device.
 */
public final class SottoIos {

    private final ContinuedHold continued;
    private final WakeWindows windows;

    private SottoIos(ContinuedHold continued, WakeWindows windows) {
        this.continued = continued;
        this.windows = windows;
    }

    /** Installs the platform with all defaults; see {@link Builder#install}. */
    public static SottoIos install() {
        return builder().install();
    }

    /** Begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The user asked for it in front: sync goes on in the background with a progress that the user sees, until
     * {@link #syncDone}, or until the user or the system ends it. Needs iOS 26. Empty if the system accepted, else why not.
     */
    public String syncUntilDone(String title, String subtitle) {
        return continued.start(title, subtitle);
    }

    /** What {@link #syncUntilDone} began is done. Nothing if nothing runs. */
    public void syncDone() {
        continued.done();
    }

    /** Why the system grants no windows, for a status line; empty if it took the last request, or none was made. */
    public String windowRefusal() {
        return windows.lastRefusal();
    }

    /** What can be chosen; everything has a default. */
    public static final class Builder {
        private String identifierPrefix = "";
        private String directory = "";
        private String noticeTitle = "";
        private final List<KeepAliveMechanism> mechanisms = new ArrayList<KeepAliveMechanism>();

        private Builder() {}

        /**
         * What the task identifiers begin with: {@code PREFIX.refresh}, {@code PREFIX.processing}, {@code PREFIX.continued}
         * have to be in the app's Info.plist. Default: the bundle's identifier.
         */
        public Builder identifiers(String prefix) {
            if (prefix.isEmpty() || prefix.endsWith(".")) {
                throw new IllegalArgumentException("the prefix is \"" + prefix
                        + "\"; give one like \"com.example.notes\", without a full stop at its end");
            }
            identifierPrefix = prefix;
            return this;
        }

        /** Where the journal is kept. Default: {@code Library/Application Support/sotto} of the app. */
        public Builder directory(String path) {
            directory = path;
            return this;
        }

        /**
         * Tells the user by a local notification of this title when sync has stopped because the process is gone. The app
         * asks the user for notifications; without that nothing is shown. Default: no notice.
         */
        public Builder notice(String title) {
            noticeTitle = title;
            return this;
        }

        /** One more rung, below those that were given before: {@code SilentAudio.mechanism()}, or one of the app's own. */
        public Builder mechanism(KeepAliveMechanism value) {
            mechanisms.add(value);
            return this;
        }

        /** The app talks to Bluetooth devices in the background by its own right ({@code bluetooth-central} or so). */
        public Builder bluetooth(AppMode mode) {
            return mechanism(new AppModeHold("ios-bluetooth", mode, EnumSet.of(Trait.CONTINUOUS)));
        }

        /** The app follows the user's location in the background by its own right. */
        public Builder location(AppMode mode) {
            return mechanism(new AppModeHold(
                    "ios-location",
                    mode,
                    EnumSet.of(Trait.CONTINUOUS, Trait.VISIBLE_TO_USER, Trait.REVIEW_RISK, Trait.COSTLY)));
        }

        /**
         * Makes the platform, installs it, and registers the windows: on the main thread, before
         * {@code didFinishLaunching} returns; later the system refuses the windows.
         *
         * @throws IllegalStateException if another platform is installed already
         */
        public SottoIos install() {
            String prefix = identifierPrefix.isEmpty() ? bundle() : identifierPrefix;
            ThreadTicker ticker = new ThreadTicker(IosThreads.named("sotto-ticker", AppleApplication::pooled));
            IosPlatform parts = new IosPlatform(ticker, new AppleApplication(ticker), new AppleTasks(), prefix);
            ExecutorService threads = IosThreads.pool("sotto-background", AppleApplication::pooled);
            BackgroundSync.install(parts.with(mechanisms)
                    .executor(threads)
                    .workers(threads)
                    .power(new ApplePower())
                    .deadManNotice(noticeTitle.isEmpty() ? DeadManNotice.NONE : new AppleNotice(noticeTitle))
                    .journal(new FileJournal(new File(directory.isEmpty() ? support() : directory)))
                    .onClose(() -> {
                        parts.lifecycle.close();
                        ticker.close();
                        threads.shutdown();
                    })
                    .build());
            parts.register();
            return new SottoIos(parts.continued, parts.windows);
        }

        private static String bundle() {
            return String.valueOf(NSBundle.getMainBundle().getInfoDictionaryObject("CFBundleIdentifier"));
        }

        private static String support() {
            return NSPathUtilities.getHomeDirectory() + "/Library/Application Support/sotto";
        }
    }
}
