package dev.sotto.checks.ios;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * RoboVM's compiler for ios-arm64 on Linux, with LLVM's Mach-O linker and no Apple SDK. The compiler is unpacked, and its
 * objects are kept, below {@code .sotto/robovm} of the checkout.
 */
final class AheadOfTime {
    private static final Path HOME = Paths.get(System.getProperty("sotto.home", "../.."))
            .toAbsolutePath()
            .normalize();
    static final Path STATE = HOME.resolve(".sotto/robovm");
    private static final long LINK_SECONDS_MAX = 900;

    /** Symbols of Java code carry a bracket, those of the VM these prefixes; all else is the system's. */
    private static final Pattern OURS = Pattern.compile("\\[|^_rvm|^__?bc[A-Z]|^_GC_");

    private final Path compiler;
    private final Path linker;
    private final Path lister;

    private AheadOfTime(Path compiler, Path linker, Path lister) {
        this.compiler = compiler;
        this.linker = linker;
        this.lister = lister;
    }

    /** What a link came to. */
    record Linked(Path executable, List<String> open, List<String> openAndOurs, long compiledClasses, long millis) {}

    /** The compiler, unpacked; aborts the test with the reason where a piece is missing. */
    static AheadOfTime here() throws Exception {
        Path packed = Paths.get(System.getProperty("sotto.robovm.dist", ""));
        assumeTrue(
                Files.isRegularFile(packed),
                () -> "RoboVM's compiler is not in the local repository (" + packed.getFileName()
                        + "); ./sotto test fetches it where a repository has it");
        Path linker = tool("ld64.lld");
        assumeTrue(Files.isExecutable(linker), "no ld64.lld: install the package lld");
        Path lister = tool("llvm-nm");
        assumeTrue(Files.isExecutable(lister), "no llvm-nm: install the package llvm");
        String name = packed.getFileName().toString().replaceAll("^robovm-dist-|\\.tar\\.gz$", "");
        Path unpacked = STATE.resolve("robovm-" + name);
        if (!Files.isDirectory(unpacked)) {
            Files.createDirectories(STATE);
            Path fresh = Files.createTempDirectory(STATE, "unpacking");
            run(fresh, fresh.resolve("tar.log"), List.of("tar", "xzf", packed.toString()));
            Files.move(fresh.resolve("robovm-" + name), unpacked);
        }
        return new AheadOfTime(unpacked, linker, lister);
    }

    /** Debian calls it {@code ld64.lld-14}, others {@code ld64.lld}. */
    private static Path tool(String name) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            try (Stream<Path> files =
                    Files.isDirectory(Path.of(folder)) ? Files.list(Path.of(folder)) : Stream.empty()) {
                files.filter(file -> file.getFileName().toString().matches(Pattern.quote(name) + "(-\\d+)?"))
                        .sorted()
                        .forEach(found::add);
            }
        }
        return found.isEmpty() ? Path.of(name) : found.get(0);
    }

    /** Jars and folders that this test runs with, by a part of their names. */
    static Path onClassPath(String part) {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : all.split(File.pathSeparator)) {
            if (entry.replace('\\', '/').contains(part)) {
                return Path.of(entry);
            }
        }
        throw new IllegalStateException("no " + part + " on the class path: " + all);
    }

    /** Compiles what {@code mainClass} reaches in these folders, and links it into {@code folder}. */
    Linked link(Path folder, List<Path> classes, String mainClass) throws Exception {
        long begun = System.nanoTime();
        Files.createDirectories(folder);
        Path log = folder.resolve("robovm.log");
        Path config = Files.writeString(
                folder.resolve("config.xml"), "<config><swiftSupport><enable>false</enable></swiftSupport></config>");
        List<String> path = classes.stream().map(Path::toString).collect(Collectors.toCollection(ArrayList::new));
        path.add(onClassPath("robovm-objc").toString());
        path.add(onClassPath("robovm-cocoatouch").toString());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xss4m",
                "-Xmx1500m",
                "-cp",
                compiler.resolve("lib/robovm-dist-compiler.jar").toString(),
                "org.robovm.compiler.AppCompiler",
                "-verbose"));
        Stream.of(
                        List.of("-config", config),
                        List.of("-cc", HOME.resolve("checks/ios-link/ld.sh")),
                        List.of("-cache", STATE.resolve("cache")),
                        List.of("-tmp", folder.resolve("tmp")),
                        List.of("-d", folder.resolve("out")),
                        List.of("-os", "ios", "-arch", "arm64", "-target", "console"),
                        List.of("-cp", String.join(File.pathSeparator, path), mainClass))
                .flatMap(List::stream)
                .forEach(each -> command.add(each.toString()));
        run(folder, log, command, Map.of("ROBOVM_HOME", compiler.toString(), "SOTTO_LD64", linker.toString()));
        Path executable = folder.resolve("out").resolve(mainClass);
        List<String> open = open(folder, executable);
        return new Linked(
                executable,
                open,
                open.stream().filter(OURS.asPredicate()).collect(Collectors.toList()),
                Files.readAllLines(log).stream()
                        .filter(line -> line.startsWith("Compiling "))
                        .count(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    }

    private List<String> open(Path folder, Path executable) throws Exception {
        Path list = folder.resolve("open.txt");
        run(folder, list, List.of(lister.toString(), "-u", executable.toString()));
        return Files.readAllLines(list).stream()
                .map(line -> line.trim().replaceFirst("^U ", ""))
                .filter(line -> !line.isEmpty())
                .distinct()
                .sorted()
                .collect(Collectors.toList());
    }

    private static void run(Path folder, Path log, List<String> command) throws Exception {
        run(folder, log, command, Map.of());
    }

    private static void run(Path folder, Path log, List<String> command, Map<String, String> settings)
            throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(settings);
        Process process = builder.start();
        if (!process.waitFor(LINK_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("not done after " + LINK_SECONDS_MAX + " s: " + command);
        }
        if (process.exitValue() != 0) {
            List<String> words = Files.readAllLines(log);
            throw new AssertionError(command.get(0) + " ended with " + process.exitValue() + ":\n"
                    + String.join("\n", words.subList(Math.max(0, words.size() - 30), words.size())));
        }
    }
}
