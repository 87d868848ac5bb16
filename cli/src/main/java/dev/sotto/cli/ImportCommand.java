package dev.sotto.cli;

import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sotto import}: lines of JSON as documents. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Stores lines of JSON, as export writes them, as documents.",
        footer = {
            "",
            "A document that is there already is replaced; one that is there and the same is left alone. So an import that was",
            "broken off is begun again: what was stored costs a look. Lines are stored 200 at a time, all or none of them.",
            "",
            "Examples:",
            "  sotto import --dir phone --from till.jsonl",
            "  gunzip -c orders.jsonl.gz | sotto import --dir phone --collection orders"
        })
final class ImportCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--dir",
            required = true,
            paramLabel = "DIR",
            description = "The store's directory; made if not there.")
    private Path directory = Path.of("");

    @Option(names = "--from", paramLabel = "FILE", description = "Default: standard input.")
    private Optional<Path> from = Optional.empty();

    @Option(names = "--collection", paramLabel = "NAME", description = "Each line is a document of this one.")
    private Optional<String> collection = Optional.empty();

    @Option(names = "--json", description = "Says at the end how many as JSON.")
    private boolean json;

    ImportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        try (Sotto sotto = Sotto.open(SottoConfig.in(directory).appId("sotto").build())) {
            JsonLineFiles lines = new JsonLineFiles(sotto, console);
            long stored = from.isPresent() ? lines.read(from.get(), collection) : lines.read(console.in(), collection);
            console.out().println(json ? "{\"lines\":" + stored + "}" : stored + " lines stored");
            return ExitCode.OK;
        }
    }
}
