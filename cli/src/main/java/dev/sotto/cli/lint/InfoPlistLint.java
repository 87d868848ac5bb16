package dev.sotto.cli.lint;

import dev.sotto.cli.lint.Finding.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says what an iOS app's Info.plist lacks for syncing in the background, and what App Review will ask. It knows the file
 * and not the app: whether there is a sound that the user hears, only the app's makers know.
 *
 * @see <a href="https://developer.apple.com/documentation/bundleresources/information-property-list">Apple's keys</a>
 * @see <a href="https://developer.apple.com/app-store/review/guidelines/#software-requirements">guideline 2.5.4</a>
 */
public final class InfoPlistLint {
    private static final String MODES = "UIBackgroundModes";
    private static final String TASKS = "BGTaskSchedulerPermittedIdentifiers";
    private static final String SCENES = "UIApplicationSceneManifest";
    private static final String WIFI = "UIRequiresPersistentWiFi";
    private static final String LAN = "NSLocalNetworkUsageDescription";
    private static final String BONJOUR = "NSBonjourServices";
    private static final String BLUETOOTH = "NSBluetoothAlwaysUsageDescription";

    /** BGTaskScheduler and scenes. */
    private static final int IOS_MIN = 13;

    /** What the list of modes may hold, and what each is for as far as it concerns us. */
    private static final List<String> KNOWN_MODES = List.of(
            "audio",
            "bluetooth-central",
            "bluetooth-peripheral",
            "external-accessory",
            "fetch",
            "location",
            "nearby-interaction",
            "network-authentication",
            "newsstand-content",
            "processing",
            "push-to-talk",
            "remote-notification",
            "voip");

    private static final Map<String, String> QUESTIONED = new LinkedHashMap<>();

    static {
        QUESTIONED.put(
                "audio",
                "guideline 2.5.4: which sound does the user hear in the background? An app without one is refused, and"
                        + " Sotto's silence is none");
        QUESTIONED.put("bluetooth-central", "guideline 2.5.4: which Bluetooth device does the app talk to?");
        QUESTIONED.put("bluetooth-peripheral", "guideline 2.5.4: which device talks to the app over Bluetooth?");
        QUESTIONED.put("location", "guideline 2.5.4: what does the user get from being followed in the background?");
        QUESTIONED.put("voip", "guideline 2.5.4: does the app make calls? Since iOS 13 it must show each to the user");
        QUESTIONED.put("external-accessory", "which accessory of the MFi programme does the app talk to?");
        QUESTIONED.put("push-to-talk", "is the app a radio? It must use the framework PushToTalk");
    }

    private final InfoPlist plist;
    private final String prefix;
    private final List<Finding> findings = new ArrayList<>();

    private InfoPlistLint(InfoPlist plist) {
        this.plist = plist;
        this.prefix = plist.text("CFBundleIdentifier").orElse("the app's bundle identifier");
    }

    /** @throws dev.sotto.document.RefusedException the file is not there, too large, or no property list */
    public static LintReport of(Path file) {
        InfoPlistLint lint = new InfoPlistLint(InfoPlist.read(file));
        lint.version();
        lint.scenes();
        lint.modes();
        lint.tasks();
        lint.network();
        lint.words();
        return new LintReport(file.toString(), "iOS", lint.findings);
    }

    private void add(Severity severity, String id, String subject, String explanation, String advice) {
        findings.add(new Finding(severity, id, subject, explanation, advice));
    }

    private void version() {
        String least = plist.text("MinimumOSVersion").orElse("");
        String major = least.replaceFirst("\\..*", "");
        if (major.matches("\\d{1,3}") && Integer.parseInt(major) < IOS_MIN) {
            add(
                    Severity.MISSING,
                    "MINIMUM_OS",
                    "MinimumOSVersion " + least,
                    "windows of BGTaskScheduler and scenes are there from iOS 13 on",
                    "set 13.0 or later");
        }
        if (plist.truth("UIApplicationExitsOnSuspend").orElse(false)) {
            add(
                    Severity.MISSING,
                    "EXITS_ON_SUSPEND",
                    "UIApplicationExitsOnSuspend",
                    "the app is ended instead of suspended",
                    "take it out");
        }
    }

    private void scenes() {
        if (plist.isDictionary(SCENES)) {
            add(Severity.FINE, "SCENES", SCENES, "is there", "");
        } else {
            add(
                    Severity.MISSING,
                    "SCENES_MISSING",
                    SCENES,
                    "an app that is built with the SDK of iOS 27 does not launch without scenes (TN3187), and from April"
                            + " 2027 the App Store takes no other",
                    "move to the scene life cycle; Sotto hears scenes by itself");
        }
    }

    private void modes() {
        List<String> modes = plist.texts(MODES);
        if (plist.has(MODES) && !plist.isList(MODES)) {
            add(Severity.MISSING, "MODES_NO_LIST", MODES, "is no list, so the system reads nothing", "make it a list");
        }
        window(modes, "fetch", "no app refresh is granted: short windows several times a day");
        window(modes, "processing", "no processing task is granted: minutes while the device is idle, at night");
        for (String mode : modes) {
            if (!KNOWN_MODES.contains(mode)) {
                add(
                        Severity.RISK,
                        "MODE_UNKNOWN",
                        MODES + ": " + mode,
                        "is no mode that is known",
                        "check its spelling");
            }
            if (QUESTIONED.containsKey(mode)) {
                add(Severity.REVIEW, "MODE_QUESTIONED", MODES + ": " + mode, QUESTIONED.get(mode), advice(mode));
            }
        }
        if (!modes.contains("audio")) {
            add(
                    Severity.FINE,
                    "AUDIO_OFF",
                    MODES + ": audio",
                    "is not there: SilentAudio cannot hold. Right for the App Store, where nothing is heard",
                    "");
        }
        for (String mode : List.of("bluetooth-central", "bluetooth-peripheral")) {
            if (!modes.contains(mode)) {
                add(
                        Severity.FINE,
                        "BLUETOOTH_OFF",
                        MODES + ": " + mode,
                        "is not there: Bluetooth does not wake the app. Needed only by an app that has a device to talk to",
                        "");
            }
        }
    }

    private static String advice(String mode) {
        return mode.equals("audio")
                ? "take it out and depend on sotto-ios with the classifier strict-review, or say in the review notes what"
                        + " the user hears"
                : "take it out unless the app has the feature, and say in the review notes what it is";
    }

    private void window(List<String> modes, String mode, String without) {
        if (modes.contains(mode)) {
            add(Severity.FINE, "MODE", MODES + ": " + mode, "is there", "");
        } else {
            add(Severity.MISSING, "MODE_MISSING", MODES + ": " + mode, without, "add " + mode + " to " + MODES);
        }
    }

    /** An identifier that is not permitted makes registering fail, and submitting it ends the app. */
    private void tasks() {
        List<String> permitted = plist.texts(TASKS);
        task(permitted, Severity.MISSING, "refresh", "app refresh");
        task(permitted, Severity.MISSING, "processing", "processing tasks");
        task(permitted, Severity.RISK, "continued", "what the user starts by syncUntilDone (iOS 26)");
    }

    private void task(List<String> permitted, Severity severity, String kind, String what) {
        String identifier = prefix + "." + kind;
        boolean wild = permitted.contains(prefix + ".*") && kind.equals("continued");
        if (permitted.contains(identifier) || wild) {
            add(Severity.FINE, "TASK", TASKS + ": " + identifier, "is there", "");
        } else {
            add(
                    severity,
                    "TASK_MISSING",
                    TASKS + ": " + identifier,
                    "the system refuses " + what,
                    "add " + identifier + ", or give SottoIos.builder().identifiers(...) what is permitted");
        }
    }

    private void network() {
        if (plist.truth(WIFI).orElse(false)) {
            add(Severity.FINE, "WIFI", WIFI, "is true", "");
        } else {
            add(
                    Severity.MISSING,
                    "WIFI_MISSING",
                    WIFI,
                    "iOS closes the Wi-Fi connection after 30 minutes without it",
                    "set " + WIFI + " to true");
        }
        if (plist.text(LAN).orElse("").isBlank()) {
            add(
                    Severity.MISSING,
                    "LAN_WORDS_MISSING",
                    LAN,
                    "from iOS 14 on the system asks the user with these words before the app may reach devices nearby;"
                            + " without them it is refused",
                    "say what the app sends to whom");
        } else {
            add(Severity.FINE, "LAN_WORDS", LAN, "is there", "");
            add(
                    Severity.REVIEW,
                    "LAN_QUESTIONED",
                    LAN,
                    "App Review looks whether the words say what the network is used for",
                    "name the feature, not the technology");
        }
        bonjour();
    }

    private void bonjour() {
        List<String> types = plist.texts(BONJOUR);
        if (types.isEmpty()) {
            add(
                    Severity.MISSING,
                    "BONJOUR_MISSING",
                    BONJOUR,
                    "from iOS 14 on only the types in this list are found by Bonjour",
                    "add your engine's type, such as _sotto._tcp");
        }
        for (String type : types) {
            boolean well = type.matches("_[A-Za-z0-9](?:[A-Za-z0-9-]{0,13}[A-Za-z0-9])?\\._(?:tcp|udp)\\.?");
            add(
                    well ? Severity.FINE : Severity.MISSING,
                    well ? "BONJOUR" : "BONJOUR_TYPE",
                    BONJOUR + ": " + type,
                    well ? "is there" : "is no service type, so nothing of it is found",
                    well ? "" : "write it like _sotto._tcp, at most 15 characters between _ and . (RFC 6763)");
        }
    }

    /** What an app that names a mode must tell the user, or the system ends it at the first call. */
    private void words() {
        List<String> modes = plist.texts(MODES);
        if (modes.contains("bluetooth-central") || modes.contains("bluetooth-peripheral")) {
            words("BLUETOOTH_WORDS", BLUETOOTH, "the system ends an app that uses Bluetooth without these words");
        }
        if (modes.contains("location")) {
            String without = "the system does not ask the user, and grants no location in the background";
            words("LOCATION_WORDS", "NSLocationAlwaysAndWhenInUseUsageDescription", without);
            words("LOCATION_WORDS", "NSLocationWhenInUseUsageDescription", without);
        }
    }

    private void words(String id, String key, String without) {
        if (plist.text(key).orElse("").isBlank()) {
            add(Severity.MISSING, id + "_MISSING", key, without, "say what the user gets from it");
        } else {
            add(Severity.FINE, id, key, "is there", "");
        }
    }
}
