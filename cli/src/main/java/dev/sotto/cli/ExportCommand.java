package dev.sotto.cli;

import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sotto export}: documents as lines of JSON. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes a store's documents as lines of JSON, as they are at one moment.",
        footer = {
            "",
            "Without --collection each line says whose document it has: {\"collection\":\"orders\",\"document\":{...}}.",
            "Integers are exact, doubles have a point or an exponent, bytes are {\"\\u0000\":\"hex\"}. Deleted documents and the",
            "history that merging needs stay behind: that is what backup is for.",
            "",
            "Examples:",
            "  sotto export --dir till --to till.jsonl",
            "  sotto export --dir till --collection orders | gzip > orders.jsonl.gz"
        })
final class ExportCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "The store's directory.")
    private Path directory = Path.of("");

    @Option(names = "--to", paramLabel = "FILE", description = "A new file. Default: standard output.")
    private Optional<Path> to = Optional.empty();

    @Option(names = "--collection", paramLabel = "NAME", description = "Only this one, each line its document.")
    private Optional<String> collection = Optional.empty();

    @Option(names = "--json", description = "Says at the end, on standard error, how many as JSON.")
    private boolean json;

    ExportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        try (Sotto sotto = Sotto.open(SottoConfig.in(directory).appId("sotto").build())) {
            JsonLineFiles lines = new JsonLineFiles(sotto, console);
            long written = to.isPresent() ? lines.write(to.get(), collection) : lines.write(console.out(), collection);
            console.err().println(json ? "{\"documents\":" + written + "}" : written + " documents");
            return ExitCode.OK;
        }
    }
}
