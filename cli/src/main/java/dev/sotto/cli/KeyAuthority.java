package dev.sotto.cli;

import dev.sotto.identity.CertificateAuthority;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto key ca}: makes an app's authority. */
@Command(
        name = "ca",
        mixinStandardHelpOptions = true,
        description = "Makes the authority that says which devices belong to an app.",
        footer = {
            "",
            "The file holds its private key and is readable by you alone (mode 0600). Keep it on a server or on the",
            "machine of whoever deploys the app, never on a device. Devices know its certificate, which is no secret:",
            "sotto key device puts it into each device's file, and --certificate writes it alone.",
            "",
            "Examples:",
            "  sotto key ca shop-ca.pem",
            "  sotto key ca shop-ca.pem --name \"Corner shop\" --certificate shop.pem --json"
        })
final class KeyAuthority implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "Where to write key and certificate of the authority.")
    private Path file = Path.of("");

    @Option(names = "--name", paramLabel = "NAME", description = "Its name for people. Default: ${DEFAULT-VALUE}.")
    private String name = "sotto";

    @Option(names = "--certificate", paramLabel = "FILE", description = "Where to write the certificate alone, too.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--json", description = "Names the files in one JSON object.")
    private boolean json;

    KeyAuthority(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CertificateAuthority authority = CertificateAuthority.generate(name, new SecureRandom());
        authority.create(file);
        certificate.ifPresent(authority.certificate()::create);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", file.toString());
        certificate.ifPresent(alone -> fields.put("certificate", alone.toString()));
        console.out().println(json ? Printable.object(fields) : file);
        return ExitCode.OK;
    }
}
