package dev.sotto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import dev.sotto.document.StoreId;
import dev.sotto.identity.DeviceIdentity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sotto retire}: who may, what it prints, and that it stays. */
class RetireCommandTest {
    private static final String LOST = "4b7f0c93d1a7e24b6688aa01bc34de56";

    @TempDir
    Path folder;

    @BeforeEach
    void aStore() {
        Sotto.open(SottoConfig.in(folder.resolve("relay")).build()).close();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private static Run done(String... arguments) {
        Run run = Run.of(arguments);
        assertEquals(0, run.exitCode(), run.err());
        return run;
    }

    @Test
    void whoeverHasTheKeyRetiresAStoreForGood() {
        done("key", path("shop.key"));
        assertEquals("", done("retire", "--dir", path("relay")).out());
        Run retired = done("retire", "--dir", path("relay"), "--key", path("shop.key"), LOST);
        assertEquals(LOST, retired.out().trim());
        assertEquals(
                "{\"retired\":[\"" + LOST + "\"]}",
                done("retire", "--dir", path("relay"), "--json").out().trim());
    }

    @Test
    void withCertificatesTheAuthoritySigns() {
        done("key", "ca", path("ca.pem"));
        done("key", "device", path("relay.pem"), "--ca", path("ca.pem"), "--app", "shop", "--name", "relay");
        String[] device = {"retire", "--dir", path("relay"), "--app", "shop", "--device", path("relay.pem")};
        List<String> signed = new ArrayList<>(List.of(device));
        signed.addAll(List.of("--ca", path("ca.pem"), LOST));
        assertEquals(LOST, done(signed.toArray(new String[0])).out().trim());
        assertEquals(LOST, done(device).out().trim());
        try (Sotto relay = Sotto.open(SottoConfig.in(folder.resolve("relay"))
                .appId("shop")
                .certificates(DeviceIdentity.read(folder.resolve("relay.pem")))
                .build())) {
            List<StoreId> retired = relay.sync().status().retired();
            assertEquals(LOST, retired.get(0).toString());
        }
    }

    @Test
    void whatCannotBeIsSaid() {
        done("key", path("shop.key"));
        assertEquals(64, Run.of("retire", "--dir", path("relay"), LOST).exitCode());
        assertEquals(
                "STORE_ID_INVALID",
                Run.of("retire", "--dir", path("relay"), "--key", path("shop.key"), "till")
                        .errorCode());
        assertEquals(
                "STORE_NOT_FOUND", Run.of("retire", "--dir", path("nowhere")).errorCode());
        assertEquals(64, Run.of("retire", LOST).exitCode());
    }
}
