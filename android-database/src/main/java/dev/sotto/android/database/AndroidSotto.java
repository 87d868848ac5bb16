package dev.sotto.android.database;

import android.content.Context;
import android.os.Handler;
import android.os.Looper;
import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import dev.sotto.background.BackgroundSync;
import java.io.File;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Opens the database in an Android app.
 *
 * <pre>{@code
 * SottoAndroid.install(this);                                    // in Application.onCreate: keeps the app alive
 * Sotto sotto = AndroidSotto.open(this, config -> config.sharedKey(key).connect("192.168.1.5:4040"));
 * sotto.sync().start();
 * }</pre>
 *
 * <p>The store is in the app's files that Android leaves out of backups: a copy of it on a second device would be two devices
 * that say they are one. Observers and listeners are called on the main thread. TLS 1.3 is the system's own from Android 10
 * (API 29) on, Conscrypt's before.
 */
public final class AndroidSotto {
    private static final String DIRECTORY = "sotto";

    private AndroidSotto() {}

    /**
     * Opens the app's store, and makes it if it is not there. {@link BackgroundSync#shared()} keeps it syncing in the
     * background where its {@code start()} was called. Blocks for the disk: a few milliseconds, so
     * {@code Application.onCreate} may call it; StrictMode names it.
     *
     * @param settings changes what {@link #config} begins with
     * @throws dev.sotto.SottoException as {@link Sotto#open}
     */
    public static Sotto open(Context context, Consumer<SottoConfig.Builder> settings) {
        SottoConfig.Builder builder = config(context);
        settings.accept(builder);
        Sotto sotto = Sotto.open(builder.build());
        sotto.sync().keepAlive(BackgroundSync.shared());
        return sotto;
    }

    /** What {@link #open} begins with, for an app that opens several stores or tests its own settings. */
    public static SottoConfig.Builder config(Context context) {
        Handler main = new Handler(Looper.getMainLooper());
        SottoConfig.Builder builder = SottoConfig.in(directory(context)).callbackExecutor(task -> {
            if (!main.post(task)) {
                throw new IllegalStateException("the main thread's queue has ended, and with it the app");
            }
        });
        TlsProvider.needed().ifPresent(builder::tlsProvider);
        return builder;
    }

    /** Where the app's store is. */
    public static Path directory(Context context) {
        return new File(context.getNoBackupFilesDir(), DIRECTORY).toPath();
    }
}
