package dev.sotto.android.database;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import android.app.Application;
import android.os.Build;
import android.os.Looper;
import dev.sotto.Document;
import dev.sotto.Sotto;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.Shadows;

/** The three lines of an app. */
@RunWith(SandboxRunner.class)
public class AndroidSottoTest {
    private final Application app = RuntimeEnvironment.getApplication();

    @Test
    public void whatIsWrittenIsThereInTheNextRunAndInNoBackup() {
        try (Sotto sotto = AndroidSotto.open(app, config -> config.name("notes"))) {
            sotto.execute("INSERT INTO notes DOCUMENTS ({'_id': 'n1', 'text': 'hello'})");
        }
        try (Sotto sotto = AndroidSotto.open(app, config -> {})) {
            List<Document> found = sotto.execute("SELECT * FROM notes").documents();
            assertEquals("{\"_id\":\"n1\",\"text\":\"hello\"}", found.get(0).toJson());
        }
        assertTrue(Files.isRegularFile(
                app.getNoBackupFilesDir().toPath().resolve("sotto").resolve("sotto.db")));
    }

    @Test
    public void observersAreCalledOnTheMainThread() throws InterruptedException {
        List<Thread> called = new ArrayList<>();
        try (Sotto sotto = AndroidSotto.open(app, config -> {})) {
            sotto.registerObserver("SELECT * FROM notes", result -> called.add(Thread.currentThread()));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (called.isEmpty() && System.nanoTime() < end) {
                Shadows.shadowOf(Looper.getMainLooper()).idle();
                Thread.onSpinWait();
            }
        }
        assertEquals(List.of(Looper.getMainLooper().getThread()), called);
    }

    @Test
    public void beforeAndroid10TlsIsConscryptsAndLaterTheSystems() {
        assertEquals(
                Build.VERSION.SDK_INT < Build.VERSION_CODES.Q,
                TlsProvider.needed().isPresent());
        TlsProvider.needed().ifPresent(provider -> assertEquals("Conscrypt", provider.getName()));
    }
}
