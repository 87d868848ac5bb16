package dev.sotto.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A key comes from chance alone, stays private, and says so when it cannot. */
class SharedKeyTest {
    @TempDir
    Path folder;

    @Test
    void aKeyFileReadsBackAsTheKeyThatWasWritten() throws IOException {
        SharedKey key = SharedKey.generate(new SecureRandom());
        Path file = folder.resolve("shop.key");

        KeyFile.create(file, key);

        assertEquals(key, KeyFile.read(file));
        String text = Files.readString(file);
        assertTrue(text.matches("sotto-key-1 [A-Za-z0-9_-]{43}\n"), text.length() + " characters in another form");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(List.of(file), filesIn(folder), "a draft was left behind");
    }

    @Test
    void aKeyFileIsNeverOverwritten() {
        SharedKey first = SharedKey.generate(new SecureRandom());
        Path file = folder.resolve("shop.key");
        KeyFile.create(file, first);

        RefusedException refused = assertThrows(
                RefusedException.class, () -> KeyFile.create(file, SharedKey.generate(new SecureRandom())));

        assertEquals("FILE_EXISTS", refused.refusal().code());
        assertEquals(first, KeyFile.read(file));
    }

    @Test
    void aKeyThatOthersCouldReadIsRefusedWithTheWayOut() throws IOException {
        Path file = folder.resolve("shop.key");
        KeyFile.create(file, SharedKey.generate(new SecureRandom()));
        for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----", "rw-r--r--")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

            RefusedException refused = assertThrows(RefusedException.class, () -> KeyFile.read(file), mode);

            assertEquals("FILE_NOT_PRIVATE", refused.refusal().code());
            assertTrue(refused.refusal().got().contains(mode), refused.refusal().got());
            assertTrue(
                    refused.refusal().wanted().contains("chmod 600"),
                    refused.refusal().wanted());
        }
    }

    @Test
    void aMissingOrEndlessOrUnwritableFileIsARefusal() throws IOException {
        assertEquals("FILE_NOT_FOUND", codeOf(() -> KeyFile.read(folder.resolve("none"))));
        Path another = privateFolder();
        assertEquals("FILE_UNREADABLE", codeOf(() -> KeyFile.read(another)));
        Path endless = folder.resolve("endless");
        PrivateFile.create(endless, new byte[1 << 20]);
        assertEquals("FILE_TOO_LARGE", codeOf(() -> KeyFile.read(endless)));
        SharedKey key = SharedKey.generate(new SecureRandom());
        assertEquals("FILE_UNWRITABLE", codeOf(() -> KeyFile.create(folder.resolve("none/shop.key"), key)));
    }

    static Stream<String> textsThatAreNoKey() {
        return Stream.of(
                "",
                "correct horse battery staple",
                "sotto-key-1",
                "sotto-key-1 ",
                "sotto-key-1 !!!!",
                "sotto-key-1 " + base64(new byte[15]),
                "sotto-key-1 " + base64(new byte[65]),
                "sotto-key-1 " + base64(new byte[32]),
                "sotto-key-1 " + base64("correct horse battery staple".getBytes(StandardCharsets.US_ASCII)),
                "sotto-key-2 " + base64(random(32)),
                "SOTTO-KEY-1 " + base64(random(32)),
                base64(random(32)));
    }

    @ParameterizedTest
    @MethodSource("textsThatAreNoKey")
    void whatIsNoRandomKeyIsRefusedAndNotRepeated(String text) {
        RefusedException refused = assertThrows(RefusedException.class, () -> SharedKey.parse(text));

        assertEquals("KEY_INVALID", refused.refusal().code());
        assertFalse(
                text.length() > 20 && refused.getMessage().contains(text.substring(14)), "the text is in the words");
    }

    @Test
    void keysOf128BitsAndWhiteSpaceAroundThemAreFine() {
        byte[] secret = random(16);

        assertEquals(SharedKey.of(secret), SharedKey.parse("\n  sotto-key-1   " + base64(secret) + " \r\n"));
    }

    @Test
    void noWordOfAKeyIsEverPrinted() {
        SharedKey key = SharedKey.generate(new SecureRandom());

        assertEquals("SharedKey[256 bits]", key.toString());
        assertFalse(Credentials.sharedKey(key, "shop", new VersionRange(0, 0))
                .toString()
                .contains(key.toText().substring(12)));
    }

    @Test
    void eachKeyComesFromTheChanceThatIsHandedIn() {
        SecureRandom typed = new SecureRandom() {
            private static final long serialVersionUID = 1;
            private transient int calls;

            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, (byte) 'a'); // a broken source at first
                if (calls++ > 0) {
                    System.arraycopy(random(bytes.length), 0, bytes, 0, bytes.length);
                }
            }
        };

        SharedKey key = SharedKey.generate(typed);

        assertEquals(key, SharedKey.parse(key.toText()));
        assertNotEquals(SharedKey.generate(new SecureRandom()), SharedKey.generate(new SecureRandom()));
    }

    private Path privateFolder() throws IOException {
        return Files.createDirectory(
                folder.resolve("a-folder"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static String codeOf(Runnable action) {
        return assertThrows(RefusedException.class, action::run).refusal().code();
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new java.util.Random(7).nextBytes(bytes);
        return bytes;
    }
}
