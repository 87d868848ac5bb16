package dev.sotto.phonebench.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A short helper command that is run to its end: its exit code and what it said. */
public record Command(int exitCode, String output) {
    /**
     * Runs a command with a bound on its time, standard error joined to standard output.
     *
     * @param environment added to this process's
     * @param millis after this long it is killed and the call fails
     * @throws IOException when it cannot be started or does not end in time
     */
    public static Command run(Map<String, String> environment, long millis, String... words) throws IOException {
        // Through a file: a pipe would have to be drained by another thread for the time bound to hold.
        Path output = Files.createTempFile("sotto-command", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(nowhere().toFile()));
            builder.environment().putAll(new LinkedHashMap<>(environment));
            Process process = builder.start();
            if (!endsWithin(process, millis)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", words) + ": not finished after " + millis + " ms");
            }
            return new Command(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    static Command run(String... words) throws IOException {
        return run(Map.of(), Limits.COMMAND_MILLIS, words);
    }

    /** Whether a program of this name is on the PATH. */
    public static boolean installed(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /** The command line of a Java main class on this process's own runtime and class path. */
    public static List<String> java(List<String> options, String mainClass, List<String> arguments) {
        List<String> words = new java.util.ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(options);
        words.add("-cp");
        words.add(System.getProperty("java.class.path"));
        words.add(mainClass);
        words.addAll(arguments);
        return List.copyOf(words);
    }

    private static boolean endsWithin(Process process, long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Path nowhere() {
        return Path.of(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");
    }
}
