package dev.sotto.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sotto import}: lines of JSON as documents. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Stores lines of JSON, as export writes them, as documents.",
        footer = {
            "",
            "A document that is there already is replaced; one that is there and the same is left alone. So an import",
            "that was broken off is begun again: what was stored costs a look. Lines are UTF-8 and stored 200 at a time,",
            "all or none of them. The store is made where there is none.",
            "",
            "Examples:",
            "  sotto import --dir phone --from till.jsonl",
            "  gunzip -c orders.jsonl.gz | sotto import --dir phone --collection orders"
        })
final class ImportCommand extends JsonLinesCommand {
    @Option(names = "--from", paramLabel = "FILE", description = "Default: standard input.")
    private Optional<Path> from = Optional.empty();

    ImportCommand(Console console) {
        super(console);
    }

    @Override
    Path store() {
        return directory;
    }

    @Override
    void run(JsonLineFiles lines) throws IOException {
        long stored = from.isPresent() ? lines.read(from.get(), collection) : lines.read(console.in(), collection);
        console.out().println(json ? "{\"lines\":" + stored + "}" : Printable.count(stored, "line") + " stored");
    }
}
