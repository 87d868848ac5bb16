package dev.sotto.cli;

import dev.sotto.DiskUsage;
import dev.sotto.Sotto;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sotto disk}: what a store takes. */
@Command(
        name = "disk",
        mixinStandardHelpOptions = true,
        description = "Shows what a store takes on the disk, in bytes, by file and by collection.",
        footer = {"", "Example:", "  sotto disk --dir till"})
final class DiskCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "The store's directory.")
    private Path directory = Path.of("");

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    DiskCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        DiskUsage usage = Sotto.diskUsage(directory);
        console.out().print(json ? json(usage) : words(usage));
        return ExitCode.OK;
    }

    private static String words(DiskUsage usage) {
        StringBuilder text = new StringBuilder();
        row(text, "total", usage.totalBytes(), "");
        row(text, "  database", usage.databaseBytes(), "");
        row(text, "    free", usage.freeBytes(), "  the next writes fill it");
        row(text, "    indexes", usage.indexBytes(), "");
        row(text, "  log", usage.logBytes(), "");
        row(text, "  other", usage.otherBytes(), "");
        for (DiskUsage.Collection collection : usage.collections()) {
            row(
                    text,
                    Printable.text(collection.name()),
                    collection.jsonBytes() + collection.stateBytes(),
                    String.format(
                            Locale.ROOT,
                            "  %,d documents, %,d tombstones, JSON %,d, state %,d",
                            collection.documents(),
                            collection.tombstones(),
                            collection.jsonBytes(),
                            collection.stateBytes()));
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String name, long bytes, String more) {
        text.append(String.format(Locale.ROOT, "%-20s %,15d%s%n", name, bytes, more));
    }

    private static String json(DiskUsage usage) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "{\"total_bytes\":%d,\"database_bytes\":%d,\"free_bytes\":%d,\"index_bytes\":%d,\"log_bytes\":%d,"
                        + "\"other_bytes\":%d,\"collections\":[",
                usage.totalBytes(),
                usage.databaseBytes(),
                usage.freeBytes(),
                usage.indexBytes(),
                usage.logBytes(),
                usage.otherBytes()));
        String before = "";
        for (DiskUsage.Collection collection : usage.collections()) {
            text.append(before)
                    .append(String.format(
                            Locale.ROOT,
                            "{\"name\":\"%s\",\"documents\":%d,\"tombstones\":%d,\"json_bytes\":%d,\"state_bytes\":%d}",
                            escaped(collection.name()),
                            collection.documents(),
                            collection.tombstones(),
                            collection.jsonBytes(),
                            collection.stateBytes()));
            before = ",";
        }
        return text.append("]}\n").toString();
    }

    private static String escaped(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < 0x20) {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
