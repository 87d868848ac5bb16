package dev.sotto.link.discovery;

import dev.sotto.document.Bytes;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoreId;
import dev.sotto.identity.Credentials;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an advert says, in a TXT record: strings {@code key=value}, each behind a length byte (RFC 6763, section 6).
 *
 * <pre>
 *   v=1                 the form of this text
 *   s=0123456789abcdef  salt: random, new at each start; the name of the service, too
 *   a=0123456789abcdef  app:   first 8 bytes of SHA-256("sotto-advert-app-1" 0 salt app-hash)
 *   i=0123456789abcdef  store: first 8 bytes of SHA-256("sotto-advert-store-1" 0 salt store-id)
 * </pre>
 *
 * The hashes tell something to those who know the answer, and nothing to anybody else: a passer-by learns neither which app
 * runs nor whether it is the device of yesterday. Other keys are left for later forms.
 *
 * @param salt 8 random bytes
 * @param app of the app id
 * @param store of the store's id
 */
public record AdvertText(Bytes salt, Bytes app, Bytes store) {
    private static final String VERSION = "1";
    private static final int HASH_BYTES = 8;

    /** What a store of that app says. */
    public static AdvertText of(Bytes salt, Credentials own, StoreId store) {
        return new AdvertText(salt, own.saltedApp(salt), Credentials.saltedStore(salt, store));
    }

    /** The name of the service: it says nothing, and nobody else has it. */
    public String instance() {
        return salt.toHex();
    }

    /** Whether it is an advert of our app, or of one that looks like it by chance (1 in 2^64). */
    public boolean isOf(Credentials own) {
        return app.equals(own.saltedApp(salt));
    }

    /** Whether it is that store's advert. */
    public boolean isOf(StoreId known) {
        return store.equals(Credentials.saltedStore(salt, known));
    }

    /** The TXT record. */
    public Bytes encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        string(out, "v=" + VERSION);
        string(out, "s=" + salt.toHex());
        string(out, "a=" + app.toHex());
        string(out, "i=" + store.toHex());
        return Bytes.of(out.toByteArray());
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        out.write(bytes.length);
        out.write(bytes, 0, bytes.length);
    }

    /**
     * Reads a TXT record.
     *
     * @throws RefusedException ADVERT_TOO_LARGE, ADVERT_MALFORMED, ADVERT_VERSION or ADVERT_FIELD
     */
    public static AdvertText parse(Bytes text) {
        Map<String, String> entries = entries(text);
        String version = entries.getOrDefault("v", "");
        if (!version.equals(VERSION)) {
            throw new RefusedException("ADVERT_VERSION", "advert", shown(version), "v=" + VERSION);
        }
        return new AdvertText(
                hash(entries, "s", Limits.SALT_BYTES), hash(entries, "a", HASH_BYTES), hash(entries, "i", HASH_BYTES));
    }

    private static Map<String, String> entries(Bytes text) {
        if (text.length() > Limits.TEXT_BYTES_MAX) {
            throw new RefusedException(
                    "ADVERT_TOO_LARGE", "advert", text.length() + " bytes", "at most " + Limits.TEXT_BYTES_MAX);
        }
        byte[] bytes = text.toArray();
        Map<String, String> entries = new TreeMap<>();
        int strings = 0;
        for (int at = 0; at < bytes.length; ) {
            int length = bytes[at++] & 0xff;
            if (length > bytes.length - at) {
                throw new RefusedException(
                        "ADVERT_MALFORMED",
                        "advert",
                        "a string of " + length + " bytes where " + (bytes.length - at) + " are left",
                        "whole strings");
            }
            if (++strings > Limits.TEXT_ENTRIES_MAX) {
                throw new RefusedException(
                        "ADVERT_TOO_LARGE", "advert", strings + " entries", "at most " + Limits.TEXT_ENTRIES_MAX);
            }
            String entry = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
            at += length;
            int equals = entry.indexOf('=');
            if (equals > 0) {
                // RFC 6763, 6.4: keys have no case, and of equal ones the first counts.
                entries.putIfAbsent(lowerCase(entry.substring(0, equals)), entry.substring(equals + 1));
            }
        }
        return entries;
    }

    /** ASCII only, whatever the language of the system. */
    private static String lowerCase(String key) {
        return key.toLowerCase(Locale.ROOT);
    }

    private static Bytes hash(Map<String, String> entries, String key, int bytes) {
        String digits = entries.getOrDefault(key, "");
        boolean hex = digits.length() == 2 * bytes;
        for (int i = 0; i < digits.length(); i++) {
            hex &= Character.digit(digits.charAt(i), 16) >= 0 && digits.charAt(i) < 0x80;
        }
        if (!hex) {
            throw new RefusedException(
                    "ADVERT_FIELD", "advert", key + "=" + shown(digits), key + "= and " + 2 * bytes + " hex digits");
        }
        return Bytes.hex(digits.toLowerCase(Locale.ROOT));
    }

    /** Short, and nothing but letters and signs: it goes to logs and screens. */
    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), 20); i++) {
            char c = text.charAt(i);
            shown.append(c > ' ' && c < 0x7f ? c : '?');
        }
        return shown.length() == 0 ? "nothing" : shown.toString();
    }
}
