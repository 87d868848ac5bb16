package dev.sotto.cli.lint;

import static dev.sotto.cli.lint.AndroidManifest.attribute;

import dev.sotto.cli.lint.Finding.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.w3c.dom.Element;

/**
 * Says what an app's merged manifest lacks for syncing in the background, and what Play's reviewers will ask. The manifest
 * of Sotto's AAR has all that is needed; what is missing here was taken out, or the AAR is not in the app.
 *
 * @see <a href="https://developer.android.com/develop/background-work/services/fgs/service-types">types of foreground
 *     services</a>
 */
public final class AndroidManifestLint {
    private static final String SERVICE = "dev.sotto.android.service.SyncService";
    private static final String RESTART = "dev.sotto.android.RestartReceiver";
    private static final String BOOT = "android.intent.action.BOOT_COMPLETED";
    private static final String TYPE = "connectedDevice";

    /** What Sotto's own manifest sets as the least. */
    private static final int MIN_SDK = 26;

    private static final Map<String, String> NEEDED = new LinkedHashMap<>();
    private static final Map<String, String> USEFUL = new LinkedHashMap<>();
    private static final Map<String, String> QUESTIONED = new LinkedHashMap<>();

    /** Since Android 14 a connectedDevice service needs one of these; a permission is enough, it need not be granted. */
    private static final List<String> PREREQUISITES = Arrays.asList(
            "CHANGE_NETWORK_STATE",
            "CHANGE_WIFI_STATE",
            "CHANGE_WIFI_MULTICAST_STATE",
            "NFC",
            "TRANSMIT_IR",
            "BLUETOOTH_CONNECT",
            "BLUETOOTH_ADVERTISE",
            "BLUETOOTH_SCAN",
            "UWB_RANGING");

    static {
        NEEDED.put("INTERNET", "without it no connection can be made or accepted");
        NEEDED.put("FOREGROUND_SERVICE", "without it startForeground throws a SecurityException");
        NEEDED.put(
                "FOREGROUND_SERVICE_CONNECTED_DEVICE",
                "from Android 14 on, startForeground of this type throws a SecurityException without it");
        USEFUL.put("ACCESS_NETWORK_STATE", "without it Sotto cannot tell \"no network\" from \"no peers\"");
        USEFUL.put("WAKE_LOCK", "without it a transfer stops where the processor goes to sleep");
        USEFUL.put("RECEIVE_BOOT_COMPLETED", "without it sync waits after a restart until somebody opens the app");
        USEFUL.put(
                "POST_NOTIFICATIONS",
                "from Android 13 on the service's notification is not shown without it; the service runs all the same");
        USEFUL.put("ACCESS_LOCAL_NETWORK", "an app that targets Android 17 cannot reach devices nearby without it");
        QUESTIONED.put(
                "REQUEST_IGNORE_BATTERY_OPTIMIZATIONS",
                "Play allows the direct question in few kinds of app; the list in the settings may always be opened");
        QUESTIONED.put("SCHEDULE_EXACT_ALARM", "Play asks why alarms must be exact; Sotto's need not be");
        QUESTIONED.put("USE_EXACT_ALARM", "Play allows it for calendars and alarm clocks only; Sotto does not need it");
    }

    private final AndroidManifest manifest;
    private final List<Finding> findings = new ArrayList<>();

    private AndroidManifestLint(AndroidManifest manifest) {
        this.manifest = manifest;
    }

    /** @throws dev.sotto.document.RefusedException the file is not there, too large, compiled, or no manifest */
    public static LintReport of(Path file) {
        AndroidManifestLint lint = new AndroidManifestLint(AndroidManifest.read(file));
        lint.sdks();
        lint.permissions();
        lint.service();
        lint.otherServices();
        lint.restart();
        return new LintReport(file.toString(), "Android", lint.findings);
    }

    private void add(Severity severity, String id, String subject, String explanation, String advice) {
        findings.add(new Finding(severity, id, subject, explanation, advice));
    }

    private void sdks() {
        Optional<Integer> least = manifest.sdk("minSdkVersion");
        if (least.isPresent() && least.get() < MIN_SDK) {
            add(
                    Severity.MISSING,
                    "MIN_SDK_TOO_LOW",
                    "minSdkVersion " + least.get(),
                    "Sotto runs on Android 8.0 (API 26) and later; tools:overrideLibrary only moves the crash",
                    "set minSdk to " + MIN_SDK + " or more");
        }
        if (manifest.sdk("targetSdkVersion").isEmpty()) {
            add(
                    Severity.RISK,
                    "TARGET_SDK_MISSING",
                    "targetSdkVersion",
                    "is not there: is this the merged manifest? What was left out by the merger cannot be seen here",
                    "give the merged one");
        }
    }

    private void permissions() {
        NEEDED.forEach((name, why) -> permission(Severity.MISSING, name, why));
        USEFUL.forEach((name, why) -> permission(Severity.RISK, name, why));
        Optional<String> prerequisite = PREREQUISITES.stream()
                .filter(name -> manifest.permission(name).isPresent())
                .findFirst();
        if (prerequisite.isPresent()) {
            add(Severity.FINE, "TYPE_PREREQUISITE", "android.permission." + prerequisite.get(), "is there", "");
        } else {
            add(
                    Severity.MISSING,
                    "TYPE_PREREQUISITE_MISSING",
                    "uses-permission",
                    "since Android 14 a connectedDevice service needs one of " + String.join(", ", PREREQUISITES),
                    "keep CHANGE_WIFI_MULTICAST_STATE, which Sotto's own manifest brings");
        }
        QUESTIONED.forEach((name, why) -> {
            if (manifest.permission(name).isPresent()) {
                add(
                        Severity.REVIEW,
                        "PERMISSION_QUESTIONED",
                        "android.permission." + name,
                        why,
                        "take it out unless the app needs it");
            }
        });
    }

    private void permission(Severity severity, String name, String why) {
        Optional<Element> permission = manifest.permission(name);
        if (permission.isEmpty()) {
            add(
                    severity,
                    "PERMISSION_MISSING",
                    "android.permission." + name,
                    why,
                    "take out the tools:node=\"remove\" that takes it out, or add the permission");
            return;
        }
        String last = attribute(permission.get(), "maxSdkVersion");
        if (last.isEmpty()) {
            add(Severity.FINE, "PERMISSION", "android.permission." + name, "is there", "");
        } else {
            add(
                    severity,
                    "PERMISSION_ENDS",
                    "android.permission." + name,
                    "ends with API " + last + "; after it: " + why,
                    "take out maxSdkVersion");
        }
    }

    private void service() {
        Optional<Element> found = manifest.component("service", SERVICE);
        if (found.isEmpty()) {
            add(
                    Severity.MISSING,
                    "SERVICE_MISSING",
                    SERVICE,
                    "the service that keeps the app alive is not declared",
                    "add the dependency on sotto-android, or take out what removes the service");
            return;
        }
        Element service = found.get();
        add(Severity.FINE, "SERVICE", SERVICE, "is there", "");
        List<String> types = types(service);
        if (!types.contains(TYPE)) {
            add(
                    Severity.MISSING,
                    "SERVICE_TYPE",
                    SERVICE,
                    "foregroundServiceType is \"" + String.join("|", types) + "\"; startForeground asks for " + TYPE
                            + " and throws if it is not among them",
                    "set android:foregroundServiceType=\"" + TYPE + "\"");
        }
        switchedOff(service);
        for (String type : types) {
            if (!type.equals(TYPE)) {
                add(
                        Severity.REVIEW,
                        "SERVICE_TYPE_MORE",
                        SERVICE,
                        "also has the type " + type + ", which Sotto never starts; Play asks for a declaration of each",
                        "leave " + TYPE + " alone");
            }
        }
        add(
                Severity.REVIEW,
                "PLAY_DECLARATION",
                SERVICE,
                "Play asks in the app content forms why the app needs a connectedDevice service, with a video of the feature",
                "a text to start from is in docs/guides/android.md");
    }

    private void switchedOff(Element service) {
        if (attribute(service, "enabled").equals("false")) {
            add(Severity.MISSING, "SERVICE_OFF", SERVICE, "android:enabled is false", "take it out");
        }
        if (!attribute(service, "process").isEmpty()) {
            add(
                    Severity.MISSING,
                    "SERVICE_PROCESS",
                    SERVICE,
                    "runs in the process " + attribute(service, "process")
                            + ", and keeps that alive instead of the app's",
                    "take out android:process");
        }
        if (attribute(service, "exported").equals("true")) {
            add(
                    Severity.RISK,
                    "SERVICE_EXPORTED",
                    SERVICE,
                    "any other app can start it",
                    "set android:exported=\"false\"");
        }
        if (attribute(service, "stopWithTask").equals("true")) {
            add(
                    Severity.RISK,
                    "SERVICE_STOPS_WITH_TASK",
                    SERVICE,
                    "ends when somebody swipes the app away",
                    "take out android:stopWithTask if sync shall go on then");
        }
    }

    private void otherServices() {
        for (Element service : manifest.components("service")) {
            String name = attribute(service, "name");
            if (!name.equals(SERVICE) && types(service).contains("dataSync")) {
                add(
                        Severity.RISK,
                        "DATA_SYNC",
                        name,
                        "has the type dataSync: from Android 15 on six hours a day for all of the app's, and none after a"
                                + " restart; when its time is over and it does not stop, the whole process is ended",
                        "let Sotto's service hold the app, and stop this one when its own work is done");
            }
        }
    }

    private void restart() {
        Optional<Element> receiver = manifest.component("receiver", RESTART);
        if (receiver.isPresent() && AndroidManifest.hears(receiver.get(), BOOT)) {
            add(Severity.FINE, "RESTART_RECEIVER", RESTART, "is there", "");
        } else {
            add(
                    Severity.RISK,
                    "RESTART_RECEIVER_MISSING",
                    RESTART,
                    "does not hear " + BOOT + ": sync waits after a restart until somebody opens the app",
                    "keep the receiver that Sotto's own manifest brings");
        }
    }

    private static List<String> types(Element service) {
        return Arrays.stream(attribute(service, "foregroundServiceType").split("\\|"))
                .filter(type -> !type.isEmpty())
                .collect(Collectors.toList());
    }
}
