package dev.sotto.example.androidnotes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One of Android's own tools, as a process. */
final class Tool {
    private static final long PATIENCE_SECONDS = 500;

    private final List<String> command = new ArrayList<>();

    private Tool() {}

    /** Skips the test, with the reason, where the repository does not have the tool. */
    static Tool of(String name, String mainClass) throws IOException {
        Path list = Paths.get(System.getProperty("sotto.android.tools"), name + ".classpath");
        assumeTrue(
                Files.isRegularFile(list),
                "skipped: " + name + " was not fetched; sh checks/android-tools.sh .sotto/android-tools");
        Tool tool = new Tool();
        tool.command.add(
                Paths.get(System.getProperty("java.home"), "bin", "java").toString());
        tool.command.addAll(List.of("-Xmx2g", "-Djava.awt.headless=true", "-cp", read(list), mainClass));
        return tool;
    }

    /** What it printed, and how it ended. */
    record Outcome(int exitCode, String printed) {}

    Outcome run(Path folder, String... arguments) throws IOException, InterruptedException {
        command.addAll(Arrays.asList(arguments));
        File printed = folder.resolve("printed").toFile();
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed)
                .start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(command + " does not end; printed " + read(printed.toPath()));
            }
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(process.exitValue(), read(printed.toPath()));
    }

    static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8).trim();
    }
}
