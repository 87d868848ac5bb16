package dev.sotto.cli;

import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What export and import have in common: a store, maybe one collection of it, and a count at the end. */
abstract class JsonLinesCommand implements Callable<Integer> {
    final Console console;

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "The store's directory.")
    Path directory = Path.of("");

    @Option(names = "--collection", paramLabel = "NAME", description = "Only this one: each line is its document.")
    Optional<String> collection = Optional.empty();

    @Option(names = "--json", description = "Says how many as JSON.")
    boolean json;

    JsonLinesCommand(Console console) {
        this.console = console;
    }

    @Override
    public final Integer call() throws IOException {
        try (Sotto sotto = Sotto.open(SottoConfig.in(store()).appId("sotto").build())) {
            run(new JsonLineFiles(sotto, console));
        }
        return ExitCode.OK;
    }

    /** The directory to open, if it may be. */
    abstract Path store();

    abstract void run(JsonLineFiles lines) throws IOException;
}
