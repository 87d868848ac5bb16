package dev.sotto.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sotto export}: documents as lines of JSON. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes a store's documents as lines of JSON, as they are at one moment.",
        footer = {
            "",
            "Without --collection each line says whose document it has:",
            "  {\"collection\":\"orders\",\"document\":{...}}",
            "Integers are exact, doubles have a point or an exponent, bytes are {\"\\u0000\":\"hex\"}. Deleted documents",
            "and the history that merging needs stay behind: that is what backup is for. How many there were is said on",
            "standard error. A shell that has the store open writes the same with .export.",
            "",
            "Examples:",
            "  sotto export --dir till --to till.jsonl",
            "  sotto export --dir till --collection orders | gzip > orders.jsonl.gz"
        })
final class ExportCommand extends JsonLinesCommand {
    @Option(names = "--to", paramLabel = "FILE", description = "A new file. Default: standard output.")
    private Optional<Path> to = Optional.empty();

    ExportCommand(Console console) {
        super(console);
    }

    @Override
    Path store() {
        return ExistingStore.in(directory);
    }

    @Override
    void run(JsonLineFiles lines) throws IOException {
        long written = to.isPresent() ? lines.write(to.get(), collection) : lines.write(console.out(), collection);
        console.err().println(json ? "{\"documents\":" + written + "}" : Printable.count(written, "document"));
    }
}
