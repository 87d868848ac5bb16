package dev.sotto.cli;

import dev.sotto.identity.KeyFile;
import dev.sotto.identity.SharedKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto key}: makes a key file. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = "Makes a key file for peers that trust each other.",
        footer = {
            "",
            "The file holds one line with 256 random bits and is readable by you alone (mode 0600). Copy it to each",
            "device over a channel that you trust: whoever holds it may read and write everything. An existing file",
            "is never overwritten.",
            "",
            "Examples:",
            "  sotto key shop.key",
            "  sotto key shop.key --json"
        })
final class KeyCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "Where to write the key.")
    private Path file = Path.of("");

    @Option(names = "--json", description = "Names the file in one JSON object.")
    private boolean json;

    KeyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        KeyFile.create(file, SharedKey.generate(new SecureRandom()));
        console.out().println(json ? Printable.object(Map.of("file", file.toString())) : file);
        return ExitCode.OK;
    }
}
