package dev.sotto.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import japicmp.cmp.JApiCmpArchive;
import japicmp.cmp.JarArchiveComparator;
import japicmp.cmp.JarArchiveComparatorOptions;
import japicmp.model.AccessModifier;
import japicmp.model.JApiClass;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An app that compiled against the last committed API must go on compiling and linking (japicmp). */
class ApiTest {
    private static final Path BASELINE = Room.HOME.resolve("checks/api/baseline.jar");
    private static final String RENEW =
            "mvn -pl checks -am test -Dtest=ApiTest -Dsurefire.failIfNoSpecifiedTests=false -Dsotto.api=renew";

    /** Packages that an app imports. Other packages are public to each other only, but for the classes below. */
    private static final List<String> PACKAGES = List.of(
            "dev.sotto",
            "dev.sotto.background",
            "dev.sotto.background.mechanism",
            "dev.sotto.background.port",
            "dev.sotto.background.status");

    /** What the facade takes and hands out. */
    private static final List<String> CLASSES = List.of(
            "dev.sotto.document.Bytes",
            "dev.sotto.document.DocId",
            "dev.sotto.document.Refusal",
            "dev.sotto.document.RefusedException",
            "dev.sotto.document.StoreId",
            "dev.sotto.document.Value",
            "dev.sotto.identity.AuthorityCertificate",
            "dev.sotto.identity.CertificateAuthority",
            "dev.sotto.identity.DeviceCertificate",
            "dev.sotto.identity.DeviceIdentity",
            "dev.sotto.identity.DeviceKey",
            "dev.sotto.identity.DeviceTerms",
            "dev.sotto.identity.KeyFile",
            "dev.sotto.identity.RevocationList",
            "dev.sotto.identity.SharedKey",
            "dev.sotto.identity.TrustMode",
            "dev.sotto.link.PeerAddress",
            "dev.sotto.link.Tunnel",
            "dev.sotto.link.Way",
            "dev.sotto.link.discovery.Advert",
            "dev.sotto.link.discovery.Discovery",
            "dev.sotto.link.discovery.DiscoveryListener",
            "dev.sotto.link.discovery.Sighting",
            "dev.sotto.query.StatementException",
            "dev.sotto.store.Durability");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "public void f() {}       | public int f() { return 1; }",
                "public void f() {}       | public void g() {}",
                "public void f() {}       | void f() {}",
                "public void f(int a) {}  | public void f(long a) {}",
                "public int a;            | private int a;",
                "protected void f() {}    | private void f() {}",
            })
    void whatBreaksAnAppIsFound(String before, String after) throws Exception {
        assertEquals(
                1,
                broken(surfaceOf("before", before), surfaceOf("after", after)).size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "public void f() {}    | public void f() { hashCode(); }",
                "public void f() {}    | public void f() {} public void g() {}",
                "private void f() {}   | private int f() { return 1; }",
            })
    void whatAnAppCannotNoticeIsFine(String before, String after) throws Exception {
        assertEquals(List.of(), broken(surfaceOf("before", before), surfaceOf("after", after)));
    }

    @Test
    void theApiBreaksNobody() throws Exception {
        Path now = folder.resolve("now.jar");
        ApiSurface.write(List.of(Room.BACKGROUND.classes(), Room.CORE.classes()), ApiTest::isApi, now);
        if ("renew".equals(System.getProperty("sotto.api"))) {
            Files.createDirectories(BASELINE.getParent());
            Files.copy(now, BASELINE, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            System.out.println("figure: the API's baseline is renewed, " + Files.size(BASELINE)
                    + " bytes: commit it with its reason");
        }
        assumeTrue(Files.exists(BASELINE), "no baseline is committed yet");
        List<String> classes = classes(BASELINE, now);
        assertTrue(classes.contains("dev.sotto.background.BackgroundSync"), () -> "compared only " + classes);

        List<String> broken = broken(BASELINE, now);

        assertEquals(
                List.of(), broken, "apps break. If that is meant: " + RENEW + ", a line in CHANGELOG, and say why");
    }

    @Test
    void theBaselineHoldsNoCode() throws Exception {
        Path jar = surfaceOf("before", "public String f() { return \"a secret of the code\"; }");

        byte[] bytes = Files.readAllBytes(jar);
        assertFalse(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).contains("secret"));
    }

    private static boolean isApi(String className) {
        int dot = className.lastIndexOf('.');
        String outermost = className.indexOf('$') < 0 ? className : className.substring(0, className.indexOf('$'));
        return CLASSES.contains(outermost) || PACKAGES.contains(className.substring(0, Math.max(dot, 0)));
    }

    @Test
    void everyNamedClassOfTheApiIsThere() {
        for (String name : CLASSES) {
            Path file = Room.CORE.classes().resolve(name.replace('.', '/') + ".class");
            assertTrue(Files.exists(file), () -> name + " is not there any more");
        }
    }

    private Path surfaceOf(String name, String members) throws Exception {
        Path classes = new Planted("planted.Api", "package planted; public class Api { " + members + " }")
                .compile(folder.resolve(name), 17);
        Path jar = folder.resolve(name + ".jar");
        ApiSurface.write(List.of(classes), any -> true, jar);
        return jar;
    }

    private static List<String> classes(Path before, Path after) {
        List<String> names = new ArrayList<>();
        compare(before, after).forEach(found -> names.add(found.getFullyQualifiedName()));
        return names;
    }

    private static List<String> broken(Path before, Path after) {
        List<String> names = new ArrayList<>();
        for (JApiClass found : compare(before, after)) {
            if (!found.isBinaryCompatible() || !found.isSourceCompatible()) {
                List<String> what = new ArrayList<>();
                found.getCompatibilityChanges().forEach(change -> what.add(change.toString()));
                found.getMethods()
                        .forEach(method -> method.getCompatibilityChanges()
                                .forEach(change -> what.add(method.getName() + "(): " + change)));
                found.getFields()
                        .forEach(field -> field.getCompatibilityChanges()
                                .forEach(change -> what.add(field.getName() + ": " + change)));
                names.add(found.getFullyQualifiedName() + " " + what);
            }
        }
        return names;
    }

    private static List<JApiClass> compare(Path before, Path after) {
        JarArchiveComparatorOptions options = new JarArchiveComparatorOptions();
        options.setAccessModifier(AccessModifier.PROTECTED);
        options.getIgnoreMissingClasses().setIgnoreAllMissingClasses(true);
        return new JarArchiveComparator(options)
                .compare(new JApiCmpArchive(before.toFile(), "before"), new JApiCmpArchive(after.toFile(), "after"));
    }
}
