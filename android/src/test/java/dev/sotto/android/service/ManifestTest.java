package dev.sotto.android.service;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Test;

/** What the room's own manifest asks for, and what its code leaves alone. */
public class ManifestTest {
    private static final List<String> NEEDED = List.of(
            "INTERNET",
            "ACCESS_NETWORK_STATE",
            "CHANGE_WIFI_MULTICAST_STATE",
            "FOREGROUND_SERVICE",
            "FOREGROUND_SERVICE_CONNECTED_DEVICE",
            "WAKE_LOCK",
            "RECEIVE_BOOT_COMPLETED",
            "POST_NOTIFICATIONS",
            "ACCESS_LOCAL_NETWORK");

    /** Types whose services Android 15 limits in time, or does not let start after a restart of the device. */
    private static final List<String> LIMITED = List.of(
            "dataSync", "mediaProcessing", "mediaPlayback", "camera", "microphone", "phoneCall", "shortService");

    private final String manifest = read(Paths.get("src/main/AndroidManifest.xml"));

    @Test
    public void itAsksForExactlyWhatItNeeds() {
        List<String> asked = new ArrayList<>();
        Matcher permission = Pattern.compile("<uses-permission android:name=\"android.permission.(\\w+)\"")
                .matcher(manifest);
        while (permission.find()) {
            asked.add(permission.group(1));
        }
        assertEquals(NEEDED, asked);
    }

    @Test
    public void theServiceHasTheOneTypeWithoutATimeLimitThatMayStartAfterARestart() {
        assertTrue(manifest.contains("android:foregroundServiceType=\"connectedDevice\""));
        for (String limited : LIMITED) {
            assertFalse(limited, manifest.contains(limited));
        }
    }

    @Test
    public void nobodyElseMayStartItsParts() {
        assertFalse(manifest.contains("android:exported=\"true\""));
        assertEquals(3, manifest.split("android:exported=\"false\"", -1).length - 1);
    }

    /** Jobs beside a foreground service count against the app's quota; silent audio in the background fails without a word. */
    @Test
    public void noJobRunsBesideTheServiceAndNoAudioIsPlayed() throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(Paths.get("src/main/java"))) {
            sources = files.filter(file -> file.toString().endsWith(".java")).collect(Collectors.toList());
        }
        assertTrue("looked at only " + sources, sources.size() > 20);
        for (Path source : sources) {
            String code = read(source);
            for (String alien : List.of("android.app.job", "androidx.", "android.media", "setExact")) {
                assertFalse(source + " uses " + alien, code.contains(alien));
            }
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("cannot read " + file, e);
        }
    }
}
