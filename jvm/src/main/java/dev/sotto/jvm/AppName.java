package dev.sotto.jvm;

import java.nio.file.Path;

/** The name of an app that gave none: its main class or jar, as the JVM was started with it. */
final class AppName {
    private static final String NAMELESS = "sotto";

    private AppName() {}

    static String ofThisProcess() {
        return of(System.getProperty("sun.java.command", ""));
    }

    static String of(String command) {
        String first = command.trim().split("\\s+")[0];
        if (first.endsWith(".jar")) {
            String file = Path.of(first).getFileName().toString();
            return file.substring(0, file.length() - ".jar".length());
        }
        String mainClass = first.substring(first.lastIndexOf('/') + 1);
        String simple = mainClass.substring(mainClass.lastIndexOf('.') + 1);
        return simple.isEmpty() ? NAMELESS : simple;
    }
}
