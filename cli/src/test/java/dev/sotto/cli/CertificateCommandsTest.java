package dev.sotto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import dev.sotto.SyncEvent;
import dev.sotto.document.Scopes;
import dev.sotto.identity.DeviceCertificate;
import dev.sotto.identity.DeviceIdentity;
import dev.sotto.identity.RevocationList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sotto key ca}, {@code device} and {@code revoke}, and a peer that follows their files while it runs. */
class CertificateCommandsTest {
    @TempDir
    Path folder;

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private Run key(String... arguments) {
        List<String> all = new ArrayList<>(List.of("key"));
        all.addAll(List.of(arguments));
        Run run = Run.of(all.toArray(new String[0]));
        assertEquals(0, run.exitCode(), run.err());
        return run;
    }

    private DeviceIdentity device(String name) {
        key("device", path(name + ".pem"), "--ca", path("ca.pem"), "--app", "shop", "--name", name);
        return DeviceIdentity.read(folder.resolve(name + ".pem"));
    }

    @Test
    void anAuthorityCertifiesRenewsAndTakesBack() throws IOException {
        Run made = key("ca", path("ca.pem"), "--certificate", path("shop.pem"), "--json");
        assertEquals(
                "{\"file\":\"" + path("ca.pem") + "\",\"certificate\":\"" + path("shop.pem") + "\"}",
                made.out().trim());
        assertEquals("FILE_EXISTS", Run.of("key", "ca", path("ca.pem")).errorCode());
        assertEquals("rw-------", mode("ca.pem"));
        assertFalse(Files.readString(folder.resolve("shop.pem")).contains("PRIVATE"));

        Run issued = key(
                "device",
                path("phone.pem"),
                "--ca",
                path("ca.pem"),
                "--app",
                "shop",
                "--name",
                "phone",
                "--user",
                "bob",
                "--json");
        DeviceCertificate first =
                DeviceIdentity.read(folder.resolve("phone.pem")).certificate();
        assertTrue(issued.out().contains("\"serial\":\"" + first.serial() + "\""), issued.out());
        assertEquals("shop phone bob", first.app() + " " + first.device() + " " + first.user());
        assertEquals("rw-------", mode("phone.pem"));

        key("device", path("phone.pem"), "--ca", path("ca.pem"), "--renew", "--days", "30");
        DeviceCertificate second =
                DeviceIdentity.read(folder.resolve("phone.pem")).certificate();
        assertEquals(first.publicKey(), second.publicKey());
        assertEquals("phone bob", second.device() + " " + second.user());
        assertTrue(second.notAfter().isAfter(first.notAfter()));
        assertEquals("rw-------", mode("phone.pem"));

        key("revoke", path("shop.crl"), "--ca", path("ca.pem"), first.serial());
        Run revoked = key("revoke", path("shop.crl"), "--ca", path("ca.pem"), "--device", path("phone.pem"), "--json");
        assertEquals(
                "{\"file\":\"" + path("shop.crl") + "\",\"number\":2,\"revoked\":2}",
                revoked.out().trim());
        RevocationList list = RevocationList.read(folder.resolve("shop.crl"));
        assertTrue(list.revokes(first) && list.revokes(second));
    }

    @Test
    void aDeviceIsGivenScopesWhichARenewalKeepsUnlessItNamesOthers() {
        key("ca", path("ca.pem"));
        String[] scale = {"device", path("scale.pem"), "--ca", path("ca.pem")};
        key(with(scale, "--app", "shop", "--read", "menu", "--read", "orders/scale-*", "--write", "orders/scale-*"));
        Scopes scopes = Scopes.of(List.of("menu", "orders/scale-*"), List.of("orders/scale-*"));
        assertEquals(scopes, scopes("scale"));
        key(with(scale, "--renew"));
        assertEquals(scopes, scopes("scale"));
        key(with(scale, "--renew", "--read-only"));
        assertEquals(Scopes.of(scopes.read(), List.of()), scopes("scale"));
        assertEquals(Scopes.ALL, device("till").certificate().scopes());
        assertEquals(
                64,
                Run.of(all("key", with(scale, "--renew", "--read-only", "--write", "menu")))
                        .exitCode());
        assertEquals(
                64, Run.of(all("key", with(scale, "--renew", "--read", "ord*"))).exitCode());
    }

    private Scopes scopes(String device) {
        return DeviceIdentity.read(folder.resolve(device + ".pem"))
                .certificate()
                .scopes();
    }

    private static String[] with(String[] arguments, String... more) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }

    private static String[] all(String first, String[] arguments) {
        return with(new String[] {first}, arguments);
    }

    @Test
    void theirHelpHasExamplesAndFitsItsWidth() {
        for (String command : List.of("ca", "device", "revoke")) {
            String help = Run.of("key", command, "--help").out();
            assertTrue(help.contains("Examples:") && help.contains("--json"), help);
            help.lines().forEach(line -> assertTrue(line.length() <= Main.HELP_COLUMNS, line));
        }
        assertTrue(Run.of("key", "--help").out().contains("sotto key revoke"));
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
    }

    @Test
    void whatCannotBeIsRefusedWithWords() {
        key("ca", path("ca.pem"));
        assertEquals(
                64,
                Run.of("key", "device", path("d.pem"), "--ca", path("ca.pem"), "--days", "31")
                        .exitCode());
        assertEquals(
                "SERIAL_INVALID",
                Run.of("key", "revoke", path("l"), "--ca", path("ca.pem"), "nonsense")
                        .errorCode());
        assertEquals(
                "FILE_NOT_FOUND",
                Run.of("key", "device", path("d.pem"), "--ca", path("none.pem")).errorCode());
        device("till");
        assertEquals(
                "PEM_INVALID",
                Run.of("key", "device", path("d.pem"), "--ca", path("till.pem")).errorCode());
        Run other = Run.of(
                "peer",
                "--dir",
                path("store"),
                "--device",
                path("till.pem"),
                "--app",
                "bank",
                "--listen",
                "127.0.0.1:0");
        assertEquals(64, other.exitCode(), other.err());
        assertTrue(other.err().contains("for \"shop\""), other.err());
        assertFalse(Files.exists(folder.resolve("store")), "a store was made");
    }

    @Test
    void aPeerFollowsItsFiles() throws InterruptedException {
        key("ca", path("ca.pem"));
        DeviceIdentity phoneIdentity = device("phone");
        device("till");
        Path list = folder.resolve("shop.crl");
        key("revoke", list.toString(), "--ca", path("ca.pem"));
        CertificateFiles files = CertificateFiles.read(folder.resolve("till.pem"), Optional.of(list));
        BlockingQueue<SyncEvent> events = new LinkedBlockingQueue<>();
        List<String> faults = new ArrayList<>();
        try (Sotto till = Sotto.open(SottoConfig.inMemory()
                        .appId("shop")
                        .certificates(files.identity())
                        .listen("127.0.0.1:0")
                        .build());
                Sotto phone = open(till, phoneIdentity, events)) {
            until(events, SyncEvent.Connected.class);
            files.follow(till, (code, words) -> faults.add(code));
            assertEquals(1, phone.sync().status().connectedCount());
            key("device", path("till.pem"), "--ca", path("ca.pem"), "--renew");
            files.follow(till, (code, words) -> faults.add(code));
            assertEquals(
                    DeviceIdentity.read(folder.resolve("till.pem")).certificate(),
                    files.identity().certificate());
            assertTrue(folder.resolve("till.pem")
                    .toFile()
                    .renameTo(folder.resolve("aside").toFile()));
            files.follow(till, (code, words) -> faults.add(code));
            files.follow(till, (code, words) -> faults.add(code));
            assertEquals(List.of("FILE_NOT_FOUND"), faults, "once");
            assertTrue(folder.resolve("aside")
                    .toFile()
                    .renameTo(folder.resolve("till.pem").toFile()));
            key("revoke", list.toString(), "--ca", path("ca.pem"), "--device", path("phone.pem"));
            files.follow(till, (code, words) -> faults.add(code));
            SyncEvent.Disconnected ended = until(events, SyncEvent.Disconnected.class);
            assertEquals("REVOKED", ended.reason().code());
        }
    }

    private static Sotto open(Sotto till, DeviceIdentity identity, BlockingQueue<SyncEvent> events) {
        till.sync().start();
        Sotto phone = Sotto.open(SottoConfig.inMemory()
                .appId("shop")
                .certificates(identity)
                .connect(till.sync().status().listening().get(0))
                .build());
        phone.sync().addListener(events::add);
        phone.sync().start();
        return phone;
    }

    private static <E extends SyncEvent> E until(BlockingQueue<SyncEvent> events, Class<E> kind)
            throws InterruptedException {
        while (true) {
            SyncEvent event = events.poll(30, TimeUnit.SECONDS);
            assertTrue(event != null, "waited 30 s for " + kind.getSimpleName());
            if (kind.isInstance(event)) {
                return kind.cast(event);
            }
        }
    }
}
