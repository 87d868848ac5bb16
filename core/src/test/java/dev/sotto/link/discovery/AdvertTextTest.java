package dev.sotto.link.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Bytes;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoreId;
import dev.sotto.identity.Credentials;
import dev.sotto.identity.VersionRange;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an advert says: golden bytes, what is refused, and what nobody learns from it. */
class AdvertTextTest {
    private static final VersionRange VERSIONS = new VersionRange(0, 0);
    private static final Credentials SHOP = Credentials.development("shop", VERSIONS);
    private static final StoreId STORE = new StoreId(Bytes.hex("000102030405060708090a0b0c0d0e0f"));
    private static final Bytes SALT = Bytes.hex("0011223344556677");

    @Test
    void itsBytesAreThese() {
        assertEquals(
                "\003v=1\022s=0011223344556677\022a=a1eda1456f830615\022i=caa218737acc468f",
                text(AdvertText.of(SALT, SHOP, STORE).encode()));
    }

    @Test
    void whatIsWrittenIsRead() {
        AdvertText written = AdvertText.of(SALT, SHOP, STORE);

        AdvertText read = AdvertText.parse(written.encode());

        assertEquals(written, read);
        assertTrue(read.isOf(SHOP));
        assertTrue(read.isOf(STORE));
        assertFalse(read.isOf(Credentials.development("bank", VERSIONS)));
        assertFalse(read.isOf(new StoreId(Bytes.hex("ff0102030405060708090a0b0c0d0e0f"))));
    }

    @Test
    void twoStartsOfOneStoreHaveNothingInCommon() {
        AdvertText monday = AdvertText.of(SALT, SHOP, STORE);
        AdvertText tuesday = AdvertText.of(Bytes.hex("8899aabbccddeeff"), SHOP, STORE);

        assertNotEquals(monday.app(), tuesday.app());
        assertNotEquals(monday.store(), tuesday.store());
        assertNotEquals(monday.instance(), tuesday.instance());
    }

    @Test
    void keysHaveNoCaseTheFirstCountsAndOthersAreLeftForLater() {
        Bytes text = strings(
                "V=1",
                "x",
                "s=0011223344556677",
                "S=ffffffffffffffff",
                "",
                "=y",
                "new=1",
                "a=0000000000000001",
                "I=000000000000000A");

        AdvertText read = AdvertText.parse(text);

        assertEquals(SALT, read.salt());
        assertEquals(Bytes.hex("000000000000000a"), read.store());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "ADVERT_VERSION   | v=2;s=0011223344556677",
                "ADVERT_VERSION   | s=0011223344556677;a=0011223344556677;i=0011223344556677",
                "ADVERT_FIELD     | v=1",
                "ADVERT_FIELD     | v=1;s=zz",
                "ADVERT_FIELD     | v=1;s=0011223344556677;a=001122334455667;i=0011223344556677",
                "ADVERT_FIELD     | v=1;s=0011223344556677;a=0011223344556677;i=00112233445566zz",
                "ADVERT_TOO_LARGE | v=1;b;c;d;e;f;g;h;i;j;k;l;m;n;o;p;q",
            })
    void whatIsNotUsableHasACode(String code, String strings) {
        assertEquals(code, refusal(strings(strings.split(";"))));
    }

    @Test
    void aLengthBeyondTheEndIsMalformed() {
        assertEquals("ADVERT_MALFORMED", refusal(Bytes.of(new byte[] {(byte) 255, 'v', '=', '1'})));
    }

    @Test
    void aTextOf64KiBIsTooLarge() {
        assertEquals("ADVERT_TOO_LARGE", refusal(Bytes.of(new byte[65_535])));
    }

    @Test
    void whatARefusalShowsCannotPlayWithATerminal() {
        RefusedException refused =
                assertThrows(RefusedException.class, () -> AdvertText.parse(strings("v=\u001b[2J<img onerror=x>")));

        assertEquals("?[2J<img?onerror=x>", refused.refusal().got());
    }

    private static String refusal(Bytes text) {
        return assertThrows(RefusedException.class, () -> AdvertText.parse(text))
                .refusal()
                .code();
    }

    static Bytes strings(String... strings) {
        StringBuilder all = new StringBuilder();
        for (String one : strings) {
            all.append((char) one.length()).append(one);
        }
        return Bytes.of(all.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(Bytes bytes) {
        return new String(bytes.toArray(), StandardCharsets.ISO_8859_1);
    }
}
