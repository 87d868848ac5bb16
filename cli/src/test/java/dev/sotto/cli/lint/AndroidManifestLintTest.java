package dev.sotto.cli.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.cli.lint.Finding.Severity;
import dev.sotto.document.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A manifest in which nothing is missing, and what is said of each thing that is taken out of it. */
class AndroidManifestLintTest {
    static final String WHOLE = """
            <?xml version="1.0" encoding="utf-8"?>
            <manifest xmlns:android="http://schemas.android.com/apk/res/android" package="org.example.notes">
              <uses-sdk android:minSdkVersion="26" android:targetSdkVersion="36"/>
              <uses-permission android:name="android.permission.INTERNET"/>
              <uses-permission android:name="android.permission.ACCESS_NETWORK_STATE"/>
              <uses-permission android:name="android.permission.CHANGE_WIFI_MULTICAST_STATE"/>
              <uses-permission android:name="android.permission.FOREGROUND_SERVICE"/>
              <uses-permission android:name="android.permission.FOREGROUND_SERVICE_CONNECTED_DEVICE"/>
              <uses-permission android:name="android.permission.WAKE_LOCK"/>
              <uses-permission android:name="android.permission.RECEIVE_BOOT_COMPLETED"/>
              <uses-permission android:name="android.permission.POST_NOTIFICATIONS"/>
              <uses-permission android:name="android.permission.ACCESS_LOCAL_NETWORK"/>
              <application android:label="Notes">
                <service android:name="dev.sotto.android.service.SyncService" android:exported="false" \
            android:foregroundServiceType="connectedDevice"/>
                <receiver android:name="dev.sotto.android.RestartReceiver" android:exported="false">
                  <intent-filter><action android:name="android.intent.action.BOOT_COMPLETED"/></intent-filter>
                </receiver>
              </application>
            </manifest>
            """;

    @TempDir
    Path folder;

    @Test
    void aWholeManifestLacksNothing() throws IOException {
        LintReport report = lint(WHOLE);

        assertTrue(report.complete());
        assertEquals(List.of(), of(report, Severity.RISK));
        assertEquals(List.of("PLAY_DECLARATION"), of(report, Severity.REVIEW));
    }

    @ParameterizedTest(name = "{0} -> {1}: {2} {3}")
    @CsvSource(delimiter = '~', textBlock = """
            permission.INTERNET                             ~ permission.NONE ~ MISSING ~ PERMISSION_MISSING
            permission.FOREGROUND_SERVICE"                  ~ permission.NONE" ~ MISSING ~ PERMISSION_MISSING
            permission.FOREGROUND_SERVICE_CONNECTED_DEVICE" ~ permission.FOREGROUND_SERVICE_CONNECTED_DEVICE" android:maxSdkVersion="33" ~ MISSING ~ PERMISSION_ENDS
            permission.WAKE_LOCK                            ~ permission.NONE ~ RISK ~ PERMISSION_MISSING
            permission.POST_NOTIFICATIONS                   ~ permission.NONE ~ RISK ~ PERMISSION_MISSING
            permission.ACCESS_LOCAL_NETWORK                 ~ permission.NONE ~ RISK ~ PERMISSION_MISSING
            permission.CHANGE_WIFI_MULTICAST_STATE          ~ permission.NONE ~ MISSING ~ TYPE_PREREQUISITE_MISSING
            permission.WAKE_LOCK                            ~ permission.USE_EXACT_ALARM ~ REVIEW ~ PERMISSION_QUESTIONED
            minSdkVersion="26"                              ~ minSdkVersion="24" ~ MISSING ~ MIN_SDK_TOO_LOW
            android:targetSdkVersion="36"                   ~ '' ~ RISK ~ TARGET_SDK_MISSING
            service.SyncService                             ~ service.Other ~ MISSING ~ SERVICE_MISSING
            Type="connectedDevice"                          ~ Type="dataSync" ~ MISSING ~ SERVICE_TYPE
            Type="connectedDevice"                          ~ Type="connectedDevice|location" ~ REVIEW ~ SERVICE_TYPE_MORE
            Type="connectedDevice"                          ~ Type="connectedDevice" android:enabled="false" ~ MISSING ~ SERVICE_OFF
            Type="connectedDevice"                          ~ Type="connectedDevice" android:process=":sync" ~ MISSING ~ SERVICE_PROCESS
            Type="connectedDevice"                          ~ Type="connectedDevice" android:stopWithTask="true" ~ RISK ~ SERVICE_STOPS_WITH_TASK
            exported="false" android:foreground             ~ exported="true" android:foreground ~ RISK ~ SERVICE_EXPORTED
            BOOT_COMPLETED"/></intent                       ~ OTHER"/></intent ~ RISK ~ RESTART_RECEIVER_MISSING
            <receiver                                       ~ <service android:name="a.B" android:foregroundServiceType="dataSync"/><receiver ~ RISK ~ DATA_SYNC
            """)
    void whatIsTakenOutIsNamed(String from, String to, Severity severity, String id) throws IOException {
        assertTrue(WHOLE.contains(from), from);
        LintReport report = lint(WHOLE.replace(from, to));

        assertTrue(of(report, severity).contains(id), () -> report.findings().toString());
        assertEquals(severity != Severity.MISSING, report.complete());
    }

    @Test
    void whatIsNoManifestIsRefusedByItsCode() throws IOException {
        assertEquals("FILE_NOT_FOUND", code(folder.resolve("none")));
        assertEquals("XML_INVALID", code(write("<manifest>")));
        assertEquals("XML_INVALID", code(write("<plist><dict/></plist>")));
        assertEquals("MANIFEST_COMPILED", code(Files.write(folder.resolve("m"), new byte[] {3, 0, 8, 0, 1, 2})));
        assertEquals("FILE_TOO_LARGE", code(Files.write(folder.resolve("m"), new byte[XmlFile.BYTES_MAX + 1])));
    }

    @Test
    void aManifestCannotReadFilesOrEatMemory() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "android.permission.SECRET");
        String entity = WHOLE.replace(
                        "<manifest ", "<!DOCTYPE m [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]><manifest ")
                .replace("<application ", "<uses-permission android:name='x'/>&e;<application ");
        assertTrue(lint(entity).json().indexOf("SECRET") < 0);

        StringBuilder laughs = new StringBuilder("<!DOCTYPE m [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            laughs.append("<!ENTITY a").append(i).append(" \"");
            laughs.append(("&a" + (i - 1) + ";").repeat(10)).append("\">");
        }
        String bomb = WHOLE.replace("<manifest ", laughs + "]><manifest ").replace("package=\"", "package=\"&a29;");
        assertEquals("XML_INVALID", code(write(bomb)));
    }

    private LintReport lint(String manifest) throws IOException {
        return AndroidManifestLint.of(write(manifest));
    }

    private Path write(String manifest) throws IOException {
        return Files.writeString(folder.resolve("AndroidManifest.xml"), manifest);
    }

    private static String code(Path file) {
        return assertThrows(RefusedException.class, () -> AndroidManifestLint.of(file))
                .refusal()
                .code();
    }

    private static List<String> of(LintReport report, Severity severity) {
        return report.findings().stream()
                .filter(finding -> finding.severity() == severity)
                .map(Finding::id)
                .toList();
    }
}
