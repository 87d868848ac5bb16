package dev.sotto.cli;

import dev.sotto.DiskUsage;
import dev.sotto.Sotto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sotto disk}: what a store takes. */
@Command(
        name = "disk",
        mixinStandardHelpOptions = true,
        description = "Shows what a store takes on the disk, in bytes, by file and by collection.",
        footer = {"", "Examples:", "  sotto disk --dir till", "  sotto disk --dir till --json"})
final class DiskCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "The store's directory.")
    private Path directory = Path.of("");

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    DiskCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        DiskUsage usage = Sotto.diskUsage(ExistingStore.in(directory));
        if (json) {
            console.out().println(Printable.object(fields(usage)));
        } else {
            console.out().print(words(usage));
        }
        return ExitCode.OK;
    }

    private static String words(DiskUsage usage) {
        StringBuilder text = new StringBuilder();
        row(text, "total", usage.totalBytes(), "  bytes");
        row(text, "  database", usage.databaseBytes(), "");
        row(text, "    free", usage.freeBytes(), "  the next writes fill it");
        row(text, "    indexes", usage.indexBytes(), "");
        row(text, "  log", usage.logBytes(), "");
        row(text, "  other", usage.otherBytes(), "");
        for (DiskUsage.Collection collection : usage.collections()) {
            row(
                    text,
                    Printable.text(collection.name()),
                    collection.jsonBytes() + collection.stateBytes() + collection.evictedBytes(),
                    String.format(
                            Locale.ROOT,
                            "  %,d documents, %,d tombstones, JSON %,d, state %,d; %,d evicted, %,d",
                            collection.documents(),
                            collection.tombstones(),
                            collection.jsonBytes(),
                            collection.stateBytes(),
                            collection.evicted(),
                            collection.evictedBytes()));
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String name, long bytes, String more) {
        text.append(String.format(Locale.ROOT, "%-20s %,15d%s%n", name, bytes, more));
    }

    private static Map<String, Object> fields(DiskUsage usage) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("total_bytes", usage.totalBytes());
        all.put("database_bytes", usage.databaseBytes());
        all.put("free_bytes", usage.freeBytes());
        all.put("index_bytes", usage.indexBytes());
        all.put("log_bytes", usage.logBytes());
        all.put("other_bytes", usage.otherBytes());
        List<Map<String, Object>> collections = new ArrayList<>();
        for (DiskUsage.Collection collection : usage.collections()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", collection.name());
            one.put("documents", collection.documents());
            one.put("tombstones", collection.tombstones());
            one.put("json_bytes", collection.jsonBytes());
            one.put("state_bytes", collection.stateBytes());
            one.put("evicted", collection.evicted());
            one.put("evicted_bytes", collection.evictedBytes());
            collections.add(one);
        }
        all.put("collections", collections);
        return all;
    }
}
