package dev.sotto.bench.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.bench.Benchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** Other engines from the public registry, in {@code bench/peers}: installed when they are wanted, each a process of its own. */
final class NodePeers {
    static final List<String> ENGINES = List.of("yjs", "loro", "automerge", "pouchdb");
    private static final long INSTALL_MINUTES = 10;
    private static final long WORK_MINUTES = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path home;
    private final Path scratch;

    /** @param home of {@code package.json} */
    NodePeers(Path home, Path scratch) {
        this.home = home;
        this.scratch = scratch;
    }

    /** What an engine's work took, by the name of the work; works that it does not do are missing. */
    record Result(String engine, Map<String, Double> bytes) {
        OptionalDouble of(String work) {
            return bytes.containsKey(work) ? OptionalDouble.of(bytes.get(work)) : OptionalDouble.empty();
        }
    }

    /**
     * Installs what the lock file names, if it is not there. No scripts of packages are run.
     *
     * @return whether there are peers now; if not, {@code progress} has heard why
     */
    boolean install(Benchmark.Progress progress) throws IOException, InterruptedException {
        if (!Files.isRegularFile(home.resolve("package-lock.json"))) {
            progress.say("no other engines: " + home + " is not there");
            return false;
        }
        if (Files.isDirectory(home.resolve("node_modules"))) {
            return true;
        }
        progress.say("installing other engines: npm ci --ignore-scripts in " + home);
        Path log = scratch.resolve("npm.log");
        try {
            run(INSTALL_MINUTES, log, "npm", "ci", "--ignore-scripts");
            return true;
        } catch (IOException e) {
            progress.say("no other engines: " + e.getMessage());
            return false;
        }
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
        run(WORK_MINUTES, out, "node", "--max-old-space-size=4096", "peers.mjs", engine, work.toString());
        String last = lastLine(out);
        Map<String, Double> bytes = new LinkedHashMap<>();
        JsonNode result = JSON.readTree(last);
        result.fieldNames().forEachRemaining(name -> {
            if (result.get(name).isNumber()) {
                bytes.put(name, result.get(name).asDouble());
            }
        });
        return new Result(engine, bytes);
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
