package dev.sotto.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.document.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The test cases with SHA-256 of RFC 5869, appendix A. */
class HkdfTest {
    private static final String LONG_SECRET = run(0x00, 0x4f);
    private static final String LONG_SALT = run(0x60, 0xaf);
    private static final String LONG_INFO = run(0xb0, 0xff);

    @ParameterizedTest(name = "A.{0}")
    @CsvSource({
        "1, 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, 000102030405060708090a0b0c, f0f1f2f3f4f5f6f7f8f9,"
                + " 077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5,"
                + " 3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        "2, long, long, long,"
                + " 06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244,"
                + " b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
        "3, 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, '', '',"
                + " 19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04,"
                + " 8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    })
    void rfc5869(int testCase, String secret, String salt, String info, String pseudoRandomKey, String result) {
        byte[] ikm = Bytes.hex(secret.equals("long") ? LONG_SECRET : secret).toArray();
        byte[] saltBytes = Bytes.hex(salt.equals("long") ? LONG_SALT : salt).toArray();
        byte[] infoBytes = Bytes.hex(info.equals("long") ? LONG_INFO : info).toArray();

        assertEquals(pseudoRandomKey, Bytes.of(Hkdf.extract(ikm, saltBytes)).toHex());
        assertEquals(
                result,
                Bytes.of(Hkdf.derive(ikm, saltBytes, infoBytes, result.length() / 2))
                        .toHex());
    }

    @Test
    void moreThanTheRfcAllowsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Hkdf.expand(new byte[32], new byte[0], 255 * 32 + 1));
        assertThrows(IllegalArgumentException.class, () -> Hkdf.expand(new byte[32], new byte[0], 0));
    }

    private static String run(int from, int to) {
        StringBuilder hex = new StringBuilder();
        for (int i = from; i <= to; i++) {
            hex.append(String.format("%02x", i));
        }
        return hex.toString();
    }
}
