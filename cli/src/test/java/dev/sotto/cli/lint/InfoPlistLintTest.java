package dev.sotto.cli.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.dd.plist.BinaryPropertyListWriter;
import com.dd.plist.NSDictionary;
import com.dd.plist.PropertyListParser;
import dev.sotto.cli.lint.Finding.Severity;
import dev.sotto.document.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An Info.plist in which nothing is missing, and what is said of each thing that is taken out of it or put into it. */
class InfoPlistLintTest {
    static final String WHOLE = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
            <plist version="1.0"><dict>
            <key>CFBundleIdentifier</key><string>org.example.notes</string>
            <key>MinimumOSVersion</key><string>13.0</string>
            <key>UIApplicationSceneManifest</key><dict/>
            <key>UIBackgroundModes</key><array><string>fetch</string><string>processing</string></array>
            <key>BGTaskSchedulerPermittedIdentifiers</key><array><string>org.example.notes.refresh</string>\
            <string>org.example.notes.processing</string><string>org.example.notes.continued</string></array>
            <key>UIRequiresPersistentWiFi</key><true/>
            <key>NSLocalNetworkUsageDescription</key><string>Finds your computer.</string>
            <key>NSBonjourServices</key><array><string>_sotto._tcp</string></array>
            </dict></plist>
            """;

    @TempDir
    Path folder;

    @Test
    void aWholeListLacksNothing() throws IOException {
        LintReport report = lint(WHOLE);

        assertTrue(report.complete(), report.json());
        assertEquals(List.of(), of(report, Severity.RISK));
        assertEquals(List.of("LAN_QUESTIONED"), of(report, Severity.REVIEW));
    }

    @ParameterizedTest(name = "{0} -> {1}: {2} {3}")
    @CsvSource(delimiter = '~', textBlock = """
            <string>fetch</string>                       ~ ''                                   ~ MISSING ~ MODE_MISSING
            <string>processing</string>                  ~ ''                                   ~ MISSING ~ MODE_MISSING
            <string>fetch</string>                       ~ <string>fetch</string><string>audio</string> ~ REVIEW ~ MODE_QUESTIONED
            <string>fetch</string>                       ~ <string>fetch</string><string>bluetooth-central</string> ~ REVIEW ~ MODE_QUESTIONED
            <string>fetch</string>                       ~ <string>fetch</string><string>bluetooth-central</string> ~ MISSING ~ BLUETOOTH_WORDS_MISSING
            <string>fetch</string>                       ~ <string>fetch</string><string>bluetooth-peripheral</string> ~ MISSING ~ BLUETOOTH_WORDS_MISSING
            <string>fetch</string>                       ~ <string>fetch</string><string>location</string> ~ MISSING ~ LOCATION_WORDS_MISSING
            <string>fetch</string>                       ~ <string>fetch</string><string>location</string> ~ REVIEW ~ MODE_QUESTIONED
            <string>fetch</string>                       ~ <string>fetch</string><string>Audio</string> ~ RISK ~ MODE_UNKNOWN
            <string>fetch</string>                       ~ <string>fetch</string> ~ FINE ~ AUDIO_OFF
            <string>fetch</string>                       ~ <string>fetch</string> ~ FINE ~ BLUETOOTH_OFF
            org.example.notes.refresh                    ~ org.example.other.refresh            ~ MISSING ~ TASK_MISSING
            org.example.notes.processing                 ~ org.example.notes.night              ~ MISSING ~ TASK_MISSING
            org.example.notes.continued                  ~ org.example.notes.later              ~ RISK ~ TASK_MISSING
            <key>UIRequiresPersistentWiFi</key><true/>   ~ ''                                   ~ MISSING ~ WIFI_MISSING
            <true/>                                      ~ <false/>                             ~ MISSING ~ WIFI_MISSING
            <true/>                                      ~ <string>YES</string>                 ~ MISSING ~ WIFI_MISSING
            Finds your computer.                         ~ ' '                                  ~ MISSING ~ LAN_WORDS_MISSING
            NSLocalNetworkUsageDescription               ~ NSLocalNetwork                       ~ MISSING ~ LAN_WORDS_MISSING
            <string>_sotto._tcp</string>                 ~ ''                                   ~ MISSING ~ BONJOUR_MISSING
            _sotto._tcp                                  ~ sotto.tcp                            ~ MISSING ~ BONJOUR_TYPE
            UIApplicationSceneManifest                   ~ UIMainStoryboardFile                 ~ MISSING ~ SCENES_MISSING
            <dict/>                                      ~ <string>yes</string>                 ~ MISSING ~ SCENES_MISSING
            <string>13.0</string>                        ~ <string>12.4</string>                ~ MISSING ~ MINIMUM_OS
            <key>MinimumOSVersion</key><string>13.0</string> ~ <key>UIApplicationExitsOnSuspend</key><true/> ~ MISSING ~ EXITS_ON_SUSPEND
            <array><string>fetch</string><string>processing</string></array> ~ <string>fetch</string> ~ MISSING ~ MODES_NO_LIST
            """)
    void eachThingHasItsFinding(String out, String in, Severity severity, String id) throws IOException {
        assertTrue(WHOLE.contains(out), out);
        LintReport report = lint(WHOLE.replace(out, in));

        assertTrue(of(report, severity).contains(id), report.json());
        assertTrue(severity != Severity.MISSING || !report.complete(), report.json());
    }

    @Test
    void everyFindingSaysWhatComesOfItAndEveryMissingThingWhatToDo() throws IOException {
        String nothing = "<plist><dict></dict></plist>";
        LintReport report = lint(nothing);

        assertFalse(report.complete());
        for (Finding finding : report.findings()) {
            assertFalse(finding.explanation().isBlank(), finding.toString());
            assertTrue(
                    finding.severity() != Severity.MISSING || !finding.advice().isBlank(), finding.toString());
        }
    }

    @Test
    void theBinaryFormOfABundleSaysTheSame() throws Exception {
        NSDictionary list = (NSDictionary) PropertyListParser.parse(WHOLE.getBytes(StandardCharsets.UTF_8));
        Path file = Files.write(folder.resolve("Info.plist"), BinaryPropertyListWriter.writeToArray(list));

        assertEquals(lint(WHOLE).findings(), InfoPlistLint.of(file).findings());
    }

    @Test
    void aBrokenBinaryFormIsARefusalWhateverItsBytes() throws Exception {
        NSDictionary list = (NSDictionary) PropertyListParser.parse(WHOLE.getBytes(StandardCharsets.UTF_8));
        byte[] whole = BinaryPropertyListWriter.writeToArray(list);
        Random chance = new Random(20261122);
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            byte[] broken = whole.clone();
            for (int flips = 1 + chance.nextInt(4); flips > 0; flips--) {
                broken[8 + chance.nextInt(broken.length - 8)] = (byte) chance.nextInt(256);
            }
            Path file = Files.write(folder.resolve("Info.plist"), broken);
            try {
                InfoPlistLint.of(file);
            } catch (RefusedException e) {
                assertEquals("PLIST_INVALID", e.refusal().code());
                refused++;
            }
        }
        assertTrue(refused > 20, "broken and noticed: " + refused);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            ''                                                       ~ XML_INVALID
            no list at all                                           ~ XML_INVALID
            <plist><dict>                                            ~ XML_INVALID
            <plist><array/></plist>                                  ~ PLIST_INVALID
            <plist><dict><key>a</key><date>never</date></dict></plist> ~ PLIST_INVALID
            <plist><dict><key>a</key><integer>x</integer></dict></plist> ~ PLIST_INVALID
            """)
    void whatIsNoListIsRefusedByItsCode(String text, String code) throws IOException {
        Path file = Files.writeString(folder.resolve("Info.plist"), text);

        assertEquals(
                code,
                assertThrows(RefusedException.class, () -> InfoPlistLint.of(file))
                        .refusal()
                        .code());
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        RefusedException refused =
                assertThrows(RefusedException.class, () -> InfoPlistLint.of(folder.resolve("none.plist")));

        assertEquals("FILE_NOT_FOUND", refused.refusal().code());
    }

    /** The file may come from anywhere: what it names is not read, what it defines is not expanded. */
    @Test
    void entitiesNeitherReadFilesNorGrow() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "org.example.secret");
        String outside = """
                <!DOCTYPE plist [<!ENTITY x SYSTEM "%s">]>
                <plist><dict><key>CFBundleIdentifier</key><string>&x;</string></dict></plist>
                """.formatted(secret.toUri());
        assertFalse(said(outside).contains("org.example.secret"));

        StringBuilder bomb = new StringBuilder("<!DOCTYPE plist [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            String before = "&a" + (i - 1) + ";";
            bomb.append("<!ENTITY a")
                    .append(i)
                    .append(" \"")
                    .append(before.repeat(10))
                    .append("\">");
        }
        bomb.append("]><plist><dict><key>CFBundleIdentifier</key><string>&a29;</string></dict></plist>");
        assertTrue(said(bomb.toString()).length() < 100_000);
    }

    private String said(String text) throws IOException {
        try {
            return lint(text).json();
        } catch (RefusedException refused) {
            return refused.refusal().toString();
        }
    }

    private LintReport lint(String text) throws IOException {
        return InfoPlistLint.of(Files.writeString(folder.resolve("Info.plist"), text));
    }

    private static List<String> of(LintReport report, Severity severity) {
        return report.findings().stream()
                .filter(finding -> finding.severity() == severity)
                .map(Finding::id)
                .toList();
    }
}
