package dev.sotto.checks.ios;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a link depends on, as one digest: main sources and poms of {@code background}, {@code ios} and the example, the
 * root pom (versions) and this gate. A digest that was linked before need not be linked again, in whatever clone.
 */
final class Inputs {
    private static final List<String> PARTS = List.of(
            "pom.xml",
            "background/pom.xml",
            "background/src/main",
            "ios/pom.xml",
            "ios/src/main",
            "examples/ios-notes/pom.xml",
            "examples/ios-notes/src/main",
            "checks/ios-link/pom.xml",
            "checks/ios-link/ld.sh",
            "checks/ios-link/src");

    private Inputs() {}

    static String digest(Path home) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        for (String part : PARTS) {
            for (Path file : files(home.resolve(part))) {
                sha.update(home.relativize(file).toString().replace('\\', '/').getBytes(StandardCharsets.UTF_8));
                sha.update((byte) 0);
                sha.update(Files.readAllBytes(file));
            }
        }
        StringBuilder hex = new StringBuilder();
        for (byte each : sha.digest()) {
            hex.append(String.format("%02x", each));
        }
        return hex.toString();
    }

    private static List<Path> files(Path part) throws IOException {
        try (Stream<Path> all = Files.walk(part)) {
            return all.filter(Files::isRegularFile).sorted().collect(Collectors.toList());
        }
    }
}
