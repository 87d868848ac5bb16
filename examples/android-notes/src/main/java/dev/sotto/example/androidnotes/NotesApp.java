package dev.sotto.example.androidnotes;

import android.app.Application;
import dev.sotto.Sotto;
import dev.sotto.android.SottoAndroid;
import dev.sotto.android.database.AndroidSotto;
import dev.sotto.identity.SharedKey;

/** Opens the database once for the whole app, so that a restart of the device finds it too. */
public final class NotesApp extends Application {
    /** Of {@code ./sotto key}. A real app gets its key when somebody signs in, and keeps it in the Android Keystore. */
    private static final String KEY = "b1f3a0c2d4e5968778695a4b3c2d1e0f00112233445566778899aabbccddeeff";

    /** Where the other device is, as the emulator sees the machine that it runs on. */
    private static final String PEER = "10.0.2.2:4040";

    private Sotto sotto;

    @Override
    public void onCreate() {
        super.onCreate();
        SottoAndroid.install(this);
        sotto = AndroidSotto.open(
                this,
                config -> config.appId("notes")
                        .sharedKey(SharedKey.parse(KEY))
                        .listen("0.0.0.0:4040")
                        .connect(PEER));
        sotto.sync().registerSubscription("SELECT * FROM notes");
        sotto.sync().start();
    }

    Sotto sotto() {
        return sotto;
    }
}
