package dev.sotto.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs one fuzz target with Jazzer in a process of its own, from the corpus that is kept beside the tests.
 *
 * <p>A target is a class with {@code public static void fuzzerTestOneInput(byte[] data)} that throws whatever must not
 * happen. Its corpus is {@code src/test/resources/dev/sotto/fuzz/<class name>}; what a run found beyond it is left in its
 * scratch directory, to be kept by hand when it is worth a file.
 */
public final class Fuzzing {
    private static final long SECONDS = Boolean.getBoolean("sotto.long") ? 60 : 10;
    /** Beyond the time that Jazzer is told: starting, and instrumenting on a busy machine. */
    private static final long GRACE_SECONDS = 120;

    private static final int INPUT_BYTES_MAX = 4096;
    private static final String SEED = System.getProperty("sotto.seed", "20261122");
    private static final Pattern RUNS = Pattern.compile("stat::number_of_executed_units:\\s*(\\d+)");

    private Fuzzing() {}

    /** Fuzzes for 10 seconds, 60 in the long form, and prints how many inputs that were. */
    public static void fuzz(Class<?> target, Path scratch) throws IOException, InterruptedException {
        Path found = Files.createDirectories(scratch.resolve("found"));
        Path log = scratch.resolve("jazzer.log");
        List<String> command = new ArrayList<>(Arrays.asList(
                Paths.get(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=dev.sotto.**",
                // Generated from the grammar: half a megabyte of branches that tell more of ANTLR than of us.
                "--instrumentation_excludes=dev.sotto.query.grammar.StatementParser**:dev.sotto.query.grammar.StatementLexer**",
                "--disabled_hooks=**",
                "--reproducer_path=" + scratch,
                "-max_total_time=" + SECONDS,
                "-max_len=" + INPUT_BYTES_MAX,
                "-rss_limit_mb=2048",
                "-timeout=10",
                "-seed=" + SEED,
                "-print_final_stats=1",
                "-artifact_prefix=" + scratch + File.separator,
                found.toString(),
                corpus(target).toString()));
        Process jazzer = new ProcessBuilder(command)
                .directory(scratch.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = jazzer.waitFor(SECONDS + GRACE_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            jazzer.destroyForcibly();
        }
        String said = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        assertTrue(ended, () -> "jazzer did not end: " + tail(said));
        assertEquals(
                0, jazzer.exitValue(), () -> target.getSimpleName() + " fell over, seed " + SEED + ": " + tail(said));
        Matcher runs = RUNS.matcher(said);
        assertTrue(runs.find(), () -> "no count of runs in " + tail(said));
        assertTrue(Long.parseLong(runs.group(1)) > 1_000, () -> "only " + runs.group(1) + " runs: " + tail(said));
        System.out.println(
                "figure: fuzz " + target.getSimpleName() + ": " + runs.group(1) + " runs in " + SECONDS + " s");
    }

    private static String tail(String said) {
        return said.substring(Math.max(0, said.length() - 6_000));
    }

    /** Puts every file of the target's corpus through it, without Jazzer. Gives back how many. */
    public static int replay(Class<?> target) throws IOException, ReflectiveOperationException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(corpus(target))) {
            files = listed.sorted().collect(Collectors.toList());
        }
        for (Path file : files) {
            try {
                target.getMethod("fuzzerTestOneInput", byte[].class).invoke(null, (Object) Files.readAllBytes(file));
            } catch (InvocationTargetException e) {
                throw new AssertionError(target.getSimpleName() + " fell over " + file, e.getCause());
            }
        }
        return files.size();
    }

    /** One file of the target's corpus. */
    public static byte[] input(Class<?> target, String name) throws IOException {
        return Files.readAllBytes(corpus(target).resolve(name));
    }

    private static Path corpus(Class<?> target) {
        URL found = Fuzzing.class.getResource(target.getSimpleName());
        if (found == null) {
            throw new IllegalStateException("no corpus for " + target.getSimpleName() + " in the test resources");
        }
        try {
            return Paths.get(found.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
