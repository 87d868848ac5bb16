package dev.sotto.cli;

import dev.sotto.identity.CertificateAuthority;
import dev.sotto.identity.DeviceIdentity;
import dev.sotto.identity.RevocationList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto key revoke}: takes certificates back. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = "Takes certificates of devices back, in a list that travels from device to device.",
        footer = {
            "",
            "Writes the next list in the place of the one that is there. Give it to any peer (--revocations): it and",
            "all that it reaches, near and over several hops, end their sessions with those devices at once and keep",
            "the list. An older list never takes the place of a newer one, so always continue the same file. It is no",
            "secret. It lists at most 1,000 certificates; what was taken back 30 days ago has expired and is left out.",
            "",
            "Examples:",
            "  sotto key revoke shop.crl --ca shop-ca.pem 5f0c93d1a7e24b6688aa01bc34de56f7",
            "  sotto key revoke shop.crl --ca shop-ca.pem --device stolen-phone.pem --json",
            "  sotto peer --dir relay --device relay.pem --app shop --revocations shop.crl --listen [::]:4040"
        })
final class KeyRevocation implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "FILE", description = "The list.")
    private Path file = Path.of("");

    @Parameters(index = "1..*", paramLabel = "SERIAL", description = "Serial numbers of certificates.")
    private List<String> serials = new ArrayList<>();

    @Option(
            names = "--ca",
            required = true,
            paramLabel = "FILE",
            description = "The authority (sotto key ca makes one).")
    private Path authority = Path.of("");

    @Option(
            names = "--device",
            paramLabel = "FILE",
            description = "A device's file, whose certificate it is. May be repeated.")
    private List<Path> devices = new ArrayList<>();

    @Option(names = "--json", description = "Says what the list holds in one JSON object.")
    private boolean json;

    KeyRevocation(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CertificateAuthority issuer = CertificateAuthority.read(authority, new SecureRandom());
        List<String> all = new ArrayList<>(serials);
        devices.forEach(
                device -> all.add(DeviceIdentity.read(device).certificate().serial()));
        Optional<RevocationList> before =
                Files.exists(file) ? Optional.of(RevocationList.read(file)) : Optional.empty();
        RevocationList next = issuer.revoke(before, all, Instant.now());
        next.write(file);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", file.toString());
        fields.put("number", next.number());
        fields.put("revoked", next.size());
        console.out()
                .println(
                        json
                                ? Printable.object(fields)
                                : file + "  number " + next.number() + "  "
                                        + Printable.count(next.size(), "certificate"));
        return ExitCode.OK;
    }
}
