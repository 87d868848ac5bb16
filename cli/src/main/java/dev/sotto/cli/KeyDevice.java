package dev.sotto.cli;

import dev.sotto.document.Scopes;
import dev.sotto.identity.CertificateAuthority;
import dev.sotto.identity.DeviceCertificate;
import dev.sotto.identity.DeviceIdentity;
import dev.sotto.identity.DeviceKey;
import dev.sotto.identity.DeviceTerms;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sotto key device}: certifies a device. */
@Command(
        name = "device",
        mixinStandardHelpOptions = true,
        description = "Makes a device's key and certificate, or renews the certificate.",
        footer = {
            "",
            "The file holds the device's private key, its certificate and the authority's, and is readable by you",
            "alone (mode 0600). Move it to the device over a channel that you trust. With --renew the key stays and",
            "only the certificate changes; a peer that runs with the file takes the new one within ten seconds and",
            "keeps its sessions. Clocks may be wrong by five minutes. Keep the serial number, or the file: sotto key",
            "revoke wants one of them.",
            "",
            "Examples:",
            "  sotto key device till-1.pem --ca shop-ca.pem --app shop --name till-1",
            "  sotto key device scale.pem --ca shop-ca.pem --app shop --read menu --read orders --write \"orders/scale-*\"",
            "  sotto key device till-1.pem --ca shop-ca.pem --renew --days 14",
            "  sotto key device phone.pem --ca shop-ca.pem --app shop --name phone --user bob --json"
        })
final class KeyDevice implements Callable<Integer> {
    /** A clock of the authority's that is a little ahead would make certificates that do not count yet. */
    private static final Duration BEFORE_NOW = Duration.ofMinutes(1);

    private final Console console;

    @Parameters(paramLabel = "FILE", description = "The device's file.")
    private Path file = Path.of("");

    @Option(
            names = "--ca",
            required = true,
            paramLabel = "FILE",
            description = "The authority (sotto key ca makes one).")
    private Path authority = Path.of("");

    @Option(names = "--app", paramLabel = "ID", description = "The app that it is for. Default: ${DEFAULT-VALUE}.")
    private String app = "sotto";

    @Option(names = "--name", paramLabel = "NAME", description = "The device's name, at most 24 bytes.")
    private String name = "";

    @Option(names = "--user", paramLabel = "USER", description = "Who uses it, at most 64 bytes.")
    private String user = "";

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "How long it counts: 1 to 30 days. Default: ${DEFAULT-VALUE}.")
    private int days = 7;

    @Option(
            names = "--read",
            paramLabel = "PATTERN",
            description =
                    "What it may have: a collection, then maybe / and an _id or the begin of one and *. May be repeated.")
    private List<String> read = new ArrayList<>();

    @Option(
            names = "--write",
            paramLabel = "PATTERN",
            description = "What, of that, it may bring. May be repeated. Without either: everything.")
    private List<String> write = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--read-only", description = "It may bring nothing.")
    private boolean readOnly;

    @Option(names = "--renew", description = "Renews what is there: same key, app, name, user and scopes.")
    private boolean renew;

    @Option(names = "--json", description = "Says what was issued in one JSON object.")
    private boolean json;

    KeyDevice(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CertificateAuthority issuer = CertificateAuthority.read(authority, new SecureRandom());
        Instant now = Instant.now();
        Instant from = now.minus(BEFORE_NOW);
        Instant until = from.plus(Duration.ofDays(days));
        DeviceCertificate issued;
        if (renew) {
            DeviceIdentity before = DeviceIdentity.read(file);
            DeviceCertificate old = before.certificate();
            issued = issuer.issue(
                    old.app(),
                    old.publicKey(),
                    new DeviceTerms(old.device(), old.user(), from, until, scopes(old.scopes())));
            before.with(issued).replace(file);
        } else {
            DeviceKey key = DeviceKey.generate(new SecureRandom());
            issued = issuer.issue(app, key.publicKey(), new DeviceTerms(name, user, from, until, scopes(Scopes.ALL)));
            DeviceIdentity.of(key, issued, issuer.certificate()).create(file);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", file.toString());
        fields.put("app", issued.app());
        fields.put("device", issued.device());
        fields.put("user", issued.user());
        fields.put("read", issued.scopes().read());
        fields.put("write", issued.scopes().write());
        fields.put("serial", issued.serial());
        fields.put("until", issued.notAfter().toString());
        console.out()
                .println(
                        json
                                ? Printable.object(fields)
                                : file + "  serial " + issued.serial() + "  until " + issued.notAfter());
        return ExitCode.OK;
    }

    /** What the options say; of what they do not name, what there was. */
    private Scopes scopes(Scopes before) {
        if (readOnly && !write.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--read-only and --write were both given");
        }
        List<String> mayWrite = readOnly || !write.isEmpty() ? write : before.write();
        try {
            return Scopes.of(read.isEmpty() ? before.read() : read, mayWrite);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
