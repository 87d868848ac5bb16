package dev.sotto.cli;

import dev.sotto.identity.KeyFile;
import dev.sotto.identity.SharedKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sotto key}: makes a key file. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = "Makes a key file for peers that trust each other; with ca, device or revoke, certificates.",
        footer = {
            "",
            "The file holds one line with 256 random bits and is readable by you alone (mode 0600). Copy it to each",
            "device over a channel that you trust: whoever holds it may read and write everything. An existing file",
            "is never overwritten.",
            "",
            "Where not everybody is to be trusted for ever, give each device a certificate instead of the key:",
            "sotto key ca makes the app's authority, sotto key device certifies, sotto key revoke takes that back.",
            "",
            "Examples:",
            "  sotto key shop.key",
            "  sotto key ca shop-ca.pem",
            "  sotto key device till-1.pem --ca shop-ca.pem --app shop --name till-1",
            "  sotto key revoke shop.crl --ca shop-ca.pem --device stolen-phone.pem",
            "  sotto key shop.key --json"
        })
final class KeyCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Where to write the key.")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--json", description = "Names the file in one JSON object.")
    private boolean json;

    KeyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Path path = file.orElseThrow(
                () -> new ParameterException(spec.commandLine(), "Missing required parameter: 'FILE'"));
        KeyFile.create(path, SharedKey.generate(new SecureRandom()));
        console.out().println(json ? Printable.object(Map.of("file", path.toString())) : path);
        return ExitCode.OK;
    }
}
