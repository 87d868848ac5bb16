package dev.sotto.cli;

import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import dev.sotto.document.Bytes;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoreId;
import dev.sotto.identity.CertificateAuthority;
import dev.sotto.identity.DeviceIdentity;
import dev.sotto.identity.KeyFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sotto retire}: takes stores out of an app by their names. */
@Command(
        name = "retire",
        mixinStandardHelpOptions = true,
        description = "Retires stores by their names: lost, sold, replaced. Shows which are retired.",
        footer = {
            "",
            "Writes the names into a store that no process has open; every peer that this one reaches, near and over",
            "several hops, ends its sessions with them (RETIRED) and passes the names on. It cannot be taken back. A",
            "retired store may come back under another name: what it wrote and nobody has acknowledged is kept or",
            "dropped as its app says (sotto peer --rejoin), and what was deleted meanwhile stays deleted.",
            "",
            "Whoever has the shared key may retire any store. Where devices have certificates only their authority",
            "may: it signs each name (--ca), for all stores of the app (--app), and peers believe no other.",
            "",
            "Examples:",
            "  sotto retire --dir relay",
            "  sotto retire --dir relay --key shop.key 4b7f0c93d1a7e24b6688aa01bc34de56",
            "  sotto retire --dir relay --device relay.pem --app shop --ca shop-ca.pem 4b7f0c93d1a7e24b6688aa01bc34de56",
            "  sotto retire --dir relay --json"
        })
final class RetireCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "STORE",
            description =
                    "Their ids, 32 hexadecimal digits each, as sotto peer prints them. None: shows those that are.")
    private List<String> stores = new ArrayList<>();

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "The directory of a store of the app.")
    private Path directory = Path.of("");

    @Option(names = "--key", paramLabel = "FILE", description = "The key that all peers share.")
    private Optional<Path> key = Optional.empty();

    @Option(
            names = "--device",
            paramLabel = "FILE",
            description = "That store's key and certificate, instead of a key.")
    private Optional<Path> device = Optional.empty();

    @Option(names = "--ca", paramLabel = "FILE", description = "The authority that signs, with --device.")
    private Optional<Path> authority = Optional.empty();

    @Option(
            names = "--app",
            paramLabel = "ID",
            defaultValue = "sotto",
            description = "The app that the stores are of. Default: ${DEFAULT-VALUE}.")
    private String app = "sotto";

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    RetireCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<StoreId> ids = new ArrayList<>();
        stores.forEach(store -> ids.add(id(store)));
        if (!ids.isEmpty() && device.isPresent() != authority.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--device and --ca go together: the authority signs");
        }
        if (!ids.isEmpty() && !key.isPresent() && !device.isPresent()) {
            throw new ParameterException(spec.commandLine(), "Missing --key=FILE, or --device=FILE with --ca=FILE");
        }
        SottoConfig.Builder config = SottoConfig.in(ExistingStore.in(directory)).appId(app);
        key.ifPresent(file -> config.sharedKey(KeyFile.read(file)));
        device.ifPresent(file -> config.certificates(DeviceIdentity.read(file)));
        try (Sotto sotto = Sotto.open(config.build())) {
            ids.forEach(id -> retire(sotto, id));
            print(sotto.sync().status().retired());
        }
        return ExitCode.OK;
    }

    private void retire(Sotto sotto, StoreId store) {
        if (authority.isPresent()) {
            CertificateAuthority signer = CertificateAuthority.read(authority.get(), new SecureRandom());
            sotto.sync().retire(signer.retire(app, store));
        } else {
            sotto.sync().retire(store);
        }
    }

    private static StoreId id(String text) {
        if (!text.matches("[0-9a-fA-F]{32}")) {
            throw new RefusedException("STORE_ID_INVALID", "store", text, "32 hexadecimal digits");
        }
        return new StoreId(Bytes.hex(text));
    }

    private void print(List<StoreId> retired) {
        List<String> names = new ArrayList<>();
        retired.forEach(store -> names.add(store.toString()));
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("retired", names);
            console.out().println(Printable.object(fields));
        } else {
            names.forEach(console.out()::println);
        }
    }
}
