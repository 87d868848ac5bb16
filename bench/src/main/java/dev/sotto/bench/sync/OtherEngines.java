package dev.sotto.bench.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.bench.Benchmark;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** Other engines from public registries, in {@code bench/peers}: installed when they are wanted, each a process of its own. */
final class OtherEngines {
    private static final List<String> ON_NODE = List.of("yjs", "loro", "automerge", "pouchdb");
    private static final String ON_JAVA = "automerge-java";
    private static final String MAIN_CLASS = "dev.sotto.bench.automerge.AutomergePeer";
    private static final long INSTALL_MINUTES = 10;
    private static final long WORK_MINUTES = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path home;
    private final Path scratch;

    /** @param home of {@code package.json}, and of the project {@code automerge} beside it */
    OtherEngines(Path home, Path scratch) {
        this.home = home;
        this.scratch = scratch;
    }

    /** What an engine's work took, by the name of the work; works that it does not do are missing. */
    record Result(String engine, Map<String, Double> figures) {
        OptionalDouble of(String work) {
            return figures.containsKey(work) ? OptionalDouble.of(figures.get(work)) : OptionalDouble.empty();
        }
    }

    /**
     * Installs what is not there yet.
     *
     * @return the engines that there are now; of the others {@code progress} has heard why not
     */
    List<String> install(Benchmark.Progress progress) throws InterruptedException {
        List<String> engines = new ArrayList<>();
        try {
            installNode(progress);
            engines.addAll(ON_NODE);
        } catch (IOException e) {
            progress.say("no other engines on Node: " + e.getMessage());
        }
        try {
            buildJava(progress);
            engines.add(ON_JAVA);
        } catch (IOException e) {
            progress.say("no " + ON_JAVA + ": " + e.getMessage());
        }
        return engines;
    }

    /** What the lock file names. No scripts of packages are run. */
    private void installNode(Benchmark.Progress progress) throws IOException, InterruptedException {
        if (!Files.isRegularFile(home.resolve("package-lock.json"))) {
            throw new IOException(home + " is not there");
        }
        if (!Files.isDirectory(home.resolve("node_modules"))) {
            progress.say("installing other engines: npm ci --ignore-scripts in " + home);
            run(INSTALL_MINUTES, scratch.resolve("npm.log"), "npm", "ci", "--ignore-scripts");
        }
    }

    private void buildJava(Benchmark.Progress progress) throws IOException, InterruptedException {
        Path pom = java("pom.xml");
        if (!Files.isRegularFile(pom)) {
            throw new IOException(pom + " is not there");
        }
        progress.say("building " + ON_JAVA + ": mvn compile in " + pom.getParent());
        run(INSTALL_MINUTES, scratch.resolve("mvn.log"), "mvn", "-q", "-B", "-ntp", "-f", pom.toString(), "compile");
    }

    private Path java(String name) {
        return home.resolve("automerge").resolve(name).toAbsolutePath();
    }

    /** What the engines are to do. */
    Path write(List<Map<String, Object>> documents, List<Work.Edit> here, List<Work.Edit> there, int fields)
            throws IOException {
        List<Integer> values = new ArrayList<>();
        for (int i = 1; i <= fields; i++) {
            values.add(i);
        }
        Map<String, Object> work = new LinkedHashMap<>();
        work.put("documents", documents);
        work.put("here", here);
        work.put("there", there);
        work.put("fields", values);
        return Files.writeString(scratch.resolve("work.json"), Work.json(work));
    }

    /** @throws IOException with the last words of an engine that did not do the work, or whose sides differ */
    Result run(String engine, Path work) throws IOException, InterruptedException {
        Path out = scratch.resolve(engine + ".json");
        if (engine.equals(ON_JAVA)) {
            String path = java("target/classes") + File.pathSeparator + java("target/lib") + File.separator + "*";
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            run(WORK_MINUTES, out, java, "-Xmx2g", "-cp", path, MAIN_CLASS, work.toString());
        } else {
            run(WORK_MINUTES, out, "node", "--max-old-space-size=4096", "peers.mjs", engine, work.toString());
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        JsonNode result = JSON.readTree(lastLine(out));
        result.fieldNames().forEachRemaining(name -> {
            if (result.get(name).isNumber()) {
                figures.put(name, result.get(name).asDouble());
            }
        });
        return new Result(engine, figures);
    }

    private void run(long minutes, Path out, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
                throw new IOException(command[0] + " took more than " + minutes + " minutes");
            }
            if (process.exitValue() != 0) {
                throw new IOException(command[0] + " ended with " + process.exitValue() + ": " + lastLine(out));
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static String lastLine(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }
}
