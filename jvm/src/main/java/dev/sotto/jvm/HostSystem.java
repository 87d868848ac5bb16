package dev.sotto.jvm;

import dev.sotto.jvm.sleep.Caffeinate;
import dev.sotto.jvm.sleep.LogindBlock;
import dev.sotto.jvm.sleep.SleepBlock;
import dev.sotto.jvm.sleep.WindowsPower;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** The operating systems that this room knows. */
public enum HostSystem {
    LINUX("Linux"),
    MAC("macOS"),
    WINDOWS("Windows"),
    /** Anything else: held by nothing but Java Sound, and nothing is known of its sleep. */
    OTHER("an unknown system");

    private final String words;

    HostSystem(String words) {
        this.words = words;
    }

    /** The system that this JVM runs on. */
    public static HostSystem current() {
        return named(System.getProperty("os.name", ""));
    }

    static HostSystem named(String osName) {
        String name = osName.toLowerCase(Locale.ROOT);
        if (name.startsWith("linux")) {
            return LINUX;
        }
        if (name.startsWith("mac")) {
            return MAC;
        }
        return name.startsWith("windows") ? WINDOWS : OTHER;
    }

    /** How this system is asked not to fall asleep by itself. */
    public SleepBlock sleepBlock(String appName) {
        return switch (this) {
            case LINUX -> new LogindBlock(appName);
            case MAC -> new Caffeinate();
            case WINDOWS -> new WindowsPower(appName);
            case OTHER -> SleepBlock.NONE;
        };
    }

    /** Where an app of this name keeps state that is not the user's documents. */
    Path stateDirectory(String appName) {
        return stateDirectory(appName, System.getenv(), Path.of(System.getProperty("user.home", ".")));
    }

    /**
     * The same from a given environment. Linux: XDG Base Directory Specification, {@code $XDG_STATE_HOME}; macOS: File
     * System Programming Guide, {@code Library/Application Support}; Windows: {@code %LOCALAPPDATA%}.
     */
    Path stateDirectory(String appName, Map<String, String> environment, Path home) {
        String folder = appName.replaceAll("[^\\p{L}\\p{N}._-]", "_").replaceAll("^\\.+", "_");
        return switch (this) {
            case MAC ->
                home.resolve("Library/Application Support").resolve(folder).resolve("sotto");
            case WINDOWS ->
                directory(environment, "LOCALAPPDATA", home.resolve("AppData/Local"))
                        .resolve(folder)
                        .resolve("sotto");
            case LINUX, OTHER ->
                directory(environment, "XDG_STATE_HOME", home.resolve(".local/state"))
                        .resolve("sotto")
                        .resolve(folder);
        };
    }

    /** A relative path in such a variable must be ignored, says XDG. */
    private static Path directory(Map<String, String> environment, String variable, Path otherwise) {
        String value = environment.getOrDefault(variable, "");
        return value.isEmpty() || !Path.of(value).isAbsolute() ? otherwise : Path.of(value);
    }

    @Override
    public String toString() {
        return words;
    }
}
