package dev.sotto.document;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: what is not well formed is refused, never replaced. */
final class Utf8 {
    private Utf8() {}

    static String decode(byte[] source, int offset, int length) {
        int end = offset + length;
        int i = offset;
        while (i < end && source[i] >= 0) {
            i++;
        }
        if (i == end) {
            return new String(source, offset, length, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(source, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException("CBOR_UTF8", "text", "malformed UTF-8", "well-formed UTF-8 (RFC 3629)");
        }
    }

    /** UTF-8 bytes of a well-formed string. */
    static int length(String text) {
        int length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x800) {
                // A surrogate pair is four bytes for two chars, every other char from here on three for one.
                length += Character.isSurrogate(c) ? 1 : 2;
            } else if (c >= 0x80) {
                length++;
            }
        }
        return length;
    }

    /** Whether every surrogate is one half of a pair. */
    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isLowSurrogate(c)
                    || i + 1 == text.length()
                    || !Character.isLowSurrogate(text.charAt(i + 1))) {
                return false;
            }
            i++;
        }
        return true;
    }
}
